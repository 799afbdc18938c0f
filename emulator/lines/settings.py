"""Reads the lines out of the configuration: reg.x.*, with voIpProt.* where a line names no server of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from emulator.config.layers import Configuration
from emulator.lines.model import MICROSOFT, FailOver, LineSettings, Server

SERVERS = 4
"""How many servers a line may have."""

LYNC = MICROSOFT[-1]


def read_lines(configuration: Configuration, limit: int, offered: str = "") -> tuple[LineSettings, ...]:
    """The configured lines in order, `limit` of them at most: those whose reg.x.address is not empty.

    `offered` is a server that the network names, for lines for which configuration names none.
    """
    indices = [index for index in configuration.indices("reg.x.address") if 1 <= index <= limit]
    lines = [
        _line(configuration, index, offered)
        for index in sorted(indices)
        if configuration.text(f"reg.{index}.address").strip()
    ]
    return tuple(line for line in lines if not _one_too_many(line, lines))


def _one_too_many(line: LineSettings, lines: list[LineSettings]) -> bool:
    """Whether it is a second Lync line: there is one a device (Lync 2010 provisioning guide, specialInterop)."""
    first = next((each for each in lines if each.interop == LYNC), line)
    return line.interop == LYNC and line is not first


def bound_alike(one: LineSettings, other: LineSettings) -> bool:
    """Whether registrars cannot tell the two apart: they differ in the phone's own matters at most."""
    return _as_registered(one) == _as_registered(other)


def _as_registered(settings: LineSettings) -> LineSettings:
    return replace(settings, label="", display_name="", line_keys=1, calls_per_line_key=1, srtp="")


def _line(configuration: Configuration, index: int, offered: str) -> LineSettings:
    def text(name: str) -> str:
        return configuration.text(f"reg.{index}.{name}").strip()

    user, _, host = text("address").removeprefix("sip:").partition("@")
    family = _family(configuration, index)
    presumed = "" if _discovered(configuration, index) else host or offered
    servers = _servers(configuration, index, family) or tuple(Server(name) for name in (presumed,) if name)
    login = _login(configuration, index)
    speaks_sip = configuration.flag("voIpProt.SIP.enable") and configuration.flag(f"reg.{index}.protocol.SIP")
    return LineSettings(
        index=index,
        user=user,
        domain=host or (servers[0].address if servers else ""),
        display_name=text("displayName"),
        label=text("label") or user,
        auth_user=login.user or user,
        auth_password=login.password,
        auth_domain=login.domain,
        servers=servers if speaks_sip and login.complete else (),
        outbound_proxy=_outbound_proxy(configuration, index),
        line_keys=max(1, configuration.number(f"reg.{index}.lineKeys")),
        calls_per_line_key=_calls_per_line_key(configuration, index),
        srtp=_srtp(configuration, index),
        hosted=bool(host),
        proxy_require=text("proxyRequire"),
        route=_both(configuration, index, "insertOBPAddressInRoute"),
        challenger_first=configuration.flag(f"reg.{index}.auth.optimizedInFailover")
        or configuration.flag("voIpProt.SIP.authOptimizedInFailover"),
        telephony=configuration.flag(f"reg.{index}.telephony"),
        interop=configuration.choice(f"{family}.1.specialInterop"),
    )


def _discovered(configuration: Configuration, index: int) -> bool:
    """Whether the sign-in finds the line's server: without one there is none before somebody has signed in."""
    return configuration.base_profile != "Generic" and configuration.flag(f"reg.{index}.serverAutoDiscovery")


class _Login(NamedTuple):
    """What the line proves itself with; one that waits for its user to enter that is not complete."""

    user: str
    password: str
    domain: str
    complete: bool = True


def _login(configuration: Configuration, index: int) -> _Login:
    """The line's own login, else the one entered at the phone if it is to be used (reg.x.auth.useLoginCredentials)."""
    own = f"reg.{index}.auth"
    if configuration.text(f"{own}.password") or not configuration.flag(f"{own}.useLoginCredentials"):
        user, domain = (configuration.text(f"{own}.{name}").strip() for name in ("userId", "domain"))
        return _Login(user, configuration.text(f"{own}.password"), domain)
    user, domain = (configuration.text(f"device.logincred.{name}").strip() for name in ("user", "domain"))
    password = configuration.text("device.logincred.password")
    return _Login(user, password, domain, bool(user and password))


