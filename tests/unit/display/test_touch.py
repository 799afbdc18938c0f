"""What a finger finds on the touch screen of a VVX: line keys as large as there is room for, forms that move."""

from __future__ import annotations

import pytest

from emulator.display.canvas import Hit
from emulator.display.entry import fields
from emulator.display.frame import draw
from emulator.display.keys import resolve_swipe
from emulator.display.model import LineKey, OpenView, Screen, Text
from emulator.kernel.profile import DeviceProfile, load_profile, models
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
    assert {2} == {low.row - high.row for high, low in zip(some, some[1:], strict=False)}
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
        phone.feed(resolve_swipe(way, phone.screen, phone.device.profile))
        seen.append((prompts[0] in phone.text, prompts[-1] in phone.text))
    assert [(False, True), (True, False)] == seen[1::2]


def test_a_form_that_is_seen_whole_does_not_move() -> None:
    """There is nothing to wipe over."""
    phone = Hands("VVX_600")
    phone.feed(OpenView("search"))
    assert [] == [key for key in phone.screen.keys if key in ("SwipeUp", "SwipeDown")]
