"""Calls: one table for every call, fed with its id as key; and which call an event is about."""

from __future__ import annotations

import msgspec

from emulator.audio.model import WentOffHook, WentOnHook
from emulator.boot.model import ShuttingDown
from emulator.calls import actions as do
from emulator.calls import dialing as dialer
from emulator.calls import guards as when
from emulator.calls.model import (
    PLACING,
    AnswerCall,
    Call,
    CallAnswered,
    CallProgressed,
    Calls,
    CallsChanged,
    CallTerminated,
    CallTimedOut,
    CancelDialer,
    Dial,
    DigitErased,
    DigitPressed,
    EndCall,
    HoldCall,
    IgnoreCall,
    InviteReceived,
    MediaChanged,
    OpenDialer,
    RefuseInvite,
    RejectCall,
    ResumeCall,
    SelectCall,
    TurnCame,
    TurnLost,
    WindowPassed,
)
from emulator.calls.rules import NOT_NOW, obstacle, refusal
from emulator.calls.steps import CallStep, lose_turn
from emulator.display.model import Noticed, ReturnDue
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Reaction, Slice
from emulator.kernel.state import Event

STATES = (
    "none",
    "dialing",
    "proceeding",
    "ringing",
    "offering",
    "connected",
    "held",
    "remote-held",
    "ended",
)
OUT = ("proceeding", "ringing")
TALK = ("connected", "remote-held")
UP = (*TALK, "held")

ROWS = (
    # The dialer
    Row(OpenDialer, "none", "dialing", None, dialer.begin_dialing),
    Row(Dial, "none", "dialing", None, dialer.begin_dialing),
    Row(OpenDialer, "dialing", None, when.settled, dialer.reopen),
    Row(WentOffHook, "dialing", None, when.settled, dialer.go_off_hook),
    Row(DigitPressed, "dialing", None, when.sends, dialer.dial_with_key),
    Row(DigitPressed, "dialing", None, when.settled, dialer.collect),
    Row(DigitErased, "dialing", None, when.settled, dialer.erase),
    Row(Dial, "dialing", None, when.dialable, dialer.ask_dial),
    Row(CallTimedOut, "dialing", None, when.has_digits, dialer.dial_collected),
    Row(CallTimedOut, "dialing", "ended"),
    Row(CancelDialer, "dialing", "ended"),
    Row(EndCall, "dialing", "ended"),
    Row(TurnCame, "dialing", "proceeding", when.asked, dialer.place),
    Row(TurnLost, "dialing", "ended"),
    # On the way out
    Row(CallProgressed, "proceeding", "ringing", when.alerting, do.note_progress),
    Row(CallProgressed, OUT, None, None, do.note_progress),
    Row(CallAnswered, OUT, "connected", None, do.connect),
    Row(CallTimedOut, "ringing", "ended", None, do.hang_up),
    Row(CallTerminated, OUT, "ended", None, do.note_end),
    Row(EndCall, OUT, "ended", None, do.hang_up),
    # Incoming
    Row(InviteReceived, "none", "offering", None, do.begin_ringing),
    Row(WindowPassed, "offering", None, None, do.close_window),
    Row(IgnoreCall, "offering", None, when.settled, do.silence),
    Row(AnswerCall, "offering", None, when.may_take, do.ask_answer),
    Row(TurnCame, "offering", None, when.asked, do.send_answer),
    Row(TurnLost, "offering", None, None, lose_turn),
    Row(CallAnswered, "offering", "connected", when.answering, do.connect),
    Row(EndCall, "offering", "ended", when.answering, do.hang_up),
    Row(EndCall, "offering", None, when.queued, lose_turn),
    Row(RejectCall, "offering", "ended", when.settled, do.reject),
    Row(CallTimedOut, "offering", "ended", when.answering, do.hang_up),
    Row(CallTimedOut, "offering", "ended", None, do.ring_out),
    Row(CallTerminated, "offering", "ended", None, do.note_cancel),
    # Up
    Row(HoldCall, TALK, None, when.settled, do.send_hold),
    Row(MediaChanged, TALK, "held", when.held_by_us, do.note_hold),
    Row(MediaChanged, "connected", "remote-held", when.held_by_them, do.note_media),
    Row(MediaChanged, "remote-held", "connected", when.flowing, do.note_media),
    Row(MediaChanged, TALK, None, when.holding, do.give_up_hold),
    Row(ResumeCall, "held", None, when.may_take, do.ask_resume),
    Row(TurnCame, "held", None, when.asked, do.send_resume),
    Row(TurnLost, "held", None, None, lose_turn),
    Row(MediaChanged, "held", "connected", when.resumed, do.note_resume),
    Row(MediaChanged, "held", "remote-held", when.resumed_to_hold, do.note_resume),
    Row(MediaChanged, "held", None, when.resuming, do.give_up_hold),
    Row(DigitPressed, "connected", None, when.settled, do.send_digit),
    Row(EndCall, TALK, "ended", None, do.hang_up),
    Row(EndCall, "held", "ended", when.resuming, do.hang_up),
    Row(EndCall, "held", None, when.queued, lose_turn),
    Row(CallTimedOut, UP, "ended", None, do.hang_up),
    Row(CallTerminated, UP, "ended", None, do.note_end),
    # Over
    Row(EndCall, "ended", "none", None, do.forget),
    Row(CallTimedOut, "ended", "none", None, do.forget),
    Row(ShuttingDown, "ended", "none", None, do.forget),
    Row(ShuttingDown, (*PLACING, "offering", *UP), "none", None, do.drop),
)


