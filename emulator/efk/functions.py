"""The phone's own functions that macros may call: $FRedial$ and the like."""

from __future__ import annotations

from collections.abc import Callable

from emulator.calls.model import AnswerCall, Calls, Dial, EndCall, OpenDialer
from emulator.contacts.model import open_directories, open_recent
from emulator.display.model import KeyPressed, OpenView
from emulator.features.model import dnd_key
from emulator.kernel.state import Event, State
from emulator.lock.model import LockNow
from emulator.settings.model import OpenPage

_KEYS = {
    "Conference": "Conference",
    "Handsfree": "Speaker",
    "Headset": "Headset",
    "Hold": "Hold",
    "Messages": "Messages",
    "MicMute": "Mute",
    "Transfer": "Transfer",
    "VolDown": "VolDown",
    "VolUp": "VolUp",
    "DialpadStar": "*",
    "DialpadPound": "#",
    **{f"Dialpad{digit}": digit for digit in "0123456789"},
}
"""The keys that functions press, whether the model has them or not."""

_FIXED: dict[str, Event] = {
    **{name: KeyPressed(key) for name, key in _KEYS.items()},
    "Answer": AnswerCall(),
    "LockPhone": LockNow(),
    "Menu": OpenPage("settings"),
    "Release": EndCall(),
    "Setup": OpenPage("settings"),
    "SpeedDialMenu": OpenView("favorites"),
    **{f"Line{line}": OpenDialer(line) for line in range(1, 49)},
}
_MADE: dict[str, Callable[[State], Event | None]] = {
    "CallList": open_recent,
    "Directories": open_directories,
    "DoNotDisturb": dnd_key,
    "Redial": lambda phone: Dial(phone[Calls].dialed) if phone[Calls].dialed else None,
}

FUNCTIONS = tuple(sorted({*_FIXED, *_MADE}))
"""The names of functions that are known (key functions of the SIP 3.0 administrator guide, page A-70)."""


def function(phone: State, name: str) -> Event | None:
    """What a function means now; None if it can do nothing."""
    return _MADE[name](phone) if name in _MADE else _FIXED.get(name)
