"""Actions of the call table, from ringing to the end. The step's key is the id of the call that it is about."""

from __future__ import annotations

from emulator.boot.model import config
from emulator.calls.guards import answering, held_by_them, queued
from emulator.calls.incoming import MOVED, announced, redirect, ringing_time, verdict
from emulator.calls.model import AutoAnswerDue, Call, CallConnected, CallEnded, HoldCall, TurnLost, WindowPassed
from emulator.calls.orders import (
    RefuseInvite,
    SendAnswer,
    SendDigits,
    SendHangup,
    SendHold,
    SendReject,
    SendResume,
    TakeCall,
)
from emulator.calls.reminders import tell_taken
from emulator.calls.rules import ANSWER_WAIT, ENDED_SHOWN, FAILED_SHOWN, WINDOW, reject_code
from emulator.calls.steps import CallStep, append, ask, change, next_turn, this, wait
from emulator.calls.texts import cause
from emulator.contacts.model import name_of, ringer_of, taken_elsewhere
from emulator.display.model import Noticed
from emulator.sharing.model import call_info

NOT_TAKEN = 480
"""What a call is answered with that rang for as long as it may."""

TRY_AGAIN = "Sorry, please try again."


# Progress


def note_progress(step: CallStep) -> None:
    """Remember who sends the ringback."""
    change(step, early_media=this(step).early_media or step.event.early_media)


def watch_ringback(step: CallStep) -> None:
    """Ringback does not go on for ever."""
    wait(step, config(step.phone).number("call.ringBackTimeOut"))


def connect(step: CallStep) -> None:
    """The call is up."""
    step.disarm(f"calls/{step.key}")
    step.disarm(f"calls/{step.key}/window")
    if this(step).answer_due:
        tell_taken(step)
    change(step, pending="", connected_at=step.now, codec=step.event.codec, silenced=False, answer_due=False)
    step.change(selected=step.key)
    step.tell(CallConnected(step.key))


# Incoming


def begin_ringing(step: CallStep) -> None:
    """Ring for an INVITE."""
    event, alone = step.event, not step.own.open
    announcement = announced(step.phone, event.line, event.alert_info)
    call = Call(
        id=step.key,
        line=event.line,
        direction="in",
        state="none",
        number=event.number,
        name=name_of(step.phone, event.number, event.name),
        began=step.now,
        ringer=ringer_of(step.phone, event.number),
        ring_class=announcement.name,
        mic_off=announcement.answers and announcement.muted,
        diverted_by=event.diverted_by,
    )
    append(step, call)
    if alone:
        step.change(selected=call.id)
    step.do(TakeCall(call.id, event.handle))
    seconds, _ = ringing_time(step.phone, call)
    wait(step, seconds)
    step.arm(f"calls/{call.id}/window", WINDOW, WindowPassed(call.id))
    if announcement.answers:
        pause = announcement.timeout / 1000 if announcement.type == "ring-answer" else 0
        step.arm(f"calls/{call.id}/auto", pause, AutoAnswerDue(call.id))


def turn_away(step: CallStep) -> None:
    """Refuse an INVITE without a sound, and remember that somebody called."""
    event = step.event
    decided = verdict(step.phone, step.own, step.profile, event.line, event.number)
    name = name_of(step.phone, event.number, event.name)
    call = Call(step.key, event.line, "in", "none", event.number, name, step.now, code=decided.code)
    step.change(calls=(*step.own.calls, call), next_id=call.id + 1)
    step.do(RefuseInvite(event.handle, decided.code, decided.redirect))
    _miss(step)


def take_by_itself(step: CallStep) -> None:
    """Answer as the phone itself, now or as soon as no other call has audio."""
    change(step, answer_due=True)
    next_turn(step)


def forward(step: CallStep) -> None:
    """Send the call on, as the user asked."""
    _move(step, step.event.number.strip(), "deflection")


def _move(step: CallStep, contact: str, reason: str) -> None:
    step.do(SendReject(step.key, MOVED, redirect(step.phone, this(step).line, contact, reason)))
    change(step, code=MOVED)


def note_party(step: CallStep) -> None:
    """The far end is somebody else now, or says more of who it is."""
    call, event = this(step), step.event
    number = event.number or call.number
    change(step, name=name_of(step.phone, number, event.name) or call.name, number=number)


def ask_answer(step: CallStep) -> None:
    """Answer as soon as no other call has audio."""
    ask(step, "answer")


def send_answer(step: CallStep) -> None:
    """Answer now."""
    step.do(SendAnswer(step.key, call_info(step.phone, step.key)))
    wait(step, ANSWER_WAIT)


def silence(step: CallStep) -> None:
    """Ignore: the window closes, the ringing stops, and the phone does not take the call by itself either."""
    step.disarm(f"calls/{step.key}/auto")
    change(step, silenced=True, answer_due=False)


