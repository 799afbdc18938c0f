"""What the edge remembers: requests on their way out and in, and the dialogs of its engines.

Everything expires by itself: a transaction 64*T1 after its final answer, a dialog as long after its end, and anything
that never ends after an hour.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from emulator.kernel.clock import SECOND, Alarm, Clock
from emulator.sip.edge.accounts import Account
from emulator.sip.edge.routes import Step, Steps
from emulator.sip.stack.headers import NameAddr, SipSyntaxError
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.messages import Message, Request

GUARD = 3600 * SECOND
"""Microseconds after which an entry goes whatever became of it."""

K = TypeVar("K")
V = TypeVar("V")

_OUTLINE = frozenset({"via", "route", "from", "to", "cseq", "call-id"})
"""The headers of an INVITE that the ACK of its refusal takes over."""


class Expiring(Generic[K, V]):
    """A table whose entries go by themselves."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: dict[K, V] = {}
        self._ends: dict[K, int] = {}
        self._sweep_at = 0
        self._alarm: Alarm | None = None

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[V]:
        return iter(list(self._entries.values()))

    def get(self, key: K) -> V | None:
        """The entry, None if there is none (any more)."""
        return self._entries.get(key)

    def put(self, key: K, value: V, lifetime: int = GUARD) -> None:
        """Keep an entry for so many microseconds."""
        self._entries[key] = value
        self.keep(key, lifetime)

    def keep(self, key: K, lifetime: int) -> None:
        """Let an entry live for so many microseconds from now."""
        if key in self._entries:
            end = self._ends[key] = self._clock.now() + lifetime
            if self._alarm is None or end < self._sweep_at:
                self._set_alarm(end)

    def drop(self, key: K) -> None:
        """Forget an entry now."""
        self._entries.pop(key, None)
        self._ends.pop(key, None)
        if not self._ends:
            self._cancel()

    def _sweep(self) -> None:
        """Let those go whose time is over."""
        self._cancel()
        now = self._clock.now()
        for key in [key for key, end in self._ends.items() if end <= now]:
            del self._entries[key], self._ends[key]
        if self._ends:
            self._set_alarm(min(self._ends.values()))
        else:
            # Dictionaries keep the room that they have grown to, until they are cleared.
            self._entries.clear()
            self._ends.clear()

    def _set_alarm(self, due: int) -> None:
        self._cancel()
        self._sweep_at = due
        self._alarm = self._clock.call_at(due, self._sweep)

    def _cancel(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None


class Outgoing:
    """A request of an engine on its way out: where it came from, where it goes, how far it got."""

    def __init__(self, engine: int, request: Request, account: Account | None) -> None:
        self.engine = engine
        self.original = request
        self.vias = request.listed("via")
        self.account = account
        self.initial = not request.to.tag
        self.sent = request
        self.steps: Steps = []
        self.attempts = 0
        self.step: Step | None = None
        self.branch = ""
        self.alarm: Alarm | None = None
        self.leg = 0
        self.heard = False
        self.final = 0
        self.refusal: bytes | None = None
        """What the edge told the engine by itself, as no server did."""
        self.orphaned = False
        self.cancelled = False
        self.dismissed: set[str] = set()
        """The tags of those who answered after another one had."""
        self.holds: Dialog | None = None
        """The dialog that it holds, if there shall be music for it."""
        self.fetching = False
        self.answer = ""
        """The description that the engine is answered with then."""

    @property
    def hop(self) -> Hop | None:
        """Where it was sent last."""
        return self.step.hop if self.step else None

    def forget_alarm(self) -> None:
        """Stop waiting for a silent server."""
        if self.alarm is not None:
            self.alarm.cancel()

    def rest(self) -> None:
        """Keep no more of a request that is answered than it is known by: those of calls that are over are many."""
        self.original = _outline(self.original)
        if self.original.method == "INVITE":
            self.sent = _outline(self.sent)


class Incoming:
    """A request from outside on its way to an engine, or waiting for one to be ready."""

    def __init__(
        self, key: tuple[str, ...], request: Request, source: Hop, account: Account, inner_branch: str
    ) -> None:
        self.key = key
        self.request = request
        self.source = source
        self.account = account
        self.inner_branch = inner_branch
        self.initial = request.method == "INVITE" and not request.to.tag
        self.leg = 0
        self.engine = 0
        """Inner port of the engine, 0 as long as none is ready."""
        self.target = ""
        self.tag = ""
        self.final = 0
        self.refusal = b""
        """What the engine refused a call with: to one that it had no room for it says it once, and nothing of it."""
        self.heard = False
        self.alarm: Alarm | None = None
        self.debt = contextlib.ExitStack()
        """Holds the clock for the engine's first word."""

    def hear(self) -> None:
        """Wait no longer for the engine's first word."""
        self.heard = True
        self.debt.close()
        if self.alarm is not None:
            self.alarm.cancel()


class Dialog:
    """A call as the edge sees it pass: enough to route by, and to end it in the engine's stead."""

    def __init__(self, engine: int, account: Account, call_id: str, local: NameAddr, remote: NameAddr) -> None:
        self.engine = engine
        self.account = account
        self.leg = 0
        """The number of the call in its engine."""
        self.call_id = call_id
        self.local = local
        self.remote = remote
        self.inner_target = ""
        self.remote_target = ""
        self.routes: list[str] = []
        self.sequence = 0
        self.outgoing = False
        self.confirmed = False
        self.acknowledged = True
        """Whether the far side has said ACK to the last answer of the engine's."""
        self.ended = False
        self.owed = ""
        """The description that the far side gets with the next ACK."""
        self.when_over: Callable[[], None] = _nothing

    def over(self) -> None:
        """Do what was to be done at the end, once."""
        ends, self.when_over = self.when_over, _nothing
        ends()

    @property
    def key(self) -> tuple[str, str]:
        """Call-ID and local tag: a call between two lines of one phone has its Call-ID twice."""
        return self.call_id, self.local.tag

    def learn_inner(self, message: Message) -> None:
        """Take over where the engine wants to be reached."""
        self.inner_target = contact_uri(message) or self.inner_target

    def learn_outer(self, message: Message) -> None:
        """Take over where the far side wants to be reached."""
        self.remote_target = contact_uri(message) or self.remote_target


def _outline(request: Request) -> Request:
    kept = [header for header in request.headers if header.name in _OUTLINE]
    return Request(request.method, request.uri, headers=kept)


def _nothing() -> None:
    """Nothing is to be done."""


def contact_uri(message: Message) -> str:
    """The URI of the first Contact, empty if there is none to be read."""
    contacts = message.listed("contact")
    try:
        return NameAddr.parse(contacts[0]).uri if contacts and contacts[0] != "*" else ""
    except SipSyntaxError:
        return ""
