"""The table of every call, from the dialer or the INVITE to its end; fed with the call's id as key."""

from __future__ import annotations

import msgspec

from emulator.audio.model import WentOffHook
from emulator.boot.model import ShuttingDown
from emulator.calls import actions as do
from emulator.calls import conference, focus, reminders, transfer
from emulator.calls import dialing as dialer
from emulator.calls import guards as when
from emulator.calls.model import (
    PLACING,
    AnswerCall,
    AutoAnswerDue,
    Call,
    CallAnswered,
    CallProgressed,
    Calls,
    CallTerminated,
    CallTimedOut,
    CancelDialer,
    Dial,
    DigitErased,
    DigitPressed,
    EndCall,
    ForwardCall,
    HoldCall,
    IgnoreCall,
    InviteReceived,
    MediaChanged,
    OpenDialer,
    PartyChanged,
    RejectCall,
    ResumeCall,
    TalkWanted,
    TurnCame,
    TurnLost,
    WindowPassed,
)
from emulator.calls.steps import CallStep, lose_turn
from emulator.kernel.machines import Machine, Row
from emulator.sharing.model import LineSeized, SeizeFailed

STATES = (
    "none",
    "dialing",
    "proceeding",
    "ringing",
    "offering",
    "connected",
    "held",
    "remote-held",
    "conference",
    "transferring",
    "ended",
)
OUT = ("proceeding", "ringing")
TALK = ("connected", "remote-held")
UP = (*TALK, "held")

ROWS = (
    *transfer.ROWS,
    *conference.ROWS,
    *reminders.ROWS,
    # The dialer
    Row(OpenDialer, "none", "dialing", None, dialer.begin_dialing),
    Row(Dial, "none", "dialing", None, dialer.begin_dialing),
    Row(OpenDialer, "dialing", None, when.settled, dialer.reopen),
    Row(WentOffHook, "dialing", None, when.settled, dialer.go_off_hook),
    Row(DigitPressed, "dialing", None, when.sends, dialer.dial_with_key),
    Row(DigitPressed, "dialing", None, dialer.fits_another_line, dialer.switch_line),
    Row(DigitPressed, "dialing", "ended", dialer.leads_nowhere, dialer.refuse_digits),
    Row(DigitPressed, "dialing", None, when.settled, dialer.collect),
    Row(DigitErased, "dialing", None, when.settled, dialer.erase),
    Row(Dial, "dialing", None, when.dialable, dialer.ask_dial),
    Row(CallTimedOut, "dialing", None, when.has_digits, dialer.dial_collected),
    Row(CallTimedOut, "dialing", "ended"),
    Row(CancelDialer, "dialing", "ended"),
    Row(EndCall, "dialing", "ended"),
    Row(TurnCame, "dialing", None, when.awaiting_line),
    Row(TurnCame, "dialing", "proceeding", when.asked, dialer.place),
    Row(LineSeized, "dialing", "proceeding", when.its_turn, dialer.place),
    Row(SeizeFailed, "dialing", "ended", None, dialer.give_up_line),
    Row(TurnLost, "dialing", "ended"),
    # On the way out
    Row(CallProgressed, "proceeding", "ringing", when.alerting, do.note_progress),
    Row(CallProgressed, OUT, None, None, do.note_progress),
    Row(DigitPressed, OUT, None, when.hears_early, do.send_digit),
    Row(CallAnswered, OUT, "connected", None, do.connect),
    Row(CallTimedOut, "ringing", "ended", None, do.hang_up),
    Row(CallTerminated, OUT, "ended", None, do.note_end),
    Row(EndCall, OUT, "ended", None, do.hang_up),
    # Incoming
    Row(InviteReceived, "none", "ended", when.missed_at_once, do.turn_away),
    Row(InviteReceived, "none", "offering", None, do.begin_ringing),
    Row(WindowPassed, "offering", None, None, do.close_window),
    Row(AutoAnswerDue, "offering", None, when.settled, do.take_by_itself),
    Row(ForwardCall, "offering", "ended", when.settled, do.forward),
    Row(PartyChanged, (*OUT, "offering", *UP), None, None, do.note_party),
    Row(IgnoreCall, "offering", None, when.settled, do.silence),
    Row(AnswerCall, "offering", None, when.may_take, do.ask_answer),
    Row(TalkWanted, "offering", None, when.may_take, do.ask_answer),
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
    Row(TalkWanted, "held", None, when.may_take, do.ask_resume),
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
    Row(ShuttingDown, (*PLACING, "offering", *UP, "conference", "transferring"), "none", None, do.drop),
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


def _enter_hold(step: CallStep) -> None:
    do.after_hold(step)
    reminders.expect(step)


def _enter_talk(step: CallStep) -> None:
    conference.gather(step)
    focus.greet(step)


def _enter_end(step: CallStep) -> None:
    focus.give_up(step)
    do.after_end(step)


CALL: Machine[Calls] = Machine(
    "call",
    STATES,
    ROWS,
    enter={
        "ringing": do.watch_ringback,
        "connected": _enter_talk,
        "held": _enter_hold,
        "remote-held": reminders.expect,
        "transferring": do.after_hold,
        "ended": _enter_end,
    },
    leave=dict.fromkeys(UP, reminders.forget),
    read=_read,
    write=_write,
)
