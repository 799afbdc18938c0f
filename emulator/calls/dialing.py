"""Actions of the call table in the dialer. The step's key is the id of the call that it is about."""

from __future__ import annotations

from emulator.boot.model import config
from emulator.calls.model import Call, Dial, EndCall, HoldCall, PlaceCall
from emulator.calls.rules import calling_line, dial_timeout
from emulator.calls.steps import CallStep, append, ask, change, this, wait
from emulator.lines.model import line


def begin_dialing(step: CallStep) -> None:
    """Open a call appearance with the dialer; an active call is held meanwhile."""
    chosen = calling_line(step.phone, step.own, step.event.line)
    digits = "" if isinstance(step.event, Dial) else step.event.digits
    call = Call(
        id=step.key,
        line=chosen.index if chosen else 0,
        direction="out",
        state="none",
        began=step.now,
        on_hook=bool(digits),
    )
    active = step.own.active
    append(step, call)
    step.change(selected=call.id, digits=digits)
    if active and not active.pending:
        step.tell(HoldCall(active.id))
    _watch_dialer(step)


def _watch_dialer(step: CallStep) -> None:
    wait(step, dial_timeout(step.phone, this(step), step.own.digits))


def reopen(step: CallStep) -> None:
    """New Call or a line key in the dialer: another line, or dial tone where there was none."""
    chosen = calling_line(step.phone, step.own, step.event.line) if step.event.line else None
    step.change(digits=step.own.digits + step.event.digits)
    on_hook = this(step).on_hook and bool(step.event.digits)
    change(step, on_hook=on_hook, line=chosen.index if chosen else this(step).line)
    _watch_dialer(step)


def go_off_hook(step: CallStep) -> None:
    """Handset, headset or speaker while dialing on hook."""
    change(step, on_hook=False)
    _watch_dialer(step)


def collect(step: CallStep) -> None:
    """Add a digit."""
    step.change(digits=step.own.digits + step.event.digit)
    _watch_dialer(step)


def erase(step: CallStep) -> None:
    """Take the last digit back."""
    step.change(digits=step.own.digits[:-1])
    _watch_dialer(step)


def dial_with_key(step: CallStep) -> None:
    """The # key: it is part of the number only where dialplan.removeEndOfDial is off."""
    end = "" if config(step.phone).flag("dialplan.removeEndOfDial") else "#"
    step.tell(Dial(step.own.digits + end))


def dial_collected(step: CallStep) -> None:
    """The time between digits is over."""
    step.tell(Dial(step.own.digits))


def ask_dial(step: CallStep) -> None:
    """Place the call as soon as no other has audio."""
    number = step.event.number or step.own.digits
    chosen = calling_line(step.phone, step.own, step.event.line) if step.event.line else None
    step.disarm(f"calls/{step.key}")
    change(step, number=number, line=chosen.index if chosen else this(step).line)
    step.change(digits="", dialed=number)
    ask(step, "dial")


def place(step: CallStep) -> None:
    """Send the INVITE."""
    call = this(step)
    change(step, pending="", on_hook=False)
    used = line(step.phone, call.line)
    if used:
        step.do(PlaceCall(call.id, used.settings, used.server, call.number))
    else:
        step.tell(EndCall(call.id))
