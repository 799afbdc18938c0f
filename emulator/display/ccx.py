"""The display of a CCX: status bar, title with the menu button, lines, body, dial pad, soft keys, Back and Home.

Upright, all stands one above the other; on a wide display lines stand beside the body, and so does the dial pad.
"""

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

SIDE = 20
"""The columns of the lines on a wide display."""

STATED = 24
"""From how many columns on the state of a line stands in words beside it."""

DIALER = 30
"""The columns of the dial pad on a wide display."""


def lay(canvas: Canvas, screen: Screen, profile: DeviceProfile, now: int) -> None:
    """Draw `screen` on the canvas."""
    top, bottom = 0, profile.display.rows
    if screen.status is not None:
        pieces.status_bar(canvas, screen.status)
        _title(canvas, screen)
        _system_bar(canvas, bottom - 1)
        top, bottom = 3, bottom - 2
    elif screen.title:
        canvas.place(0, 1, canvas.columns, screen.title, "title", "center")
        top = 3
    if any(key.label for key in screen.soft_keys):
        tall = 3 if profile.display.rows >= ROOMY else 1
        bottom -= tall
        pieces.soft_keys(canvas, screen.soft_keys, profile.soft_keys, bottom, tall)
        bottom -= 1
    arrange = _beside if canvas.columns > 2 * profile.display.rows else _below
    box = arrange(canvas, screen, Box(1, top, canvas.columns - 2, bottom - top))
    pieces.body(canvas, screen, box, now, fingers=True)
    if screen.popup:
        pieces.popup(canvas, screen.popup, Box(0, top, canvas.columns, bottom - top))


def dials(screen: Screen) -> bool:
    """Whether the screen takes digits into a field, so that a dial pad is drawn."""
    return "1" in screen.keys and any(isinstance(block, Field) for block in screen.body)


def _below(canvas: Canvas, screen: Screen, room: Box) -> Box:
    """Dial pad at the bottom, lines at the top; what is left in between."""
    column, top, size, height = room
    if dials(screen):
        tall = 3 if canvas.height >= ROOMY else 1
        height -= len(PAD) * tall
        _pad(canvas, screen, Box(0, top + height, canvas.columns, len(PAD) * tall))
    if screen.labels:
        taken = _lines(canvas, screen, Box(column, top, size, height // 2))
        top, height = top + taken, height - taken
    return Box(column, top, size, height)


def _beside(canvas: Canvas, screen: Screen, room: Box) -> Box:
    """Lines at the left, dial pad at the right; what is left in between."""
    column, top, size, height = room
    if dials(screen):
        size -= DIALER
        _pad(canvas, screen, Box(column + size + 1, top, DIALER - 1, height))
    if screen.labels and screen.line_keys:
        _lines(canvas, screen, Box(column, top, SIDE - 2, height))
        column, size = column + SIDE, size - SIDE
    return Box(column, top, size, height)


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


def _pad(canvas: Canvas, screen: Screen, box: Box) -> None:
    tall = max(1, box.height // len(PAD))
    for line, digits in enumerate(PAD):
        for index, digit in enumerate(digits):
            start = box.width * index // 3
            size = box.width * (index + 1) // 3 - start
            column, row = box.column + start, box.row + line * tall
            canvas.place(column, row, size, digit, "strong", "center")
            if tall > 1:
                canvas.place(column, row + 1, size, LETTERS.get(digit, ""), "dim", "center")
            canvas.touch(column, row, (size, tall), digit, screen.keys.get(digit), digit)


def _lines(canvas: Canvas, screen: Screen, box: Box) -> int:
    """Draw a row for each line, two apart where there is room; how many rows they take, with a gap."""
    count = len(screen.line_keys)
    step = 2 if 2 * count <= box.height else 1
    drawn = screen.line_keys[: box.height if count <= box.height else max(0, box.height - 1)]
    room = box.width
    for index, key in enumerate(drawn):
        row, state = box.row + index * step, fit(key.state, room // 2) if room >= STATED else ""
        canvas.place(box.column, row, room, pieces.line_text(key), "label")
        canvas.write(box.column + room - 1 - width(state), row, f" {state}" if state else "", "dim")
        canvas.touch(box.column, row, (room, 1), key.label, key.intent, f"LineKey{index + 1}")
    if len(drawn) < count:
        canvas.place(box.column, box.row + len(drawn), room, f"+ {count - len(drawn)}", "dim")
        return len(drawn) + 2
    return len(drawn) * step + step - 1
