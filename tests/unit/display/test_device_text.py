"""The whole phone as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from emulator.audio.model import Audio
from emulator.calls.model import Call, Calls
from emulator.display.cells import width
from emulator.display.device import describe, device_text, lamp
from emulator.display.icons import ICONS, glyph, word
from emulator.display.model import Display, Led
from emulator.kernel.profile import models
from emulator.lines.model import Lines


def picture(phone: Any) -> str:
    return device_text(phone.screen, phone.leds, phone.profile, phone.core.now)


def test_a_key_driven_phone(bench: Any, lines: Callable[..., Lines]) -> None:
    """Line keys with their lamps stand beside their labels; below are soft keys, lamps, and what shines in words."""
    calls = Calls(calls=(Call(1, 1, "out", "held"),))
    phone = bench("VVX_250", lines("2001", "2002"), calls, Audio(muted=True))
    expected = """\
       VVX 250                             [· ]
      +----------------------------------------+
      | 12:00 AM  Thu, Jan 1         ⊝ ☎  2001 |
      |                                        |
      |                                        |
      |                                        |
[ 1R*]|‖ 2001                                  |[ 3· ]
      |                                        |
      |                                        |
      |                                        |
      |                                        |
      |                                        |
[ 2· ]|☎ 2002                                  |[ 4· ]
      |                                        |
      |                                        |
      |                                        |
      | New Call│ Forward │   DND   │          |
      +----------------------------------------+
         [    ]    [    ]    [    ]    [    ]
       Headset [· ]   Speaker [· ]   Mute [R ]
Lights: Mute red; line 1 red, blinking (flash)
Icons: microphone muted, registered"""
    assert expected == picture(phone)


def test_a_touch_phone(bench: Any) -> None:
    """A CCX has neither line keys nor soft keys around its display, and its keys shine white."""
    lines = picture(bench("CCX_500")).split("\n")
    assert " CCX 500                                  [· ]" == lines[0]
    assert [" Headset [W ]   Speaker [W ]   Mute [· ]", "Lights: Speaker white; Headset white"] == lines[-2:]


@pytest.mark.parametrize("model", models())
def test_every_model_is_drawn_straight(bench: Any, lines: Callable[..., Lines], model: str) -> None:
    """The right edge of the display is one column, all the way down."""
    phone = bench(model, lines("2001", "日本語", "3"))
    rows = [line for line in picture(phone).split("\n") if line.count("|") == 2]
    assert 1 == len({width(line[: line.rindex("|")]) for line in rows})


def test_turned_over_only_the_label_is_seen(bench: Any) -> None:
    """Neither display nor lamps are drawn from below."""
    drawn = picture(bench("VVX_250", Display(over=True)))
    assert "P/N  3111-48820-001" in drawn
    assert "Lights" not in drawn


@pytest.mark.parametrize(
    ("led", "cells", "words"),
    [
        (Led(), "· ", "line 2 off"),
        (Led("green"), "G ", "line 2 green"),
        (Led("red", "flash"), "R*", "line 2 red, blinking (flash)"),
    ],
)
def test_a_lamp_is_said_without_colour(led: Led, cells: str, words: str) -> None:
    """In letters and in words."""
    assert (cells, words) == (lamp(led), describe("line2", led))


def test_all_lamps_may_be_off(bench: Any) -> None:
    """Then just that is said."""
    assert picture(bench("VVX_450")).endswith("Lights: all off")


@pytest.mark.parametrize("name", ICONS)
def test_icons_are_one_cell_wide_and_can_be_said(name: str) -> None:
    """A glyph, a letter for terminals without it, and a word."""
    assert (1, 1, True) == (width(glyph(name)), width(ICONS[name].ascii), bool(word(name)))


def test_an_unknown_icon_is_nothing() -> None:
    """No icon leaves no trace."""
    assert ("", "") == (glyph("unicorn"), word("unicorn"))
