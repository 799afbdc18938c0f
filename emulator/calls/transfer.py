"""Transfers: we connect two far ends, the far end hands us on, or somebody takes the far end's place.

The step's key is the id of the call that it is about. A transfer asks the far end to call somebody (REFER, RFC 3515);
with a call to that somebody up or ringing, the new call takes its place there (Replaces, RFC 3891).
"""

from __future__ import annotations

from msgspec.structs import replace

from emulator.boot.model import config
from emulator.calls import actions as do
from emulator.calls.actions import TRY_AGAIN
from emulator.calls.dialing import begin_dialing
from emulator.calls.guards import asked, settled
from emulator.calls.model import (
    CallAnswered,
    CallTerminated,
    CallTimedOut,
    CancelDialer,
    EndCall,
    Former,
    ResumeCall,
    TurnCame,
)
from emulator.calls.orders import RefuseInvite, SendHold
from emulator.calls.parties import (
    CallReferred,
    CallReplaced,
    Consult,
    FollowRefer,
    FormerEnded,
    FormerLingers,
    LeaveFormer,
    ReferAccepted,
    SendRefer,
    SwitchTransferType,
    TakeOver,
    TransferBegan,
    TransferDone,
    TransferFailed,
    TransferNews,
)
from emulator.calls.steps import CallStep, change, lose_turn, this, wait
from emulator.display.model import Noticed
from emulator.kernel.machines import Row
from emulator.lines.model import line
from emulator.lock.model import may_dial

OUT = ("proceeding", "ringing")
TALK = ("connected", "remote-held")
UP = (*TALK, "held", "conference")

TRANSFER_WAIT = 60
"""Seconds without news after which a transfer has failed: the time that REFER subscriptions live (a guess)."""

FORMER_WAIT = 5
"""Seconds that a party who has handed us on gets to hang up by itself, as RFC 5589 expects of it (a guess)."""

NO_SUCH_CALL = 481
"""How a call for the place in one that still rings is refused (RFC 3891, section 3)."""


# Guards


def transfers(step: CallStep) -> bool:
    """The number of a transfer is being entered."""
    return settled(step) and this(step).purpose in ("transfer", "blind")


def consults(step: CallStep) -> bool:
    """The dialer is open for the sake of another call."""
    return bool(this(step).purpose)


def blind(step: CallStep) -> bool:
    """The number is for a transfer without asking."""
    return asked(step) and this(step).purpose == "blind"


def succeeded(step: CallStep) -> bool:
    """The far ends are connected."""
    return bool(200 <= step.event.code < 300)


def refused(step: CallStep) -> bool:
    """The far ends are not connected."""
    return bool(step.event.code >= 300)


def waits_for_nobody(step: CallStep) -> bool:
    """The phone does not wait for the outcome of transfers without asking (call.BlindTransferSpecialInterop)."""
    return not this(step).about and config(step.phone).flag("call.BlindTransferSpecialInterop")


def taken_over(step: CallStep) -> bool:
    """Another party has come into this call, and the one before it could still be gone back to."""
    return this(step).former is not None


def was_held(step: CallStep) -> bool:
    """The call was held before its transfer."""
    return _was(step, "held")


def was_ringing(step: CallStep) -> bool:
    """Nobody had answered before the transfer, and nothing else has the audio path now."""
    return _was(step, *OUT) and step.own.occupant is None


def was_connected(step: CallStep) -> bool:
    """The media flowed when the far end handed us on."""
    return _was(step, "connected")


def was_held_remotely(step: CallStep) -> bool:
    """The far end held us when it handed us on."""
    return _was(step, "remote-held")


def was_up(step: CallStep) -> bool:
    """The call was up before its transfer."""
    return _was(step, *TALK)


def may_go_on(step: CallStep) -> bool:
    """The call was up before its transfer, and nothing else has the audio path now."""
    return was_up(step) and step.own.occupant is None


def may_go_on_held(step: CallStep) -> bool:
    """The same, and the far end holds it."""
    return may_go_on(step) and this(step).remote_hold


