"""What Transfer, Conference, Join, Split and Cancel mean as the calls stand: facts that then move the call table."""

from __future__ import annotations

from msgspec.structs import replace

from emulator.boot.model import config
from emulator.calls.focus import address, bring
from emulator.calls.model import Call, Calls, CancelDialer, EndCall, ResumeCall, TransferTo
from emulator.calls.parties import (
    END_ALL,
    CancelConsultation,
    CompleteTransfer,
    Consult,
    HoldParty,
    JoinCalls,
    LeaveConference,
    PartyInvited,
    SplitConference,
    SplitConsultation,
    StartConference,
    StartTransfer,
    TransferBegan,
)
from emulator.calls.rules import NOT_NOW, UNAUTHORIZED
from emulator.calls.steps import CallStep
from emulator.display.model import GoBack, Noticed, showing
from emulator.kernel.slices import Reaction
from emulator.kernel.state import Event, State
from emulator.lock.model import may_dial

CONFERENCE_ON = "Invalid req: Conf call in progress"
UP = ("connected", "remote-held", "held")
EARLY = ("proceeding", "ringing")


# Questions


def transfer_type(phone: State, *, other: bool = False) -> str:
    """What pressing Transfer begins: "transfer" (ask first) or "blind"; held long, the other one."""
    settings = config(phone)
    preferred = settings.text("call.defaultTransferType") == "Blind" or settings.flag("call.transfer.blindPreferred")
    return "blind" if preferred != other else "transfer"


def subject(calls: Calls, call: int) -> Call | None:
    """The call that a transfer or conference starts from: the one named, else the one with audio, else the selected."""
    found = calls.find(call) if call else calls.active or calls.find(calls.selected)
    return found if found and found.state in UP and found.pending in ("", "hold") else None


def may_complete(phone: State, call: Call, to: Call) -> bool:
    """Whether the far ends of two calls can be connected now.

    The second one may still ring, unless voIpProt.SIP.allowTransferOnProceeding is 0.
    """
    early = config(phone).number("voIpProt.SIP.allowTransferOnProceeding") != 0
    ready = to.state in (UP + EARLY if early else UP)
    return call is not to and call.state in UP and ready and not (call.pending or to.pending)


def may_join(phone: State, calls: Calls, call: Call, other: Call) -> bool:
    """Whether two calls can become a conference now."""
    allowed = config(phone).flag("call.localConferenceEnabled") and not calls.conference
    return allowed and call is not other and all(each.state in UP and not each.pending for each in (call, other))


# Reactions


def _begin(step: CallStep, purpose: str) -> None:
    call = subject(step.own, step.event.call)
    if call is None or step.own.first("dialing"):
        step.tell(Noticed(NOT_NOW))
    else:
        step.tell(Consult(call.line, purpose, call.id))


def _start_transfer(step: CallStep) -> None:
    _begin(step, transfer_type(step.phone, other=step.event.other))


def _transfer_to(step: CallStep) -> None:
    active = step.own.active
    if active is None or active.pending or active.state not in UP:
        step.tell(Noticed(NOT_NOW))
    elif not may_dial(step.phone, step.event.number):
        step.tell(Noticed(UNAUTHORIZED))
    elif step.event.number:
        step.tell(TransferBegan(active.id, number=step.event.number, refers=True))


def _complete(step: CallStep) -> None:
    call, to = step.own.find(step.event.call), step.own.find(step.event.to)
    if call is None or to is None or not may_complete(step.phone, call, to):
        step.tell(Noticed(NOT_NOW))
        return
    _close_dialer(step)
    step.tell(TransferBegan(to.id, call.id))
    step.tell(TransferBegan(call.id, to.id, refers=True))


def _close_dialer(step: CallStep) -> None:
    """The second party was picked among the calls there are, instead of dialed."""
    dialing = step.own.first("dialing")
    if dialing:
        step.tell(EndCall(dialing.id))


def _start_conference(step: CallStep) -> None:
    if step.own.conference:
        step.tell(Noticed(CONFERENCE_ON))
    elif not _join_at_once(step):
        _begin(step, "conference")


def _join_at_once(step: CallStep) -> bool:
    """Pressing Conference once joins the calls there are (call.singleKeyPressConference)."""
    call = subject(step.own, step.event.call)
    others = [each for each in step.own.calls if call and may_join(step.phone, step.own, call, each)]
    if call is None or not others or not config(step.phone).flag("call.singleKeyPressConference"):
        return False
    step.tell(JoinCalls(call.id, others[0].id))
    return True


def _join(step: CallStep) -> None:
    """The one with audio keeps it, the other one comes in; without any, the first is taken back first."""
    own = step.own
    pair = [own.find(step.event.call), own.find(step.event.other)]
    calls = sorted((call for call in pair if call), key=lambda call: call.state == "held")
    if own.conference:
        step.tell(Noticed(CONFERENCE_ON))
    elif len(calls) < 2 or not may_join(step.phone, own, calls[0], calls[1]):
        step.tell(Noticed(NOT_NOW))
    elif address(step.phone):
        _close_dialer(step)
        bring(step, *calls)
    else:
        _close_dialer(step)
        first, second = calls
        _release(step, first.id, second.id)
        step.change(conference=tuple(sorted((first.id, second.id))), splitting=False)
        step.tell(ResumeCall(first.id) if first.state == "held" else PartyInvited(second.id))


def _split_consultation(step: CallStep) -> None:
    _release(step, step.event.call)


def _release(step: CallStep, *calls: int) -> None:
    """Forget what calls were made for."""
    free = (replace(each, purpose="", about=0) if each.id in calls else each for each in step.own.calls)
    step.change(calls=tuple(free))


def _cancel_consultation(step: CallStep) -> None:
    """End the call, and take the first one back (SoundPoint IP user guides)."""
    call = step.own.find(step.event.call)
    if call is None:
        return
    if call.state == "dialing":
        step.tell(CancelDialer())
        return
    step.tell(EndCall(call.id))
    first = step.own.find(call.about)
    if first and first.state == "held":
        step.tell(ResumeCall(first.id))


def _split(step: CallStep) -> None:
    """Both parties are held, each in a call of its own (VVX user guide, UCS 5.5)."""
    if step.own.conference:
        step.change(splitting=True)
        for call in step.own.conference:
            step.tell(HoldParty(call))


def leave(step: CallStep) -> None:
    """The others are connected with each other, or all are cut off."""
    if showing(step.phone, END_ALL):
        step.tell(GoBack())
    members = step.own.conference
    step.change(conference=(), splitting=False)
    if len(members) == 2 and config(step.phone).flag("call.transferOnConferenceEnd"):
        first, second = members
        step.tell(TransferBegan(second, first, leaving=True))
        step.tell(TransferBegan(first, second, refers=True, leaving=True))
    else:
        for call in members:
            step.tell(EndCall(call))


REACTIONS: dict[type[Event], Reaction[Calls]] = {
    StartTransfer: _start_transfer,
    TransferTo: _transfer_to,
    CompleteTransfer: _complete,
    StartConference: _start_conference,
    JoinCalls: _join,
    SplitConsultation: _split_consultation,
    CancelConsultation: _cancel_consultation,
    SplitConference: _split,
    LeaveConference: leave,
}
"""What users want of several calls at once."""
