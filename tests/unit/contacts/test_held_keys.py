"""Line keys that are held long: favorites are added and changed without the way through the directory."""

from __future__ import annotations

import pytest

from emulator.contacts.model import Contact, Directory
from emulator.display.entry import fields
from emulator.display.forms import FocusField
from emulator.display.frame import draw
from emulator.display.model import KeyPressed, TextTyped, Touched
from tests.unit.contacts.desk import ANN, BOB, CAT, Desk

LONG = 2.0
KEYED, POINTED = "VVX_450", "VVX_600"


def hold(desk: Desk, key: str) -> None:
    """Hold a line key, or where it is drawn on a touch screen."""
    if desk.core.profile.display.touch:
        hits = draw(desk.screen, desk.core.profile, desk.core.now).hits
        column, row = next(hit.center for hit in hits if hit.key == key)
        desk.feed(Touched(column, row, LONG))
    else:
        desk.feed(KeyPressed(key, LONG))


@pytest.mark.parametrize("model", [KEYED, POINTED])
def test_holding_a_free_line_key_adds_a_favorite(model: str) -> None:
    """The form begins with the next index; what is saved stands on a key at once."""
    desk = Desk(BOB, ANN, CAT, model=model)
    before = [key.label for key in desk.screen.line_keys]
    hold(desk, f"LineKey{len(before) + 1}")
    assert "Add To Contact Directory" == desk.screen.title
    for field, text in (("number", "1007"), ("label", "Lab")):
        desk.feed(FocusField(field))
        desk.feed(TextTyped(text))
    desk.key("Save")
    assert [*before, "Lab"] == [key.label for key in desk.screen.line_keys]
    assert 3 == next(each.index for each in desk[Directory].favorites if each.number == "1007")


@pytest.mark.parametrize("model", [KEYED, POINTED])
def test_holding_a_favorite_changes_it(model: str) -> None:
    """A short press still dials it."""
    desk = Desk(BOB, ANN, model=model)
    place = [key.label for key in desk.screen.line_keys].index("Boss") + 1
    hold(desk, f"LineKey{place}")
    assert "Edit Contact" == desk.screen.title
    assert "Ann" == fields(desk.screen)[0].value


def test_the_next_index_is_the_lowest_that_is_free() -> None:
    """A gap is filled first."""
    desk = Desk(BOB, Contact("1009", "Dan", "Dean", 4))
    hold(desk, "LineKey12")
    assert ["1"] == [field.value for field in fields(desk.screen) if field.name == "index"]


@pytest.mark.parametrize(
    "values",
    [{"feature.directory.enabled": "0"}, {"lineKey.reassignment.enabled": "1"}],
    ids=["no directory", "keys have uses of their own"],
)
def test_a_key_that_cannot_become_a_favorite_does_nothing(values: dict[str, str]) -> None:
    """Without a directory there are no favorites; where configuration says what each key is, so it stays."""
    desk = Desk(BOB, ANN, values=values)
    before = desk.screen
    hold(desk, "LineKey12")
    assert before.name == desk.screen.name


def test_holding_a_line_is_pressing_it() -> None:
    """The key of a line has no second meaning: it takes the line."""
    desk = Desk(BOB)
    hold(desk, "LineKey1")
    assert "dialer" == desk.screen.name
