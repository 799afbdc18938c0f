"""The word on the keyboard that stands on the device."""

from __future__ import annotations

import pytest

from emulator.display.model import Screen
from emulator.kernel.profile import models
from tests.ui.fake import IDLE, FakePhone
from tests.ui.screen import shown, text
from ui.app import PhoneApp
from ui.hints import hints


@pytest.mark.parametrize(
    ("screen", "jumping", "expected"),
    [
        (IDLE, False, "? keys · F8 journal · Ctrl+P commands · Ctrl+Q quit"),
        (IDLE, True, "Type a letter to press its key · Esc leaves that"),
        (Screen("asleep"), False, "The display sleeps: any key wakes it"),
    ],
    ids=["rest", "letters", "asleep"],
)
def test_the_word_says_what_matters_now(screen: Screen, jumping: bool, expected: str) -> None:
    """What newcomers need; what letters are for; why the display is dark. The variants grow shorter, down to none."""
    found = hints(screen, jumping, 1, 1)
    assert (expected, "") == (found[0], found[-1])
    assert sorted(found, key=len, reverse=True) == list(found)


def test_of_several_phones_it_says_first_which_this_is() -> None:
    """And how to get to the next, as long as there is room."""
    found = hints(IDLE, False, 2, 3)
    assert all(each.startswith("Phone 2 of 3 · F6 next") for each in found[:-3])
    assert ("2 of 3 · F6 next", "2 of 3", "") == found[-3:]


async def test_phones_in_plain_rows_say_which_they_are() -> None:
    """Side by side there is little room; it is enough for that."""
    app = PhoneApp(FakePhone("VVX_250"), FakePhone("VVX_250"), theme="dark")
    async with app.run_test(size=(140, 24)) as pilot:
        await pilot.pause()
        picture = text(pilot)
    assert (1, 1) == (picture.count("1 of 2 · F6 next"), picture.count("2 of 2 · F6 next"))


async def test_on_the_line_of_a_case_the_word_has_air(phone: FakePhone) -> None:
    """A blank at either side."""
    async with shown(phone, 92, 40) as pilot:
        assert "─ ? keys · F8 journal · Ctrl+P commands · Ctrl+Q quit ─" in text(pilot)


@pytest.mark.parametrize("model", models())
async def test_the_way_out_is_on_every_phone_in_the_smallest_terminal(model: str) -> None:
    """Whatever the model, 80x24 has room for how to get help, and how to quit."""
    async with shown(FakePhone(model)) as pilot:
        picture = text(pilot)
    assert (True, True) == ("? keys" in picture, "Q quit" in picture)


async def test_letters_and_sleep_change_the_word_on_the_device(phone: FakePhone) -> None:
    """It goes back once they are over."""
    async with shown(phone, 100, 40) as pilot:
        await pilot.press("f7")
        await pilot.pause()
        assert "Type a letter to press its key" in text(pilot)
        await pilot.press("escape")
        phone.change(screen=Screen("asleep"))
        await pilot.pause()
        assert "any key wakes it" in text(pilot)
        phone.change(screen=IDLE)
        await pilot.pause()
        assert "Ctrl+Q quit" in text(pilot)


async def test_too_small_a_terminal_says_how_to_leave(phone: FakePhone) -> None:
    """Even where nothing else fits."""
    async with shown(phone, 40, 12) as pilot:
        assert "Enlarge the terminal; Ctrl+Q quits." in text(pilot)
