"""The display of a CCX: status bar, title with the menu button, lines, body, dial pad, soft keys, Back and Home.

Upright, all stands one above the other; on a wide display lines stand beside the body, and so does the dial pad.
"""

from __future__ import annotations

from emulator.display import keyboard, pieces
from emulator.display.blocks import MORE_ABOVE, MORE_BELOW, stack
from emulator.display.canvas import Canvas
from emulator.display.cells import fit, width
from emulator.display.icons import glyph
from emulator.display.model import LINE_LIST, Field, GoBack, GoHome, Items, MoveSelection, Screen, Tiles
from emulator.display.pieces import Box
from emulator.kernel.profile import DeviceProfile

PAD = ("123", "456", "789", "*0#")
LETTERS = {"2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO", "7": "PQRS", "8": "TUV", "9": "WXYZ", "0": "+"}
ROOMY = 32
"""A display of fewer rows (a terminal may be lower than the device's screen) gets flat keys."""

KEY_ROWS = 3
"""The rows of a key that is drawn on a roomy display, with the gap below it."""

SIDE = 20
"""The columns of the lines on a wide display."""

STATED = 24
"""From how many columns on the state of a line stands in words beside it."""

DIALER = 27
"""The columns of the dial pad on a wide display."""


def lay(canvas: Canvas, screen: Screen, profile: DeviceProfile, now: int) -> None:
    """Draw `screen` on the canvas."""
    top, bottom = 0, profile.display.rows
    if screen.status is not None:
        pieces.status_bar(canvas, screen.status)
        _title(canvas, screen)
        _system_bar(canvas, screen, bottom - 1)
        top, bottom = 3, bottom - 2
    elif screen.title:
        canvas.place(0, 1, canvas.columns, screen.title, "title", "center")
        top = 3
    bottom = _keys(canvas, screen, profile.soft_keys, bottom)
    arrange = _beside if canvas.columns > 2 * profile.display.rows else _below
    box = arrange(canvas, screen, Box(1, top, canvas.columns - 2, bottom - top), now)
    pieces.body(canvas, screen, box, now, fingers=True, topped=(Items, Tiles, Field))
    pieces.popup(canvas, screen, Box(0, top, canvas.columns, bottom - top))


def dials(screen: Screen) -> bool:
    """Whether the screen takes digits into a field, so that a dial pad is drawn, unless a keyboard is."""
    return "1" in screen.keys and not screen.keyboard and any(isinstance(block, Field) for block in screen.body)


def _keys(canvas: Canvas, screen: Screen, count: int, bottom: int) -> int:
    """Draw `count` soft keys, and the keyboard if there is one, above the row `bottom`; the row that they begin in."""
    tall = KEY_ROWS if canvas.height >= ROOMY else 1
    if any(key.label for key in screen.soft_keys):
        pieces.soft_keys(canvas, screen.soft_keys, count, bottom - tall, tall)
        bottom -= tall + 1
    if screen.keyboard:
        bottom -= len(screen.keyboard) * tall
        keyboard.draw(canvas, screen.keyboard, bottom, tall)
    return bottom


def _below(canvas: Canvas, screen: Screen, room: Box, now: int) -> Box:
    """Dial pad at the bottom, lines at the top, as far apart as the body leaves room for; what is left in between."""
    column, top, size, height = room
    if dials(screen):
        tall = KEY_ROWS if canvas.height >= ROOMY else 1
        height -= len(PAD) * tall
        _pad(canvas, screen, Box(0, top + height, canvas.columns, len(PAD) * tall))
    if screen.labels:
        needed = len(stack(screen.body, size, height, now, fingers=True))
        taken = _lines(canvas, screen, Box(column, top, size, max(height // 2, height - needed - 1)))
        top, height = top + taken, height - taken
    return Box(column, top, size, height)


def _beside(canvas: Canvas, screen: Screen, room: Box, _now: int) -> Box:
    """Lines at the left, dial pad at the right; what is left in between."""
    column, top, size, height = room
    if dials(screen):
        size -= DIALER
        _pad(canvas, screen, Box(column + size + 1, top, DIALER, height))
    if screen.labels and screen.line_keys:
        _lines(canvas, screen, Box(column, top, SIDE - 2, height))
        column, size = column + SIDE, size - SIDE
    return Box(column, top, size, height)


def _title(canvas: Canvas, screen: Screen) -> None:
    """The screen's title, or else whose phone it is; and the menu button, where that may be used."""
    owner = next((key.label for key in screen.line_keys if key.label), "")
    canvas.place(0, 1, canvas.columns, screen.title or owner, "title", "center")
    if "MenuButton" in screen.keys:
        canvas.write(1, 1, glyph("menu"), "title")
        canvas.touch(0, 1, (4, 1), "Menu", screen.keys["MenuButton"], "Menu")
    if screen.keyboard is not None:
        keyboard.icon(canvas, 1, shown=bool(screen.keyboard))


def _system_bar(canvas: Canvas, screen: Screen, row: int) -> None:
    half = canvas.columns // 2
    for start, name, usual in ((0, "Back", GoBack()), (half, "Home", GoHome())):
        intent = screen.keys.get(name, usual)
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
            canvas.place(column + 1, row, size - 2, digit, "softkey strong", "center")
            if tall > 1:
                canvas.place(column + 1, row + 1, size - 2, LETTERS.get(digit, ""), "softkey", "center")
            canvas.touch(column, row, (size, tall), digit, screen.keys.get(digit), digit)


def _lines(canvas: Canvas, screen: Screen, box: Box) -> int:
    """Draw a row for each line, two apart where there is room; how many rows they take, with a gap behind them.

    Where there is no room for all, rows at the ends lead to the others.
    """
    count, row = len(screen.line_keys), box.row
    step = 2 if 2 * count <= box.height else 1
    first = screen.first_line if count > box.height else 0
    room = box.height - bool(first)
    last = count if count - first <= room else first + room - 1
    if first:
        row += _turn(canvas, Box(*box[:1], row, *box[2:]), f"{MORE_ABOVE} {first}", 0)
    for index, key in enumerate(screen.line_keys[first:last], first):
        text = pieces.line_text(key)
        state = fit(key.state, max(box.width // 2, box.width - width(text) - 2)) if box.width >= STATED else ""
        canvas.place(box.column, row, box.width, text, "label")
        canvas.write(box.column + box.width - 1 - width(state), row, f" {state}" if state else "", "dim")
        canvas.touch(box.column, row, (box.width, step), key.label, key.intent, f"LineKey{index + 1}")
        row += step
    if last < count:
        row += _turn(canvas, Box(*box[:1], row, *box[2:]), f"{MORE_BELOW} {count - last}", last)
    return row - box.row + 1


def _turn(canvas: Canvas, box: Box, text: str, to: int) -> int:
    """Draw a row that leads to the lines from number `to` (from 0) on; how many rows it takes."""
    canvas.place(box.column, box.row, box.width, text, "dim")
    canvas.touch(box.column, box.row, (box.width, 1), text, MoveSelection(LINE_LIST, to))
    return 1
