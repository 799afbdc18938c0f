"""The screen saver comes after some minutes without use, and goes with the first finger on the phone."""

from __future__ import annotations

from emulator.boot.model import Ready, SettingsChanged, config, running
from emulator.calls.model import CallEnded, Calls
from emulator.display.machine import WAKING
from emulator.kernel.slices import Reaction, Slice, Step
from emulator.kernel.state import Event
from emulator.saver.model import Saver, SaverDue, pictures

TIMER = "saver/begin"
MINUTE = 60.0


def _wait(step: Step[Saver]) -> None:
    """Begin to wait anew, if there is to be a screen saver."""
    settings = config(step.phone)
    step.change(since=None)
    wanted = settings.flag("feature.pictureFrame.enabled") and settings.flag("up.screenSaver.enabled")
    if wanted and step.profile.display.touch:
        step.arm(TIMER, settings.number("up.screenSaver.waitTime") * MINUTE, SaverDue())
    else:
        step.disarm(TIMER)


def _begin(step: Step[Saver]) -> None:
    if running(step.phone) and not step.phone[Calls].open and pictures(step.phone):
        step.change(since=step.now)
    else:
        _wait(step)


_REACTIONS: dict[type[Event], Reaction[Saver]] = {
    **dict.fromkeys((*WAKING, CallEnded, Ready, SettingsChanged), _wait),
    SaverDue: _begin,
}

SLICE: Slice[Saver] = Slice(Saver, _REACTIONS)
"""The slice of the screen saver."""
