"""The screens of directory, favorites and call lists, under somebody's fingers."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from emulator.calls.model import Calls
from emulator.calls.orders import PlaceCall
from emulator.contacts.model import (
    CallLists,
    Contact,
    Directory,
    Record,
    open_directories,
    open_recent,
)
from emulator.display.canvas import Frame
from emulator.display.frame import draw
from emulator.display.leds import leds
from emulator.display.model import ClockSet, Display, Field, Items, Led, Scene, TextTyped
from emulator.kernel.profile import models
from tests.unit.contacts.desk import ANN, BOB, CAT, Desk

DAY = 86_400
NOON = 1_700_000_000 // DAY * DAY + DAY // 2
RECORDS = (
    Record(5, "missed", 1, "1003", "Ann Brown", NOON - 3_600, 0, "Partial", 3),
    Record(4, "placed", 2, "1009", "", NOON - DAY, 65),
    Record(3, "received", 1, "", "", NOON - 3 * DAY, 3_725),
    Record(2, "received", 1, "1002", "Bob Adams", NOON - 3 * DAY, 5),
)
VIEWS = (
    "directories", "contacts", "found/b", "found/zz", "favorites", "contact/1", "contact/9", "edit-contact/1",
    "edit-contact/0", "save-call/4", "delete-contact/1", "search", "sort-contacts", "recent-calls",
    "recent-calls/missed", "recent-calls/received", "recent-calls/placed", "call/5", "call/9", "call-type",
    "clear-calls/missed", "clear-calls",
)  # fmt: skip


def recent(values: Mapping[str, str] = {}, model: str = "VVX_450", *contacts: Contact) -> Desk:
    """A phone with calls in its lists, at noon."""
    desk = Desk(*(contacts or (BOB, ANN)), values=values, model=model)
    desk.core.state = desk.core.state.replaced(CallLists(records=RECORDS, next_id=6))
    desk.feed(ClockSet(float(NOON)))
    return desk


def frame(desk: Desk) -> Frame:
    return draw(desk.screen, desk.core.profile, desk.core.now)


@pytest.mark.parametrize("model", models())
def test_every_model_draws_every_screen(model: str) -> None:
    """Within its display, with what it is about on it."""
    desk = recent(model=model)
    display = desk.core.profile.display
    for view in VIEWS:
        desk.open(view)
        assert desk.screen.name.rstrip("/") == view
        assert [display.columns] * display.rows == [len(line) for line in frame(desk).lines()]


def test_the_menu_opens_by_digit() -> None:
    """Directories: the directory, favorites and recent calls."""
    desk = Desk(BOB)
    desk.open("directories")
    assert ["1 Contact Directory", "2 Favorites", "3 Recent Calls"] == desk.rows
    desk.key("2")
    assert "favorites" == desk.screen.name


@pytest.mark.parametrize(
    ("values", "directories", "recents"),
    [
        ({}, "directories", "recent-calls"),
        ({"up.oneTouchDirectory": "1"}, "contacts", "recent-calls"),
        ({"dir.local.UIenabled": "0"}, "directories", "recent-calls"),
        ({"feature.directory.enabled": "0", "feature.callList.enabled": "0"}, "", ""),
        ({"feature.callList.enabled": "0"}, "contacts", ""),
    ],
)
def test_what_the_keys_open(values: dict[str, str], directories: str, recents: str) -> None:
    """The Directories key, and Recent Calls, as far as there is something to see."""
    desk = Desk(values=values)
    opened = (open_directories(desk.core.state), open_recent(desk.core.state))
    assert [directories, recents] == [event.view if event else "" for event in opened]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("values", "rows"),
    [
        ({"dir.local.UIenabled": "0"}, ["1 Recent Calls"]),
        ({"feature.callList.enabled": "0"}, ["1 Contact Directory", "2 Favorites"]),
    ],
)
def test_the_menu_holds_what_there_is(values: dict[str, str], rows: list[str]) -> None:
    """What configuration takes away is not there."""
    desk = Desk(values=values)
    desk.open("directories")
    assert rows == desk.rows


# The directory


@pytest.mark.parametrize(
    ("by_first", "names"), [("0", ["5000", "Bob", "Ann", "Cat"]), ("1", ["5000", "Ann", "Bob", "Cat"])]
)
def test_contacts_are_sorted(by_first: str, names: list[str]) -> None:
    """By last name, or (dir.search.field) by first name."""
    desk = Desk(CAT, ANN, BOB, Contact("5000"), values={"dir.search.field": by_first})
    desk.open("contacts")
    assert names == [row.split()[0] for row in desk.rows]


def test_the_user_sorts_otherwise() -> None:
    """Sort asks for the name to sort by, and comes back to the list."""
    desk = Desk(CAT, ANN, BOB)
    desk.open("contacts")
    desk.press("More", "More")
    desk.press("Sort")
    assert ("Directory Sort", ["1 Last Name", "2 First Name"]) == (desk.screen.title, desk.rows)
    desk.key("2")
    assert ("contacts", ["Ann Brown", "Bob Adams", "Cat Clark"]) == (desk.screen.name, desk.rows)


def test_a_contact_is_called_from_the_list() -> None:
    """Dial calls the selected one, on the first line that can call."""
    desk = Desk(BOB, ANN)
    desk.open("contacts")
    desk.key("Down")
    desk.press("Dial")
    assert [("1003", 1)] == [(each.target, each.line.index) for each in desk.sent(PlaceCall)]
    assert ((), "Ann Brown") == (desk[Display].stack, desk.call(1).name)


@pytest.mark.parametrize(
    ("values", "view", "target"),
    [
        ({}, "contacts", "1002"),
        ({"dialplan.applyToDirectoryDial": "1"}, "contacts", "91002"),
        ({"dialplan.applyToDirectoryDial": "1"}, "favorites", "91002"),
        ({}, "recent-calls/received", "91002"),
        ({"dialplan.applyToCallListDial": "0"}, "recent-calls/received", "1002"),
    ],
)
def test_the_dial_plan_has_its_say(values: dict[str, str], view: str, target: str) -> None:
    """dialplan.applyToDirectoryDial and dialplan.applyToCallListDial."""
    desk = recent({"dialplan.digitmap": "R1R91Rxxx", **values}, "VVX_450", BOB)
    desk.core.state = desk.core.state.replaced(CallLists(records=RECORDS[3:]))
    desk.open(view)
    desk.press("Dial")
    assert [target] == [each.target for each in desk.sent(PlaceCall)]


def test_all_that_is_known_of_a_contact() -> None:
    """Info shows the fields that say something; Delete asks first."""
    desk = Desk(Contact("1002", "Bob", "Adams", 3, ring="7", auto_reject=True))
    desk.open("contacts")
    desk.key("Select")
    items = desk.screen.body[0]
    assert isinstance(items, Items)
    assert [
        ("First Name", "Bob"), ("Last Name", "Adams"), ("Contact", "1002"), ("Speed Dial Index", "3"),
        ("Ring Type", "7"), ("Auto Reject", "Enabled"), ("Auto Divert", "Disabled"),
    ] == [(row.text, row.detail) for row in items.rows]  # fmt: skip
    desk.press("Delete")
    assert "Are you sure you want to delete this contact?" in frame(desk).text()
    desk.press("No")
    assert (["1002"], "contacts") == (desk.contacts, desk.screen.name)
    desk.key("Select")
    desk.press("Delete", "Yes")
    assert ([], "contacts", ["Deleted"]) == (desk.contacts, desk.screen.name, desk.said)


def test_a_contact_is_typed_in() -> None:
    """Names with letters, the number with digits; switches turn with the arrow keys."""
    desk = Desk()
    desk.open("contacts")
    desk.press("Add")
    assert ("Add To Contact Directory", ["Save", "Abc", "Cancel"]) == (desk.screen.title, desk.labels)
    desk.key("2", "Down")
    desk.feed(TextTyped("Brown"))
    desk.key("Down", "1", "0", "0", "4", "Down", "7", "Down", "Down", "Down", "Down")
    assert ["Save", "Cancel"] == desk.labels
    desk.key("Right", "Down", "Left", "Right")
    desk.press("Save")
    assert (Contact("1004", "A", "Brown", 7, auto_reject=True, id=1),) == desk[Directory].contacts
    assert (["Saved"], "contacts") == (desk.said, desk.screen.name)


def test_a_contact_is_changed() -> None:
    """The form begins with what is known, and says what is wrong with what was typed."""
    desk = Desk(BOB, ANN)
    desk.open("contact/1")
    desk.press("Edit")
    fields = [block for block in desk.screen.body if isinstance(block, Field)]
    assert ["Bob", "Adams", "1002", "2", "", "", "", "Disabled", "Disabled"] == [each.value for each in fields]
    desk.press("<<", "<<", "<<")
    desk.feed(TextTyped("Rob"))
    desk.key("Down", "Down", "Down")
    desk.press("<<", "1", "Save")
    assert ("Duplicate speed dial.", "edit-contact/1") == (desk.said[-1], desk.screen.name)
    desk.press("<<")
    desk.key("3")
    desk.press("Save")
    assert Contact("1002", "Rob", "Adams", 3, id=1) == desk[Directory].contacts[0]
    assert "contact/1" == desk.screen.name


@pytest.mark.parametrize("model", ["VVX_250", "VVX_500", "CCX_500"])
def test_a_long_form_shows_the_field_with_the_cursor(model: str) -> None:
    """Whatever the display's height, typing is seen; on a touch screen a finger chooses the field."""
    desk = Desk(BOB, model=model)
    desk.open("edit-contact/1")
    touch = desk.core.profile.display.touch
    for prompt in ("First Name", "Last Name", "Contact", "Speed Dial Index", "Label"):
        assert prompt in frame(desk).text()
        hit = next(each for each in frame(desk).hits if each.label == prompt)
        assert hit.intent is not None
        desk.feed(hit.intent) if touch else desk.key("Down")


