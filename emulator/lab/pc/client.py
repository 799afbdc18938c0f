"""The Skype for Business client: who is signed in, what the phone says, and the dialog that it asks for."""

from __future__ import annotations

import msgspec

from emulator.btoe import wire
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Slice, Step
from emulator.lab.pc.actions import (
    Answer,
    Credentials,
    Dismiss,
    HangUp,
    Hold,
    Pause,
    PlaceCall,
    Resume,
    Ring,
    SignIn,
    SignOut,
)
from emulator.lab.pc.calls import (
    CALL,
    CALL_ACTIONS,
    NOT_SIGNED_IN,
    altered,
    announce,
    far_end,
    new_call,
    on_call,
    pause,
    shared,
    timer,
)
from emulator.lab.pc.model import (
    AccountChanged,
    CallsChanged,
    Client,
    Connector,
    FarEndAnswered,
    Paired,
    Refused,
    Said,
    Say,
    SessionBegan,
    SessionEnded,
    Unpaired,
)

ClientStep = Step[Client]

NO_DIALOG = "The phone has not asked for credentials."

# Who is signed in


def _enter(step: ClientStep) -> None:
    step.change(account=step.event.address)
    step.tell(AccountChanged(step.event.address))


def _leave(step: ClientStep) -> None:
    _hang_up_all(step)
    step.change(account="")
    step.tell(AccountChanged(""))


def _close(step: ClientStep) -> None:
    """With the session; the client remembers who was signed in."""
    _hang_up_all(step)
    step.change(dialog="", outcome="")


def _hang_up_all(step: ClientStep) -> None:
    for call in step.own.calls:
        step.disarm(timer(call.id))
    if step.own.calls:
        step.change(calls=())
        announce(step)


def _remembers(step: ClientStep) -> bool:
    return bool(step.own.account)


def _refuse(step: ClientStep) -> None:
    step.tell(Refused(NOT_SIGNED_IN))


def _refuse_closed(step: ClientStep) -> None:
    step.tell(Refused("Nobody is signed in to Windows."))


CLIENT: Machine[Client] = Machine(
    "client",
    ("closed", "signed-out", "signed-in"),
    (
        Row(SignIn, ("signed-out", "signed-in"), "signed-in", None, _enter),
        Row(SignIn, "closed", None, None, _refuse_closed),
        Row(SignOut, "signed-in", "signed-out", None, _leave),
        Row(SignOut, ("signed-out", "closed"), None, None, _refuse),
        Row(SessionEnded, ("signed-out", "signed-in"), "closed", None, _close),
        Row(SessionBegan, "closed", "signed-in", _remembers),
        Row(SessionBegan, "closed", "signed-out"),
    ),
)
"""Whose client it is."""


# What the phone says


def _heard(step: ClientStep) -> None:
    if step.phone[Connector].state != "paired":
        return
    match step.event.message:
        case wire.AskCredentials(guest):
            step.change(dialog="guest" if guest else "host", outcome="")
        case wire.SignInOutcome(success, message):
            step.change(dialog="" if success else step.own.dialog, outcome=message)
        case wire.PhoneStatus(account) if account and step.own.dialog == "host":
            step.change(dialog="")
        case wire.PhoneCalls(calls):
            step.change(theirs=calls)
        case wire.CallPause(call, paused) if step.own.find(call):
            step.own = altered(step.own, call, paused=paused)
            step.tell(CallsChanged())
        case wire.CallAction(call, action):
            step.tell(_THEIR_WISH[action](str(call)))


_THEIR_WISH = {"answer": Answer, "end": HangUp, "hold": Hold, "resume": Resume}


def _answer_dialog(step: ClientStep) -> None:
    if not step.own.dialog:
        step.tell(Refused(NO_DIALOG))
        return
    event: Credentials = step.event
    step.change(outcome="")
    step.do(Say(wire.Credentials(event.address, event.user, event.domain, event.password)))


def _dismiss(step: ClientStep) -> None:
    if not step.own.dialog:
        step.tell(Refused(NO_DIALOG))
        return
    step.change(dialog="", outcome="")
    step.do(Say(wire.Credentials()))


def _paired(step: ClientStep) -> None:
    if step.own.calls:
        step.do(Say(wire.ClientCalls(shared(step.own))))


def _unpaired(step: ClientStep) -> None:
    calls = tuple(msgspec.structs.replace(each, paused=False) for each in step.own.calls)
    step.change(dialog="", outcome="", theirs=(), calls=calls)


SLICE = Slice(
    Client,
    {
        **dict.fromkeys({row.event for row in CLIENT.rows}, CLIENT.feed),
        **dict.fromkeys(CALL_ACTIONS, on_call),
        Pause: pause,
        FarEndAnswered: far_end,
        PlaceCall: new_call,
        Ring: new_call,
        Said: _heard,
        Credentials: _answer_dialog,
        Dismiss: _dismiss,
        Paired: _paired,
        Unpaired: _unpaired,
    },
    machines=(CLIENT, CALL),
)
