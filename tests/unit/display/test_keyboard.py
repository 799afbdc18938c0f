"""The keyboard on the touch screens of VVX and CCX: behind its icon, key by key into the field in focus."""

from __future__ import annotations

import pytest

from emulator.display import entry
from emulator.display.cells import ELLIPSIS
from emulator.display.model import Display, OpenView
from emulator.kernel.profile import load_profile, models
from emulator.settings.model import OpenPage
from tests.unit.hands import Hands

TOUCHED = [model for model in models() if load_profile(model).display.layout in ("touch", "ccx")]
FORM = OpenView("edit-contact/0")


def focused(phone: Hands) -> str:
    """The text of the field in focus."""
    return next(field.value for field in entry.fields(phone.screen) if field.cursor is not None)


def opened(model: str = "VVX_600", *path: OpenView | OpenPage) -> Hands:
    """A phone with a form open, and its keyboard."""
    phone = Hands(model)
    for each in path or (FORM,):
        phone.feed(each)
    phone.touch("Keyboard")
    return phone


@pytest.mark.parametrize("model", TOUCHED)
def test_names_are_typed_on_the_keyboard(model: str) -> None:
    """Capitals where a word begins, small letters behind them; a blank is a key of its own."""
    phone = opened(model)
    phone.touch(*"Bob", "Space", *"Lee")
    assert "Bob Lee" == focused(phone)
    assert ELLIPSIS not in phone.text


def test_the_keyboard_comes_and_goes() -> None:
    """Its icon shows it and hides it; the text stays, and another form begins without."""
    phone = opened()
    phone.touch("A", "Keyboard")
    assert ("A", ()) == (focused(phone), phone.screen.keyboard)
    phone.touch("Keyboard")
    phone.feed(OpenView("search"))
    assert () == phone.screen.keyboard


def test_the_mode_key_changes_what_is_on_the_keys() -> None:
    """Abc, ABC, then digits and signs; small letters after that."""
    phone = opened()
    seen = []
    for _ in range(4):
        seen.append((phone.screen.keyboard or ("",))[0])
        phone.press(next(key.label for key in phone.screen.soft_keys if key.label in entry.MODES))
    assert ["QWERTYUIOP", "QWERTYUIOP", "1234567890", "qwertyuiop"] == seen


def test_every_sign_can_be_typed() -> None:
    """What is on the keys goes into the field as it stands there."""
    phone = opened()
    phone.press("Abc", "ABC")
    signs = sorted(set("".join(phone.screen.keyboard or ())) - {" "})
    for sign in signs:
        phone.feed(OpenView("search"))
        phone.feed(FORM)
        phone.touch("Keyboard")
        phone.press("Abc", "ABC")
        phone.touch(sign)
        assert sign == focused(phone)


def test_a_code_has_digits_alone() -> None:
    """A field that takes nothing else shows nothing else, and hides what goes in."""
    phone = opened("VVX_600", OpenPage("advanced", "user"))
    assert "1234567890" == (phone.screen.keyboard or ("",))[0]
    phone.touch(*"123")
    assert ("123", True) == (focused(phone), "***" in phone.text)
    phone.press("Enter")
    assert "Advanced" == phone.screen.title


def test_the_keyboard_stays_from_field_to_field() -> None:
    """A finger on another field goes on there; one with choices has no keys."""
    phone = opened()
    phone.touch("Contact")
    assert "1234567890" == (phone.screen.keyboard or ("",))[0]
    phone.touch(*"1007")
    assert "1007" == phone.device.core.state[Display].entry.texts["number"]
    for way, shown in (("up", True), ("up", False), ("down", True)):
        phone.swipe(way)
        assert shown == bool(phone.screen.keyboard)


@pytest.mark.parametrize("model", ["VVX_450", "SSIP_7000", "SL_8440"])
def test_phones_without_a_touch_screen_have_none(model: str) -> None:
    """They have their dial pad."""
    phone = Hands(model)
    phone.feed(FORM)
    assert None is phone.screen.keyboard


@pytest.mark.parametrize("model", ["CCX_500", "CCX_600"])
def test_a_ccx_has_it_in_place_of_its_dial_pad(model: str) -> None:
    """Over the whole width, and back to the pad by the same icon; a field for digits has the pad alone."""
    phone = Hands(model)
    phone.feed(FORM)
    shown = []
    for _ in range(3):
        frame = phone.device.frame(phone.screen)
        shown.append((frame.find("7") is not None, frame.find("Q") is not None))
        phone.touch("Keyboard")
    assert [(True, False), (False, True), (True, False)] == shown
    phone.feed(OpenView("change-code"))
    assert phone.device.frame(phone.screen).find("Keyboard") is None