def test_a_finger_turns_a_switch() -> None:
    """On a touch screen, a switch shows its next choice when it is touched."""
    desk = Desk(BOB, model="CCX_500")
    desk.open("edit-contact/1")
    for expected in ("Enabled", "Disabled", "Enabled"):
        hit = frame(desk).find("Auto Reject")
        assert hit is not None
        assert hit.intent is not None
        desk.feed(hit.intent)
        values = {block.name: block.value for block in desk.screen.body if isinstance(block, Field)}
        assert expected == values["auto_reject"]
    desk.press("Save")
    assert desk[Directory].contacts[0].auto_reject


@pytest.mark.parametrize(
    ("by_first", "typed", "rows"),
    [("0", "B", ["Ann Brown"]), ("1", "b", ["Bob Adams"]), ("0", "", ["Bob Adams", "Ann Brown"])],
)
def test_names_are_searched_from_their_beginning(by_first: str, typed: str, rows: list[str]) -> None:
    """Of the first or last name, whichever the list is sorted by; capitals make no difference."""
    desk = Desk(ANN, BOB, values={"dir.search.field": by_first})
    desk.open("contacts")
    desk.press("Search")
    assert "Directory Search" == desk.screen.title
    desk.feed(TextTyped(typed))
    desk.press("Submit")
    assert rows == desk.rows
    desk.press("Back") if "Back" in desk.labels else desk.key("Back")
    assert "contacts" == desk.screen.name


