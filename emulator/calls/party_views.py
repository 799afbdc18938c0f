"""The screens of a conference: all of it, its parties one by one, and the question before all are cut off."""

from __future__ import annotations

from emulator.calls.model import Call, Calls
from emulator.calls.parties import (
    END_ALL,
    MANAGE,
    PARTY,
    HoldParty,
    LeaveConference,
    MuteParty,
    PartyInvited,
    RemoveParty,
)
from emulator.calls.softkeys import actions
from emulator.calls.texts import party, state_word
from emulator.display.blocks import timer
from emulator.display.model import (
    CallCard,
    Display,
    GoBack,
    Item,
    Items,
    OpenView,
    Rank,
    Scene,
    Screen,
    SoftKey,
    Text,
    View,
    opened,
    showing,
)

IN_CONFERENCE = "In Conference"
END_ENTIRE = "End Entire Conference?"


def _members(scene: Scene) -> tuple[Call, ...]:
    calls = scene.phone[Calls]
    return tuple(call for call in calls.open if call.id in calls.conference)


def _alone(scene: Scene) -> bool:
    """Whether the conference is all that is going on."""
    members = _members(scene)
    return bool(members) and members == scene.phone[Calls].open


def conference(scene: Scene) -> Screen:
    """The conference as one call: its parties, and how long it has lasted."""
    members = _members(scene)
    held = all(call.state == "held" for call in members)
    began = [call.connected_at for call in members if call.connected_at is not None]
    card = CallCard(
        ", ".join(map(party, members)),
        "",
        "Held" if held else "Active",
        "held" if held else "active",
        since=max(began, default=None),
    )
    chosen = next((call for call in members if held or call.state != "held"), members[0])
    return Screen("conference", IN_CONFERENCE, (card,), actions(scene, chosen))


def manage(scene: Scene) -> Screen:
    """The parties, and what can be done with the selected one alone."""
    members = _members(scene)
    chosen = members[min(scene.phone[Display].picked.get(MANAGE, 0), len(members) - 1)]
    rows = tuple(Item(party(call), _standing(call), _icon(call), OpenView(f"{PARTY}/{call.id}")) for call in members)
    keys = () if scene.profile.pointed else (*_done(chosen), SoftKey("Info", OpenView(f"{PARTY}/{chosen.id}")))
    return Screen(MANAGE, "Manage Conference", (Items(rows),), (*keys, SoftKey("Back", GoBack())))


def _done(call: Call) -> tuple[SoftKey, ...]:
    """What can be done with a party."""
    held = call.state == "held"
    hold = SoftKey("Resume", PartyInvited(call.id)) if held else SoftKey("Hold", HoldParty(call.id))
    mute = () if held else (SoftKey("Unmute" if call.far_muted else "Far Mute", MuteParty(call.id)),)
    return (*mute, hold, SoftKey("Remove", RemoveParty(call.id)))


def _standing(call: Call) -> str:
    return "Muted" if call.far_muted else state_word(call)


def _icon(call: Call) -> str:
    return "held" if call.state == "held" else "active"


def information(scene: Scene) -> Screen:
    """Who a party is, and since when."""
    call = _asked_about(scene)
    if call is None:
        return Screen(PARTY)
    lasted = "" if call.connected_at is None else timer(call.connected_at, scene.now)
    rows = tuple(Item(name, value) for name, value in (("Name", call.name), ("Number", call.number), ("Time", lasted)))
    keys = _done(call) if scene.profile.pointed else ()
    return Screen(PARTY, "Information", (Items(rows),), (*keys, SoftKey("Back", GoBack())))


def _asked_about(scene: Scene) -> Call | None:
    name, number = opened(scene.phone)
    members = _members(scene) if name == PARTY else ()
    return next((call for call in members if str(call.id) == number), None)


def end_all(scene: Scene) -> Screen:
    """Whether all are to be cut off."""
    keys = (SoftKey("Yes", LeaveConference()), SoftKey("No", GoBack()))
    return Screen(END_ALL, IN_CONFERENCE, (Text((END_ENTIRE,), style="strong"),), keys)


VIEWS = (
    View(PARTY, Rank.MENU, lambda scene: _asked_about(scene) is not None, information),
    View(MANAGE, Rank.MENU, lambda scene: showing(scene.phone, MANAGE) and bool(_members(scene)), manage),
    View(END_ALL, Rank.MENU, lambda scene: showing(scene.phone, END_ALL) and bool(_members(scene)), end_all),
    View("conference", Rank.CALLS, _alone, conference),
)
"""The views of conferences."""
