"""What the paired computer says, what the phone tells it, and the sound that flows between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from emulator.boot.model import config
from emulator.btoe.model import (
    FORM,
    AnswerClientCall,
    Btoe,
    EndClientCall,
    HoldClientCall,
    PauseClientCall,
    PcLocked,
    PcSoundChanged,
    PcUnlocked,
    client_calls,
    may_pause,
)
from emulator.btoe.orders import HungUp, Say, StreamPc
from emulator.btoe.pairing import SILENCE_TIMER, BtoeStep, Settle, SilenceDue
from emulator.btoe.wire import (
    SILENCE,
    AskCredentials,
    CallAction,
    CallPause,
    CallState,
    Client,
    ClientCall,
    ClientCalls,
    Credentials,
    Device,
    Goodbye,
    Message,
    PcLock,
    PhoneCall,
    PhoneCalls,
    PhoneStatus,
    Route,
    SignInOutcome,
)
from emulator.calls.model import AnswerCall, Call, Calls, EndCall, HoldCall, RejectCall, ResumeCall
from emulator.display.model import OpenView, Roused, showing
from emulator.kernel.slices import Reaction
from emulator.kernel.state import Event, State
from emulator.lock.model import locked
from emulator.signin.model import OfferCredentials, SignedIn, SignIn, SignOut, user

PC_SOUND = 0
"""What `Btoe.paused` calls sound of the computer that belongs to no call."""

FOLLOWS = "feature.lyncbtoe.autosignin.signoff.enabled"

_STATES: dict[str, CallState] = {"offering": "ringing", "held": "held"}
_PLACING = ("dialing", "proceeding", "ringing")


def _tell_pc(step: BtoeStep, message: Message) -> None:
    step.do(Say(step.own.visitor, message))


# From the computer


def hear(step: BtoeStep) -> None:
    """A word of the paired computer."""
    message = step.event.message
    step.arm(SILENCE_TIMER, SILENCE, SilenceDue())
    action = _HEARD.get(type(message))
    if action:
        action(step, message)


def _client(step: BtoeStep, message: Client) -> None:
    """Somebody else is signed in to the client, or nobody; the phone follows, if it is to."""
    follows = config(step.phone).flag(FOLLOWS)
    if follows and not message.account and step.own.state == "activated":
        step.tell(SignOut("pc"))
    step.change(client=message.account)
    if follows and message.account:
        ask_if_nobody(step)
    step.tell(Settle())


def _pc_lock(step: BtoeStep, message: PcLock) -> None:
    if message.locked != step.own.locked:
        step.change(locked=message.locked)
        step.tell(PcLocked() if message.locked else PcUnlocked())


def _credentials(step: BtoeStep, message: Credentials) -> None:
    step.change(asked=False)
    if not message.address:
        return
    if user(step.phone) is not None:
        _tell_pc(step, SignInOutcome(False, "Somebody is signed in"))
        return
    step.tell(OfferCredentials(message.address, message.user, message.domain, message.password))


def _client_calls(step: BtoeStep, message: ClientCalls) -> None:
    """The client's calls; those of three and more are audio only."""
    calls = tuple(msgspec.structs.replace(call, media="audio") if call.parties > 2 else call for call in message.calls)
    ids, before = {call.id for call in calls}, {call.id for call in step.own.calls}
    if ids != before:
        step.tell(Roused())
    began = {call.id: step.own.since.get(call.id, step.now) for call in calls if call.state in ("connected", "held")}
    step.change(
        calls=calls,
        since=began,
        paused=tuple(each for each in step.own.paused if each in ids or each == PC_SOUND),
        selected=step.own.selected if step.own.selected in ids else 0,
    )


def _route(step: BtoeStep, message: Route) -> None:
    step.change(handset=message.route == "handset")


def _device(step: BtoeStep, message: Device) -> None:
    step.change(playing=message.playing, listening=message.listening)
    if not message.playing:
        step.change(paused=tuple(each for each in step.own.paused if each != PC_SOUND))


def _action(step: BtoeStep, message: CallAction) -> None:
    """The client's user does something with a call of the phone's: the same user."""
    call = step.phone[Calls].find(message.call)
    if step.own.state != "activated" or call is None or call.ended:
        return
    meanings: dict[str, Event] = {
        "answer": AnswerCall(call.id),
        "end": RejectCall(call.id) if call.state == "offering" else EndCall(call.id),
        "hold": HoldCall(call.id),
        "resume": ResumeCall(call.id),
    }
    step.tell(meanings[message.action])


def _pause_wish(step: BtoeStep, message: CallPause) -> None:
    step.tell(PauseClientCall(message.call, message.paused))


def _goodbye(step: BtoeStep, _: Goodbye) -> None:
    step.tell(HungUp(step.own.visitor))


_HEARD: dict[type[Message], Callable[[BtoeStep, Any], None]] = {
    Client: _client,
    PcLock: _pc_lock,
    Credentials: _credentials,
    ClientCalls: _client_calls,
    Route: _route,
    Device: _device,
    CallAction: _action,
    CallPause: _pause_wish,
    Goodbye: _goodbye,
}


