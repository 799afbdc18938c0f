"""Text in cells: what it takes, how it is cut, and what is never let through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.display.cells import balanced, fit, glyphs, pad, width, wrap


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("Alice", 5),
        ("日本語", 6),
        ("Ａ１", 4),
        ("e\u0301", 1),
        ("Zoe\u0308!", 4),
        ("\u0301", 0),
        ("a\x1b[31mb", 6),
        ("\u202eabc", 3),
        ("☎\ufe0f", 1),
        ("\U0001f44d\U0001f3fd", 2),
    ],
)
def test_width_counts_cells(text: str, cells: int) -> None:
    """Wide glyphs take two cells, combining marks, control and format characters none."""
    assert cells == width(text)


@pytest.mark.parametrize(
    ("text", "room", "fitted"),
    [
        ("Reception", 9, "Reception"),
        ("Reception", 8, "Recepti…"),
        ("Front desk", 7, "Front…"),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("日本語", 1, "…"),
        ("x", 0, ""),
    ],
)
def test_fit_tells_of_what_it_cut(text: str, room: int, fitted: str) -> None:
    """A text that does not fit ends in an ellipsis, and a wide glyph is never halved."""
    assert fitted == fit(text, room)


@pytest.mark.parametrize(("align", "padded"), [("left", "ab   "), ("center", " ab  "), ("right", "   ab")])
def test_pad_aligns(align: str, padded: str) -> None:
    """Texts stand at the left, in the middle or at the right of their room."""
    assert padded == pad("ab", 5, align)


def test_wrap_breaks_at_blanks() -> None:
    """Lines break between words; a word longer than the line is cut and says so."""
    assert ["Starting", "application,", "press Cancel"] == wrap("Starting application, press Cancel", 12)
    assert ["Donaudampf…", "ahoi"] == wrap("Donaudampfschiff ahoi", 11)


@given(st.text(), st.integers(0, 60), st.sampled_from(["left", "center", "right"]))
def test_padded_text_takes_its_room_exactly(text: str, room: int, align: str) -> None:
    """Whatever the text, it fills its room to the cell."""
    assert room == width(pad(text, room, align))


@given(st.text(), st.integers(1, 40))
def test_wrapped_lines_fit(text: str, room: int) -> None:
    """No line of a wrapped text is wider than asked for."""
    assert [] == [line for line in wrap(text, room) if width(line) > room]


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_drawn(text: str) -> None:
    """Control characters and direction overrides from a caller's name never reach the screen."""
    drawn = "".join(glyph for glyph, _ in glyphs(text))
    assert not [character for character in drawn if ord(character) < 32 or character in "\x7f\x9b\u202e\u2066"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Starting application, press cancel to interrupt", ["Starting application,", "press cancel to interrupt"]),
        ("Login credentials have failed. Please update.", ["Login credentials have failed.", "Please update."]),
        (
            "Login credentials have failed. Please update them if information is incorrect.",
            ["Login credentials have failed.", "Please update them if", "information is incorrect."],
        ),
        ("P/N  3111-48820-001", ["P/N  3111-48820-001"]),
        ("Donaudampfschifffahrtsgesellschaftskapitän ahoi", ["Donaudampfschifffahrtsgesellsch…", "ahoi"]),
    ],
)
def test_lines_in_the_middle_are_about_as_long_as_each_other(text: str, lines: list[str]) -> None:
    """No word stands alone below a long line; a line that ends a sentence stays as it is."""
    assert lines == balanced(text, 32)