def test_a_search_may_find_nothing() -> None:
    """In the device's words; another contact can be added all the same."""
    desk = Desk(ANN)
    desk.open("found/zz")
    assert "No entries found." in frame(desk).text()
    assert ["Add", "Search", "Sort"] == desk.labels


def test_favorites_stand_in_the_order_of_their_index() -> None:
    """A list with indices on phones with keys, tiles on touch screens; pressing one calls it."""
    desk = Desk(BOB, CAT, ANN)
    desk.open("favorites")
    assert ["1 Boss", "2 Bob Adams"] == desk.rows
    desk.key("Select")
    assert ["1003"] == [each.target for each in desk.sent(PlaceCall)]
    touch = Desk(BOB, CAT, ANN, model="CCX_500")
    touch.open("favorites")
    assert ["Boss", "Bob Adams"] == touch.rows
    hit = frame(touch).find("Bob Adams")
    assert hit is not None
    assert hit.intent is not None
    touch.feed(hit.intent)
    assert ["1002"] == [each.target for each in touch.sent(PlaceCall)]


@pytest.mark.parametrize("view", ["contacts", "favorites", "recent-calls"])
def test_an_empty_list_says_so(view: str) -> None:
    """No records; and nothing to do with what is not there."""
    desk = Desk()
    desk.open(view)
    assert "No records" in frame(desk).text()
    assert "Dial" not in desk.labels


# Recent calls


def test_recent_calls_say_who_when_and_how() -> None:
    """Name or number, how often, and the time or day; newest first."""
    desk = recent()
    desk.open("recent-calls")
    items = desk.screen.body[0]
    assert isinstance(items, Items)
    assert [
        ("Ann Brown (3)", "11:00 AM", "missed"),
        ("1009", "Yesterday", "placed"),
        ("Unknown Party", "Sat, Nov 11", "received"),
        ("Bob Adams", "Sat, Nov 11", "received"),
    ] == [(row.text, row.detail, row.icon) for row in items.rows]
    desk.press("More", "Sort")
    assert ["Bob Adams", "Unknown Party", "1009", "Ann Brown (3)"] == desk.rows


