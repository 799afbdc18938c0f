"""What holds for the lists, forms and calls in every picture: what can be done, what is said, what is more."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from emulator.display.blocks import MORE_ABOVE, MORE_BELOW, SPACIOUS
from emulator.display.cells import ELLIPSIS, width
from emulator.display.model import CallCard, Field, Items
from emulator.kernel.profile import load_profile, models
from tests.ui.pictures import book

POINTED = [model for model in models() if load_profile(model).pointed]


@pytest.mark.parametrize("model", [model for model in models() if model not in POINTED])
def test_what_select_does_with_a_row_a_soft_key_does_too(model: str) -> None:
    """In every list; the pages for a new user have Next. Where no row is selected, one is touched instead."""
    for _, name, still in book([model]):
        screen = still.screen
        lists = [block for block in screen.body if isinstance(block, Items) and block.rows]
        chosen = [block.rows[block.selected].intent for block in lists]
        does = [key.intent for key in screen.actions if key.intent in chosen or key.label == "Next"]
        assert (name, True) == (name, bool(does) or screen.keys.get("Select") not in chosen or None in chosen)


@pytest.mark.parametrize("model", models())
def test_no_card_says_what_the_title_says(model: str) -> None:
    """A conference is called one in the title; the card has the names of those who are in it."""
    for _, name, still in book([model]):
        screen = still.screen
        names = [block.name for block in screen.body if isinstance(block, CallCard)]
        assert (name, False) == (name, screen.title in names)
        if name == "conference":
            assert "Carol Smith, Dave Miller" in still.frame.text()


@pytest.mark.parametrize("model", models())
def test_a_form_says_that_there_is_more_of_it(model: str) -> None:
    """Where not all of its fields are seen, a mark points to the others."""
    for _, name, still in book([model]):
        text = still.frame.text()
        fields = [block for block in still.screen.body if isinstance(block, Field)]
        hidden = [field.prompt for field in fields if field.prompt not in text]
        assert (name, True) == (name, not hidden or MORE_ABOVE in text or MORE_BELOW in text)


@pytest.mark.parametrize("model", models())
def test_what_a_detail_is_stands_whole_before_it(model: str) -> None:
    """Be it in a short form; of names and numbers, the end may be cut off."""
    for _, name, still in book([model]):
        if name in ("contact", "call-details", "status-phone"):
            names = [item.text for block in still.screen.body if isinstance(block, Items) for item in block.rows]
            text = still.frame.text()
            cut = [each for each in names if any(f"{each[:size]}{ELLIPSIS}" in text for size in range(2, len(each)))]
            assert (name, []) == (name, cut)


@pytest.mark.parametrize("model", models())
def test_every_call_stands_below_a_title_and_beside_the_labels(model: str) -> None:
    """One on a paired PC too; wide displays show the lines with both."""
    cards = {
        name: still.screen
        for _, name, still in book([model])
        if any(isinstance(block, CallCard) for block in still.screen.body)
    }
    assert [] == [name for name, screen in cards.items() if not screen.title]
    assert 1 == len({screen.labels for name, screen in cards.items() if name in ("active", "incoming", "pc-call")})


@pytest.mark.parametrize("model", models())
def test_labels_keep_a_cell_away_from_all_else(model: str) -> None:
    """A text begins or ends a cell before them at the least; only messages lie closer."""
    for _, name, still in book([model]):
        rows = [] if still.screen.popup else still.frame.rows
        pairs = [(one, other) for row in rows for one, other in pairwise(row) if "label" in (one.style, other.style)]
        close = [f"{one.text}{other.text}" for one, other in pairs if one.text[-1:] != " " != other.text[:1]]
        assert (name, []) == (name, close)


@pytest.mark.parametrize("model", models())
def test_numbers_of_rows_end_below_each_other(model: str) -> None:
    """What stands behind the ninth begins where it does behind the tenth; a narrow display has no room for that."""
    for _, name, still in book([model]) if load_profile(model).display.columns > SPACIOUS else ():
        lines = still.frame.lines()
        for block in (each for each in still.screen.body if isinstance(each, Items)):
            rows = [item.text for item in block.rows if re.match(r"\d\d? ", item.text)]
            found = [re.search(rf"(?<!\d){re.escape(text[:9])}", line) for text in rows for line in lines]
            starts = {each.start() + each[0].index(" ") for each in found if each}
            assert (name, True) == (name, len(starts) < 2)


@pytest.mark.parametrize("model", [model for model in models() if model not in POINTED])
def test_no_detail_takes_the_room_of_a_text_while_rows_are_free(model: str) -> None:
    """It stands in a row of its own then, whole; so does what is longer than the rest of its row."""
    for _, name, still in book([model]):
        rows = [item for block in still.screen.body if isinstance(block, Items) for item in block.rows]
        lines = still.frame.lines()
        free = sum(not line.strip() for line in lines) >= len(rows)
        fitting = [item for item in rows if free and width(item.detail) <= still.frame.columns - 3]
        cut = [item.text for item in fitting if not any(item.detail in line for line in lines)]
        shared = [line for line in lines if any(f"{ELLIPSIS} {item.detail}" in line for item in rows if item.detail)]
        assert (name, [], []) == (name, cut, shared if free else [])


@pytest.mark.parametrize("model", models())
def test_a_call_without_a_number_has_no_gap(model: str) -> None:
    """The state of a conference stands right below the names of those who are in it."""
    found = [still.frame.lines() for _, name, still in book([model]) if name == "conference"]
    for lines in found:
        row = next(row for row, line in enumerate(lines) if "Carol Smith" in line)
        assert "Active" in lines[row + 1]
