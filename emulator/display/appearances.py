"""Which line and which calls each line key stands for."""

from __future__ import annotations

from typing import NamedTuple

from emulator.calls.model import (
    AnswerCall,
    Call,
    Calls,
    HoldCall,
    OpenDialer,
    ResumeCall,
)
from emulator.display.model import LineKey
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.state import Event, State
from emulator.lines.model import Line, Lines

_STATES = {  # in order of precedence: icon, word
    "offering": ("incoming", "Ringing"),
    "connected": ("active", "Active"),
    "conference": ("active", "Active"),
    "dialing": ("outgoing", "Off hook"),
    "proceeding": ("outgoing", "Calling"),
    "ringing": ("outgoing", "Calling"),
    "remote-held": ("remote-held", "Held by the other side"),
    "held": ("held", "On hold"),
}


class Appearance(NamedTuple):
    """One line key at work: its line, and the calls shown on it, oldest first."""

    line: Line
    calls: tuple[Call, ...]

    @property
    def foremost(self) -> Call | None:
        """The call that icon, lamp and key are about: what rings before what talks before what waits."""
        ranks = list(_STATES)
        return min(self.calls, key=lambda call: ranks.index(call.state), default=None)

    @property
    def state(self) -> str:
        """The state of the foremost call, "" if there is none."""
        return self.foremost.state if self.foremost else ""


def appearances(phone: State, profile: DeviceProfile) -> tuple[Appearance, ...]:
    """The line keys in use, from the first: each line takes as many as reg.x.lineKeys says.

    A line's calls take its keys in turn; when there are more calls than keys, the last key has the rest.
    """
    found: list[Appearance] = []
    for line in phone[Lines].lines:
        keys = max(1, line.settings.line_keys)
        calls = [call for call in phone[Calls].calls if call.line == line.index and call.state in _STATES]
        shares = [tuple(calls[key : key + 1] if key < keys - 1 else calls[key:]) for key in range(keys)]
        found += [Appearance(line, share) for share in shares]
    return tuple(found[: profile.line_key_count] if profile.line_key_count else found)


def line_key(appearance: Appearance) -> LineKey:
    """The label of a line key, and what pressing it means."""
    line, call = appearance.line, appearance.foremost
    label = line.settings.label or line.settings.user
    if call is None:
        icon, word = ("registered", "Registered") if line.registered else ("unregistered", "Unregistered")
        return LineKey(label, icon, word, OpenDialer(line.index))
    icon, word = _STATES[call.state]
    return LineKey(label, icon, word, _meaning(call))


def _meaning(call: Call) -> Event | None:
    match call.state:
        case "offering":
            return AnswerCall(call.id)
        case "connected" | "remote-held" | "conference":
            return HoldCall(call.id)
        case "held":
            return ResumeCall(call.id)
    return None
