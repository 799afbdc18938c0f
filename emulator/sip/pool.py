"""The engines of one phone: started when needed, filled one after another, replaced when they die.

An engine holds four calls, and begins no more than some thirty legs within half a second: their sockets stay open
that long, and when the stack's table of sockets is full its process ends by assertion. Filling one engine before the
next keeps a conference inside one engine, and the others asleep. One place in each is kept free, so that two engines
can call each other when a conference needs both; only when there are no more engines is it taken by a call.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Callable
from typing import Literal

import msgspec

from emulator.kernel.clock import SECOND, Alarm, Clock
from emulator.sip.bridges import Bridges
from emulator.sip.child import EngineChild
from emulator.sip.protocol import (
    MAX_CALLS,
    Chirp,
    Command,
    Configure,
    Confirmed,
    Ended,
    Event,
    Expect,
    Failed,
    Full,
    HangUp,
    Invite,
    Pour,
    Ready,
    Shutdown,
    Started,
    Talk,
)
from emulator.sip.soundpath import PhoneSound, SoundPath

SEATS = MAX_CALLS - 1
"""Calls that an engine is given as long as there are others."""
MAX_ENGINES = 8
"""Engines of one phone; more calls than any desk phone holds."""
BURST, BURST_SECONDS = 20, 0.7
"""Legs that may begin in one engine within so many real seconds."""
PARTING = 0.2
"""Real seconds that the place of a call hung up here stays taken; the far side mostly agrees within 50 ms."""
KEPT_IDLE = 60
"""Seconds on the phone's clock until an engine without calls is ended, if another one is left."""
NO_ENGINE, ENGINE_DIED, GIVEN_UP = 503, 500, 487
"""Codes of legs that found no engine, lost theirs, or were hung up on the way to one."""


class Death(msgspec.Struct, frozen=True):
    """An engine is gone, and its calls with it."""

    port: int | None
    """Its inner SIP port; None if it never came up."""
    legs: tuple[int, ...]
    reason: str


class _Engine:
    """What the pool keeps of an engine."""

    def __init__(self) -> None:
        self.child: EngineChild
        self.legs: set[int] = set()
        self.talk = Talk(())
        self.retirement: Alarm | None = None
        self._begun: deque[float] = deque(maxlen=BURST)
        self._parting: deque[float] = deque(maxlen=MAX_CALLS)

    def has_room(self, now: float, seats: int = SEATS) -> bool:
        """Whether another leg may begin in it, so that it has no more than so many."""
        burst = len(self._begun) == BURST and now - self._begun[0] < BURST_SECONDS
        parting = sum(now < end for end in self._parting)
        return len(self.legs) + parting < seats and not burst

    def begin(self, leg: int, now: float) -> None:
        """Take a leg in."""
        self.legs.add(leg)
        self._begun.append(now)
        if self.retirement is not None:
            self.retirement.cancel()

    def part(self, now: float) -> None:
        """Keep the place of a call for a while: one hung up is the stack's until the far side has agreed."""
        self._parting.append(now + PARTING)

    def is_full(self, now: float) -> None:
        """Believe that it has more calls than it seems."""
        self._parting.extend([now + PARTING] * MAX_CALLS)


