"""Actions of the call table in the dialer. The step's key is the id of the call that it is about."""

from __future__ import annotations

from emulator.boot.model import config
from emulator.calls.emergency import emergency
from emulator.calls.matches import to_dial
from emulator.calls.model import Call, Dial, EndCall, HoldCall, OpenDialer
from emulator.calls.numbers import as_sent, dial_plan, hot_line, prefix_key
from emulator.calls.orders import PlaceCall
from emulator.calls.rules import UNAUTHORIZED, UNREGISTERED, calling_line, dial_timeout, may_call
from emulator.calls.steps import CallStep, append, ask, change, this, wait
from emulator.contacts.model import name_of
from emulator.display.model import Noticed, Scene
from emulator.kernel.state import State
from emulator.lines.model import Lines, line
from emulator.lock.model import may_dial
from emulator.meetings.model import name_of as account_name
from emulator.sharing.model import call_info

NEXT_TAP = 1_000_000
"""Microseconds within which a second tap makes an international + of the first (as the pause between taps in text)."""

INCOMPLETE = 484
"""What becomes of digits that lead nowhere: Address incomplete."""


LINE_TAKEN = 480
"""What becomes of a call on a shared line that others do not let go of."""


def give_up_line(step: CallStep) -> None:
    """Another phone has the shared line: reorder tone, if call.shared.seizeFailReorder wants it."""
    change(step, code=LINE_TAKEN if config(step.phone).flag("call.shared.seizeFailReorder") else 0)


def begin_dialing(step: CallStep) -> None:
    """Open a call appearance with the dialer; an active call is held meanwhile."""
    digits = "" if isinstance(step.event, Dial) else step.event.digits
    chosen = calling_line(step.phone, step.own, step.event.line, on_hook=bool(digits))
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
    step.change(selected=call.id, digits=digits, starred=step.now if digits == prefix_key(step.phone) else None)
    if active and not active.pending:
        step.tell(HoldCall(active.id))
    _watch_dialer(step)
    contact = hot_line(step.phone, call.line)
    if contact and isinstance(step.event, OpenDialer) and not call.on_hook:
        step.tell(Dial(contact))


def _watch_dialer(step: CallStep) -> None:
    """Off hook the digit map watches every digit; on hook, and before the first, only time counts."""
    call, digits = this(step), step.own.digits
    if call.on_hook or not digits:
        change(step, prompted=False)
        wait(step, dial_timeout(step.phone, digits))
        return
    plan = dial_plan(step.phone, call.line)
    match = plan.advance(digits)
    change(step, prompted=match.tone)
    timeout = match.timeout
    if match.state == "impossible":
        timeout = {0: 0, 3: plan.patience}.get(plan.impossible)
    if timeout == 0:
        step.tell(Dial(match.dialed, call.line))
    wait(step, timeout or 0)


def fits_another_line(step: CallStep) -> bool:
    """No number of this line begins with these digits, but one of another line that may call from here."""
    return _other_line(step) != 0


def _other_line(step: CallStep) -> int:
    """The line to switch to for the digit that is pressed (dialplan.digitmap.lineSwitching.enable); 0 for none."""
    call, digits = this(step), step.own.digits + step.event.digit
    switches, plan = config(step.phone).flag("dialplan.digitmap.lineSwitching.enable"), dial_plan(step.phone, call.line)
    if not switches or call.on_hook or call.pending or not plan.watches or plan.expects(digits):
        return 0
    able = (each.index for each in step.phone[Lines].lines if calling_line(step.phone, step.own, each.index))
    others = (index for index in able if index != call.line)
    return next((index for index in others if dial_plan(step.phone, index).expects(digits)), 0)


def switch_line(step: CallStep) -> None:
    """Go on with the digits on the line that they belong to."""
    change(step, line=_other_line(step))
    collect(step)


def leads_nowhere(step: CallStep) -> bool:
    """The digit after which the phone gives reorder tone, because no number begins so."""
    call, plan = this(step), dial_plan(step.phone, this(step).line)
    watched = plan.watches and not call.on_hook and plan.impossible == 1
    return watched and not plan.expects(step.own.digits + step.event.digit)


def refuse_digits(step: CallStep) -> None:
    """End dialing without a call."""
    change(step, number=step.own.digits + step.event.digit, code=INCOMPLETE)


