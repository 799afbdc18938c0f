"""Which hops a request may take, in order, and how patiently each is tried."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.sip.hops import Hop
from emulator.sip.resolve import Lookup, Server, hops_of, resolve_now, system_lookup
from emulator.sip.timers import Patience

Steps = list[tuple[Hop, Patience]]
"""Hops to try one after another, each with its patience."""


class Routes:
    """Finds hops.

    TLS neighbours keep the name by which they were configured: requests inside a call name them by address only, and
    their certificate is not for that.
    """

    def __init__(self, lookup: Lookup = system_lookup) -> None:
        self.lookup = lookup
        self._names: dict[tuple[str, int], str] = {}

    def now(self, servers: Sequence[Server]) -> Steps | None:
        """The steps if all servers are given by address, None if a name must be looked up first."""
        found = [(server, resolve_now(server)) for server in servers]
        return self._steps(found) if all(hops for _, hops in found) else None

    async def find(self, servers: Sequence[Server]) -> Steps:
        """The steps, with names looked up; a server whose name is unknown adds none."""
        return self._steps(
            [(server, resolve_now(server) or hops_of(server, await self.lookup(server.host))) for server in servers]
        )

    def _steps(self, found: list[tuple[Server, list[Hop]]]) -> Steps:
        return [(self._named(hop, server), server.patience) for server, hops in found for hop in hops]

    def _named(self, hop: Hop, server: Server) -> Hop:
        if hop.transport != "TLS":
            return hop
        place = (hop.host, hop.port)
        if server.host != hop.host:
            self._names[place] = server.host
        return Hop(hop.transport, hop.host, hop.port, self._names.get(place, hop.server_name))