def still_rings(step: CallStep) -> bool:
    """Nobody may take the place of a caller who still rings, unless voIpProt.SIP.allowTransferOnProceeding is 2."""
    return config(step.phone).number("voIpProt.SIP.allowTransferOnProceeding") != 2


def _was(step: CallStep, *states: str) -> bool:
    former = this(step).former
    return former is not None and former.state in states


# The dialer


def begin_consultation(step: CallStep) -> None:
    """Open the dialer for a third party; the call that it is for is held meanwhile."""
    begin_dialing(step)
    change(step, purpose=step.event.purpose, about=step.event.about)


def switch_type(step: CallStep) -> None:
    """Transfer without asking instead, or ask first after all."""
    change(step, purpose="transfer" if this(step).purpose == "blind" else "blind")


def back_to_first(step: CallStep) -> None:
    """Cancel: the first call is taken back (SoundPoint IP user guides)."""
    first = step.own.find(this(step).about)
    if first and first.state == "held":
        step.tell(ResumeCall(first.id))


def refer_dialed(step: CallStep) -> None:
    """The number is entered: the far end is asked to call it, instead of a call from here."""
    call = this(step)
    step.tell(TransferBegan(call.about, number=call.number, refers=True))
    change(step, pending="", number="", name="")


# We transfer


def begin_transfer(step: CallStep) -> None:
    """Ask the far end, or let the call be the one that it is connected with."""
    call, event = this(step), step.event
    lose_turn(step)
    change(step, former=None if event.leaving else _as_it_is(step), about=event.other)
    step.disarm(f"calls/{step.key}")
    used = line(step.phone, call.line)
    if event.refers and used:
        by_contact = config(step.phone).flag("voIpProt.SIP.useContactInReferTo")
        step.do(SendRefer(step.key, used.settings, event.other, event.number, by_contact))
        wait(step, TRANSFER_WAIT)


def _as_it_is(step: CallStep) -> Former:
    call = this(step)
    return Former(call.state, call.number, call.name)


def wait_on(step: CallStep) -> None:
    """There is news, but no outcome."""
    wait(step, TRANSFER_WAIT)


def finish(step: CallStep) -> None:
    """The far ends are connected: leave both."""
    do.hang_up(step)
    if this(step).about:
        step.tell(TransferDone(this(step).about))


def fail(step: CallStep) -> None:
    """The far ends are not connected."""
    step.tell(Noticed(TRY_AGAIN))
    for call in (step.key, this(step).about):
        step.tell(TransferFailed(call))


def note_answer(step: CallStep) -> None:
    """The third party answers while the far end is already calling it."""
    former = this(step).former
    change(step, connected_at=step.now, former=replace(former, state="connected") if former else None)


def note_departure(step: CallStep) -> None:
    """One far end has hung up; if the transfer did not cause that, the other call goes on."""
    do.note_end(step)
    if this(step).about and step.own.find(this(step).about):
        step.tell(TransferFailed(this(step).about))


def take_back(step: CallStep) -> None:
    """The call is what it was."""
    call = this(step)
    step.disarm(f"calls/{step.key}")
    change(step, former=None, about=call.about if call.purpose else 0)


def take_back_held(step: CallStep) -> None:
    """The call is what it was, but that another one has the audio path now."""
    take_back(step)
    step.do(SendHold(step.key))


# We are transferred


def may_follow(step: CallStep) -> bool:
    """There is a line to call from, nothing else is going on in the call, and no lock forbids it."""
    able = settled(step) and not taken_over(step) and line(step.phone, this(step).line) is not None
    return able and may_dial(step.phone, step.event.number)


def follow(step: CallStep) -> None:
    """Call whom the far end names; a call that was held stays so."""
    call, used = this(step), line(step.phone, this(step).line)
    if used:
        step.do(FollowRefer(call.id, used.settings, used.server, step.event.target))
    change(step, former=_as_it_is(step), number=step.event.number, name="", early_media=False)
    wait(step, 0)


def arrive(step: CallStep) -> None:
    """The third party has answered: the first one is left to hang up."""
    do.connect(step)
    step.arm(f"calls/{step.key}/former", FORMER_WAIT, FormerLingers(step.key))