def _read(part: Calls, key: int) -> str:
    call = part.find(key)
    return call.state if call else "none"


def _write(part: Calls, key: int, state: str) -> Calls:
    """A call in the state "none" is no more."""
    calls = (msgspec.structs.replace(each, state=state) if each.id == key else each for each in part.calls)
    kept = tuple(each for each in calls if each.state != "none")
    known = any(each.id == part.selected for each in kept)
    return msgspec.structs.replace(part, calls=kept, selected=part.selected if known else _fallback(kept))


def _fallback(calls: tuple[Call, ...]) -> int:
    return calls[-1].id if calls else 0


CALL: Machine[Calls] = Machine(
    "call",
    STATES,
    ROWS,
    enter={"ringing": do.watch_ringback, "held": do.after_hold, "ended": do.after_end},
    read=_read,
    write=_write,
)


# Which call an event is about


def _feed(step: CallStep, call: Call | None) -> bool:
    return call is not None and CALL.feed(step, call.id)


def _named(step: CallStep) -> None:
    """An event that names its call."""
    _feed(step, step.own.find(step.event.call))


def _open(step: CallStep, line: int) -> bool:
    """Begin a call of ours, or say why not."""
    problem = obstacle(step.phone, step.own, step.profile, line)
    if problem:
        step.tell(Noticed(problem))
        step.tell(CallsChanged())  # an audio path that was opened for it must not stay open
        return False
    return CALL.feed(step, step.own.next_id)


def _open_dialer(step: CallStep) -> None:
    if step.own.first("dialing"):
        _dialer(step)
    else:
        _open(step, step.event.line)


def _dial(step: CallStep) -> None:
    dialing = step.own.first("dialing")
    if dialing is None:
        if step.event.number and _open(step, step.event.line):
            step.tell(step.event)
    elif not _feed(step, dialing) and step.own.occupant:
        step.tell(Noticed(NOT_NOW))


def _dialer(step: CallStep) -> None:
    """Keys that mean the dialer, and nothing without it."""
    _feed(step, step.own.first("dialing"))


def _digit(step: CallStep) -> None:
    """A digit goes to the dialer, else to the call that is up, else it opens the dialer."""
    own = step.own
    target = own.first("dialing") or own.active
    if target:
        _feed(step, target)
    elif not own.occupant and not own.first(*OUT):
        step.tell(OpenDialer(0, step.event.digit))


