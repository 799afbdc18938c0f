"""From a server's name and the transport chosen for it to the addresses that are tried in turn (RFC 3263).

Of the transports as the device names them (UCS 4.0 administrator guide): `UDPOnly`, `TCPOnly` and `TLS` are just that,
`TCPpreferred` tries UDP where TCP fails, `DNSnaptr` lets DNS choose and is UDP for an address or a given port.
"""

from __future__ import annotations

import ipaddress
import random
from itertools import groupby
from typing import NamedTuple

import msgspec

from emulator.lines.model import FailOver
from emulator.sip.stack.headers import SipSyntaxError, Uri
from emulator.sip.stack.hops import DEFAULT_PORTS, Hop
from emulator.sip.stack.names import Address, Kind, Lookup, Record, Rule, Service
from emulator.sip.stack.timers import Patience

TRANSPORTS = {
    "UDPOnly": ("UDP",),
    "TCPOnly": ("TCP",),
    "TCPpreferred": ("TCP", "UDP"),
    "TLS": ("TLS",),
    "DNSnaptr": ("UDP",),
}
"""The device's transport settings, each with what is tried in turn."""

SERVICES = {"UDP": "_sip._udp", "TCP": "_sip._tcp", "TLS": "_sips._tcp"}
"""What stands before a domain to name its service, in the order in which they are looked for."""

RULES = {"SIP+D2U": "UDP", "SIP+D2T": "TCP", "SIPS+D2T": "TLS"}
"""What NAPTR records call the transports (RFC 3263, section 4.1)."""

MAX_HOPS = 8
"""Of a name with more addresses, the rest is never tried."""


class Server(msgspec.Struct, frozen=True):
    """A server as it is configured: name or address, port (0: the transport's own), the device's transport setting.

    `domain` is what is registered in, empty for the line's own. `route` is the Route by which an outbound proxy learns
    that it is meant.
    """

    host: str
    port: int = 0
    transport: str = "DNSnaptr"
    patience: Patience = Patience()
    fail_over: FailOver = FailOver()
    domain: str = ""
    route: str = ""


class Found(NamedTuple):
    """The hops to try for a server, best first, and for how many seconds that holds."""

    hops: list[Hop]
    ttl: int


def is_address(host: str) -> bool:
    """Whether a host is written as an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def resolve_now(server: Server) -> list[Hop]:
    """The hops to try for a server that is given by its address; empty if it is given by name."""
    host = server.host.strip("[]")
    return [_hop(kind, host, server.port, server) for kind in _transports(server)] if is_address(host) else []


async def resolve(server: Server, lookup: Lookup, rng: random.Random) -> Found:
    """The hops to try for a server; none if its name is unknown. `rng` shares the load among servers of one rank."""
    now = resolve_now(server)
    if now:
        return Found(now, 0)
    search = _Search(server, lookup, rng)
    hops = await search.run()
    return Found(list(dict.fromkeys(hops))[:MAX_HOPS], search.ttl)


class _Search:
    """One search for a server that is given by name; `ttl` is the shortest of what was found on the way."""

    def __init__(self, server: Server, lookup: Lookup, rng: random.Random) -> None:
        self._server = server
        self._lookup = lookup
        self._rng = rng
        self._ttls: list[int] = []

    @property
    def ttl(self) -> int:
        return min(self._ttls, default=0)

    async def run(self) -> list[Hop]:
        server = self._server
        if server.transport == "DNSnaptr" and not server.port:
            usual = [(kind, f"{prefix}.{server.host}") for kind, prefix in SERVICES.items()]
            services = await self._by_rules() or usual
            hops = [hop for kind, name in services for hop in await self._by_service(kind, name)]
            return hops or await self._by_address("UDP", server.host, 0)
        return [hop for kind in _transports(server) for hop in await self._by_kind(kind)]

    async def _by_kind(self, kind: str) -> list[Hop]:
        host, port = self._server.host, self._server.port
        served = [] if port else await self._by_service(kind, f"{SERVICES[kind]}.{host}")
        return served or await self._by_address(kind, host, port)

    async def _by_rules(self) -> list[tuple[str, str]]:
        """The transports that the domain wants to be reached by, each with the name of its service."""
        rules = [each for each in await self._ask(self._server.host, "NAPTR") if isinstance(each, Rule)]
        ranked = sorted(rules, key=lambda rule: (rule.order, rule.preference))
        known = [(RULES.get(rule.service.upper()), rule) for rule in ranked if rule.flags.lower() == "s"]
        return [(kind, rule.replacement) for kind, rule in known if kind]

    async def _by_service(self, kind: str, name: str) -> list[Hop]:
        services = [each for each in await self._ask(name, "SRV") if isinstance(each, Service)]
        hops = []
        for service in in_turn(services, self._rng):
            if service.target.strip("."):
                hops += await self._by_address(kind, service.target, service.port)
        return hops

    async def _by_address(self, kind: str, host: str, port: int) -> list[Hop]:
        records = [] if is_address(host) else await self._ask(host, "A")
        found = [each.address for each in records if isinstance(each, Address)] or ([host] if is_address(host) else [])
        return [_hop(kind, address, port, self._server) for address in found]

    async def _ask(self, name: str, kind: Kind) -> list[Record]:
        records = await self._lookup(name, kind)
        self._ttls += [each.ttl for each in records]
        return records


def in_turn(services: list[Service], rng: random.Random) -> list[Service]:
    """Services in the order in which they are tried: by priority, and within one by lot, the heavier the likelier.

    Those of weight 0 come last of their priority (RFC 2782, page 3).
    """
    ordered: list[Service] = []
    for _, group in groupby(sorted(services, key=lambda each: each.priority), key=lambda each: each.priority):
        rest = list(group)
        while rest:
            weights = [each.weight for each in rest]
            pick = rng.choices(rest, weights)[0] if any(weights) else rest[0]
            rest.remove(pick)
            ordered.append(pick)
    return ordered


def _transports(server: Server) -> tuple[str, ...]:
    return TRANSPORTS.get(server.transport, ("UDP",))


def _hop(kind: str, address: str, port: int, server: Server) -> Hop:
    name = server.host.strip("[]") if kind == "TLS" else ""
    return Hop(kind, address, port or DEFAULT_PORTS[kind], name)


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