def reopen(step: CallStep) -> None:
    """New Call or a line key in the dialer: another line, or dial tone where there was none.

    What was entered on hook is dialed by the line key.
    """
    chosen = calling_line(step.phone, step.own, step.event.line) if step.event.line else None
    entered = this(step).on_hook and chosen is not None and not step.event.digits
    step.change(digits=step.own.digits + step.event.digits)
    on_hook = this(step).on_hook and bool(step.event.digits)
    change(step, on_hook=on_hook, line=chosen.index if chosen else this(step).line)
    _go_on(step, entered)


def go_off_hook(step: CallStep) -> None:
    """Handset, headset or speaker while dialing on hook: what was entered is dialed (from memory)."""
    change(step, on_hook=False)
    _go_on(step, True)


def _go_on(step: CallStep, entered: bool) -> None:
    """Dial what was entered before, or wait for digits."""
    if entered and step.own.digits:
        step.tell(to_dial(Scene(step.phone, step.profile, step.now), step.own.digits))
    else:
        _watch_dialer(step)


def collect(step: CallStep) -> None:
    """Add a digit; the key for international numbers tapped twice is a +, which 0 makes at the beginning alone."""
    digits, digit, before = step.own.digits, step.event.digit, step.own.starred
    soon = before is not None and step.now - before < NEXT_TAP
    prefix = digit == prefix_key(step.phone)
    if prefix and soon and (digit == "*" or digits == "0"):
        step.change(digits=f"{digits[:-1]}+", starred=None)
    else:
        step.change(digits=digits + digit, starred=step.now if prefix else None)
    _watch_dialer(step)


def erase(step: CallStep) -> None:
    """Take the last digit back."""
    step.change(digits=step.own.digits[:-1])
    _watch_dialer(step)


def dial_with_key(step: CallStep) -> None:
    """The # key: it is part of the number only where dialplan.removeEndOfDial is off."""
    step.tell(Dial(f"{step.own.digits}#", way="UserSend"))


def dial_collected(step: CallStep) -> None:
    """The time between digits is over."""
    call, digits = this(step), step.own.digits
    if call.on_hook:
        step.tell(Dial(digits, way="UserSend"))
    else:
        step.tell(Dial(dial_plan(step.phone, call.line).advance(digits).dialed))


def ask_dial(step: CallStep) -> None:
    """Place the call as soon as no other has audio; only emergencies go out on a line that may not call."""
    event = step.event
    chosen = calling_line(step.phone, step.own, event.line) if event.line else None
    used, digits = chosen.index if chosen else this(step).line, step.own.digits
    way = event.way if event.number else "UserSend"
    number = as_sent(step.phone, used, event.number or digits, way)
    step.disarm(f"calls/{step.key}")
    name = name_of(step.phone, number) or account_name(step.phone, number)
    change(step, number=number, name=name, line=used, prompted=False)
    change(step, target=event.target, headers=event.headers)
    step.change(digits="", dialed=number, starred=None)
    barrier = _barrier(step.phone, used, number, event.target, event.number or digits)
    if barrier:
        step.tell(Noticed(barrier))
        step.tell(EndCall(step.key))
    else:
        ask(step, "dial")


def _barrier(phone: State, used: int, number: str, target: str, typed: str) -> str:
    """Why a number may not be called; a locked phone goes by what is called in its place, if that is so."""
    urgent = emergency(phone, used, number) is not None
    if not urgent and not may_call(phone, used):
        return UNREGISTERED
    allowed = may_dial(phone, target) if target else urgent or may_dial(phone, number, typed)
    return "" if allowed else UNAUTHORIZED


def place(step: CallStep) -> None:
    """Send the INVITE."""
    call = this(step)
    change(step, pending="", on_hook=False)
    used = line(step.phone, call.line)
    if used:
        urgent = emergency(step.phone, call.line, call.number)
        servers, headers = (urgent.servers, urgent.headers) if urgent else ((), ())
        target, headers = call.target or call.number, (*headers, *call.headers, *call_info(step.phone, call.id))
        step.do(PlaceCall(call.id, used.settings, used.server, target, servers, headers))
    else:
        step.tell(EndCall(call.id))
