"""Reads the lines out of the configuration: reg.x.*, with voIpProt.* where a line names no server of its own."""

from __future__ import annotations

from emulator.config.layers import Configuration
from emulator.lines.model import LineSettings, Server

SERVERS = 4
"""How many servers a line may have."""


def read_lines(configuration: Configuration, limit: int) -> tuple[LineSettings, ...]:
    """The configured lines in order, `limit` of them at most: those whose reg.x.address is not empty."""
    indices = [index for index in configuration.indices("reg.x.address") if 1 <= index <= limit]
    return tuple(
        _line(configuration, index) for index in sorted(indices) if configuration.text(f"reg.{index}.address").strip()
    )


def _line(configuration: Configuration, index: int) -> LineSettings:
    def text(name: str) -> str:
        return configuration.text(f"reg.{index}.{name}").strip()

    user, _, host = text("address").removeprefix("sip:").partition("@")
    servers = _servers(configuration, index) or ((Server(host),) if host else ())
    return LineSettings(
        index=index,
        user=user,
        domain=host or (servers[0].address if servers else ""),
        display_name=text("displayName"),
        label=text("label") or user,
        auth_user=text("auth.userId") or user,
        auth_password=configuration.text(f"reg.{index}.auth.password"),
        auth_domain=text("auth.domain"),
        servers=servers,
        outbound_proxy=_outbound_proxy(configuration, index),
        line_keys=max(1, configuration.number(f"reg.{index}.lineKeys")),
        calls_per_line_key=_calls_per_line_key(configuration, index),
        srtp=_srtp(configuration, index),
    )


def _servers(configuration: Configuration, index: int) -> tuple[Server, ...]:
    """The line's own servers; only a line without any uses those of all lines, and then with all their settings."""
    for family in (f"reg.{index}.server", "voIpProt.server"):
        found = [_server(configuration, f"{family}.{number}") for number in range(1, SERVERS + 1)]
        if any(server.address for server in found):
            return tuple(server for server in found if server.address)
    return ()


def _server(configuration: Configuration, name: str) -> Server:
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
    )


def _outbound_proxy(configuration: Configuration, index: int) -> Server | None:
    for name in (f"reg.{index}.outboundProxy", "voIpProt.SIP.outboundProxy"):
        address = configuration.text(f"{name}.address").strip()
        if address:
            transport = configuration.choice(f"{name}.transport")
            return Server(address, configuration.number(f"{name}.port"), transport)
    return None


def _calls_per_line_key(configuration: Configuration, index: int) -> int:
    """The line's own limit where it has one, else that of all lines."""
    own = f"reg.{index}.callsPerLineKey"
    is_set = configuration.origin(own).layer != "default"
    return configuration.number(own if is_set else "call.callsPerLineKey")


def _srtp(configuration: Configuration, index: int) -> str:
    """What the line or the whole phone asks for; nothing where media encryption is switched off altogether."""
    if configuration.flag("sec.srtp.enable"):
        for word in ("require", "offer"):
            if configuration.flag(f"reg.{index}.srtp.{word}") or configuration.flag(f"sec.srtp.{word}"):
                return word
    return "off"
