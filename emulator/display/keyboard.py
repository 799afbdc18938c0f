"""The keyboard that a touch screen draws below a form, once a finger has touched its icon."""

from __future__ import annotations

from itertools import groupby

from emulator.display.canvas import Canvas
from emulator.display.forms import CharacterTyped, ShowKeyboard
from emulator.display.icons import glyph

DIGITS = ("1234567890",)
LETTERS = ("qwertyuiop", "asdfghjkl", "zxcvbnm,.-", "@/:   _'?")
SIGNS = (*DIGITS, '!"#$%&()*', "+=<>[]{}|~", "@/:   ;,.")
"""The keys from left to right; blanks beside each other are one key. Where which sign stands is remembered."""

KEYS = 10
"""The keys of a row; one with fewer is indented, as on any keyboard."""

ICON = 4
"""The columns at the end of the title that show the keyboard, or hide it."""


def rows(kind: str, mode: str, before: str) -> tuple[str, ...]:
    """The keys for a field of that kind, in one of `entry.MODES`, behind a text."""
    if kind == "digits":
        return DIGITS
    if mode == "123":
        return SIGNS
    capital = mode == "ABC" or (mode == "Abc" and before[-1:] in ("", " "))
    return tuple(map(str.upper, LETTERS)) if capital else LETTERS


def icon(canvas: Canvas, row: int, *, shown: bool) -> None:
    """Draw what shows or hides the keyboard, at the end of the title."""
    column = canvas.columns - ICON
    canvas.place(column, row, ICON, glyph("keyboard"), "title", "center")
    canvas.touch(column, row, (ICON, 1), "Keyboard", ShowKeyboard(not shown))


def draw(canvas: Canvas, keys: tuple[str, ...], top: int, tall: int = 1) -> None:
    """Draw the keys from row `top` on, all of one width; with a gap below, where they are `tall` enough for it."""
    size = canvas.columns // KEYS
    left = (canvas.columns - KEYS * size + 1) // 2
    for number, line in enumerate(keys):
        row = top + number * tall
        place = (KEYS - len(line)) / 2
        for character, same in groupby(line):
            behind = place + len(list(same))
            start, end = (left + int(size * each) for each in (place, behind))
            label = "Space" if character == " " else character
            for below in range(max(1, tall - 1)):
                canvas.place(start, row + below, end - start - 1, "" if below else label, "softkey", "center")
            canvas.touch(start, row, (end - start, tall), label, CharacterTyped(character))
            place = behind
