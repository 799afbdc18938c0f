"""The display of a CCX: status bar, title with the menu button, lines, body, dial pad, soft keys, Back and Home."""

from __future__ import annotations

from emulator.display import pieces
from emulator.display.canvas import Canvas
from emulator.display.cells import fit, width
from emulator.display.icons import glyph
from emulator.display.model import Field, GoBack, GoHome, OpenView, Screen
from emulator.display.pieces import Box
from emulator.kernel.profile import DeviceProfile

PAD = ("123", "456", "789", "*0#")
LETTERS = {"2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO", "7": "PQRS", "8": "TUV", "9": "WXYZ", "0": "+"}
ROOMY = 32
"""A display of fewer rows (a terminal may be lower than the device's screen) gets flat keys."""


def lay(canvas: Canvas, screen: Screen, profile: DeviceProfile, now: int) -> None:
    """Draw `screen` on the canvas."""
    top, bottom = 0, profile.display.rows
    tall = 3 if bottom >= ROOMY else 1
    if screen.status is not None:
        pieces.status_bar(canvas, screen.status)
        _title(canvas, screen)
        _system_bar(canvas, bottom - 1)
        top, bottom = 3, bottom - 2
    elif screen.title:
        canvas.place(0, 1, canvas.columns, screen.title, "title", "center")
        top = 3
    if any(key.label for key in screen.soft_keys):
        bottom -= tall
        pieces.soft_keys(canvas, screen.soft_keys, profile.soft_keys, bottom, tall)
        bottom -= 1
    if dials(screen):
        bottom -= len(PAD) * tall
        _pad(canvas, screen, bottom, tall)
    if screen.labels:
        top = _lines(canvas, screen, top, bottom)
    box = Box(1, top, canvas.columns - 2, bottom - top)
    pieces.body(canvas, screen, box, now)
    if screen.popup:
        pieces.popup(canvas, screen.popup, box)


def dials(screen: Screen) -> bool:
    """Whether the screen takes digits into a field, so that a dial pad is drawn."""
    return "1" in screen.keys and any(isinstance(block, Field) for block in screen.body)


def _title(canvas: Canvas, screen: Screen) -> None:
    canvas.place(0, 1, canvas.columns, screen.title, "title", "center")
    canvas.write(1, 1, glyph("menu"), "title")
    canvas.touch(0, 1, (4, 1), "Menu", OpenView("menu"))


def _system_bar(canvas: Canvas, row: int) -> None:
    half = canvas.columns // 2
    for start, name, intent in ((0, "Back", GoBack()), (half, "Home", GoHome())):
        size = canvas.columns - half if start else half
        canvas.place(start, row, size, f"{glyph(name.lower())} {name}", "status", "center")
        canvas.touch(start, row, (size, 1), name, intent, name)


def _pad(canvas: Canvas, screen: Screen, top: int, tall: int) -> None:
    for line, digits in enumerate(PAD):
        for index, digit in enumerate(digits):
            start = canvas.columns * index // 3
            size = canvas.columns * (index + 1) // 3 - start
            row = top + line * tall
            canvas.place(start, row, size, digit, "strong", "center")
            if tall > 1:
                canvas.place(start, row + 1, size, LETTERS.get(digit, ""), "dim", "center")
            canvas.touch(start, row, (size, tall), digit, screen.keys.get(digit), digit)


def _lines(canvas: Canvas, screen: Screen, top: int, bottom: int) -> int:
    """Draw a row for each line in the upper half of the body at most; the row after them."""
    half = (bottom - top) // 2
    step = 2 if 2 * len(screen.line_keys) <= half else 1
    drawn = screen.line_keys[: half if len(screen.line_keys) <= half else max(0, half - 1)]
    room = canvas.columns - 2
    for index, key in enumerate(drawn):
        row, state = top + index * step, fit(key.state, room // 2)
        canvas.place(1, row, room, pieces.line_text(key), "label")
        canvas.write(room - width(state), row, f" {state}", "dim")
        canvas.touch(1, row, (room, 1), key.label, key.intent, f"LineKey{index + 1}")
    if len(drawn) < len(screen.line_keys):
        canvas.place(1, top + len(drawn), room, f"+ {len(screen.line_keys) - len(drawn)}", "dim")
        return top + len(drawn) + 2
    return top + len(drawn) * step + step - 1
