"""The phone's own functions that macros may call: $FRedial$ and the like."""

from __future__ import annotations

from collections.abc import Callable

from emulator.audio.model import HeadsetKey, MuteKey, SpeakerKey, VolumeKey
from emulator.calls.model import AnswerCall, Calls, Dial, DigitPressed, EndCall, HoldCall, OpenDialer, ResumeCall
from emulator.calls.parties import StartConference, StartTransfer
from emulator.contacts.model import open_directories, open_recent
from emulator.display.model import OpenView
from emulator.features.model import dnd_key
from emulator.kernel.state import Event, State
from emulator.settings.model import OpenPage

_FIXED: dict[str, Event] = {
    "Answer": AnswerCall(),
    "Conference": StartConference(),
    "Handsfree": SpeakerKey(),
    "Headset": HeadsetKey(),
    "Menu": OpenPage("settings"),
    "Messages": OpenView("messages"),
    "MicMute": MuteKey(),
    "Release": EndCall(),
    "Setup": OpenPage("settings"),
    "SpeedDialMenu": OpenView("favorites"),
    "Transfer": StartTransfer(),
    "VolDown": VolumeKey(-1),
    "VolUp": VolumeKey(+1),
    "DialpadStar": DigitPressed("*"),
    "DialpadPound": DigitPressed("#"),
    **{f"Dialpad{digit}": DigitPressed(digit) for digit in "0123456789"},
    **{f"Line{line}": OpenDialer(line) for line in range(1, 49)},
}
_MADE: dict[str, Callable[[State], Event | None]] = {
    "CallList": open_recent,
    "Directories": open_directories,
    "DoNotDisturb": dnd_key,
    "Hold": lambda phone: _hold(phone[Calls]),
    "Redial": lambda phone: Dial(phone[Calls].dialed) if phone[Calls].dialed else None,
}

FUNCTIONS = tuple(sorted({*_FIXED, *_MADE}))
"""The names of functions that are known (key functions of the SIP 3.0 administrator guide, page A-70)."""


def function(phone: State, name: str) -> Event | None:
    """What a function means now; None if it can do nothing."""
    return _MADE[name](phone) if name in _MADE else _FIXED.get(name)


def _hold(calls: Calls) -> Event | None:
    if calls.active:
        return HoldCall(calls.active.id)
    selected = calls.find(calls.selected)
    return ResumeCall(selected.id) if selected and selected.state == "held" else None
