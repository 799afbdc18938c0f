"""What a slice is, and the step in which it meets one event.

A step shows the whole phone as it was when the event came, and the slice's own part, which alone it may change. So
no slice can depend on whether a neighbour has already seen the same event.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Generic, TypeVar, cast

import msgspec

from emulator.kernel.profile import DeviceProfile
from emulator.kernel.state import Effect, Event, Part, PartT, Request, Response, State

Flow = Generator[Effect | Event, Any, Event | None]
"""A conversation of several steps, without I/O.

It yields `Request`s and is sent their `Response`s; any other effect it yields is performed and any fact told, both
at once. Its return value is told as a fact.
"""

EventT = TypeVar("EventT", bound=Event)


class Arm(Effect, frozen=True):
    """Set the timer `name`: `event` comes `after` microseconds from now. Arming again moves it."""

    name: str
    after: int
    event: Event


class Disarm(Effect, frozen=True):
    """Call off the timer `name`, if it is set."""

    name: str


class PowerCut(Event, frozen=True):
    """The plug is pulled: what is only in memory is gone at once, and nobody is told."""


class Pause(Request, frozen=True):
    """In a flow: go on after `seconds`. The answer is a `Paused`."""

    seconds: float = 0.0


class Paused(Response, frozen=True):
    """A `Pause` is over."""


class Step(Generic[PartT]):
    """One event meeting one slice: what it may read, and what it wants done."""

    __slots__ = (
        "_part",
        "effects",
        "event",
        "facts",
        "flows",
        "key",
        "machine",
        "now",
        "own",
        "phone",
        "profile",
    )

    def __init__(self, event: Event, phone: State, part: type[PartT], now: int, profile: DeviceProfile) -> None:
        self.event: Any = event
        self.phone = phone
        self.own: PartT = phone[part]
        self.now = now
        self.profile = profile
        self.effects: list[Effect] = []
        self.facts: list[Event] = []
        self.flows: list[tuple[str, Flow | None]] = []
        self.key: int = 0
        self.machine: Any = None

    @property
    def state(self) -> str:
        """The state of the machine being fed, in this step's `key`."""
        return cast("str", self.machine.read(self.own, self.key))

    @state.setter
    def state(self, value: str) -> None:
        self.own = self.machine.write(self.own, self.key, value)

    def change(self, **fields: Any) -> None:
        """Replace fields of the slice's own part."""
        self.own = msgspec.structs.replace(self.own, **fields)

    def do(self, effect: Effect) -> None:
        """Ask a link for something."""
        self.effects.append(effect)

    def tell(self, fact: Event) -> None:
        """Let all slices know, after this event and before the next outside one."""
        self.facts.append(fact)

    def arm(self, name: str, seconds: float, event: Event) -> None:
        """Let `event` come in `seconds`."""
        self.effects.append(Arm(name, round(seconds * 1_000_000), event))

    def disarm(self, name: str) -> None:
        """Call off the timer `name`."""
        self.effects.append(Disarm(name))

    def begin(self, name: str, flow: Flow) -> None:
        """Start a conversation; one of the same name that still runs is closed."""
        self.flows.append((name, flow))

    def abandon(self, name: str) -> None:
        """Close the conversation `name`; late answers to it are dropped."""
        self.flows.append((name, None))


Reaction = Callable[[Step[PartT]], object]


class Slice(Generic[PartT]):
    """A part of the phone and how it reacts to events.

    `machines` are listed for printing; a reaction is usually a machine's `feed`. `kept` is what is left of the part
    when the power goes, given it as it was and as the phone woke up with it; without, that is the latter.
    """

    def __init__(
        self,
        part: type[PartT],
        reactions: dict[type[Event], Reaction[PartT]],
        machines: tuple[Any, ...] = (),
        kept: Callable[[PartT, PartT], PartT] = lambda _, unpacked: unpacked,
    ) -> None:
        self.part = part
        self.reactions = reactions
        self.machines = machines
        self.kept = kept

    @property
    def name(self) -> str:
        """The slice's name: that of its part, in lower case."""
        return self.part.__name__.lower()


__all__ = ["Arm", "Disarm", "EventT", "Flow", "Part", "Pause", "Paused", "PowerCut", "Reaction", "Slice", "Step"]