def arrive_held(step: CallStep) -> None:
    """The third party has answered a call that is held here, so it is held too."""
    part(step)
    step.do(SendHold(step.key))


def return_to_former(step: CallStep) -> None:
    """The third party did not answer: go on with the one before."""
    former = this(step).former
    step.disarm(f"calls/{step.key}")
    if former:
        change(step, former=None, number=former.number, name=former.name)
        step.tell(Noticed(TRY_AGAIN))


def forget_former(step: CallStep) -> None:
    """There is no way back."""
    step.disarm(f"calls/{step.key}/former")
    change(step, former=None)


# Somebody takes the far end's place


def take_over(step: CallStep) -> None:
    """Accept the new party, without a sound where the call is up; one that only rings is given up for it at once."""
    event, state = step.event, this(step).state
    early = state in ("offering", *OUT)
    step.do(TakeOver(step.key, event.handle, state != "offering"))
    change(step, former=None if early else _as_it_is(step), number=event.number, name=event.name)
    if early:
        step.do(LeaveFormer(step.key))


def refuse_takeover(step: CallStep) -> None:
    """There is no call yet whose place could be taken."""
    step.do(RefuseInvite(step.event.handle, NO_SUCH_CALL))


def part(step: CallStep) -> None:
    """Leave the party before."""
    forget_former(step)
    step.do(LeaveFormer(step.key))


ROWS = (
    # A call for the sake of another one
    Row(Consult, "none", "dialing", None, begin_consultation),
    Row(SwitchTransferType, "dialing", None, transfers, switch_type),
    Row(CancelDialer, "dialing", "ended", consults, back_to_first),
    Row(TurnCame, "dialing", "ended", blind, refer_dialed),
    # We transfer
    Row(TransferBegan, (*OUT, *UP), "transferring", None, begin_transfer),
    Row(ReferAccepted, "transferring", "ended", waits_for_nobody, finish),
    Row(ReferAccepted, "transferring", None, None, wait_on),
    Row(TransferNews, "transferring", "ended", succeeded, finish),
    Row(TransferNews, "transferring", None, refused, fail),
    Row(TransferNews, "transferring", None, None, wait_on),
    Row(CallTimedOut, "transferring", None, None, fail),
    Row(CallAnswered, "transferring", None, None, note_answer),
    Row(CallTerminated, "transferring", "ended", None, note_departure),
    Row(TransferDone, "transferring", "ended", None, do.hang_up),
    Row(TransferFailed, "transferring", "held", was_held, take_back),
    Row(TransferFailed, "transferring", "remote-held", may_go_on_held, take_back),
    Row(TransferFailed, "transferring", "connected", may_go_on, take_back),
    Row(TransferFailed, "transferring", "held", was_up, take_back_held),
    Row(TransferFailed, "transferring", "ringing", was_ringing, take_back),
    Row(TransferFailed, "transferring", "ended", None, do.hang_up),
    Row(EndCall, "transferring", "ended", None, do.hang_up),
    # We are transferred
    Row(CallReferred, TALK, "proceeding", may_follow, follow),
    Row(CallReferred, "held", None, may_follow, follow),
    Row(CallAnswered, OUT, "connected", taken_over, arrive),
    Row(CallTerminated, OUT, "connected", was_connected, return_to_former),
    Row(CallTerminated, OUT, "remote-held", was_held_remotely, return_to_former),
    Row(CallTerminated, OUT, None, taken_over, return_to_former),
    # Somebody takes the far end's place
    Row(CallReplaced, "offering", None, still_rings, refuse_takeover),
    Row(CallReplaced, (*OUT, "offering", *UP), None, None, take_over),
    Row(CallAnswered, TALK, "connected", taken_over, part),
    Row(CallAnswered, "conference", None, taken_over, part),
    Row(CallAnswered, "held", None, taken_over, arrive_held),
    Row(CallTerminated, UP, None, taken_over, return_to_former),
    Row(FormerEnded, (*OUT, *UP), None, None, forget_former),
    Row(FormerLingers, UP, None, taken_over, part),
)
"""The rows of the call table that belong to transfers; they go before the others."""
