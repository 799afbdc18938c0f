"""Tones within calls: reminders of those on hold, again and again (call.hold.*), and of one that the phone took."""

from __future__ import annotations

from emulator.boot.model import config
from emulator.calls.parties import ReminderDue, ReminderOver
from emulator.calls.steps import CallStep, change, this
from emulator.kernel.machines import Row

KINDS = {"held": ("localReminder", "localHold"), "remote-held": ("remoteNotification", "remoteHold")}
"""By the state of a call: whose parameters, and which tone."""

TONE = 1.0
"""Seconds that the tone gets to sound."""


def tell_taken(step: CallStep) -> None:
    """The phone has taken the call by itself: let the user hear that (call.autoAnswer.playTone.enable)."""
    settings = config(step.phone)
    if settings.flag("call.autoAnswer.playTone.enable"):
        chosen = settings.choice("call.autoAnswer.ringTone")
        ringer = settings.choice("se.rt.default.ringer") if chosen == "default" else chosen
        _sound(step, ringer if ringer == "intercom" else f"ringer:{ringer}")


def _sound(step: CallStep, tone: str) -> None:
    change(step, reminding=tone)
    step.arm(f"calls/{step.key}/reminded", TONE, ReminderOver(step.key))


def expect(step: CallStep) -> None:
    """A call has been put on hold: begin to count."""
    _arm(step, "startDelay")


def _arm(step: CallStep, pause: str) -> None:
    family, _ = KINDS[this(step).state]
    settings = config(step.phone)
    if settings.flag(f"call.hold.{family}.enabled"):
        step.arm(f"calls/{step.key}/reminder", settings.number(f"call.hold.{family}.{pause}"), ReminderDue(step.key))


def remind(step: CallStep) -> None:
    """Let the tone sound."""
    _sound(step, KINDS[this(step).state][1])
    _arm(step, "period")


def be_quiet(step: CallStep) -> None:
    """The tone is over."""
    change(step, reminding="")


def forget(step: CallStep) -> None:
    """The call is no longer what it was."""
    if this(step).reminding:
        be_quiet(step)
    step.disarm(f"calls/{step.key}/reminder")
    step.disarm(f"calls/{step.key}/reminded")


ROWS = (
    Row(ReminderDue, ("held", "remote-held"), None, None, remind),
    Row(ReminderOver, ("connected", "held", "remote-held"), None, None, be_quiet),
)
"""The rows of the call table that belong to reminders."""
