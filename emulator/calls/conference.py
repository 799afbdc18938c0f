"""Conferences of three: two calls with audio at once, mixed by the phone.

The step's key is the id of the call that it is about. A call in the conference is in the state "conference" while it
has audio, and "held" while the conference, or it alone, is held; `Calls.conference` says who belongs to it.
"""

from __future__ import annotations

from emulator.boot.model import config
from emulator.calls import actions as do
from emulator.calls.actions import TRY_AGAIN
from emulator.calls.guards import asked, flowing, held_by_them, held_by_us, holding, settled
from emulator.calls.model import (
    Call,
    Calls,
    CallTerminated,
    CallTimedOut,
    DigitPressed,
    EndCall,
    HoldCall,
    MediaChanged,
    TurnCame,
)
from emulator.calls.orders import SendHold, SendResume
from emulator.calls.parties import (
    MANAGE,
    PARTY,
    HoldParty,
    Mix,
    MuteParty,
    PartyAlone,
    PartyInvited,
    RemoveParty,
)
from emulator.calls.rules import ANSWER_WAIT
from emulator.calls.steps import CallStep, change, this, wait
from emulator.display.model import GoBack, Noticed, opened
from emulator.kernel.machines import Row

TALK = ("connected", "remote-held")
AUDIBLE = (*TALK, "conference", "proceeding", "ringing")
"""The states in which a call may be heard; before its answer, by what the far end sends early."""


# Guards


def apart(step: CallStep) -> bool:
    """The conference goes on without the phone."""
    return this(step).apart


def turn_apart(step: CallStep) -> bool:
    """The phone may come back into the conference that goes on without it."""
    return asked(step) and apart(step)


def stays_together(step: CallStep) -> bool:
    """Holding the conference leaves the others together (call.localConferenceCallHold)."""
    return settled(step) and config(step.phone).flag("call.localConferenceCallHold")


def joining(step: CallStep) -> bool:
    """The call has been asked to come into the conference."""
    return this(step).pending == "join"


def joined(step: CallStep) -> bool:
    """It is in."""
    return joining(step) and (flowing(step) or held_by_them(step))


def held_remotely(step: CallStep) -> bool:
    """The far end holds the call."""
    return this(step).remote_hold


# Actions


def step_in(step: CallStep) -> None:
    """The phone takes part again."""
    change(step, apart=False, pending="")
    gather(step)


def step_out(step: CallStep) -> None:
    """The phone leaves the others alone for a while."""
    change(step, apart=True)


def invite(step: CallStep) -> None:
    """Take a held call into the conference."""
    change(step, pending="join")
    step.do(SendResume(step.key))
    wait(step, ANSWER_WAIT)


def note_join(step: CallStep) -> None:
    """The call has audio beside the other one, unless another call has been given it meanwhile."""
    do.note_resume(step)
    if step.own.queued:
        step.tell(HoldCall(step.key))
    else:
        gather(step)


def give_up_join(step: CallStep) -> None:
    """The far end does not come back from hold: the two stay calls of their own."""
    step.disarm(f"calls/{step.key}")
    change(step, pending="")
    step.change(conference=())
    step.tell(Noticed(TRY_AGAIN))


def gather(step: CallStep) -> None:
    """One call of a conference has audio: let the others have it too."""
    own = step.own
    if step.key in own.conference:
        for other in own.conference:
            if other != step.key:
                step.tell(PartyInvited(other))


def toggle_mute(step: CallStep) -> None:
    """Far Mute, and back."""
    change(step, far_muted=not this(step).far_muted)


def hold_after_all(step: CallStep) -> None:
    """The others are not left together any longer."""
    change(step, apart=False)
    step.do(SendHold(step.key))


def be_alone(step: CallStep) -> None:
    """Be an ordinary call again."""
    change(step, far_muted=False)


ROWS = (
    Row(PartyInvited, TALK, "conference", settled),
    Row(PartyInvited, "held", "conference", apart, step_in),
    Row(PartyInvited, "held", None, settled, invite),
    Row(MediaChanged, "held", None, apart, do.note_media),
    Row(MediaChanged, "held", "conference", joined, note_join),
    Row(MediaChanged, "held", None, joining, give_up_join),
    Row(TurnCame, "held", "connected", turn_apart, step_in),
    Row(MediaChanged, "conference", "held", held_by_us, do.note_hold),
    Row(MediaChanged, "conference", None, holding, do.give_up_hold),
    Row(MediaChanged, "conference", None, None, do.note_media),
    Row(HoldCall, "conference", "held", stays_together, step_out),
    Row(HoldCall, "conference", None, settled, do.send_hold),
    Row(HoldParty, "conference", None, settled, do.send_hold),
    Row(HoldParty, "held", None, apart, hold_after_all),
    Row(DigitPressed, "conference", None, settled, do.send_digit),
    Row(MuteParty, "conference", None, None, toggle_mute),
    Row(RemoveParty, ("conference", "held"), "ended", None, do.hang_up),
    Row(EndCall, "conference", "ended", None, do.hang_up),
    Row(EndCall, "held", "ended", joining, do.hang_up),
    Row(CallTimedOut, "conference", "ended", None, do.hang_up),
    Row(CallTerminated, "conference", "ended", None, do.note_end),
    Row(PartyAlone, "conference", "remote-held", held_remotely, be_alone),
    Row(PartyAlone, "conference", "connected", None, be_alone),
    Row(PartyAlone, "held", None, None, be_alone),
)
"""The rows of the call table that belong to conferences; they go before the others."""


# What follows from any event


def settle(step: CallStep) -> None:
    """End the conference that has too few parties left, or is split and held; what is left of it are calls again."""
    own = step.own
    members = tuple(call for call in map(own.find, own.conference) if call and not call.ended)
    split = own.splitting and all(call.state == "held" for call in members)
    kept = () if split or len(members) < 2 else tuple(call.id for call in members)
    if kept != own.conference:
        step.change(conference=kept, splitting=bool(kept) and own.splitting)
    lone = [call for call in step.own.calls if _lone(step.own, call)]
    for call in lone:
        step.tell(PartyAlone(call.id))
    if own.conference and not kept and opened(step.phone)[0] in (MANAGE, PARTY):
        step.tell(GoBack())


def _lone(calls: Calls, call: Call) -> bool:
    stranded = call.state == "conference" or (call.state == "held" and call.far_muted)
    return stranded and call.id not in calls.conference


def mix(calls: Calls) -> Mix:
    """Who hears whom now."""
    with_us = tuple(call.id for call in calls.open if _with_us(calls, call))
    alone = tuple(call.id for call in calls.open if _without_us(call))
    return Mix(with_us, alone, tuple(call.id for call in calls.open if call.far_muted))


def _with_us(calls: Calls, call: Call) -> bool:
    on_the_way = call.pending in ("answer", "resume", "join") and call.id != calls.queued
    return (call.state in AUDIBLE or on_the_way) and not call.apart


def _without_us(call: Call) -> bool:
    """Parties of a conference that we have left hear each other until they are connected without us."""
    left = call.state == "transferring" and call.former is None
    return call.apart or left
