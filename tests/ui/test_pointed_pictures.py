"""What holds for the pictures of phones whose lists are touched: no key is about a row that nobody has chosen."""

from __future__ import annotations

import pytest

from emulator.display.compose import LEAVING
from emulator.display.model import Items, Screen
from emulator.kernel.profile import load_profile, models
from tests.ui.album import album

POINTED = [model for model in models() if load_profile(model).pointed]


def about_rows(screen: Screen) -> list[str]:
    """The soft keys that do what a finger does on one of several rows; the way out may be a row, too."""
    lists = [block for block in screen.body if isinstance(block, Items) and block.selected < 0 and len(block.rows) > 1]
    rows = [row.intent for block in lists for row in block.rows if row.intent]
    return [key.label for key in screen.actions if key.intent in rows and key.label not in LEAVING]


@pytest.mark.parametrize("model", POINTED)
def test_no_soft_key_is_about_a_row_that_is_not_chosen(model: str) -> None:
    """A finger opens a row; what a soft key does is about the screen as a whole."""
    for each in album(model):
        assert (each.scene, []) == (each.scene, about_rows(each.screen))


def test_arrow_keys_choose_what_soft_keys_are_about() -> None:
    """A touch screen with arrow keys below it has both: a finger opens a row, soft keys act on the selected one."""
    screens = {each.scene: each.screen for each in album("VVX_1500")}
    assert ["Dial", "Add", "Search", "More"] == [key.label for key in screens["contacts"].soft_keys]
    assert ["Dial", "Info", "Save", "More"] == [key.label for key in screens["recent"].soft_keys]


@pytest.mark.parametrize("language", ["", "German_Germany", "French_France"])
@pytest.mark.parametrize("model", ["VVX_500", "VVX_600", "VVX_1500"])
def test_the_keyboard_leaves_the_title_whole(model: str, language: str) -> None:
    """Its icon stands behind the title of every form, in any language."""
    for each in album(model, language):
        if each.screen.keyboard is not None:
            row = each.frame.find("Keyboard")
            assert row is not None, each.scene
            assert (each.scene, True) == (each.scene, each.screen.title in each.frame.lines()[row.row])
