"""Several phones on one terminal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from emulator.display.model import Screen
from emulator.kernel.profile import load_profile
from tests.ui.fake import SECOND, FakePhone, Note
from tests.ui.screen import text
from ui.app import PhoneApp
from ui.phones import grid


@asynccontextmanager
async def several(*phones: FakePhone, size: tuple[int, int]) -> AsyncIterator[Pilot[int]]:
    """The phones on a terminal of that size."""
    async with PhoneApp(*phones, theme="dark").run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield pilot


@pytest.mark.parametrize(
    ("models", "size", "expected"),
    [
        (("VVX_250", "VVX_250"), (160, 40), (2, 1)),
        (("VVX_250", "VVX_250"), (80, 60), (1, 2)),
        (("VVX_250",) * 4, (160, 60), (2, 2)),
        (("VVX_250", "VVX_450"), (80, 24), None),
        (("VVX_450",), (80, 24), (1, 1)),
    ],
)
def test_they_stand_in_as_few_rows_as_possible(
    models: tuple[str, ...], size: tuple[int, int], expected: tuple[int, int] | None
) -> None:
    """Side by side, above each other, or not at once."""
    assert expected == grid([load_profile(model) for model in models], *size)


async def test_side_by_side_the_keyboard_is_where_it_was_put() -> None:
    """F6 goes to the next phone and round, a click to the one under it; keys arrive there."""
    one, other = FakePhone("VVX_250"), FakePhone("CCX_500")
    async with several(one, other, size=(170, 50)) as pilot:
        assert "Poly VVX 250" in text(pilot)
        assert "Poly CCX 500" in text(pilot)
        await pilot.press("1", "f6", "f1", "f6", "2", "shift+f6")
        await pilot.press("f2")
        await pilot.click(offset=(10, 25))
        await pilot.press("3")
    assert [("press", "1", 0), ("press", "2", 0), ("press", "3", 0)] == one.did
    assert [("press", "SoftKey1", 0), ("press", "SoftKey2", 0)] == other.did
    assert (0, 0) == (one.followers, other.followers)


async def test_where_they_do_not_fit_one_is_shown_and_the_others_make_themselves_heard() -> None:
    """The phone says which it is; a call for a hidden one is told."""
    one, other = FakePhone("VVX_450"), FakePhone("VVX_250")
    async with several(one, other, size=(80, 24)) as pilot:
        assert "Phone 1 of 2 · F6 next" in text(pilot)
        assert "VVX 250" not in text(pilot)
        other.change(screen=Screen("incoming"))
        await pilot.pause(0.1)
        assert "Phone 2, VVX 250: incoming call" in " ".join(text(pilot).split())
        await pilot.press("f6")
        await pilot.pause()
        assert "Poly VVX 250" in text(pilot)
        assert "Poly VVX 450" not in text(pilot)


async def test_the_panel_is_that_of_the_phone_with_the_keyboard() -> None:
    """It is hidden at first, and shows another journal after F6."""
    one, other = FakePhone("VVX_250"), FakePhone("VVX_250")
    one.journal.append(Note(SECOND, "key", "first journal"))
    other.journal.append(Note(SECOND, "key", "second journal"))
    async with several(one, other, size=(200, 50)) as pilot:
        assert "first journal" not in text(pilot)
        await pilot.press("f8")
        await pilot.pause()
        assert "first journal" in text(pilot)
        await pilot.press("f6")
        await pilot.pause()
        assert "second journal" in text(pilot)
        assert "first journal" not in text(pilot)
