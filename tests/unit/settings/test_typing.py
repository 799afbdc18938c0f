"""Typing into the menus' forms, by the keys of each family and by fingers on the touch screens without any."""

from __future__ import annotations

import pytest

from emulator.display.entry import fields, modes
from emulator.display.model import Touched
from emulator.kernel.profile import load_profile, models
from emulator.settings.model import OpenPage
from tests.unit.hands import Hands
from tests.unit.settings.tree import choose

KEYED = [model for model in models() if "5" in load_profile(model).hard_keys]
DRAWN = [model for model in models() if model not in KEYED]


def editor(model: str) -> Hands:
    """A phone with an empty text field on its screen: the label of a line that is not configured."""
    hands = Hands(model)
    hands.feed(OpenPage("line:1"))
    choose(hands, "Third Party Name")
    return hands


def touch(hands: Hands, key: str) -> None:
    """Touch a key that the screen draws; some time after the one before."""
    hit = next(each for each in hands.device.frame(hands.screen).hits if each.key == key or each.label == key)
    hands.wait(1.2)
    hands.feed(Touched(*hit.center))


def test_every_model_has_one_way_or_the_other() -> None:
    """Most have a dial pad, the CCX draw one."""
    assert {"CCX"} == {load_profile(model).family for model in DRAWN}


@pytest.mark.parametrize("model", KEYED)
def test_the_dial_pad_writes(model: str) -> None:
    """Letters, then digits once the Mode key has been pressed as often as it takes."""
    hands = editor(model)
    hands.press("2", "3")
    letters = fields(hands.screen)[0].value
    for _ in modes(hands.device.profile):
        label = next(
            key.label for key in hands.screen.actions if key.label in ("123", "abc", "Abc", "ABC") or "->" in key.label
        )
        if label in ("123", "1->Aa"):
            break
        while label not in [key.label for key in hands.screen.soft_keys]:
            hands.press("More")
        hands.press(label)
    hands.press("4")
    assert ("ad", f"{letters}4") == (letters.lower(), fields(hands.screen)[0].value)


@pytest.mark.parametrize("model", DRAWN)
def test_fingers_write_on_the_pad_that_the_screen_draws(model: str) -> None:
    """The same keys drawn in the form: letters, a blank, and the arrow that erases."""
    hands = editor(model)
    for key in ("2", "3", "0", "9", "<<"):
        touch(hands, key)
    assert "Ad " == fields(hands.screen)[0].value
    touch(hands, "OK")
    assert "Ad " == hands.setting("reg.1.thirdPartyName")