# To the computer


def ask_if_nobody(step: BtoeStep) -> None:
    """Ask for credentials, unless somebody is signed in, or is just being so."""
    if user(step.phone) is None and step.phone[SignIn].state in ("out", "pc"):
        step.change(asked=True)
        _tell_pc(step, AskCredentials(guest=step.phone[SignIn].role == "guest"))


def ask(step: BtoeStep) -> None:
    """Sign In, via PC: ask the paired computer; without one, show how to pair."""
    if step.own.paired:
        ask_if_nobody(step)
    elif not showing(step.phone, FORM):
        step.tell(OpenView(FORM))


def tell_outcome(step: BtoeStep) -> None:
    """Somebody has signed in or out: the computer closes its dialog."""
    if not step.own.paired:
        return
    if isinstance(step.event, SignedIn):
        step.change(asked=False)
        _tell_pc(step, SignInOutcome(True))
    tell_status(step)


def tell_failure(step: BtoeStep) -> None:
    """The credentials were not the right ones: the dialog says so."""
    if step.own.paired and step.event.method == "pc":
        _tell_pc(step, SignInOutcome(False, step.event.text))


def tell_status(step: BtoeStep) -> None:
    """Who uses the phone, and whether it is locked."""
    if step.own.paired:
        account, same = user(step.phone), step.own.state == "activated"
        status = PhoneStatus(account.address if account else "", same, locked(step.phone))
        _tell_pc(step, status)


def tell_lock(step: BtoeStep) -> None:
    """With the same account the phone is locked as its computer is from now on."""
    step.tell(PcLocked() if step.own.locked else PcUnlocked())
    tell_status(step)


def tell_calls(step: BtoeStep) -> None:
    """The phone's own calls, for a client of the same user; nothing for another's."""
    calls = phone_calls(step.phone) if step.own.state == "activated" else ()
    if step.own.paired and calls != step.own.told:
        step.change(told=calls)
        _tell_pc(step, PhoneCalls(calls))


def phone_calls(phone: State) -> tuple[PhoneCall, ...]:
    """The phone's own calls as a client shows them."""
    return tuple(_as_client(call) for call in phone[Calls].open)


def _as_client(call: Call) -> PhoneCall:
    state = "dialing" if call.state in _PLACING else _STATES.get(call.state, "connected")
    return PhoneCall(call.id, call.number, call.name, "in" if call.direction == "in" else "out", state)


# Keys for the client's calls


def _named(step: BtoeStep) -> ClientCall | None:
    return next((call for call in client_calls(step.phone, step.own) if call.id == step.event.call), None)


def act(step: BtoeStep) -> None:
    """Answer, End Call, Hold, Resume: the client does it, if its user is the phone's."""
    if step.own.state != "activated" or _named(step) is None:
        return
    match step.event:
        case AnswerClientCall(call):
            _tell_pc(step, CallAction(call, "answer"))
        case EndClientCall(call):
            _tell_pc(step, CallAction(call, "end"))
        case HoldClientCall(call, held):
            _tell_pc(step, CallAction(call, "hold" if held else "resume"))


def pause(step: BtoeStep) -> None:
    """Pause or Resume: only the phone's sound; the call goes on in the client."""
    call, event = _named(step), step.event
    if call is not None and (not event.paused or may_pause(step.phone, call)):
        _set_paused(step, call.id, event.paused)


def _set_paused(step: BtoeStep, call: int, paused: bool) -> None:
    others = tuple(each for each in step.own.paused if each != call)
    step.change(paused=(*others, call) if paused else others)
    if call != PC_SOUND:
        _tell_pc(step, CallPause(call, paused))


def hang_up(step: BtoeStep) -> None:
    """Handset down, or Speaker pressed again, while sound of the computer flows."""
    if not any(step.own.streams):
        return
    call = _talking(step.phone, step.own)
    if call and step.own.state == "activated":
        _tell_pc(step, CallAction(call.id, "end"))
    _set_paused(step, call.id if call else PC_SOUND, paused=True)


# Sound


def flowing(reaction: Reaction[Btoe]) -> Reaction[Btoe]:
    """After a reaction, open or close the way of sound if it is another one."""

    def react(step: BtoeStep) -> None:
        reaction(step)
        streams = wanted_streams(step.phone, step.own)
        if streams != step.own.streams:
            step.change(streams=streams)
            step.do(StreamPc(*streams))
            step.tell(PcSoundChanged())

    return react


def wanted_streams(phone: State, own: Btoe) -> tuple[bool, bool]:
    """Whether sound flows to the phone and to the computer: while no call of the phone's own has the audio path."""
    if not own.paired or any(call.needs_path or call.live for call in phone[Calls].calls):
        return False, False
    call = _talking(phone, own)
    here = own.handset and call.id not in own.paused if call else PC_SOUND not in own.paused
    return own.playing and here, own.listening and here


def _talking(phone: State, own: Btoe) -> ClientCall | None:
    """The call of the client that is being talked on."""
    return next((call for call in client_calls(phone, own) if call.state in ("connected", "dialing")), None)