@pytest.mark.parametrize(
    ("grouping", "types"),
    [
        ("Unified", ["1 All Calls", "2 Missed Calls", "3 Received Calls", "4 Placed Calls"]),
        ("InOut", ["1 Received Calls", "2 Placed Calls"]),
        ("InOutMissed", ["1 Missed Calls", "2 Received Calls", "3 Placed Calls"]),
    ],
)
def test_the_type_of_calls_is_chosen(grouping: str, types: list[str]) -> None:
    """callLists.grouping says which lists there are."""
    desk = recent({"callLists.grouping": grouping})
    desk.open("recent-calls")
    if grouping == "Unified":
        desk.press("More", "Type")
    assert types == desk.rows
    desk.key("1")
    expected = {"Unified": 4, "InOut": 3, "InOutMissed": 1}
    assert expected[grouping] == len(desk.rows)
    assert ("recent-calls",) == tuple(view.partition("/")[0] for view in desk[Display].stack)


def test_a_call_is_returned_on_its_line() -> None:
    """Select, or Dial, calls back on the line that the call was on."""
    desk = recent()
    desk.open("recent-calls/placed")
    desk.key("Select")
    assert [("1009", 2)] == [(each.target, each.line.index) for each in desk.sent(PlaceCall)]


def test_a_number_is_edited_before_it_is_dialed() -> None:
    """Edit opens the dialer with it."""
    desk = recent()
    desk.open("recent-calls/placed")
    desk.press("More", "Edit")
    assert ("dialer", "1009") == (desk.screen.name, desk[Calls].digits)


def test_a_caller_is_saved() -> None:
    """Into a form that begins with what is known; contacts that are there are not offered."""
    desk = recent()
    desk.open("recent-calls/missed")
    assert not any(key.label == "Save" for key in desk.screen.actions)
    desk.open("recent-calls/placed")
    desk.press("Save")
    desk.feed(TextTyped("Nina"))
    desk.press("Save")
    assert Contact("1009", "Nina", id=3) == desk[Directory].contacts[-1]
    assert "recent-calls/placed" == desk.screen.name


def test_all_that_is_known_of_a_call() -> None:
    """Call Information; an anonymous call cannot be returned."""
    desk = recent()
    desk.open("call/3")
    items = desk.screen.body[0]
    assert isinstance(items, Items)
    assert [
        ("Number", "Unknown Party"), ("Line", "1001"), ("Time", "Sat, Nov 11 12:00 PM"), ("Duration", "1:02:05"),
    ] == [(row.text, row.detail) for row in items.rows]  # fmt: skip
    assert ["Delete"] == desk.labels
    desk.press("Delete")
    assert () == desk[Display].stack
    assert [5, 4, 2] == [each.id for each in desk[CallLists].records]


def test_a_list_is_cleared_after_a_question() -> None:
    """Only the one that is shown."""
    desk = recent()
    desk.open("recent-calls/received")
    desk.press("More", "Clear")
    assert ("Clear Received Calls", ["Yes", "No"]) == (desk.screen.title, desk.labels)
    desk.press("Yes")
    assert ([5, 4], ["Cleared"]) == ([each.id for each in desk[CallLists].records], desk.said)
    assert "recent-calls/received" == desk.screen.name


def test_on_a_touch_screen_a_finger_opens_a_call() -> None:
    """There, soft keys are about the list, and those of one call stand on its own screen."""
    desk = recent(model="CCX_500")
    desk.open("recent-calls")
    assert ["Sort", "Type", "Clear"] == desk.labels
    hit = frame(desk).find("1009")
    assert hit is not None
    assert hit.intent is not None
    desk.feed(hit.intent)
    assert ("call/4", ["Dial", "Save", "Edit", "Delete"]) == (desk.screen.name, desk.labels[:4])


# The ways there


@pytest.mark.parametrize(
    ("key", "view"),
    [
        ("Up", "favorites"),
        ("Left", "recent-calls/received"),
        ("Right", "recent-calls/placed"),
        ("Down", "recent-calls/missed"),
    ],
)
def test_arrow_keys_of_an_idle_phone(key: str, view: str) -> None:
    """Up for favorites, left, right and down for the call lists."""
    desk = Desk(BOB)
    desk.key(key)
    assert view == desk.screen.name


