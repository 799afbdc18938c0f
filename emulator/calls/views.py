"""The screens of calls: dialer, incoming call, the call itself, the list of several, and the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from emulator.boot.model import config
from emulator.btoe.model import call_rows
from emulator.calls import forms, party_views
from emulator.calls.forms import url_key
from emulator.calls.matches import arrows, matches
from emulator.calls.model import (
    AnswerCall,
    Call,
    Calls,
    CancelDialer,
    Dial,
    DigitErased,
    SelectCall,
)
from emulator.calls.parties import KEYPAD, hears_keys
from emulator.calls.softkeys import actions, calls_to_pick, dialer_title, type_key
from emulator.calls.texts import DIVERTED_BY, UNKNOWN, cause, party, state_word
from emulator.display.blocks import timer
from emulator.display.model import (
    Block,
    CallCard,
    Field,
    GoBack,
    Item,
    Items,
    Rank,
    Scene,
    Screen,
    SoftKey,
    Text,
    View,
    showing,
)
from emulator.display.offers import offers
from emulator.kernel.state import Event, State
from emulator.lines.model import Lines, line
from emulator.media.model import marks

SECOND = 1_000_000

FLASH, ORANGE = SECOND // 2, "#ff8c00"
"""How the screen flashes for those who cannot hear the ringer: bright orange (VVX user guide 5.5)."""

ICONS = {
    "dialing": "outgoing",
    "proceeding": "outgoing",
    "ringing": "outgoing",
    "offering": "incoming",
    "connected": "active",
    "held": "held",
    "remote-held": "remote-held",
    "conference": "active",
    "transferring": "held",
    "ended": "ended",
}
"""The icon of a call in each state."""


def _calls(scene: Scene) -> Calls:
    return scene.phone[Calls]


def _label(phone: State, call: Call) -> str:
    found = line(phone, call.line)
    return found.settings.label if found else ""


def _card(scene: Scene, call: Call, line_label: str = "", state: str = "", to: str = "") -> CallCard:
    name, number = call.name, call.number or UNKNOWN
    if name and config(scene.phone).flag("up.numberFirstCID"):
        name, number = number, name
    return CallCard(
        name=name,
        number=number,
        state=state or state_word(call),
        icon=ICONS[call.state],
        line=line_label,
        to=to,
        since=None if call.ended else call.connected_at,
        marks=() if call.ended else marks(scene.phone, call.id),
    )


# What each view is about


def _window(scene: Scene) -> Call | None:
    """The call whose Incoming Call window stands."""
    if not config(scene.phone).flag("up.osdIncomingCall.Enabled"):
        return None
    calls = _calls(scene).calls
    ringing = (call for call in calls if call.state == "offering" and not call.pending)
    return next((call for call in ringing if not call.windowed and not call.silenced), None)


def _dialing(scene: Scene) -> Call | None:
    return _calls(scene).first("dialing")


def _single(scene: Scene, *states: str) -> Call | None:
    """The only call there is, if it is in one of `states`."""
    calls = _calls(scene).open
    alone = len(calls) == 1 and not call_rows(scene.phone)
    return calls[0] if alone and calls[0].state in states else None


def _chosen(scene: Scene) -> Call | None:
    """The selected one of several calls, or the only one if it rings on without its window."""
    calls = _calls(scene)
    several = len(calls.open) > 1 or (calls.open and call_rows(scene.phone))
    if calls.first("dialing") or not (several or _single(scene, "offering")):
        return None
    return next((call for call in calls.open if call.id == calls.selected), calls.open[0])


def _over(scene: Scene) -> Call | None:
    """The call that ended last, if no other is left and there was something to see of it."""
    if _calls(scene).open:
        return None
    seen = [call for call in _calls(scene).calls if call.connected_at is not None or call.direction == "out"]
    return max((call for call in seen if call.number), key=lambda call: call.ended_at or 0, default=None)


# The views


def dialer(scene: Scene, call: Call) -> Screen:
    """The digits so far, or the number that is about to be called."""
    digits = _calls(scene).digits
    keys: dict[str, Event] = {"Back": CancelDialer()}
    typing: tuple[SoftKey, ...] = ()
    found = matches(scene, digits)
    marked, chosen = arrows(scene, digits, found)
    if digits:
        keys |= {"Select": Dial(), "Dial": Dial(), "Left": DigitErased(), "Delete": DigitErased()} | chosen
        typing = (SoftKey("Dial", keys["Dial"]), SoftKey("<<", DigitErased()))
    ways, others = _ways(scene, digits)
    rows = (*calls_to_pick(scene, call), *found, *ways)
    field = Field("(123) Enter number", digits or call.number)
    body: tuple[Block, ...] = (field, Items(rows, marked)) if rows else (field,)
    soft_keys = (*typing, *others, *url_key(scene), *type_key(scene, call), SoftKey("Cancel", CancelDialer()))
    lines = not digits and not call.number and config(scene.phone).flag("up.OffHookLineView.enabled")
    return Screen("dialer", dialer_title(scene, call), body, soft_keys, keys, labels=lines)


def _ways(scene: Scene, digits: str) -> tuple[tuple[Item, ...], tuple[SoftKey, ...]]:
    """The ways to a number beside its digits: rows on a CCX that is touched, elsewhere soft keys until one is typed."""
    ways = tuple(offers(scene, "dialer"))
    if scene.profile.display.layout == "ccx":
        return ways, ()
    return (), () if digits else tuple(SoftKey(each.text, each.intent) for each in ways)


def incoming(scene: Scene, call: Call) -> Screen:
    """The Incoming Call window."""
    card = _card(scene, call, to=f"To: {_label(scene.phone, call)}")
    keys: dict[str, Event] = {"Select": AnswerCall(call.id)}
    body = (card, Text((f"{DIVERTED_BY} {call.diverted_by}",))) if call.diverted_by else (card,)
    background, changes = _flash(scene)
    soft_keys = actions(scene, call)
    return Screen("incoming", "Incoming call:", body, soft_keys, keys, background=background, changes_at=changes)


def _flash(scene: Scene) -> tuple[str, int | None]:
    """The colour behind the Incoming Call window, and when it changes: it flashes if up.accessibilityFeatures is on."""
    if not config(scene.phone).flag("up.accessibilityFeatures"):
        return "", None
    phase = scene.now // FLASH
    return ("" if phase % 2 else ORANGE), (phase + 1) * FLASH


def ended(scene: Scene, call: Call) -> Screen:
    """The last screen of a call: why it is over."""
    return _about_one(scene, "ended", call, cause(call))


def _about_one(scene: Scene, name: str, call: Call, state: str = "") -> Screen:
    """A call by itself, under its line: on a CCX that is the Calls screen too (CCX user guide 1.0, page 8)."""
    title, line_label = _label(scene.phone, call), ""
    if scene.profile.display.layout == "ccx":
        title, line_label = "Calls", title if len(scene.phone[Lines].lines) > 1 else ""
    return Screen(name, title, (_card(scene, call, line_label, state),), actions(scene, call))


def call_list(scene: Scene, chosen: Call) -> Screen:
    """The Calls screen: all calls, one of them selected, and what can be done with it; those of a paired PC below."""
    calls = _calls(scene).open
    rows = (
        _grouped(scene, calls)
        if scene.profile.display.layout == "ccx"
        else [(_row(scene, call), call) for call in calls]
    )
    soft_keys = actions(scene, chosen)
    others = call_rows(scene.phone)
    keys: dict[str, Event] = {"Up": SelectCall(by=-1), "Down": SelectCall(by=1)}
    if others and chosen is calls[-1] and others[0].intent:
        keys["Down"] = others[0].intent
    if soft_keys[0].intent:
        keys["Select"] = soft_keys[0].intent
    began = [call.connected_at for call in calls if call.connected_at is not None]
    ticks = (scene.now + SECOND - (scene.now - since) % SECOND for since in began)
    shown = (*(row for row, _ in rows), *others)
    body = (Items(shown, [call for _, call in rows].index(chosen)),)
    return Screen("calls", "Calls", body, soft_keys, keys, changes_at=min(ticks, default=None))


def _grouped(scene: Scene, calls: Iterable[Call]) -> list[tuple[Item, Call | None]]:
    """The calls under their lines, if there is more than one line (CCX user guide 1.0, page 8)."""
    lines = dict.fromkeys(call.line for call in calls)
    rows: list[tuple[Item, Call | None]] = []
    for index in sorted(lines):
        own = [call for call in calls if call.line == index]
        heading = Item(_label(scene.phone, own[0]), icon="registered")
        rows += [(heading, None)] * (len(scene.phone[Lines].lines) > 1) + [(_row(scene, call), call) for call in own]
    return rows


def _row(scene: Scene, call: Call) -> Item:
    """A call in the list; a CCX shows it as a card, with its number in a second row (CCX user guide 1.0, page 8)."""
    lasted = "" if call.connected_at is None else f" {timer(call.connected_at, scene.now)}"
    number = call.number if call.name and scene.profile.display.layout == "ccx" else ""
    return Item(party(call), f"{state_word(call)}{lasted}", ICONS[call.state], SelectCall(call.id), (number, ""))


def _alone(name: str, *states: str) -> View:
    """The view of a call that is the only one, in one of `states`."""

    def draw(scene: Scene, call: Call) -> Screen:
        return _about_one(scene, name, call)

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


def _heard(scene: Scene) -> Call | None:
    """The call that keys go to while the pad for them is open."""
    calls = _calls(scene).open if showing(scene.phone, KEYPAD) else ()
    return next((call for call in calls if hears_keys(call)), None)


def keypad(scene: Scene, call: Call) -> Screen:
    """The pad on the screen, with what has been pressed in this call."""
    end = tuple(key for key in actions(scene, call) if key.label == "End Call")
    return Screen(KEYPAD, party(call), (Field("", call.keyed),), (*end, SoftKey("Back", GoBack())))


VIEWS = (
    _about("dialer", Rank.CALLS, _dialing, dialer),
    _about("incoming", Rank.INCOMING, _window, incoming),
    _alone("proceeding", "proceeding", "ringing"),
    _alone("active", "connected", "remote-held"),
    _alone("held", "held"),
    _alone("transferring", "transferring"),
    *party_views.VIEWS,
    _about("calls", Rank.CALLS, _chosen, call_list),
    _about("ended", Rank.CALLS, _over, ended),
    _about(KEYPAD, Rank.MENU, _heard, keypad),
    *forms.VIEWS,
)
"""The views of calls."""
