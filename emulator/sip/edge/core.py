"""What the two directions of the edge share: sockets, tables, lines - and whom they serve."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import Literal, Protocol

import msgspec

from emulator.kernel.clock import Clock
from emulator.kernel.errands import Errands
from emulator.sip.edge.accounts import Account, Lines
from emulator.sip.edge.agent import Agent
from emulator.sip.edge.answers import Answers
from emulator.sip.edge.face import Face
from emulator.sip.edge.routes import Routes, Step
from emulator.sip.edge.tables import GUARD, Dialog, Expiring, Incoming, Outgoing
from emulator.sip.events.subscriptions import Notification, Subscriptions
from emulator.sip.protocol import HangUp
from emulator.sip.stack.headers import NameAddr, host_port
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.messages import Message, Request
from emulator.sip.stack.names import Lookup
from emulator.sip.stack.timers import Timers
from emulator.sip.stack.transactions import Transactions
from emulator.sip.stack.transports import Failed, Transports

INNER_HOST = "127.0.0.1"
"""Where edge and engines talk to each other."""


class Refusal(msgspec.Struct, frozen=True):
    """How the phone turns a call away without troubling an engine."""

    code: int = 486
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class Offer(msgspec.Struct, frozen=True):
    """A call that comes in: the number it has as a leg, the line it is for, the INVITE as it came.

    `replaces` is the leg whose far end's place it is to take, 0 for a call of its own; `srtp` says what is taken of
    media encryption: 0 none, 1 either, 2 nothing else.
    """

    leg: int
    line: int
    invite: Request
    replaces: int = 0
    srtp: Literal[0, 1, 2] = 0


class Referral(msgspec.Struct, frozen=True):
    """The far end of a leg asks us to call somebody; `answer` is to be told the code, at once or later."""

    leg: int
    request: Request
    answer: Callable[[int], None]


class Engines(Protocol):
    """Whoever runs the call engines."""

    def new_leg(self) -> int:
        """A number that no leg has had."""

    async def expect(self, leg: int, srtp: Literal[0, 1, 2] = 0, login: str = "", password: str = "") -> str | None:
        """The Request-URI at which an engine awaits the INVITE of this leg; None if no engine has room."""

    def send(self, command: HangUp) -> None:
        """Give up a leg whose INVITE will not come after all."""


class Instant(Protocol):
    """Whoever takes instant messages."""

    def invited(self, request: Request, source: Hop) -> bool:
        """Take an INVITE to a session of messages; False if it is none, or none is wanted."""

    def cancelled(self, request: Request) -> None:
        """Take the CANCEL of an INVITE that was taken."""

    def taken(self, request: Request) -> int | None:
        """Take a request outside of calls, and give the code to answer it with; None if it is none of messages."""


class Owner(Protocol):
    """The phone, as far as the edge needs it to decide."""

    def offered(self, offer: Offer) -> Refusal | None:
        """Take or refuse a call. Of one taken the engine tells more, unless it is withdrawn before."""

    def referred(self, referral: Referral) -> None:
        """Take a REFER within a call, and answer it."""

    def withdrawn(self, leg: int, code: int) -> None:
        """Learn that a call that was taken has ended before an engine had it.

        It was cancelled (487), there is no room (486), or the engine says nothing to it (500).
        """

    def notified(self, notification: Notification) -> int:
        """Take a notification, give the code to answer with."""

    def connection_lost(self, hop: Hop) -> None:
        """Learn that a TCP or TLS connection has ended."""


Named = Callable[[str, int, Message], None]
"""Learns who the far end is, or why it refuses: Call-ID and line of a call, and the message that says so."""


Enrol = Callable[[int, Step], Awaitable[bool]]
"""Registers a line by way of a hop; whether that was agreed to."""


class Core:
    """Sockets, tables and helpers of one edge."""

    def __init__(
        self,
        clock: Clock,
        rng: random.Random,
        face: Face,
        owner: Owner,
        outside: Transports,
        inside: Transports,
        timers: Timers | None,
        lookup: Lookup | None,
    ) -> None:
        self.clock = clock
        self.rng = rng
        self.face = face
        self.owner = owner
        self.engines: Engines | None = None
        self.named: Named = lambda call_id, line, message: None
        self._outside = outside
        self._inside = inside
        self.lines = Lines(rng)
        self.transactions = Transactions(clock, outside.send, timers)
        self.routes = Routes(clock, rng, lookup)
        self.subscriptions = Subscriptions()
        self.agent = Agent(clock, rng, self.transactions, face, self.routes)
        self.answers = Answers(face, rng, self.transactions, self.subscriptions, owner.notified)
        self.outgoing: Expiring[tuple[str, str], Outgoing] = Expiring(clock)
        self.asked: Expiring[tuple[int, str], Outgoing] = Expiring(clock)
        self.incoming: Expiring[tuple[str, ...], Incoming] = Expiring(clock)
        self.forwarded: Expiring[tuple[str, str], Incoming] = Expiring(clock)
        self.dialogs: Expiring[tuple[str, str], Dialog] = Expiring(clock)
        self._errands = Errands()
        self.merged: Expiring[tuple[str, ...], bool] = Expiring(clock)
        self.challengers: Expiring[tuple[str, str], Hop] = Expiring(clock)
        self.enrol: Enrol | None = None
        self.instant: Instant | None = None

    @property
    def inner_place(self) -> tuple[str, int]:
        """Host and port at which engines reach the edge."""
        return INNER_HOST, self._inside.ports["UDP"]

    @property
    def inner_route(self) -> str:
        """The edge as a Record-Route value for its engines."""
        return f"<sip:{host_port(*self.inner_place)};lr>"

    @property
    def linger(self) -> int:
        """Microseconds for which what is over can still be asked for: 64*T1."""
        return self.transactions.timers.timeout

    def lifetime(self, method: str) -> int:
        """Microseconds for which a request that is passed on is remembered without news; a call may ring for long."""
        return GUARD if method == "INVITE" else 2 * self.linger

    def start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Have something done that must wait for others."""
        return self._errands.run(work)

    def close(self) -> None:
        """Wait for nobody any more."""
        self._errands.drop()

    def send(self, data: bytes, hop: Hop, failed: Failed = lambda reason: None) -> None:
        """Send to the world."""
        self._outside.send(data, hop, failed)

    def to_engine(self, message: Message | bytes, engine: int) -> None:
        """Send to the engine at an inner port."""
        data = message if isinstance(message, bytes) else message.serialise()
        self._inside.send(data, Hop("UDP", INNER_HOST, engine))

    def dialog_of(self, leg: int) -> Dialog | None:
        """The dialog of a leg that has not ended."""
        return next((dialog for dialog in self.dialogs if dialog.leg == leg and not dialog.ended), None)

    def dialog_ended(self, dialog: Dialog) -> None:
        """Let a dialog go, once late messages for it have had their time."""
        dialog.ended = True
        dialog.over()
        self.dialogs.keep(dialog.key, self.linger)

    def make_dialog(self, engine: int, account: Account, call_id: str, local: NameAddr, remote: NameAddr) -> Dialog:
        """The dialog of these ends, as it is known or from now on."""
        known = self.dialogs.get((call_id, local.tag))
        if known is None or known.engine != engine:
            known = Dialog(engine, account, call_id, local, remote)
        known.ended = False
        self.dialogs.put(known.key, known)
        return known
