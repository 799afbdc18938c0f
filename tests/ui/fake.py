"""A phone of plain values, for the faces to draw."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from emulator.display.frame import Frame, draw
from emulator.display.keys import resolve
from emulator.display.model import KeyPressed, Led, LineKey, Screen, SoftKey, StatusBar, Text
from emulator.kernel.profile import load_profile
from emulator.kernel.state import Event

SECOND = 1_000_000


class Note(NamedTuple):
    """A line of the journal."""

    at: int
    kind: str
    text: str


class Opened(Event, frozen=True):
    """An intent, to be found behind keys."""

    what: str = ""


IDLE = Screen(
    name="lines",
    status=StatusBar(left="10:42 AM  Tue, Nov 21", short="10:42 AM", icons=("message",), right="1001"),
    body=(Text(("10:42 AM",), style="big"), Text(("Tuesday, November 21",))),
    labels=True,
    keys={"MenuButton": Opened("menu")},
    line_keys=(LineKey("1001", "registered", "registered", Opened("line 1")), LineKey("Bob", "unregistered", "")),
    soft_keys=(
        SoftKey("New Call", Opened("new call")),
        SoftKey("Redial", Opened("redial")),
        SoftKey("<<", Opened("<<")),
    ),
)
"""An idle phone with two lines."""


class FakePhone:
    """Fulfils `ui.source.Source` with values that a test sets; `did` is what was done to it."""

    def __init__(self, model: str = "VVX_450") -> None:
        self.profile = load_profile(model)
        self.ended = asyncio.Event()
        self.screen = IDLE
        self.leds: dict[str, Led] = {}
        self.now = 10 * SECOND
        self.lifted = False
        self.over = False
        self.plugged: set[str] = {"lan"}
        self.journal: deque[Note] = deque(maxlen=1_000)
        self.sip_trace: deque[tuple[int, str, str, str]] = deque(maxlen=1_000)
        self.did: list[tuple[object, ...]] = []
        self._callbacks: list[Callable[[], None]] = []

    @property
    def frame(self) -> Frame:
        """The screen drawn."""
        return draw(self.screen, self.profile, self.now)

    @property
    def patterns(self) -> dict[str, tuple[tuple[int, int], ...]]:
        """Those of the model."""
        return self.profile.patterns

    @property
    def followers(self) -> int:
        """How many follow the phone."""
        return len(self._callbacks)

    def press(self, name: str, hold: float = 0) -> None:
        """Note the key, or refuse it as the phone does."""
        event = resolve(name, self.screen, self.profile, self.now, hold)
        self.did.append(("press", event.key, hold) if isinstance(event, KeyPressed) else ("touch", name))

    def chord(self, *names: str) -> None:
        self.did.append(("chord", names))

    def swipe(self, direction: str) -> None:
        self.did.append(("swipe", direction))

    def type_text(self, text: str) -> None:
        self.did.append(("type", text))

    def touch(self, column: int, row: int, hold: float = 0) -> None:
        """Note what was touched, and for how long if it was not briefly."""
        hit = self.frame.at(column, row)
        self.did.append(("touch", hit.label if hit else "", *([hold] if hold else [])))

    def hook(self, off: bool) -> None:
        """Move the handset."""
        self.lifted = off
        self.change()

    def plug(self, what: str) -> None:
        """Plug in."""
        self.plugged.add(what)
        self.change()

    def unplug(self, what: str) -> None:
        """Pull out."""
        self.plugged.discard(what)
        self.change()

    def turn_over(self, over: bool) -> None:
        """Turn over."""
        self.over = over
        self.change()

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Keep the callback."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    def change(self, **values: object) -> None:
        """Set values and ring the bell."""
        for name, value in values.items():
            setattr(self, name, value)
        for callback in tuple(self._callbacks):
            callback()
