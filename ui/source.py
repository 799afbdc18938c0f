"""What a face of the phone needs of the phone behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import takewhile
from typing import Any, Protocol

from emulator.display.frame import Frame
from emulator.display.model import Led, Screen
from emulator.display.patterns import Steps
from emulator.kernel.profile import DeviceProfile


class JournalLine(Protocol):
    """One line of the phone's journal: when (microseconds since power on), of what kind, and what."""

    @property
    def at(self) -> int:
        """Microseconds since power on."""

    @property
    def kind(self) -> str:
        """One word: key, call, line, fetch, log ..."""

    @property
    def text(self) -> str:
        """What happened, in one line."""


SipMessage = tuple[int, str, str, str]
"""When (microseconds since power on), "in" or "out", the far address, and the message as on the wire."""


class Seen(Protocol):
    """What of a phone can be seen, and so be drawn."""

    @property
    def profile(self) -> DeviceProfile:
        """The model."""

    @property
    def screen(self) -> Screen:
        """What the display shows."""

    @property
    def frame(self) -> Frame:
        """The screen drawn at the size of the model's display."""

    @property
    def leds(self) -> dict[str, Led]:
        """All lamps by name: mwi, speaker, headset, mute, line1 ..."""

    @property
    def patterns(self) -> Mapping[str, Steps]:
        """How lamps blink: steps by name of pattern."""

    @property
    def now(self) -> int:
        """Microseconds since power on."""

    @property
    def lifted(self) -> bool:
        """Whether the handset is out of its cradle."""


class Source(Seen, Protocol):
    """A phone as its faces see it: what can be seen, verbs to act, and a bell that rings after each change.

    The verbs raise ValueError, with one sentence for the user, for what the phone has not or the screen does not offer.
    """

    @property
    def ended(self) -> asyncio.Event:
        """Set when the phone's faces are to close."""

    @property
    def plugged(self) -> Collection[str]:
        """What is plugged in: "headset", "lan"."""

    @property
    def over(self) -> bool:
        """Whether the phone lies with its underside up."""

    @property
    def journal(self) -> Sequence[JournalLine]:
        """The latest lines of the journal, oldest first."""

    @property
    def sip_trace(self) -> Sequence[SipMessage]:
        """The latest SIP messages, oldest first."""

    def press(self, name: str, /, *, hold: float = 0) -> None:
        """Press a key for `hold` seconds, or briefly."""

    def chord(self, *names: str) -> None:
        """Hold keys down together."""

    def swipe(self, direction: str) -> None:
        """Wipe over the display: left, right, up, down."""

    def type_text(self, text: str) -> None:
        """Type into the field in focus."""

    def touch(self, column: int, row: int, hold: float = 0) -> None:
        """Touch the display at a cell of `frame` for `hold` seconds, or briefly."""

    def hook(self, off: bool) -> None:
        """Lift the handset, or put it back."""

    def plug(self, what: str) -> None:
        """Plug something in."""

    def unplug(self, what: str) -> None:
        """Pull something out."""

    def turn_over(self, over: bool) -> None:
        """Turn the phone over, or back on its feet."""

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have `callback` called in the event loop after each change; what comes back ends that."""


def since(entries: Sequence[Any], last: Any) -> list[Any]:
    """The entries of a journal or trace after `last`, which may have been dropped already."""
    return list(takewhile(lambda entry: entry is not last, reversed(entries)))[::-1]
