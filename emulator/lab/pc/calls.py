"""Calls of the Skype for Business client, and what it asks of calls that the phone has itself."""

from __future__ import annotations

import msgspec

from emulator.btoe import wire
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Step
from emulator.kernel.state import Event
from emulator.lab.pc.actions import Answer, HangUp, Hold, Invite, Leave, Pause, Resume, Ring
from emulator.lab.pc.model import Call, CallsChanged, Client, Connector, FarEndAnswered, Person, Refused, Say

ClientStep = Step[Client]

ANSWERS_AFTER = 1.0
"""Seconds after which whoever is called answers."""

NOT_SIGNED_IN = "Nobody is signed in to the Skype for Business client."
AUDIO_STAYS = "With the same account on the phone only video calls can be paused; put an audio call on hold."

WANTED: dict[type[Event], tuple[str, ...]] = {
    Answer: ("ringing",),
    Hold: ("connected",),
    Resume: ("held", "connected"),
    Pause: ("connected",),
    Invite: ("connected",),
    HangUp: ("connected", "ringing", "dialing", "held"),
    Leave: ("connected", "ringing", "dialing", "held"),
}
"""Of several calls, which an action without a number means: the first in one of these states."""

CALL_ACTIONS = (Answer, Hold, Resume, Invite, HangUp, Leave)
"""What is done with one of the calls."""

ON_THE_PHONE: dict[type[Event], str] = {Answer: "answer", HangUp: "end", Hold: "hold", Resume: "resume"}
"""What the client can ask the phone to do with a call of its own."""


# The calls, one by one


def _read(client: Client, key: int) -> str:
    call = client.find(key)
    return call.state if call else "ended"


def _write(client: Client, key: int, state: str) -> Client:
    if state == "ended":
        return msgspec.structs.replace(client, calls=tuple(each for each in client.calls if each.id != key))
    return altered(client, key, state=state)


def altered(client: Client, key: int, **fields: object) -> Client:
    """A client with other fields in one of its calls."""
    calls = (msgspec.structs.replace(each, **fields) if each.id == key else each for each in client.calls)
    return msgspec.structs.replace(client, calls=tuple(calls))


def _hold_others(step: ClientStep) -> None:
    """Only one call has the user's ear."""
    for call in step.own.calls:
        if call.id != step.key and call.state == "connected":
            step.own = altered(step.own, call.id, state="held")


def _widen(step: ClientStep) -> None:
    """A call of three or more is audio-only (CCX with BToE user guide, "Using BToE to Manage Calls")."""
    call = step.own.find(step.key)
    if call is not None:
        step.own = altered(step.own, step.key, parties=call.parties + 1, video=False)


def _silence(step: ClientStep) -> None:
    step.disarm(timer(step.key))


def timer(call: int) -> str:
    """The alarm at which the far end of a call answers."""
    return f"client/{call}/answer"


CALL: Machine[Client] = Machine(
    "client call",
    ("ringing", "dialing", "connected", "held", "ended"),
    (
        Row(Answer, "ringing", "connected", None, _hold_others),
        Row(FarEndAnswered, "dialing", "connected", None, _hold_others),
        Row(Hold, "connected", "held"),
        Row(Resume, "held", "connected", None, _hold_others),
        Row(Invite, "connected", None, None, _widen),
        Row(HangUp, ("ringing", "dialing", "connected", "held"), "ended", None, _silence),
        Row(Leave, ("ringing", "dialing", "connected", "held"), "ended", None, _silence),
    ),
    read=_read,
    write=_write,
)
"""A call of the client; the far end is played by the lab."""


def on_call(step: ClientStep) -> None:
    """Do something with one of the calls: the client's own, or one that the phone has itself (p1)."""
    name = step.event.call or _meant(step)
    if name[:1] == "p" and name[1:].isdecimal():
        _ask_phone(step, int(name[1:]))
    elif _paused(step, name):
        _ask_pause(step, int(name), paused=False)
    elif not (name.isdecimal() and CALL.feed(step, int(name))):
        verb = type(step.event).__name__
        step.tell(Refused(f"There is no such call now: {verb} {name}".rstrip() + "."))
    else:
        announce(step)


