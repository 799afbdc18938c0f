"""Letters that lead to every key of the drawn phone."""

from __future__ import annotations

import pytest

from emulator.kernel.profile import load_profile, models
from tests.ui.fake import FakePhone
from tests.ui.pictures import book
from tests.ui.screen import shown, text
from ui.focus import stops
from ui.geometry import Layout
from ui.jump import letters
from ui.layout import layout


@pytest.mark.parametrize(
    "model", ["VVX_101", "VVX_450", "VVX_600", "VVX_1500", "CCX_500", "CCX_700", "SPIP_650", "SL_8440"]
)
def test_each_place_on_each_screen_has_a_letter_of_its_own(model: str) -> None:
    """There are letters enough, and the dial pad has its own characters."""
    profile = load_profile(model)
    plan = layout(profile, 140, 60)
    assert isinstance(plan, Layout)
    for _, name, still in book([model]):
        places = stops(plan, still.frame, profile)
        led = letters(places)
        assert set(places) == set(led.values()), name
        assert all(led[digit] for digit in "123*#" if digit in profile.hard_keys)


def test_every_model_has_fewer_keys_than_there_are_letters() -> None:
    """Even with line keys, soft keys and handset."""
    for model in models():
        plan = layout(load_profile(model), 140, 60)
        assert isinstance(plan, Layout)
        assert len(plan.controls) == len(
            letters(stops(plan, FakePhone(model).frame._replace(hits=()), load_profile(model)))
        )


async def test_a_letter_presses_its_key(phone: FakePhone) -> None:
    """F7 labels the keys, the next keystroke presses one and takes the letters away."""
    async with shown(phone, 92, 40) as pilot:
        plain = text(pilot)
        await pilot.press("f7")
        await pilot.pause()
        assert plain != text(pilot)
        await pilot.press("b")
        await pilot.pause()
        assert [("press", "LineKey2", 0)] == phone.did
        await pilot.pause(0.2)
        assert plain == text(pilot)


async def test_a_letter_touches_the_display() -> None:
    """On a touch screen places have letters, too; a digit is itself."""
    phone = FakePhone("CCX_500")
    async with shown(phone, 80, 50) as pilot:
        await pilot.press("f7", "a")
        await pilot.press("f7", "escape")
        await pilot.press("f7", "f7")
    assert [("touch", "Menu")] == phone.did
