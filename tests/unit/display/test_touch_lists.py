"""Lists under a finger: where they begin, and that wiping passes over none of their rows."""

from __future__ import annotations

import pytest

from emulator.display.model import Swiped
from emulator.display.zones import cities, city_of
from emulator.settings.model import OpenPage
from tests.guides.test_accessibility import Finger

MODELS = ["CCX_500", "CCX_600", "VVX_500", "VVX_600"]
SHOWN = 22
"""Of a zone's label, what is whole even on a narrow display."""


def zones(phone: Finger) -> set[str]:
    """The time zones on the display."""
    text = phone.text
    return {city.label for city in cities() if city.label[:SHOWN] in text}


@pytest.mark.parametrize("model", MODELS)
def test_a_list_begins_where_its_choice_is_seen(model: str) -> None:
    """Of 53 time zones those around the one in force, which is marked though nobody has chosen it."""
    phone = Finger(model=model)
    phone.feed(OpenPage("time-zone"))
    current = city_of(phone.device.core.state)
    assert current is not None
    marked = [line for line in phone.text.splitlines() if "✓" in line]
    assert [True] == [current.label in line for line in marked]


@pytest.mark.parametrize("model", MODELS)
def test_wiping_shows_every_row(model: str) -> None:
    """Up to the end of the list and down to its beginning."""
    phone = Finger(model=model)
    phone.feed(OpenPage("time-zone"))
    seen = zones(phone)
    for direction in ("up", "down"):
        while f"Swipe{direction.capitalize()}" in phone.screen.keys:
            phone.feed(Swiped(direction))
            seen |= zones(phone)
    assert {city.label for city in cities()} == seen


@pytest.mark.parametrize(("model", "first"), [("CCX_500", "Basic"), ("CCX_600", "Basic"), ("VVX_600", "1 Basic")])
def test_menus_are_numbered_for_the_dial_pad(model: str, first: str) -> None:
    """A number stands before a row for the key that picks it; a phone without such keys has none."""
    phone = Finger(model=model)
    phone.feed(OpenPage("settings"))
    assert first == next(hit.label for hit in phone.device.frame(phone.screen).hits if "Basic" in hit.label)