def close_window(step: CallStep) -> None:
    """Show the call on the Calls screen from now on."""
    change(step, windowed=True)


def reject(step: CallStep) -> None:
    """Refuse the call."""
    code = reject_code(step.phone)
    step.do(SendReject(step.key, code))
    change(step, code=code)


def ring_out(step: CallStep) -> None:
    """Nobody took the call: it is sent on, or ends."""
    _, contact = ringing_time(step.phone, this(step))
    if contact:
        _move(step, contact, "no-answer")
    else:
        step.do(SendReject(step.key, NOT_TAKEN))
        change(step, code=NOT_TAKEN)
    _miss(step)


def note_cancel(step: CallStep) -> None:
    """The caller gave up, or the call was taken elsewhere (200)."""
    change(step, code=step.event.code, reason=step.event.reason)
    if not taken_elsewhere(step.phone, step.event.code):
        _miss(step)


def _miss(step: CallStep) -> None:
    change(step, missed=True)


# Hold and resume


def send_hold(step: CallStep) -> None:
    """Hold the call on the wire."""
    change(step, pending="hold")
    private = isinstance(step.event, HoldCall) and step.event.private
    step.do(SendHold(step.key, call_info(step.phone, step.key, "held-private") if private else ()))
    wait(step, ANSWER_WAIT)


def note_hold(step: CallStep) -> None:
    """The call is held; the one that waited for this has its turn."""
    step.disarm(f"calls/{step.key}")
    change(step, pending="", codec=step.event.codec or this(step).codec)


def after_hold(step: CallStep) -> None:
    """The one that waited has its turn."""
    next_turn(step)


def note_media(step: CallStep) -> None:
    """The far end holds or resumes."""
    change(step, remote_hold=held_by_them(step), codec=step.event.codec or this(step).codec)


def note_resume(step: CallStep) -> None:
    """Our resume is through."""
    step.disarm(f"calls/{step.key}")
    note_media(step)
    change(step, pending="")


def give_up_hold(step: CallStep) -> None:
    """The far end did not let us hold or resume: so what waited for it does not happen either."""
    step.disarm(f"calls/{step.key}")
    change(step, pending="")
    step.tell(Noticed(TRY_AGAIN))
    if step.own.queued:
        step.tell(TurnLost(step.own.queued))


def ask_resume(step: CallStep) -> None:
    """Resume as soon as no other call has audio."""
    ask(step, "resume")


def send_resume(step: CallStep) -> None:
    """Resume now."""
    step.do(SendResume(step.key, call_info(step.phone, step.key)))
    wait(step, ANSWER_WAIT)


def send_digit(step: CallStep) -> None:
    """A key pressed in a call goes to the far end."""
    step.do(SendDigits(step.key, step.event.digit))
    change(step, keyed=this(step).keyed + step.event.digit)


# The end


def hang_up(step: CallStep) -> None:
    """End the call on the wire."""
    step.do(SendHangup(step.key))


def note_end(step: CallStep) -> None:
    """The far end, or the network, ended the call."""
    change(step, code=step.event.code, reason=step.event.reason)


def after_end(step: CallStep) -> None:
    """Show the end for a moment, free what the call held, and let others hear of it."""
    step.disarm(f"calls/{step.key}/window")
    step.disarm(f"calls/{step.key}/auto")
    change(step, pending="", ended_at=step.now)
    if queued(step):
        step.change(queued=0)
    next_turn(step)
    call, own = this(step), step.own
    wait(step, FAILED_SHOWN if call.failure_tone else ENDED_SHOWN)
    if call.failure_tone and own.open:
        step.tell(Noticed(cause(call)))  # its last screen is not seen beside other calls
    if own.first("dialing") is None:
        step.change(digits="")
    if own.selected == call.id:
        _select_next(step)
    step.tell(CallEnded(call.id, call.code, call.reason, call.missed))


def _select_next(step: CallStep) -> None:
    """Turn to the call with audio, else to one that rings, else to any."""
    own = step.own
    other = own.active or own.first("offering") or next(iter(own.open), None)
    if other:
        step.change(selected=other.id)


def forget(step: CallStep) -> None:
    """The last screen of the call goes."""
    step.disarm(f"calls/{step.key}")


def drop(step: CallStep) -> None:
    """The phone goes down: end the call at once, whatever its state."""
    call = this(step)
    if call.state == "offering" and not answering(step):
        step.do(SendReject(call.id, NOT_TAKEN))
    elif call.state != "dialing":
        hang_up(step)
    step.disarm(f"calls/{call.id}")
    step.disarm(f"calls/{call.id}/window")
    step.disarm(f"calls/{call.id}/auto")
    step.tell(CallEnded(call.id, 0, ""))
