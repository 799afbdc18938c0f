"""The screens of calls: dialer, incoming call, the call itself, the list of several, and the end."""

from __future__ import annotations

from collections.abc import Callable

from emulator.calls.model import (
    AnswerCall,
    Call,
    Calls,
    CancelDialer,
    Dial,
    DigitErased,
    EndCall,
    HoldCall,
    IgnoreCall,
    OpenDialer,
    RejectCall,
    ResumeCall,
    SelectCall,
)
from emulator.calls.texts import UNKNOWN, cause, party, state_word
from emulator.display.blocks import timer
from emulator.display.model import CallCard, Field, Item, Items, Rank, Scene, Screen, SoftKey, View
from emulator.kernel.state import Event, State
from emulator.lines.model import line

SECOND = 1_000_000

ICONS = {
    "dialing": "outgoing",
    "proceeding": "outgoing",
    "ringing": "outgoing",
    "offering": "incoming",
    "connected": "active",
    "held": "held",
    "remote-held": "remote-held",
    "ended": "ended",
}
"""The icon of a call in each state."""


def _calls(scene: Scene) -> Calls:
    return scene.phone[Calls]


def _label(phone: State, call: Call) -> str:
    found = line(phone, call.line)
    return found.settings.label if found else ""


def _card(call: Call, to: str = "", state: str = "") -> CallCard:
    return CallCard(
        name=call.name,
        number=call.number or UNKNOWN,
        state=state or state_word(call),
        icon=ICONS[call.state],
        line=to,
        since=None if call.ended else call.connected_at,
    )


# What each view is about


def _window(scene: Scene) -> Call | None:
    """The call whose Incoming Call window stands."""
    calls = _calls(scene).calls
    ringing = (call for call in calls if call.state == "offering" and not call.pending)
    return next((call for call in ringing if not call.windowed and not call.silenced), None)


def _dialing(scene: Scene) -> Call | None:
    return _calls(scene).first("dialing")


def _single(scene: Scene, *states: str) -> Call | None:
    """The only call there is, if it is in one of `states`."""
    calls = _calls(scene).open
    return calls[0] if len(calls) == 1 and calls[0].state in states else None


def _chosen(scene: Scene) -> Call | None:
    """The selected one of several calls, or the only one if it rings on without its window."""
    calls = _calls(scene)
    if calls.first("dialing") or not (len(calls.open) > 1 or _single(scene, "offering")):
        return None
    return next((call for call in calls.open if call.id == calls.selected), calls.open[0])


def _over(scene: Scene) -> Call | None:
    """The call that ended last, if no other is left and there was something to see of it."""
    if _calls(scene).open:
        return None
    seen = [call for call in _calls(scene).calls if call.connected_at is not None or call.direction == "out"]
    return max((call for call in seen if call.number), key=lambda call: call.ended_at or 0, default=None)


# Soft keys


def actions(call: Call) -> tuple[SoftKey, ...]:
    """What can be done with a call, in the device's order."""
    new_call = SoftKey("New Call", OpenDialer())
    end = SoftKey("End Call", EndCall(call.id))
    if call.pending in ("answer", "resume", "hold"):
        return (end,)
    match call.state:
        case "offering":
            ignore = () if call.silenced else (SoftKey("Ignore", IgnoreCall(call.id)),)
            return (
                SoftKey("Answer", AnswerCall(call.id)),
                SoftKey("Reject", RejectCall(call.id)),
                *ignore,
            )
        case "connected" | "remote-held":
            return (SoftKey("Hold", HoldCall(call.id)), end, new_call)
        case "held":
            return (SoftKey("Resume", ResumeCall(call.id)), new_call)
        case "ended":
            return (new_call,)
    return (end,)


# The views


def dialer(scene: Scene, call: Call) -> Screen:
    """The digits so far, or the number that is about to be called."""
    digits = _calls(scene).digits
    keys: dict[str, Event] = {"Back": CancelDialer()}
    typing: tuple[SoftKey, ...] = ()
    if digits:
        typing = (SoftKey("Dial", Dial()), SoftKey("<<", DigitErased()))
        keys |= {"Select": Dial(), "Left": DigitErased()}
    body = (Field("(123) Enter number", digits or call.number),)
    return Screen("dialer", "New Call", body, (*typing, SoftKey("Cancel", CancelDialer())), keys)


def incoming(scene: Scene, call: Call) -> Screen:
    """The Incoming Call window."""
    card = _card(call, f"To: {_label(scene.phone, call)}")
    keys: dict[str, Event] = {"Select": AnswerCall(call.id)}
    return Screen("incoming", "Incoming call:", (card,), actions(call), keys)


def ended(scene: Scene, call: Call) -> Screen:
    """The last screen of a call: why it is over."""
    card = _card(call, state=cause(call))
    return Screen("ended", _label(scene.phone, call), (card,), actions(call))


def call_list(scene: Scene, chosen: Call) -> Screen:
    """The Calls screen: all calls, one of them selected, and what can be done with it."""
    calls = _calls(scene).open
    rows = tuple(_row(scene, call) for call in calls)
    soft_keys = actions(chosen)
    keys: dict[str, Event] = {"Up": SelectCall(by=-1), "Down": SelectCall(by=1)}
    if soft_keys[0].intent:
        keys["Select"] = soft_keys[0].intent
    began = [call.connected_at for call in calls if call.connected_at is not None]
    ticks = (scene.now + SECOND - (scene.now - since) % SECOND for since in began)
    body = (Items(rows, calls.index(chosen)),)
    return Screen("calls", "Calls", body, soft_keys, keys, changes_at=min(ticks, default=None))


def _row(scene: Scene, call: Call) -> Item:
    lasted = "" if call.connected_at is None else f" {timer(call.connected_at, scene.now)}"
    return Item(party(call), f"{state_word(call)}{lasted}", ICONS[call.state], SelectCall(call.id))


def _alone(name: str, *states: str) -> View:
    """The view of a call that is the only one, in one of `states`."""

    def draw(scene: Scene, call: Call) -> Screen:
        return Screen(name, _label(scene.phone, call), (_card(call),), actions(call))

    return _about(name, Rank.CALLS, lambda scene: _single(scene, *states), draw)


def _about(
    name: str,
    rank: int,
    find: Callable[[Scene], Call | None],
    draw: Callable[[Scene, Call], Screen],
) -> View:
    """A view that shows while there is a call for it to be about."""

    def drawn(scene: Scene) -> Screen:
        call = find(scene)
        return draw(scene, call) if call else Screen(name)

    return View(name, rank, lambda scene: find(scene) is not None, drawn)


VIEWS = (
    _about("dialer", Rank.CALLS, _dialing, dialer),
    _about("incoming", Rank.INCOMING, _window, incoming),
    _alone("proceeding", "proceeding", "ringing"),
    _alone("active", "connected", "remote-held"),
    _alone("held", "held"),
    _about("calls", Rank.CALLS, _chosen, call_list),
    _about("ended", Rank.CALLS, _over, ended),
)
"""The views of calls."""