def _both(configuration: Configuration, index: int, name: str) -> bool:
    """A switch that is on unless the line or the whole phone has it off."""
    return configuration.flag(f"reg.{index}.{name}") and configuration.flag(f"voIpProt.SIP.{name}")


def _family(configuration: Configuration, index: int) -> str:
    """Whose servers the line uses: its own; only a line without any has those of all lines, with all settings."""
    own, all_lines = f"reg.{index}.server", "voIpProt.server"
    return next((each for each in (own, all_lines) if any(_named(configuration, each))), own)


def _named(configuration: Configuration, family: str) -> Iterator[str]:
    """The servers of a family that have an address and speak SIP."""
    for name in (f"{family}.{number}" for number in range(1, SERVERS + 1)):
        if configuration.flag(f"{name}.protocol.SIP") and configuration.text(f"{name}.address").strip():
            yield name


def _servers(configuration: Configuration, index: int, family: str) -> tuple[Server, ...]:
    return tuple(_server(configuration, index, name) for name in _named(configuration, family))


def _server(configuration: Configuration, index: int, name: str) -> Server:
    number = configuration.number
    return Server(
        address=configuration.text(f"{name}.address").strip(),
        port=number(f"{name}.port"),
        transport=configuration.choice(f"{name}.transport"),
        expires=number(f"{name}.expires"),
        register=configuration.flag(f"{name}.register"),
        overlap=number(f"{name}.expires.overlap"),
        retry_base=number(f"{name}.registerRetry.baseTimeOut"),
        retry_max=number(f"{name}.registerRetry.maxTimeOut"),
        retry_timeout=number(f"{name}.retryTimeOut"),
        retry_count=number(f"{name}.retryMaxCount"),
        subscribe_expires=number(f"{name}.subscribe.expires"),
        subscribe_overlap=number(f"{name}.subscribe.expires.overlap"),
        seize_expires=number(f"{name}.expires.lineSeize"),
        fail_over=_fail_over(configuration, name),
        via_proxy=configuration.flag(f"{name}.useOutboundProxy"),
        fast=_fast(configuration, index),
    )


def _fail_over(configuration: Configuration, name: str) -> FailOver:
    flag, prefix = configuration.flag, f"{name}.failOver"
    return FailOver(
        mode=configuration.text(f"{prefix}.failBack.mode"),
        timeout=configuration.number(f"{prefix}.failBack.timeout"),
        re_register=flag(f"{prefix}.reRegisterOn"),
        fail_registration=flag(f"{prefix}.failRegistrationOn"),
        only_registered=flag(f"{prefix}.onlySignalWithRegistered"),
        on_503=flag("voIpProt.SIP.failoverOn503Response"),
    )


def _fast(configuration: Configuration, index: int) -> bool:
    return configuration.flag(f"reg.{index}.tcpFastFailover") or configuration.flag("voIpProt.SIP.tcpFastFailover")


def _outbound_proxy(configuration: Configuration, index: int) -> Server | None:
    for name in (f"reg.{index}.outboundProxy", "voIpProt.SIP.outboundProxy"):
        address = configuration.text(f"{name}.address").strip()
        if address:
            return Server(
                address,
                configuration.number(f"{name}.port"),
                configuration.choice(f"{name}.transport"),
                fail_over=_fail_over(configuration, name),
                fast=_fast(configuration, index),
            )
    return None


def _calls_per_line_key(configuration: Configuration, index: int) -> int:
    """The line's own limit where it has one, else that of all lines."""
    own = f"reg.{index}.callsPerLineKey"
    is_set = configuration.origin(own).layer != "default"
    return configuration.number(own if is_set else "call.callsPerLineKey")


def _srtp(configuration: Configuration, index: int) -> str:
    """What the line does with media encryption: its own settings count before those of all lines.

    Who requires encryption offers it, too (Lync 2010 provisioning guide, sec.srtp.require).
    """
    if not _encrypts(configuration, index, "enable"):
        return "off"
    return next((word for word in ("require", "offer") if _encrypts(configuration, index, word)), "accept")


def _encrypts(configuration: Configuration, index: int, word: str) -> bool:
    own, all_lines = f"reg.{index}.srtp.{word}", f"sec.srtp.{word}"
    names = (own, all_lines, "sec.srtp.enabled") if word == "enable" else (own, all_lines)
    written = (name for name in names if configuration.origin(name).layer != "default")
    return configuration.flag(next(written, all_lines))
