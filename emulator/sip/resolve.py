"""From a server's name and the transport chosen for it to the addresses that are tried in turn (RFC 3263).

Of the transports as the device names them (UCS 4.0 administrator guide): `UDPOnly`, `TCPOnly` and `TLS` are just that,
`TCPpreferred` tries UDP where TCP fails, `DNSnaptr` lets DNS choose and is UDP for an address or a given port.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable

import msgspec

from emulator.sip.headers import SipSyntaxError, Uri
from emulator.sip.hops import DEFAULT_PORTS, Hop
from emulator.sip.timers import Patience

TRANSPORTS = {
    "UDPOnly": ("UDP",),
    "TCPOnly": ("TCP",),
    "TCPpreferred": ("TCP", "UDP"),
    "TLS": ("TLS",),
    "DNSnaptr": ("UDP",),
}
"""The device's transport settings, each with what is tried in turn."""


class Server(msgspec.Struct, frozen=True):
    """A server as it is configured: name or address, port (0: the transport's own), the device's transport setting."""

    host: str
    port: int = 0
    transport: str = "DNSnaptr"
    patience: Patience = Patience()


Lookup = Callable[[str], Awaitable[list[str]]]
"""From a host name to its addresses, empty if it has none: the seam for another DNS."""

MAX_HOPS = 8
"""Of a name with more addresses, the rest is never tried."""


async def system_lookup(host: str) -> list[str]:
    """The addresses of a name as the operating system knows them, IPv4 before IPv6."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError):
        return []
    ordered = sorted(found, key=lambda entry: entry[0] != socket.AF_INET)
    return list(dict.fromkeys(str(entry[4][0]) for entry in ordered))


def is_address(host: str) -> bool:
    """Whether a host is written as an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


async def resolve(server: Server, lookup: Lookup = system_lookup) -> list[Hop]:
    """The hops to try for a server, best first; empty if its name is unknown."""
    return resolve_now(server) or hops_of(server, await lookup(server.host))


def resolve_now(server: Server) -> list[Hop]:
    """The hops to try for a server that is given by its address; empty if it is given by name."""
    host = server.host.strip("[]")
    return hops_of(server, [host]) if is_address(host) else []


def hops_of(server: Server, addresses: list[str]) -> list[Hop]:
    """The hops to try for a server that has these addresses."""
    kinds = TRANSPORTS.get(server.transport, ("UDP",))
    hops = [
        Hop(kind, address, server.port or DEFAULT_PORTS[kind], server.host if kind == "TLS" else "")
        for kind in kinds
        for address in addresses
    ]
    return hops[:MAX_HOPS]


def server_of(text: str) -> Server | None:
    """The server that a Request-URI or Route names; None if it is no SIP URI with a host."""
    try:
        uri = Uri.parse(text)
    except SipSyntaxError:
        return None
    if not uri.host:
        return None
    named = (uri.param("transport") or "").upper()
    transport = {"TCP": "TCPOnly", "TLS": "TLS", "UDP": "UDPOnly"}.get(named, "DNSnaptr")
    return Server(uri.param("maddr") or uri.host, uri.port, "TLS" if uri.scheme == "sips" else transport)
