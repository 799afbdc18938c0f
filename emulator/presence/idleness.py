"""Away, after some time in which nobody used the phone (pres.idleTimeout.*; Lync 2010 provisioning guide)."""

from __future__ import annotations

from emulator.boot.model import config
from emulator.calls.model import CallEnded, CallStarted
from emulator.config.layers import Configuration
from emulator.display.model import Chorded, HookMoved, KeyPressed, Swiped, TextTyped, Touched
from emulator.display.wallclock import office_hours
from emulator.kernel.slices import Step
from emulator.kernel.state import Event
from emulator.presence.model import Presence, PresenceReviewed, enabled

USE: tuple[type[Event], ...] = (
    KeyPressed, Chorded, Touched, Swiped, TextTyped, HookMoved, CallStarted, CallEnded,
)  # fmt: skip
"""What shows that somebody is there."""

TIMER = "presence/idle"
MINUTE = 60.0


class NobodyThere(Event, frozen=True):
    """Timer: nobody has used the phone for as long as presence waits."""


def note_use(step: Step[Presence]) -> None:
    """Somebody is there: wait anew."""
    if not enabled(step.phone):
        return
    if step.own.idle:
        step.change(idle=False)
        step.tell(PresenceReviewed())
    wait(step)


def wait(step: Step[Presence]) -> None:
    """Wait for as long as the time of day wants, if at all."""
    hours = "officeHours" if office_hours(step.phone, step.now) else "offHours"
    settings = config(step.phone)
    if enabled(step.phone) and settings.flag(_written(settings, hours, "enabled")):
        step.arm(TIMER, settings.number(_written(settings, hours, "period")) * MINUTE, NobodyThere())
    else:
        step.disarm(TIMER)


def _written(settings: Configuration, hours: str, what: str) -> str:
    """The parameter's name; as some guides misspell it, without the point before the hours, if that is what is set."""
    right, wrong = (f"pres.idleTimeout{point}{hours}.{what}" for point in (".", ""))
    is_set = settings.origin(right).layer != "default"
    return right if is_set or settings.origin(wrong).layer == "default" else wrong


def note_absence(step: Step[Presence]) -> None:
    """The user is away."""
    step.change(idle=True)
    step.tell(PresenceReviewed())
