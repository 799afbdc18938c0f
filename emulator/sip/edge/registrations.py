"""Where the phone's lines are registered: it asks servers, remembers who agreed, and says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from emulator.kernel.links import Post
from emulator.lines.model import LineSettings, RegisterAnswered, RegistrationDue, RegistrationVoided, SendRegister
from emulator.sip.edge.accounts import Outcome
from emulator.sip.edge.edge import Edge
from emulator.sip.edge.routes import Step
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.resolve import Server
from emulator.sip.terms import line_server, readable


class Registrations:
    """Performs `SendRegister`; `use` makes a line known to the edge, `agreed` is called for each success."""

    def __init__(
        self, post: Post, edge: Edge, use: Callable[[LineSettings], object], agreed: Callable[[], None]
    ) -> None:
        self._post = post
        self._edge = edge
        self._use = use
        self._agreed = agreed
        self._hops: dict[tuple[int, int], Hop] = {}
        self._orders: dict[tuple[int, Server], SendRegister] = {}

    @property
    def hops(self) -> set[Hop]:
        """The addresses at which lines are registered."""
        return set(self._hops.values())

    @property
    def servers(self) -> Iterator[tuple[int, Server]]:
        """Each line with a server at which it is registered."""
        for (line, server), order in self._orders.items():
            if (line, order.server) in self._hops:
                yield line, server

    async def register(self, effect: SendRegister) -> None:
        """Register a line at one of its servers, or with 0 seconds unregister it there."""
        self._use(effect.line)
        server = line_server(effect.line, effect.server)
        self._orders[effect.line.index, server] = effect
        self._note(effect, await self._edge.register(effect.line.index, server, effect.expires))

    async def enrol(self, line: int, step: Step) -> bool:
        """Register a line by way of another of a server's addresses, to which its calls are about to go."""
        order = self._orders.get((line, step.server))
        if order is None:
            return True
        if step.server.fail_over.fail_registration:
            self._post(RegistrationVoided(line, order.server))
        outcome = await self._edge.register(line, step.server, order.expires, step.hop)
        self._note(order, outcome)
        return outcome.ok

    def _note(self, effect: SendRegister, outcome: Outcome) -> None:
        number, server = effect.line.index, effect.server
        granted = outcome.expires if effect.expires else 0
        if granted and outcome.server is not None:
            self._hops[number, server] = outcome.server
            self._agreed()
        else:
            self._hops.pop((number, server), None)
        why = readable(outcome.failure or outcome.reason)
        place = str(outcome.server) if outcome.server else ""
        self._post(
            RegisterAnswered(
                number, outcome.code, why, granted, outcome.min_expires, server, outcome.retry_after, place
            )
        )

    def connection_lost(self, hop: Hop) -> None:
        """Register again what was registered over that connection, which opens another."""
        for (line, server), used in self._hops.items():
            if used.peer == hop.peer:
                self._post(RegistrationDue(line, server))
