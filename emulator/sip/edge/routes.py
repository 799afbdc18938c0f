"""Which hops a request may take, in order: what DNS says, less what has failed lately."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import msgspec

from emulator.kernel.clock import SECOND, Clock
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.names import Lookup, Names
from emulator.sip.stack.resolve import Found, Server, resolve, resolve_now


class Step(NamedTuple):
    """One hop to try, for a server whose rules apply."""

    hop: Hop
    server: Server


Steps: TypeAlias = list[Step]
"""Hops to try one after another."""

_Peer: TypeAlias = tuple[str, str, int]


class _Lapse(msgspec.Struct, frozen=True):
    """A hop failed, at `since`; it comes after the others until `until`, None for as long as nothing changes."""

    since: int
    until: int | None


class Routes:
    """Finds hops.

    TLS neighbours keep the name by which they were configured: requests inside a call name them by address only, and
    their certificate is not for that.
    """

    def __init__(self, clock: Clock, rng: random.Random, lookup: Lookup | None = None) -> None:
        self.lookup: Lookup = lookup or Names()
        self._clock = clock
        self._rng = rng
        self._names: dict[tuple[str, int], str] = {}
        self._found: dict[tuple[str, int, str], tuple[Found, int]] = {}
        self._lapses: dict[tuple[Server, _Peer], _Lapse] = {}
        self._homes: dict[tuple[int, Server], set[_Peer]] = {}

    def now(self, servers: Sequence[Server]) -> Steps | None:
        """The steps if all servers are given by address or still known, None if a name must be looked up first."""
        found = [(server, resolve_now(server) or self._remembered(server)) for server in servers]
        return self._steps(found) if all(hops for _, hops in found) else None

    async def find(self, servers: Sequence[Server]) -> Steps:
        """The steps, with names looked up; a server whose name is unknown adds none."""
        return self._steps([(server, await self._look_up(server)) for server in servers])

    async def _look_up(self, server: Server) -> list[Hop]:
        known = resolve_now(server) or self._remembered(server)
        if known:
            return known
        found = await resolve(server, self.lookup, self._rng)
        key = (server.host, server.port, server.transport)
        if found.hops:
            self._found[key] = (found, self._clock.now() + found.ttl * SECOND)
        elif key in self._found:
            # A phone whose name server is away goes on with what it knew.
            return self._found[key][0].hops
        return found.hops

    def _remembered(self, server: Server) -> list[Hop]:
        found, until = self._found.get((server.host, server.port, server.transport), (Found([], 0), 0))
        return found.hops if self._clock.now() < until else []

    def _steps(self, found: list[tuple[Server, list[Hop]]]) -> Steps:
        steps = {hop.peer: Step(self._named(hop, server), server) for server, hops in reversed(found) for hop in hops}
        ordered = (steps.pop(hop.peer, None) for _, hops in found for hop in hops)
        return sorted(filter(None, ordered), key=self._rank)

    def _rank(self, step: Step) -> int:
        """0 for a hop that works as far as is known, else when it failed: the longer ago, the sooner it is tried."""
        lapse = self._lapses.get((step.server, step.hop.peer))
        if lapse is None or (lapse.until is not None and lapse.until <= self._clock.now()):
            return 0
        return lapse.since + 1

    def _named(self, hop: Hop, server: Server) -> Hop:
        if hop.transport != "TLS":
            return hop
        place = (hop.host, hop.port)
        if server.host != hop.host:
            self._names[place] = server.host
        return Hop(hop.transport, hop.host, hop.port, self._names.get(place, hop.server_name))

    # What failed

    def failed(self, step: Step) -> None:
        """Pass over a hop that does not answer until it is time to go back to it."""
        rules, now = step.server.fail_over, self._clock.now()
        until: int | None = None
        if rules.mode == "duration" and rules.timeout:
            until = now + rules.timeout * SECOND
        elif rules.mode == "DNSTTL":
            known = self._found.get((step.server.host, step.server.port, step.server.transport))
            until = known[1] if known else now
        self._lapses = {key: each for key, each in self._lapses.items() if each.until is None or each.until > now}
        if rules.mode != "newRequests":
            self._lapses[step.server, step.hop.peer] = _Lapse(now, until)

    def worked(self, step: Step) -> None:
        """Forget that a hop ever failed."""
        self._lapses.pop((step.server, step.hop.peer), None)

    def renewing(self, server: Server) -> None:
        """Go back to a server's first hop if its rules say that a refresh is the time for that."""
        if server.fail_over.mode == "registration":
            for key in [key for key in self._lapses if key[0] == server]:
                del self._lapses[key]

    # Where lines are registered, as far as it matters for fail-over

    def registered(self, line: int, step: Step, *, gone: bool = False) -> None:
        """Note that a line is registered by way of a hop, or with `gone` no more anywhere at that server."""
        key = (line, step.server)
        if gone:
            self._homes.pop(key, None)
        elif step.server.fail_over.fail_registration:
            self._homes[key] = {step.hop.peer}
        else:
            self._homes.setdefault(key, set()).add(step.hop.peer)

    def must_register(self, line: int, step: Step) -> bool:
        """Whether a line has to register by way of a hop before it makes calls there."""
        homes = self._homes.get((line, step.server))
        return bool(homes and step.server.fail_over.re_register and step.hop.peer not in homes)

    def forsaken(self, line: int, hop: Hop) -> bool:
        """Whether nothing may go to a hop any more, as the line is now registered elsewhere at the same server."""
        for (number, server), homes in self._homes.items():
            rules = server.fail_over
            strict = rules.re_register and rules.fail_registration and rules.only_registered
            if strict and number == line and hop.peer not in homes and (server, hop.peer) in self._lapses:
                return True
        return False
