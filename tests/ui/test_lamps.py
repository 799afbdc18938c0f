"""Lamps: lit or dark at a moment, and legible without colour."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from emulator.display.model import Led
from emulator.kernel.profile import load_profile
from ui.lamps import lit, mark, next_change

MS = 1_000
VVX = load_profile("VVX_450")
WAYS = replace(
    VVX,
    patterns=VVX.patterns | {"dark": ((0, 100), (0, 100)), "once": ((1, 100),), "lasting": ((1, 0), (0, 100))},
)
OFFERING = Led("green", "offering")  # 250 ms on, 250 ms off
SLOW = Led("red", "flashSlow")  # 1 s on, 1 s off


@pytest.mark.parametrize(
    ("led", "at", "expected"),
    [
        (Led(), 0, False),
        (Led("red"), 123 * MS, True),
        (Led("red", "no such pattern"), 0, True),
        (OFFERING, 0, True),
        (OFFERING, 249 * MS, True),
        (OFFERING, 250 * MS, False),
        (OFFERING, 500 * MS, True),
        (OFFERING, 3_600_000 * MS + 250 * MS, False),
        (SLOW, 999 * MS, True),
        (SLOW, 1_000 * MS, False),
        (Led("red", "dark"), 0, False),
        (Led("red", "once"), 99 * MS, True),
        (Led("red", "lasting"), 5 * MS, True),
    ],
)
def test_a_lamp_follows_its_pattern_on_the_clock_of_the_phone(led: Led, at: int, expected: bool) -> None:
    """The steps of the pattern repeat from power on; a lamp without steps is steady."""
    assert expected == lit(led, WAYS, at)


def test_the_next_change_is_that_of_the_first_lamp() -> None:
    """Of several blinking lamps, the one that changes first says when to draw again."""
    assert 300 * MS + 200 * MS == next_change([SLOW, OFFERING, Led("red")], VVX, 300 * MS)


def test_steady_lamps_never_change() -> None:
    """Nothing needs to be drawn again for lamps that do not blink."""
    steady = [Led(), *(Led("red", pattern) for pattern in ("", "steady", "dark", "once", "lasting"))]
    assert next_change(steady, WAYS, 5) is None


@pytest.mark.parametrize(
    ("led", "at", "expected"),
    [
        (Led(), 0, "○  "),
        (Led("amber"), 0, "●A "),
        (OFFERING, 0, "●G!"),
        (OFFERING, 250 * MS, "○G!"),
        (SLOW, 0, "●R~"),
        (SLOW, 1_500 * MS, "○R~"),
        (Led("red", "lasting"), 0, "●R "),
    ],
)
def test_a_lamp_reads_without_colour(led: Led, at: int, expected: str) -> None:
    """Colour, phase and pace of blinking are told by glyphs and letters."""
    assert expected == mark(led, WAYS, at)
