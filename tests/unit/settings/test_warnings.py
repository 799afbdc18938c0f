"""Warnings: their list, more of each, and the icon that goes when it is cleared and comes back with something new."""

from __future__ import annotations

import pytest

from emulator.display.model import OpenView, Plugged, Touched
from emulator.lines.model import RegisterAnswered
from tests.unit.hands import Hands
from tests.unit.world import site

CABLE, LINE = "Network link is down", "Line: Unregistered"


def troubled(model: str = "VVX_450") -> Hands:
    """A phone whose network cable is out, with its warnings open."""
    hands = Hands(model, {"site.cfg": site()})
    hands.feed(Plugged("lan", False))
    hands.feed(OpenView("warnings"))
    return hands


def icon(hands: Hands) -> bool:
    """Whether the status bar shows the icon."""
    return "warning" in (hands.screen.status.icons if hands.screen.status else ())


def test_details_say_all_of_one_warning() -> None:
    """Behind Details, or Select; Back leads to the list again."""
    hands = troubled()
    assert CABLE in hands.text
    hands.press("Details")
    assert ("warning/0", CABLE) == (hands.screen.name, hands.text.splitlines()[8].strip())
    hands.press("Back")
    assert "warnings" == hands.screen.name


def test_on_a_touch_screen_the_row_is_touched() -> None:
    """There is no Details key for a row that is not selected."""
    hands = troubled("CCX_500")
    assert ["Clear Icon", "Back"] == [key.label for key in hands.screen.soft_keys if key.label]
    hit = hands.device.frame(hands.screen).find(CABLE)
    assert hit is not None
    hands.feed(Touched(*hit.center))
    assert "Details" == hands.screen.title


def test_a_cleared_icon_comes_back_with_something_new() -> None:
    """The warning stays in the list, without Clear Icon; another warning lights the icon again."""
    hands = troubled()
    assert icon(hands)
    hands.press("Clear Icon")
    assert (False, True) == (icon(hands), CABLE in hands.text)
    assert "Clear Icon" not in [key.label for key in hands.screen.actions]
    hands.feed(RegisterAnswered(1, 503, "Service Unavailable", 0))
    assert LINE in hands.text
    assert icon(hands)


@pytest.mark.parametrize("again", [True, False])
def test_what_is_over_is_news_when_it_comes_again(again: bool) -> None:
    """A cable that is put back and pulled once more is another warning."""
    hands = troubled()
    hands.press("Clear Icon")
    if again:
        hands.feed(Plugged("lan", True))
        hands.feed(Plugged("lan", False))
    assert again == icon(hands)