class EnginePool:
    """All engines of one phone."""

    def __init__(
        self,
        settings: Configure,
        on_event: Callable[[Event], None],
        on_death: Callable[[Death], None],
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`on_death` hears of a dead engine before `on_event` hears that its legs have `Ended`.

        The rate of new legs is measured by `monotonic`, real seconds whatever the phone's clock does: sockets close
        in the system's time.
        """
        self._settings = settings
        self._on_event = on_event
        self._on_death = on_death
        self._clock = clock
        self._monotonic = monotonic
        self._engines: list[_Engine] = []
        self._leaving: list[_Engine] = []
        self._owners: dict[int, _Engine] = {}
        self._orders: dict[int, Invite | Expect] = {}
        self._unanswered: set[int] = set()
        self._awaited: dict[int, asyncio.Future[str | None]] = {}
        self._numbers = itertools.count(1)
        self._talk = Talk(())
        self._sound: SoundPath[_Engine] = SoundPath(lambda engine, order: engine.child.send(order))
        self._bridges: Bridges[_Engine] = Bridges(self.new_leg, self._seat, self._release, self._command, _target)
        self._again: Alarm | None = None
        self._unusable = False

    @property
    def ports(self) -> set[int]:
        """The inner SIP ports of the engines that are up."""
        return {engine.child.port for engine in self._engines if engine.child.port is not None}

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the engines."""
        return tuple(engine.child.pid for engine in self._engines)

    def new_leg(self) -> int:
        """Return a number that no leg has had."""
        return next(self._numbers)

    def warm(self) -> None:
        """Have an engine ready, so that the next call need not wait for one to start."""
        if not self._engines:
            self._start()

    def place(self, order: Invite) -> None:
        """Place a call in an engine that has room; if none has, the leg has `Ended` at once."""
        if not self._begin(order):
            self._on_event(Ended(order.leg, NO_ENGINE, "all call engines are taken"))

    async def expect(self, leg: int, srtp: Literal[0, 1, 2] = 0, login: str = "", password: str = "") -> str | None:
        """Return the Request-URI by which an engine awaits the INVITE of this leg; None if no engine can.

        `login` and `password` answer challenges within the call. The leg lives from then on. If its INVITE is not
        sent on after all, `HangUp` ends it.
        """
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._awaited[leg] = answer
        self._unanswered.add(leg)
        try:
            return await answer if self._begin(Expect(leg, f"leg{leg}", srtp, login=login, password=password)) else None
        finally:
            del self._awaited[leg]

    def send(self, command: Command) -> None:
        """Pass a command about a leg to its engine, or to the one with the sound path.

        A command about a leg that has ended meanwhile is passed over.
        """
        if isinstance(command, Talk):
            self._talk = command
            self._place_sound()
        elif isinstance(command, Chirp | Pour):
            self._sound.chirp(command)
        elif isinstance(command, PhoneSound):
            self._sound.order(command)
            self._place_sound()
        else:
            engine = self._owners.get(getattr(command, "leg", 0))
            if engine is not None:
                engine.child.send(command)
                if isinstance(command, HangUp):
                    self._orders.pop(command.leg, None)
                    if command.leg not in self._unanswered:
                        engine.part(self._monotonic())

    async def close(self) -> None:
        """End all engines; no events follow."""
        self._unusable = True
        if self._again is not None:
            self._again.cancel()
        self._talk = Talk(())
        engines, self._engines = self._engines + self._leaving, []
        self._owners.clear()
        for leg in self._awaited:
            self._tell(leg, None)
        await asyncio.gather(*(engine.child.close() for engine in engines))

    def _begin(self, order: Invite | Expect) -> bool:
        """Give an order to an engine with room; False if there is none."""
        now = self._monotonic()
        engine = self._beside(order, now) or self._roomy(now, SEATS) or self._start() or self._roomy(now, MAX_CALLS)
        if engine is None:
            return False
        self._take_seat(engine, order.leg, now)
        self._orders[order.leg] = order
        self._place_sound()
        engine.child.send(order)
        return True

    def _beside(self, order: Invite | Expect, now: float) -> _Engine | None:
        """An announcement goes where the phone's sound is, if there is room."""
        owner = self._sound.owner
        announcement = isinstance(order, Invite) and order.direct
        return owner if announcement and owner is not None and owner.has_room(now, MAX_CALLS) else None

    def _roomy(self, now: float, seats: int) -> _Engine | None:
        return next((engine for engine in self._engines if engine.has_room(now, seats)), None)

    def _take_seat(self, engine: _Engine, leg: int, now: float) -> None:
        engine.begin(leg, now)
        self._owners[leg] = engine

    def _seat(self, engine: _Engine, leg: int) -> bool:
        """Take a place for the end of a bridge; False if there is none just now."""
        now = self._monotonic()
        room = engine.has_room(now, MAX_CALLS)
        if room:
            self._take_seat(engine, leg, now)
        return room

    def _try_again(self) -> None:
        """See in a while whether there is a place for a bridge."""
        if self._again is None:
            due = self._clock.now() + round(PARTING * SECOND)
            self._again = self._clock.call_at(due, self._retry)

    def _retry(self) -> None:
        self._again = None
        self._place_sound()

    def _command(self, engine: _Engine, command: Command) -> None:
        """Give an engine a command about a bridge."""
        if isinstance(command, HangUp):
            self.send(command)
        else:
            engine.child.send(command)

    def _begin_elsewhere(self, engine: _Engine, leg: int) -> None:
        """Take a leg to another engine, unless it was hung up meanwhile."""
        engine.is_full(self._monotonic())
        order = self._orders.get(leg)
        self._release(engine, leg)
        if order is None:
            self._hear(engine, Ended(leg, GIVEN_UP, "Request Terminated"))
        elif not self._begin(order):
            self._hear(engine, Ended(leg, NO_ENGINE, "all call engines are taken"))

    def _start(self) -> _Engine | None:
        if self._unusable or len(self._engines) >= MAX_ENGINES:
            return None
        engine = _Engine()
        try:
            engine.child = EngineChild(
                self._settings,
                self._clock,
                lambda event: self._hear(engine, event),
                lambda reason: self._died(engine, reason),
            )
        except OSError as error:
            self._on_event(Failed(0, "start", f"a call engine cannot be started: {error}"))
            return None
        self._engines.append(engine)
        self._rest(engine)
        return engine

    def _hear(self, engine: _Engine, event: Event) -> None:
        match event:
            case Started():
                return
            case Full(leg):
                self._begin_elsewhere(engine, leg)
                return
            case Ready(leg):
                self._orders.pop(leg, None)
                if self._tell(leg, _target(engine, leg)):
                    return
            case Confirmed(leg):
                self._unanswered.discard(leg)
            case Ended(leg):
                self._unanswered.discard(leg)
                self._release(engine, leg)
                if self._tell(leg, None):
                    return
            case Failed(0, "pjsua2"):
                self._unusable = True
        if not self._bridges.heard(event):
            self._on_event(event)
        elif isinstance(event, Ended):
            self._try_again()

    def _tell(self, leg: int, uri: str | None) -> bool:
        """Answer who waits for an engine to expect this leg; False if nobody does."""
        answer = self._awaited.get(leg)
        if answer is None:
            return False
        if not answer.done():
            answer.set_result(uri)
        return True

    def _release(self, engine: _Engine, leg: int) -> None:
        self._owners.pop(leg, None)
        self._orders.pop(leg, None)
        engine.legs.discard(leg)
        if not engine.legs:
            self._rest(engine)

    def _rest(self, engine: _Engine) -> None:
        due = self._clock.now() + KEPT_IDLE * SECOND
        engine.retirement = self._clock.call_at(due, lambda: self._retire(engine))

    def _retire(self, engine: _Engine) -> None:
        if len(self._engines) > 1 and engine in self._engines and engine is not self._sound.owner:
            self._engines.remove(engine)
            self._leaving.append(engine)
            engine.child.send(Shutdown())

    def _died(self, engine: _Engine, reason: str) -> None:
        if engine in self._leaving:
            self._leaving.remove(engine)
        if engine not in self._engines:
            return
        self._engines.remove(engine)
        self._sound.lost(engine)
        legs = tuple(sorted(engine.legs))
        self._on_death(Death(engine.child.port, legs, reason))
        for leg in legs:
            self._hear(engine, Ended(leg, ENGINE_DIED, f"the call engine died: {reason}"))

    def _place_sound(self) -> None:
        """Have every engine join its own talking legs, and the first one's engine make the phone's sound."""
        talking, apart = self._engines_of(self._talk.legs), self._engines_of(self._talk.apart)
        group = talking if len(set(talking)) > 1 else apart
        if not self._bridges.build(group[0] if group else None, dict.fromkeys(group)):
            self._try_again()
        for engine in self._engines:
            talk = self._share(engine, talking is group)
            if talk != engine.talk:
                engine.talk = talk
                engine.child.send(talk)
        announced = self._engines_of(self._talk.announced)
        if talking or announced:
            self._sound.move((talking or announced)[0])
        elif self._sound.audible_signal and self._sound.owner is None:
            self.warm()
            if self._engines:
                self._sound.move(self._engines[0])

    def _engines_of(self, legs: tuple[int, ...]) -> list[_Engine]:
        return [self._owners[leg] for leg in legs if leg in self._owners]

    def _share(self, engine: _Engine, talking: bool) -> Talk:
        """Its part in the conversation; bridges belong to those who talk, or to those who talk without the phone."""
        talk = self._talk
        legs, apart, silent, announced = (
            tuple(leg for leg in group if leg in engine.legs)
            for group in (talk.legs, talk.apart, talk.silent, talk.announced)
        )
        bridges = self._bridges.legs_in(engine)
        ends = (bridges, ()) if talking else ((), bridges)
        return Talk((*legs, *ends[0]), talk.muted, (*apart, *ends[1]), silent, announced)


def _target(engine: _Engine, leg: int) -> str:
    """The Request-URI by which an engine awaits the INVITE of a leg."""
    return f"sip:leg{leg}@127.0.0.1:{engine.child.port}"