def test_arrow_keys_open_what_there_is() -> None:
    """A list that is not kept, or a directory that is not there, is not opened."""
    desk = Desk(BOB, values={"feature.callListMissed.enabled": "0", "feature.directory.enabled": "0"})
    assert {"Left", "Right"} == {"Up", "Down", "Left", "Right"} & set(desk.screen.keys)


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ({}, set()),
        ({"softkey.feature.directories": "1"}, {"Directories"}),
        ({"softkey.feature.callers": "1"}, {"Callers"}),
        ({"softkey.feature.callers": "1", "feature.callList.enabled": "0"}, set()),
    ],
)
def test_soft_keys_of_an_idle_phone(values: dict[str, str], labels: set[str]) -> None:
    """Directories and Callers, where they are wanted and there is something to see."""
    desk = Desk(BOB, values=values)
    assert labels == {"Directories", "Callers"} & {key.label for key in desk.screen.actions}


@pytest.mark.parametrize(
    ("model", "values", "captions"),
    [
        ("VVX_450", {}, ["Directories"]),
        ("CCX_500", {}, ["Contacts", "Recent Calls"]),
        ("CCX_500", {"homeScreen.directories.enable": "0"}, ["Recent Calls"]),
        ("VVX_450", {"feature.directory.enabled": "0", "feature.callList.enabled": "0"}, []),
    ],
)
def test_tiles_of_home(model: str, values: dict[str, str], captions: list[str]) -> None:
    """A VVX has Directories; a CCX Contacts and Recent Calls."""
    desk = Desk(BOB, values=values, model=model)
    desk.open("home")
    assert captions == [row for row in desk.rows if row in ("Directories", "Contacts", "Recent Calls")]


# Line keys


def labels(desk: Desk) -> list[str]:
    """What stands beside the line keys."""
    return [key.label for key in desk.screen.line_keys]


def test_favorites_take_the_line_keys_that_lines_leave() -> None:
    """In the order of their index, with their label; the key calls, and stays dark."""
    desk = Desk(BOB, CAT, ANN)
    assert ["1001", "1002", "Boss", "Bob Adams"] == labels(desk)
    desk.key("LineKey3")
    assert ["1003"] == [each.target for each in desk.sent(PlaceCall)]
    assert Led() == leds(Scene(desk.core.state, desk.core.profile, desk.core.now))["line3"]


@pytest.mark.parametrize(("model", "count"), [("VVX_250", 4), ("VVX_450", 12), ("CCX_500", 8), ("SSIP_6000", 2)])
def test_there_are_no_more_favorites_than_keys(model: str, count: int) -> None:
    """A CCX shows some on its Home view; a phone without line keys shows none."""
    many = [Contact(str(3000 + index), index=index) for index in range(1, 30)]
    assert count == len(labels(Desk(*many, model=model)))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({1: ("Line", 2), 2: ("SpeedDial", 2), 3: ("Line", 1)}, ["1002", "Bob Adams", "1001", ""]),
        ({1: ("Line", 0), 2: ("Line", 0), 3: ("Line", 0)}, ["1001", "1002", "", ""]),
        ({2: ("SpeedDial", 0), 3: ("SpeedDial", 1), 4: ("SpeedDial", 0)}, ["", "Bob Adams", "Boss", ""]),
        ({1: ("Line", 9), 2: ("SpeedDial", 9), 3: ("Unassigned", 1)}, ["", "", "", ""]),
    ],
)
def test_line_keys_are_given_other_uses(keys: dict[int, tuple[str, int]], expected: list[str]) -> None:
    """lineKey.x.category and lineKey.x.index, once lineKey.reassignment.enabled says so."""
    values = {f"lineKey.{key}.category": category for key, (category, _) in keys.items()}
    values |= {f"lineKey.{key}.index": str(index) for key, (_, index) in keys.items()}
    assert expected == labels(Desk(BOB, ANN, values={**values, "lineKey.reassignment.enabled": "1"}, model="VVX_250"))
    assert ["1001", "1002", "Boss", "Bob Adams"] == labels(Desk(BOB, ANN, values=values, model="VVX_250"))


def test_calls_light_the_key_that_their_line_was_given() -> None:
    """Of a line with two keys, the first call takes the first."""
    values = {
        "lineKey.reassignment.enabled": "1", "lineKey.2.category": "Line", "lineKey.2.index": "1",
        "lineKey.4.category": "Line", "lineKey.4.index": "1",
    }  # fmt: skip
    desk = Desk(values=values, model="VVX_250")
    desk.ring()
    lamps = leds(Scene(desk.core.state, desk.core.profile, desk.core.now))
    assert ["off", "green", "off", "off"] == [lamps[f"line{key}"].color for key in (1, 2, 3, 4)]
