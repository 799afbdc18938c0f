"""What can be done with calls: the soft keys of each, and the Transfer and Conference keys, in the device's order."""

from __future__ import annotations

from collections.abc import Iterable

from emulator.attendant.model import PARK
from emulator.boot.model import config
from emulator.calls.forms import dialer_name, forward_key
from emulator.calls.joining import may_complete, may_join, subject
from emulator.calls.model import (
    AnswerCall,
    Call,
    Calls,
    EndCall,
    HoldCall,
    IgnoreCall,
    OpenDialer,
    RejectCall,
    ResumeCall,
)
from emulator.calls.parties import (
    END_ALL,
    KEYPAD,
    MANAGE,
    CancelConsultation,
    CompleteTransfer,
    JoinCalls,
    LeaveConference,
    SplitConference,
    SplitConsultation,
    StartConference,
    StartTransfer,
    SwitchTransferType,
    hears_keys,
    in_conference,
    partner,
)
from emulator.calls.texts import party, state_word
from emulator.display.model import Item, OpenView, Scene, SoftKey
from emulator.kernel.state import Event
from emulator.sharing.model import holds_privately, is_shared
from emulator.usb.model import RECORDER, Usb

ON_HARD_KEYS = {"Hold": "Hold", "Resume": "Hold", "Transfer": "Transfer", "Conference": "Conference"}
"""The hard key that does what a soft key does."""

FIRST = 3
"""How many soft keys go before Keypad: those over the keys of the first page, beside More."""

TITLES = {"transfer": "Transfer to", "blind": "Blind transfer to", "conference": "Conference with"}
"""What the dialer asks for (UCS 4.0 phrases)."""


# Soft keys


def actions(scene: Scene, call: Call) -> tuple[SoftKey, ...]:
    """What can be done with a call, as far as configuration leaves it to soft keys."""
    keys = [key for key in _keys(scene, call) if _shown(scene, key.label)]
    if hears_keys(call) and "1" not in scene.profile.hard_keys:
        keys.insert(FIRST, SoftKey("Keypad", OpenView(KEYPAD)))
    return tuple(keys)


def _shown(scene: Scene, label: str) -> bool:
    settings = config(scene.phone)
    own = {
        "End Call": settings.flag("softkey.feature.endcall"),
        "Join": settings.flag("softkey.feature.join"),
        "Split": settings.flag("softkey.feature.split"),
        "Transfer": settings.flag("softkey.feature.transfer"),
    }
    redundant = ON_HARD_KEYS.get(label) in scene.profile.hard_keys
    return own.get(label, True) and (not redundant or settings.flag("softkey.feature.basicCallManagement.redundant"))


def _keys(scene: Scene, call: Call) -> Iterable[SoftKey]:
    calls, new_call, end = scene.phone[Calls], SoftKey("New Call", OpenDialer()), SoftKey("End Call", EndCall(call.id))
    if call.pending in ("answer", "resume", "hold", "join"):
        return (end,)
    if call.state == "offering":
        return _incoming(scene, call)
    if in_conference(calls, call):
        return _conference(scene, call)
    if partner(calls, call) and not call.ended:
        return _consultation(scene, call)
    match call.state:
        case "connected" | "remote-held":
            transfer, conference = _third_party(scene, call)
            hold = SoftKey("Hold", HoldCall(call.id))
            others = (*_with_another(scene, call), *conference, new_call, *_apart(scene, call), *_record(scene))
            return (hold, end, *transfer, *others)
        case "held":
            transfer, conference = _third_party(scene, call)
            return (SoftKey("Resume", ResumeCall(call.id)), *transfer, new_call, *_join(scene, call), *conference)
        case "ended" | "transferring":
            return (new_call,)
    return (end,)


def _incoming(scene: Scene, call: Call) -> tuple[SoftKey, ...]:
    """A shared line rings on elsewhere: its calls are silenced here, not refused (VVX user guide, UCS 5.5)."""
    shared = is_shared(scene.phone, call.line)
    ignore = () if call.silenced else (SoftKey("Silence" if shared else "Ignore", IgnoreCall(call.id)),)
    answer, reject = SoftKey("Answer", AnswerCall(call.id)), SoftKey("Reject", RejectCall(call.id))
    return (answer, *(() if shared else (reject,)), *forward_key(scene, call), *ignore)


def _third_party(scene: Scene, call: Call) -> tuple[tuple[SoftKey, ...], tuple[SoftKey, ...]]:
    """Transfer and Conference, as far as they can be begun."""
    calls = scene.phone[Calls]
    allowed = config(scene.phone).flag("call.localConferenceEnabled") and not calls.conference
    transfer = SoftKey("Transfer", StartTransfer(call.id))
    return (transfer,), (SoftKey("Conference", StartConference(call.id)),) if allowed else ()


def _apart(scene: Scene, call: Call) -> tuple[SoftKey, ...]:
    """PvtHold on a shared line that allows it, and Park where the server has a place for calls."""
    private = (SoftKey("PvtHold", HoldCall(call.id, True)),) if holds_privately(scene.phone, call.id) else ()
    park = (SoftKey("Park", OpenView(PARK)),) if config(scene.phone).flag("feature.callPark.enabled") else ()
    return (*private, *park)