def _return(step: CallStep) -> None:
    """A phone left alone returns to its idle view, and forgets digits that were pressed on hook."""
    dialing = step.own.first("dialing")
    if dialing and dialing.on_hook:
        step.tell(CancelDialer())


def _incoming(step: CallStep) -> Call | None:
    own = step.own
    return own.find(step.event.call) if step.event.call else own.first("offering")


def _take(step: CallStep, call: Call | None) -> None:
    """Answer or resume a call, or say that another one is just being taken."""
    if call and not _feed(step, call) and call.state in ("offering", "held"):
        step.tell(Noticed(NOT_NOW))


def _answer(step: CallStep) -> None:
    _take(step, _incoming(step))


def _turn_away(step: CallStep) -> None:
    _feed(step, _incoming(step))


def _hold(step: CallStep) -> None:
    own = step.own
    _feed(step, own.find(step.event.call) if step.event.call else own.active)


def _resume(step: CallStep) -> None:
    own = step.own
    chosen = own.find(step.event.call or own.selected)
    if not step.event.call and (chosen is None or chosen.state != "held"):
        chosen = own.first("held")
    _take(step, chosen)


def _end(step: CallStep) -> None:
    own = step.own
    if step.event.call:
        _feed(step, own.find(step.event.call))
    else:
        _feed(step, own.first(*PLACING) or own.occupant or own.first("ended"))


def _select(step: CallStep) -> None:
    own = step.own
    shown = [call.id for call in own.open]
    if step.event.call in shown:
        step.change(selected=step.event.call)
    elif own.selected in shown and step.event.by:
        row = shown.index(own.selected) + step.event.by
        step.change(selected=shown[max(0, min(row, len(shown) - 1))])


def _off_hook(step: CallStep) -> None:
    """Lifting the handset answers, goes on dialing, or gives a dial tone."""
    own = step.own
    ringing = own.first("offering")
    if ringing:
        step.tell(AnswerCall(ringing.id))
    elif own.first("dialing"):
        _dialer(step)
    else:
        step.tell(OpenDialer())


def _on_hook(step: CallStep) -> None:
    """Hanging up ends whatever had the audio path; held calls stay, and what waited for its turn loses it first."""
    for call in sorted(step.own.calls, key=lambda each: each.id != step.own.queued):
        if call.needs_path:
            step.tell(EndCall(call.id))


def _invited(step: CallStep) -> None:
    code = refusal(step.phone, step.own, step.profile, step.event.line)
    if code:
        step.do(RefuseInvite(step.event.handle, code))
    else:
        CALL.feed(step, step.own.next_id)


def _shut_down(step: CallStep) -> None:
    for call in step.own.calls:
        CALL.feed(step, call.id)
    step.change(digits="", queued=0)


def _telling(reaction: Reaction[Calls]) -> Reaction[Calls]:
    """Let others hear of it when a reaction changed something."""

    def react(step: CallStep) -> None:
        before = step.own
        reaction(step)
        if step.own != before:
            step.tell(CallsChanged())

    return react


_NAMED: tuple[type[Event], ...] = (
    CallAnswered,
    CallProgressed,
    CallTerminated,
    CallTimedOut,
    MediaChanged,
    TurnCame,
    TurnLost,
    WindowPassed,
)

_REACTIONS: dict[type[Event], Reaction[Calls]] = {
    OpenDialer: _open_dialer,
    Dial: _dial,
    DigitPressed: _digit,
    DigitErased: _dialer,
    CancelDialer: _dialer,
    AnswerCall: _answer,
    RejectCall: _turn_away,
    IgnoreCall: _turn_away,
    HoldCall: _hold,
    ResumeCall: _resume,
    EndCall: _end,
    SelectCall: _select,
    WentOffHook: _off_hook,
    WentOnHook: _on_hook,
    InviteReceived: _invited,
    ReturnDue: _return,
    ShuttingDown: _shut_down,
    **dict.fromkeys(_NAMED, _named),
}

SLICE: Slice[Calls] = Slice(
    Calls, {kind: _telling(reaction) for kind, reaction in _REACTIONS.items()}, machines=(CALL,)
)
