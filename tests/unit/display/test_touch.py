"""What a finger finds on the touch screen of a VVX: line keys as large as there is room for, forms that move."""

from __future__ import annotations

from itertools import pairwise

import pytest

from emulator.contacts.model import CallLists, Contact, Directory
from emulator.display.canvas import Hit
from emulator.display.entry import fields
from emulator.display.frame import draw
from emulator.display.icons import glyph
from emulator.display.model import LineKey, OpenView, Screen, Text
from emulator.features.model import Features, LineFeatures
from emulator.kernel.profile import DeviceProfile, load_profile, models
from emulator.kernel.state import Part
from emulator.settings.model import PlayRinger
from emulator.voicemail.model import Mailbox, Voicemail
from tests.unit.hands import Hands

TOUCHED = [profile for profile in map(load_profile, models()) if profile.display.layout == "touch"]
POINTED = [profile.token for profile in TOUCHED if "Down" not in profile.hard_keys]

touch_models = pytest.mark.parametrize("profile", TOUCHED, ids=lambda profile: profile.token)


def line_hits(profile: DeviceProfile, count: int, *body: Text) -> list[Hit]:
    """Where so many lines of a phone can be touched."""
    keys = tuple(LineKey(f"{2000 + number}", "registered", "", OpenView(f"{number}")) for number in range(count))
    frame = draw(Screen("lines", body=body, line_keys=keys, labels=True), profile, 0)
    return [hit for hit in frame.hits if hit.key.startswith("LineKey")]


@touch_models
def test_a_line_is_touched_beside_its_label_too(profile: DeviceProfile) -> None:
    """The place of a line key reaches to the middle of the display, where only the clock is in between."""
    first, *_ = line_hits(profile, 1, Text(("10:42 AM",)))
    assert (profile.display.columns // 2, 2) == (first.width, first.height)


@touch_models
def test_lines_stand_apart_while_there_is_room(profile: DeviceProfile) -> None:
    """As many as the model has are all there; two thirds of them leave a row free below each."""
    places = max(profile.display.lines)
    all_of_them, some = line_hits(profile, sum(profile.line_places)), line_hits(profile, places * 2 // 3)
    assert sum(profile.line_places) == len(all_of_them)
    assert {2} == {low.row - high.row for high, low in pairwise(some)}
    lowest = max(hit.row + hit.height for hit in all_of_them)
    assert lowest < profile.display.rows


@pytest.mark.parametrize("model", POINTED)
def test_a_long_form_is_wiped_over(model: str) -> None:
    """Phones without arrow keys reach the last field by wiping up, and the first by wiping down."""
    phone = Hands(model)
    phone.feed(OpenView("edit-contact/0"))
    prompts = [field.prompt for field in fields(phone.screen)]
    seen = []
    for way in ("up", "up", "down", "down"):
        phone.swipe(way)
        seen.append((prompts[0] in phone.text, prompts[-1] in phone.text))
    assert [(False, True), (True, False)] == seen[1::2]


def test_a_form_that_is_seen_whole_does_not_move() -> None:
    """There is nothing to wipe over."""
    phone = Hands("VVX_600")
    phone.feed(OpenView("search"))
    assert [] == [key for key in phone.screen.keys if key in ("SwipeUp", "SwipeDown")]


def test_a_list_that_is_moved_chooses_nothing() -> None:
    """Play lets the ringer in force be heard, however far the list has been moved; a finger chooses another."""
    phone = Hands("VVX_600")
    phone.feed(OpenView("ring-type"))
    phone.swipe("up")
    assert "Low Trill" not in [line.strip() for line in phone.text.splitlines()]
    assert [PlayRinger("ringer2")] == [key.intent for key in phone.screen.actions if key.label == "Play"]
    phone.touch("Triplet")
    phone.feed(OpenView("ring-type"))
    assert [PlayRinger("ringer11")] == [key.intent for key in phone.screen.actions if key.label == "Play"]


@pytest.mark.parametrize(
    ("part", "label", "screen"),
    [
        (Features((LineFeatures(1, dnd=True),)), "Do Not Disturb", "dnd"),
        (CallLists(unseen=1), "Missed Calls", "recent-calls/missed"),
        (Voicemail("waiting", (Mailbox(1, waiting=True, new=1), Mailbox(2))), "Messages", "messages"),
    ],
)
def test_an_icon_of_the_status_bar_opens_what_it_is_about(part: Part, label: str, screen: str) -> None:
    """On the touch screens of the VVX; elsewhere there is nothing to touch."""
    phone = Hands("VVX_600")
    phone.device.core.state = phone.device.core.state.replaced(part)
    column, row = phone.device.frame(phone.screen).find(label).center  # type: ignore[union-attr]
    assert (0, glyph(phone.screen.status.links[0].icon)) == (row, phone.text.splitlines()[row][column])  # type: ignore[union-attr]
    phone.touch(label)
    assert screen == phone.screen.name
    other = Hands("CCX_500")
    other.device.core.state = other.device.core.state.replaced(part)
    assert other.screen.status is not None
    assert () == other.screen.status.links


@pytest.mark.parametrize("model", ["VVX_500", "VVX_601"])
def test_tiles_are_wiped_over(model: str) -> None:
    """More favorites than fit are all reached; those of a page or less do not move."""
    many = tuple(Contact(f"10{number:02}", f"Friend{number}", index=number, id=number) for number in range(1, 41))
    phone = Hands(model)
    phone.device.core.state = phone.device.core.state.replaced(Directory(many))
    phone.feed(OpenView("favorites"))
    seen = set()
    for _ in range(20):
        seen |= {hit.label for hit in phone.device.frame(phone.screen).hits if hit.label.startswith("Friend")}
        if "SwipeUp" not in phone.screen.keys:
            break
        phone.swipe("up")
    assert {each.caption for each in many} == seen
    while "SwipeDown" in phone.screen.keys:
        phone.swipe("down")
    assert "Friend1 " in phone.text
    phone.device.core.state = phone.device.core.state.replaced(Directory(many[:4]))
    assert [] == [key for key in phone.screen.keys if key.startswith("Swipe")]
