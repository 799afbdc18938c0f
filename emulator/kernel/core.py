"""The heart of a phone: one event at a time through all slices, with timers and flows, and no I/O at all.

The same core runs live, in a replay, and in tests of pure values.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from emulator.kernel.profile import DeviceProfile
from emulator.kernel.slices import Arm, Disarm, Flow, Pause, Paused, PowerCut, Slice, Step
from emulator.kernel.state import Effect, Event, Part, Request, Response, State

DEPTH = 1_000
"""How many facts one outside event may lead to before the phone takes it for a loop."""


class Fault(Event, frozen=True):
    """Told to observers, not to slices: a reaction failed and was undone."""

    slice: str
    event: str
    error: str


Observer = Callable[[Event], None]


class Core:
    """One phone without its links.

    `feed` takes outside events; the effects they lead to are returned for links to perform. `observers` see every
    event and fact after it was handled.
    """

    def __init__(self, slices: Sequence[Slice[Any]], profile: DeviceProfile, parts: Iterable[Part] = ()) -> None:
        """`parts` replace the parts of a phone as unpacked (flash, for example)."""
        self.profile = profile
        self.now = 0
        initial: dict[type[Part], Part] = {slice_.part: slice_.part() for slice_ in slices}
        self.state = self._unpacked = State({**initial, **{type(part): part for part in parts}})
        self._slices = tuple(slices)
        self.observers: list[Observer] = []
        self._routes: dict[type[Event], list[Slice[Any]]] = {}
        for slice_ in sorted(slices, key=lambda each: each.name):
            for kind in slice_.reactions:
                self._routes.setdefault(kind, []).append(slice_)
        self._timers: dict[str, tuple[int, int, Event]] = {}
        self._order = itertools.count()
        self._flows: dict[str, Flow] = {}
        self._waiting: dict[int, str] = {}
        self._requests = itertools.count(1)
        self._effects: list[Effect] = []
        self._facts: deque[Event] = deque()

    @property
    def next_due(self) -> int | None:
        """When the next timer of the phone is due."""
        return min((due for due, _, _ in self._timers.values()), default=None)

    def feed(self, event: Event, at: int) -> list[Effect]:
        """Handle an outside event that came at `at`; timers due by then go first, each at its own time."""
        effects = self.advance(at)
        self._handle(event)
        return effects + self._take()

    def advance(self, to: int) -> list[Effect]:
        """Let time pass until `to`."""
        while self._timers:
            name, (due, _, event) = min(self._timers.items(), key=lambda item: item[1][:2])
            if due > to:
                break
            del self._timers[name]
            self.now = max(self.now, due)
            self._handle(event)
        self.now = max(self.now, to)
        return self._take()

    def _take(self) -> list[Effect]:
        effects, self._effects = self._effects, []
        return effects

    def _handle(self, event: Event) -> None:
        if isinstance(event, PowerCut):
            self._go_dark()
        self._facts.append(event)
        for _ in range(DEPTH):
            if not self._facts:
                return
            fact = self._facts.popleft()
            if isinstance(fact, Response):
                self._answer(fact)
            self._react(fact)
            self._observe(fact)
        self._facts.clear()
        self._observe(Fault("kernel", type(event).__name__, f"more than {DEPTH} facts follow from one event"))

    def _go_dark(self) -> None:
        """Lose what is not kept anywhere: flows, timers, what links were to do, and most of the state."""
        for name in list(self._flows):
            self._switch(name, None)
        self._timers.clear()
        self._effects.clear()
        before, unpacked = self.state, self._unpacked
        kept = {each.part: each.kept(before[each.part], unpacked[each.part]) for each in self._slices}
        self.state = State({**{type(part): part for part in unpacked}, **kept})

    def _react(self, event: Event) -> None:
        before = self.state
        steps = []
        for slice_ in self._routes.get(type(event), ()):
            step = Step(event, before, slice_.part, self.now, self.profile)
            try:
                slice_.reactions[type(event)](step)
            except Exception as error:
                self._observe(Fault(slice_.name, type(event).__name__, f"{type(error).__name__}: {error}"))
            else:
                steps.append(step)
        for step in steps:
            if step.own is not before[type(step.own)]:
                self.state = self.state.replaced(step.own)
            self._facts.extend(step.facts)
            for name, flow in step.flows:
                self._switch(name, flow)
            for effect in step.effects:
                self._perform(effect)

    def _perform(self, effect: Effect) -> None:
        if isinstance(effect, Arm):
            self._timers[effect.name] = (self.now + effect.after, next(self._order), effect.event)
        elif isinstance(effect, Disarm):
            self._timers.pop(effect.name, None)
        elif isinstance(effect, Pause):
            due = self.now + round(effect.seconds * 1_000_000)
            self._timers[f"pause/{effect.id}"] = (due, next(self._order), Paused(effect.id))
        else:
            self._effects.append(effect)

    def _switch(self, name: str, flow: Flow | None) -> None:
        running = self._flows.pop(name, None)
        if running is not None:
            running.close()
            for request in [request for request, owner in self._waiting.items() if owner == name]:
                del self._waiting[request]
                self._timers.pop(f"pause/{request}", None)
        if flow is not None:
            self._flows[name] = flow
            self._resume(name, None)

    def _answer(self, response: Response) -> None:
        name = self._waiting.pop(response.request, None)
        if name is not None:
            self._resume(name, response)

    def _resume(self, name: str, answer: Event | None) -> None:
        flow = self._flows[name]
        while True:
            try:
                wanted = flow.send(answer)
            except StopIteration as end:
                self._flows.pop(name, None)
                if end.value is not None:
                    self._facts.append(end.value)
                return
            except Exception as error:
                self._flows.pop(name, None)
                self._observe(Fault(name, type(answer).__name__, f"{type(error).__name__}: {error}"))
                return
            answer = None
            if isinstance(wanted, Request):
                number = next(self._requests)
                self._waiting[number] = name
                self._perform(msgspec.structs.replace(wanted, id=number))
                return
            if isinstance(wanted, Event):
                self._facts.append(wanted)
            else:
                self._perform(wanted)

    def _observe(self, event: Event) -> None:
        for observer in self.observers:
            observer(event)