def _record(scene: Scene) -> tuple[SoftKey, ...]:
    """Record, with a stick to record on."""
    allowed = config(scene.phone).flag("feature.callRecording.enabled") and scene.phone[Usb].present
    return (SoftKey("Record", OpenView(RECORDER)),) if allowed else ()


def _with_another(scene: Scene, call: Call) -> tuple[SoftKey, ...]:
    """Join and Swap, where another call is held."""
    held = next((each for each in scene.phone[Calls].open if each.state == "held" and not each.pending), None)
    swap = (SoftKey("Swap", ResumeCall(held.id)),) if held else ()
    return (*_join(scene, call), *swap)


def _join(scene: Scene, call: Call) -> tuple[SoftKey, ...]:
    calls = scene.phone[Calls]
    others = (each for each in calls.open if may_join(scene.phone, calls, call, each))
    other = next(others, None)
    return (SoftKey("Join", JoinCalls(call.id, other.id)),) if other else ()


def _consultation(scene: Scene, call: Call) -> tuple[SoftKey, ...]:
    """A call that was made for another one: finish what it was made for, give it up, or keep both."""
    done, up = _completion(scene, call), call.live
    split = (SoftKey("Split", SplitConsultation(call.id)),) if up else ()
    label = "Transfer" if call.purpose == "transfer" else "Conference"
    complete = (SoftKey(label, done),) if done else ()
    held = call.state == "held"  # which cannot be ended before it is resumed (VVX user guide, UCS 5.5)
    other = SoftKey("Resume", ResumeCall(call.id)) if held else SoftKey("Cancel", CancelConsultation(call.id))
    return (*complete, other, *split)


def _completion(scene: Scene, call: Call) -> Event | None:
    """What brings the call together with the one that it was made for, if that can be done now."""
    calls = scene.phone[Calls]
    first = partner(calls, call)
    if first and call.purpose == "transfer" and may_complete(scene.phone, first, call):
        return CompleteTransfer(first.id, call.id)
    if first and call.purpose == "conference" and may_join(scene.phone, calls, call, first):
        return JoinCalls(call.id, first.id)
    return None


def _conference(scene: Scene, call: Call) -> tuple[SoftKey, ...]:
    """Any call of the conference stands for all of it."""
    connects = config(scene.phone).flag("call.transferOnConferenceEnd")
    end = SoftKey("End Call", LeaveConference() if connects else OpenView(END_ALL))
    split, manage = SoftKey("Split", SplitConference()), SoftKey("Manage", OpenView(MANAGE))
    if call.state == "held":
        return (SoftKey("Resume", ResumeCall(call.id)), split, manage, SoftKey("New Call", OpenDialer()))
    hold, new_call = SoftKey("Hold", HoldCall(call.id)), SoftKey("New Call", OpenDialer())
    return (hold, end, split, manage, new_call, *_record(scene))


# The dialer for a third party


def dialer_title(scene: Scene, call: Call) -> str:
    """What the dialer asks for, or else its name."""
    return TITLES.get(call.purpose, dialer_name(scene))


def type_key(scene: Scene, call: Call) -> tuple[SoftKey, ...]:
    """The soft key that changes the type of a transfer (up.softkey.transferTypeOption.enabled)."""
    if call.purpose not in ("transfer", "blind") or not config(scene.phone).flag(
        "up.softkey.transferTypeOption.enabled"
    ):
        return ()
    return (SoftKey("Blind" if call.purpose == "transfer" else "Consultative", SwitchTransferType()),)


def calls_to_pick(scene: Scene, dialing: Call) -> tuple[Item, ...]:
    """The calls that the first one may be brought together with, instead of dialing: as long as nothing was dialed."""
    calls = scene.phone[Calls]
    first = partner(calls, dialing)
    if first is None or calls.digits or dialing.number:
        return ()
    rows = [_pick(scene, dialing, first, other) for other in calls.open if other.id != dialing.id]
    return tuple(row for row in rows if row)


def _pick(scene: Scene, dialing: Call, first: Call, other: Call) -> Item | None:
    meaning: Event | None = None
    if dialing.purpose == "transfer" and may_complete(scene.phone, first, other):
        meaning = CompleteTransfer(first.id, other.id)
    elif dialing.purpose == "conference" and may_join(scene.phone, scene.phone[Calls], first, other):
        meaning = JoinCalls(first.id, other.id)
    return Item(party(other), state_word(other), "held", meaning) if meaning else None


# Hard keys


def third_party_keys(scene: Scene) -> dict[str, Event]:
    """What Transfer (also held long) and Conference mean as the calls stand."""
    calls = scene.phone[Calls]
    selected = calls.find(calls.selected)
    done = _completion(scene, selected) if selected else None
    if selected and done:
        return {"Transfer" if selected.purpose == "transfer" else "Conference": done}
    if subject(calls, 0) is None or calls.first("dialing") or calls.conference:
        return {}
    keys: dict[str, Event] = {"Transfer": StartTransfer(), "Transfer held": StartTransfer(other=True)}
    if config(scene.phone).flag("call.localConferenceEnabled"):
        keys["Conference"] = StartConference()
    return keys
