"""What names mean: addresses, services and rules (A, SRV, NAPTR), from the phone's own table or from name servers."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any, Literal, TypeAlias

import msgspec

from emulator.config.layers import Configuration

PATIENCE = 3.0
"""Real seconds within which name servers must have answered."""

UNTIMED = 300
"""Seconds for which an answer of the operating system, which tells no time to live, is used."""

PORT = 53

Kind = Literal["A", "SRV", "NAPTR"]


class Address(msgspec.Struct, frozen=True):
    """A host's address. `ttl` is in seconds, here as in all records."""

    address: str
    ttl: int = UNTIMED


class Service(msgspec.Struct, frozen=True):
    """A host that offers a service: of the lowest priority, the heavier the more often (RFC 2782)."""

    priority: int
    weight: int
    port: int
    target: str
    ttl: int = UNTIMED


class Rule(msgspec.Struct, frozen=True):
    """By which service a domain is reached: of the lowest order, the lowest preference first (RFC 3403)."""

    order: int
    preference: int
    flags: str
    service: str
    replacement: str
    ttl: int = UNTIMED


Record: TypeAlias = Address | Service | Rule

Lookup = Callable[[str, Kind], Awaitable[list[Record]]]
"""From a name and a kind to its records, empty if there are none."""


class Names:
    """Looks names up: in the table that the phone was given, else at name servers, else as the system does."""

    def __init__(self, servers: Iterable[str] = (), table: dict[tuple[str, Kind], list[Record]] | None = None) -> None:
        """`servers` are addresses, each with `:port` if it is not 53; none: those of the system."""
        self._servers = [_place(server) for server in servers]
        self._table = table or {}

    async def __call__(self, name: str, kind: Kind) -> list[Record]:
        """The records of a name; none if it has none, or nobody answers."""
        known = self._table.get((name.lower().rstrip("."), kind))
        if known is not None:
            return known
        if kind == "A" and not self._servers:
            return await _from_system(name)
        if not self._servers and _is_single(name):
            return []
        found = await self._ask(name, kind)
        if found is None:
            return await _from_system(name) if kind == "A" else []
        return found

    async def _ask(self, name: str, kind: Kind) -> list[Record] | None:
        """What the name servers say; None if they say nothing."""
        # Imported here because it takes 0.1 s, and most phones are given addresses.
        from dns import asyncresolver, exception, resolver

        asker = asyncresolver.Resolver(configure=not self._servers)
        if self._servers:
            asker.nameservers = [host for host, _ in self._servers]
            asker.nameserver_ports = dict(self._servers)
        asker.timeout, asker.lifetime = PATIENCE / 3, PATIENCE
        try:
            answer = await asker.resolve(name, kind, raise_on_no_answer=False, search=False)
        except resolver.NXDOMAIN:
            return []
        except (exception.DNSException, OSError, UnicodeError, ValueError):
            return None
        rows = answer.rrset
        return [] if rows is None else [_record(kind, row, rows.ttl) for row in rows]


def _record(kind: Kind, row: Any, ttl: int) -> Record:
    if kind == "A":
        return Address(row.address, ttl)
    if kind == "SRV":
        return Service(row.priority, row.weight, row.port, row.target.to_text(omit_final_dot=True), ttl)
    return Rule(
        row.order,
        row.preference,
        row.flags.decode("ascii", "replace"),
        row.service.decode("ascii", "replace"),
        row.replacement.to_text(omit_final_dot=True),
        ttl,
    )


HostLookup = Callable[[str], Awaitable[list[str]]]
"""From a host name to its addresses, empty if it has none."""


async def system_lookup(host: str) -> list[str]:
    """The addresses of a name as the operating system knows them, IPv4 before IPv6."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError):
        return []
    ordered = sorted(found, key=lambda entry: entry[0] != socket.AF_INET)
    return list(dict.fromkeys(str(entry[4][0]) for entry in ordered))


async def _from_system(host: str) -> list[Record]:
    return [Address(address) for address in await system_lookup(host)]


def _is_single(name: str) -> bool:
    """Whether this is the name of a host without a domain, of which name servers know nothing."""
    return sum(not label.startswith("_") for label in name.split(".")) < 2


def _place(server: str) -> tuple[str, int]:
    with contextlib.suppress(ValueError):
        return str(ipaddress.ip_address(server)), PORT
    host, _, port = server.rpartition(":")
    return host.strip("[]"), int(port) if port.isascii() and port.isdecimal() else PORT


def read_table(configuration: Configuration) -> dict[tuple[str, Kind], list[Record]]:
    """The records that need no name server: dns.cache.* (UCS 4.0 administrator guide)."""
    table: dict[tuple[str, Kind], list[Record]] = {}
    for name, kind, record in _entries(configuration):
        table.setdefault((name.lower().rstrip("."), kind), []).append(record)
    return table


def _entries(configuration: Configuration) -> Iterator[tuple[str, Kind, Record]]:
    text, number = configuration.text, configuration.number
    for index in configuration.indices("dns.cache.A.x.name"):
        row = f"dns.cache.A.{index}"
        yield text(f"{row}.name"), "A", Address(text(f"{row}.address"), number(f"{row}.ttl"))
    for index in configuration.indices("dns.cache.SRV.x.name"):
        row = f"dns.cache.SRV.{index}"
        priority, weight, port = (number(f"{row}.{each}") for each in ("priority", "weight", "port"))
        service = Service(priority, weight, port, text(f"{row}.target"), number(f"{row}.ttl"))
        yield text(f"{row}.name"), "SRV", service
    for index in configuration.indices("dns.cache.NAPTR.x.name"):
        row = f"dns.cache.NAPTR.{index}"
        order, preference, ttl = (number(f"{row}.{each}") for each in ("order", "preference", "ttl"))
        flags, service_name, replacement = (text(f"{row}.{each}") for each in ("flags", "service", "replacement"))
        yield text(f"{row}.name"), "NAPTR", Rule(order, preference, flags, service_name, replacement, ttl)