def _paused(step: ClientStep, name: str) -> bool:
    """Whether this is Resume for a call that is paused, not held."""
    call = step.own.find(int(name)) if name.isdecimal() else None
    return isinstance(step.event, Resume) and call is not None and call.paused


def pause(step: ClientStep) -> None:
    """Ask the phone to leave the sound of a call alone (CCX with BToE user guide, "Pause and Resume BToE Calls")."""
    name = step.event.call or _meant(step)
    call = step.own.find(int(name)) if name.isdecimal() else None
    connector = step.phone[Connector]
    if call is None or call.state != "connected":
        step.tell(Refused("There is no such call now to pause."))
    elif connector.state != "paired":
        step.tell(Refused("No phone is paired on which it could be paused."))
    elif connector.activated and not call.video:
        step.tell(Refused(AUDIO_STAYS))
    else:
        _ask_pause(step, call.id, paused=True)


def _ask_pause(step: ClientStep, call: int, paused: bool) -> None:
    """The phone does it, and says when it is so."""
    step.do(Say(wire.CallPause(call, paused)))


def _meant(step: ClientStep) -> str:
    wanted = WANTED[type(step.event)]
    for state in wanted:
        for call in step.own.calls:
            if call.state == state:
                return str(call.id)
        for theirs in step.own.theirs:
            if theirs.state == state:
                return f"p{theirs.id}"
    return ""


def _ask_phone(step: ClientStep, call: int) -> None:
    action = ON_THE_PHONE.get(type(step.event))
    if action is None or all(each.id != call for each in step.own.theirs):
        step.tell(Refused(f"The client cannot do that with the phone's call p{call}."))
    else:
        step.do(Say(msgspec.convert({"type": "call", "call": call, "action": action}, wire.CallAction)))


def far_end(step: ClientStep) -> None:
    """Whoever was called has answered."""
    if CALL.feed(step, step.event.call):
        announce(step)


def announce(step: ClientStep) -> None:
    """Let sound, phone and window know."""
    step.tell(CallsChanged())
    if step.phone[Connector].state == "paired":
        step.do(Say(wire.ClientCalls(shared(step.own))))


def shared(client: Client) -> tuple[wire.ClientCall, ...]:
    """The calls as the phone is told of them."""
    return tuple(
        wire.ClientCall(
            call.id,
            call.person.address,
            call.person.name,
            call.direction,
            call.state,
            "video" if call.video else "audio",
            call.parties,
        )
        for call in client.calls
    )


# New calls


def new_call(step: ClientStep) -> None:
    """Place a call, or let one come."""
    person = _person(step.own, step.event.who)
    if step.own.state != "signed-in":
        step.tell(Refused(NOT_SIGNED_IN))
    elif person is None:
        step.tell(Refused(f"{step.event.who} is neither a contact nor an address."))
    elif isinstance(step.event, Ring):
        _add(step, Call(step.own.next_id, person, "in", "ringing", step.event.video))
    else:
        step.key = step.own.next_id
        _hold_others(step)
        if not step.event.busy:
            step.arm(timer(step.key), ANSWERS_AFTER, FarEndAnswered(step.key))
        _add(step, Call(step.key, person, "out", "dialing", step.event.video))


def _add(step: ClientStep, call: Call) -> None:
    step.change(calls=(*step.own.calls, call), next_id=call.id + 1)
    announce(step)


def _person(client: Client, who: str) -> Person | None:
    """A contact by name or address; anybody by address."""
    wanted = who.strip().lower()
    for person in client.contacts:
        if wanted in (person.address.lower(), person.name.lower()):
            return person
    user, _, domain = wanted.partition("@")
    return Person(wanted) if user and domain else None
