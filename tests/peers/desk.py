"""A phone without a face: an edge and its engines on one address, for tests of what goes over the wire."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import ssl
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

import msgspec

from emulator.kernel.clock import RealClock
from emulator.sip.edge.accounts import Line, Outcome
from emulator.sip.edge.core import Offer, Referral, Refusal
from emulator.sip.edge.edge import Edge
from emulator.sip.events.subscriptions import Notification
from emulator.sip.pool import Death, EnginePool
from emulator.sip.protocol import Answer, Command, Configure, Ended, Event, HangUp, Incoming, Invite, Media
from emulator.sip.stack.digest import Credentials
from emulator.sip.stack.headers import Uri
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.resolve import Server
from tests.peers.harness.programs import own_address

USER_AGENT = "PolycomVVX-VVX_450-UA/5.9.5.0614"
DEADLINE = 8.0

E = TypeVar("E")

_desks: list[Desk] = []


def _report() -> str:
    return "\n\n".join(f"{desk.address}: {desk.events}\n{desk.trace()}" for desk in _desks)


class Desk:
    """One phone; `address` is its own, so that what leaks from the inside (127.0.0.1) can be told apart."""

    def __init__(self, server: Server, domain: str, *users: str, **tls: ssl.SSLContext) -> None:
        """A phone with a line for each user; `tls` verifies servers, `listen` has a certificate to be reached by."""
        self.server = server
        self.address = own_address()
        self.events: list[Event] = []
        self.offers: list[Offer] = []
        self.gone: list[tuple[int, int]] = []
        self.notifications: list[Notification] = []
        self.wire: list[tuple[str, bytes]] = []
        self.limit = 12
        self._lines = [
            Line(
                number,
                Uri.parse(f"sip:{user}@{domain}"),
                Credentials(user, f"secret{user}"),
                f"Desk {user}",
                servers=(server,),
            )
            for number, user in enumerate(users, 1)
        ]
        self._tls = tls

    async def __aenter__(self) -> Desk:
        _desks.append(self)
        clock = RealClock()
        self.edge = Edge(clock, random.Random(), self, USER_AGENT, tls=self._tls.get("tls"))
        await self.edge.open(self.address, tls=self._tls.get("listen"))
        settings = Configure(USER_AGENT, self.address, self.edge.inner_route)
        self.pool = EnginePool(settings, lambda event: self.events.append(event), self._died, clock)
        self.edge.serve(self.pool)
        self.edge.set_lines(self._lines)
        self.edge.observe(lambda direction, hop, data: self.wire.append((direction, data)))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            for line in self._lines:
                await self.edge.register(line.number, self.server, 0)
        _desks.remove(self)
        await self.pool.close()
        await self.edge.close()

    async def register(self, line: int = 1, expires: int = 300) -> Outcome:
        """Register a line."""
        return await self.edge.register(line, self.server, expires)

    def call(self, target: str, line: int = 1, **options: object) -> int:
        """Place a call; the leg."""
        who = self._lines[line - 1]
        leg = self.pool.new_leg()
        order = Invite(
            leg, str(who.identity), f"<{target}>", who.credentials.user, who.credentials.password, **options  # type: ignore[arg-type]
        )  # fmt: skip
        self.pool.place(order)
        return leg

    def send(self, command: Command) -> None:
        """Tell the engines."""
        self.pool.send(command)

    def answer(self, leg: int, code: int = 200) -> None:
        """Answer a call that has come in."""
        self.pool.send(Answer(leg, code))

    async def ring_all(self) -> None:
        """Let every call that comes in ring, until cancelled."""
        rung: set[int] = set()
        while True:
            for event in self.events:
                if isinstance(event, Incoming) and event.leg not in rung:
                    rung.add(event.leg)
                    self.answer(event.leg, 180)
            await asyncio.sleep(0.005)

    def alive(self) -> list[int]:
        """The legs of calls taken that have not ended."""
        over = {event.leg for event in self.events if isinstance(event, Ended)} | dict(self.gone).keys()
        return [offer.leg for offer in self.offers if offer.leg not in over]

    def kill_engine(self) -> None:
        """Kill the engine that is there."""
        os.kill(self.pool.pids[0], signal.SIGKILL)

    def use_servers(self, *servers: Server) -> None:
        """Send the calls of all lines to other servers from now on."""
        self.edge.set_lines(msgspec.structs.replace(line, servers=servers) for line in self._lines)

    def hang_up(self, leg: int) -> None:
        """End a call."""
        self.pool.send(HangUp(leg))

    async def until(self, kind: type[E], leg: int = 0, *, which: Callable[[E], bool] = lambda event: True) -> E:
        """Wait for an event of one kind (of one leg)."""

        def found() -> E | None:
            return next(
                (
                    event
                    for event in self.events
                    if isinstance(event, kind) and leg in (0, getattr(event, "leg", 0)) and which(event)
                ),
                None,
            )

        await wait_until(lambda: found() is not None, lambda: f"{kind.__name__} {leg}: {_report()}")
        event = found()
        assert event is not None
        return event

    def of(self, kind: type[E]) -> list[E]:
        """All events of one kind so far."""
        return [event for event in self.events if isinstance(event, kind)]

    def media(self, state: str) -> set[int]:
        """The legs whose sound has been in a state."""
        return {event.leg for event in self.of(Media) if event.state == state}

    def leaks(self) -> list[bytes]:
        """Messages sent that name the inside."""
        inside = f"127.0.0.1:{self.edge.inner_route.rpartition(':')[2]}".encode()
        inner = [inside, *(f":{port}".encode() for port in self.pool.ports)]
        return [data for way, data in self.wire if way == "out" and any(place in data for place in inner)]

    def trace(self) -> str:
        """All that went over the wire, for a failure's report."""
        return "\n".join(f"--- {way}\n{data.decode(errors='replace')}" for way, data in self.wire)

    # What the edge asks its owner.

    def offered(self, offer: Offer) -> Refusal | None:
        """Take calls up to the limit."""
        if len(self.alive()) >= self.limit:
            return Refusal(486)
        self.offers.append(offer)
        return None

    def referred(self, referral: Referral) -> None:
        """Refuse."""
        referral.answer(603)

    def withdrawn(self, leg: int, code: int) -> None:
        """Note a call that no engine ever had."""
        self.gone.append((leg, code))

    def notified(self, notification: Notification) -> int:
        """Note a notification."""
        self.notifications.append(notification)
        return 200

    def connection_lost(self, hop: Hop) -> None:
        """Nothing hangs on it here."""

    def _died(self, death: Death) -> None:
        if death.port is not None:
            self.edge.engine_died(death.port)


async def wait_until(condition: Callable[[], bool], what: Callable[[], str], timeout: float = DEADLINE) -> None:
    """Wait for a condition; AssertionError with the text if it does not come true in time."""
    deadline = asyncio.get_running_loop().time() + timeout
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, what()
        await asyncio.sleep(0.005)
