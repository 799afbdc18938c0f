"""Lines that cannot register."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.config.findings import Finding
from emulator.config.rules.spot import Subject

SERVERS = range(1, 5)


def check_lines(subject: Subject) -> Iterator[Finding]:
    """Each line has an address and a server, and each login a line."""
    if not subject.whole:
        return
    text = subject.configuration.text
    for index in subject.configuration.indices("reg.x.address"):
        if not _has_server(subject, index):
            name = f"reg.{index}.address"
            message = f"line {index} has no server: neither reg.{index}.server.1.address nor voIpProt.server.1.address"
            yield subject.found("line-without-server", message, name, f'reg.{index}.server.1.address="..."')
    for index in subject.configuration.indices("reg.x.auth.userId"):
        name = f"reg.{index}.auth.userId"
        if not text(f"reg.{index}.address").strip() and subject.written(name) and not _signs_in(subject, index):
            message = f"reg.{index} has a login but no address, so there is no line {index}"
            yield subject.found("line-without-address", message, name, f'reg.{index}.address="..."')


def _has_server(subject: Subject, index: int) -> bool:
    configuration = subject.configuration
    named = any(
        configuration.text(f"{family}.{number}.address").strip()
        for family in (f"reg.{index}.server", "voIpProt.server")
        for number in SERVERS
    )
    address = configuration.text(f"reg.{index}.address")
    by_others = (
        configuration.flag("voIpProt.server.dhcp.available")
        or configuration.text(f"reg.{index}.outboundProxy.address").strip()
        or configuration.text("voIpProt.SIP.outboundProxy.address").strip()
    )
    return named or "@" in address or bool(by_others) or _signs_in(subject, index)


def _signs_in(subject: Subject, index: int) -> bool:
    """Whether the line is one that a user signs in to, so that address and server are found by themselves."""
    configuration = subject.configuration
    return configuration.base_profile != "Generic" or any(
        subject.on(f"reg.{index}.{name}")
        for name in ("auth.useLoginCredentials", "auth.usePinCredentials", "serverAutoDiscovery")
    )
