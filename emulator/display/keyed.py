"""The display of a key-driven phone: status bar, labels beside the line keys, body, labels over the soft keys."""

from __future__ import annotations

from emulator.display import pieces
from emulator.display.canvas import Canvas
from emulator.display.cells import fit, width
from emulator.display.model import Block, CallCard, Field, LineKey, Screen, Text
from emulator.display.pieces import Box
from emulator.kernel.profile import DeviceProfile

MARGIN = 1
CARD = 24
"""The columns that a call's state and timer need."""


def line_key_row(profile: DeviceProfile, index: int) -> int:
    """The row of the display beside which line key `index` (from 1, left column first) lies."""
    left, right = profile.line_keys
    place, count = (index - 1, left) if index <= left else (index - left - 1, right)
    return 1 + (2 * place + 1) * (profile.display.rows - 2) // (2 * count)


def lay(canvas: Canvas, screen: Screen, profile: DeviceProfile, now: int) -> None:
    """Draw `screen` on the canvas."""
    columns, rows = profile.display.columns, profile.display.rows
    top = 0
    if screen.status is not None:
        pieces.status_bar(canvas, screen.status)
        top = 1
    if screen.title:
        canvas.place(0, top, columns, f" {screen.title}", "title")
        top += 1
    left, right = _labels(canvas, screen, profile) if screen.labels else (0, 0)
    left, right = max(left, MARGIN), max(right, MARGIN)
    if all(_fits(block, columns - 2 * max(left, right)) for block in screen.body):
        left = right = max(left, right)
    box = Box(left, top, columns - left - right, rows - 1 - top)
    pieces.body(canvas, screen, box, now)
    if any(key.label for key in screen.soft_keys):
        pieces.soft_keys(canvas, screen.soft_keys, profile.soft_keys, rows - 1)
    if screen.popup:
        pieces.popup(canvas, screen.popup, box)


def _fits(block: Block, room: int) -> bool:
    """Whether a block can do with that room, so that it may stand in the middle of the display."""
    match block:
        case Text():
            return max(map(width, block.lines), default=0) <= room
        case CallCard():
            return max(width(block.name), width(block.number), CARD) <= room
        case Field():
            return max(width(block.prompt), width(block.value)) + 3 <= room
    return False


def _labels(canvas: Canvas, screen: Screen, profile: DeviceProfile) -> tuple[int, int]:
    """Draw the labels of both sides; the columns that each takes."""
    count, limit = profile.line_keys[0], profile.display.columns * 4 // 15
    sides = screen.line_keys[:count], screen.line_keys[count:]
    rooms = [_room(side, limit, mirrored=bool(number)) for number, side in enumerate(sides)]
    for index, key in enumerate(screen.line_keys[: profile.line_key_count], 1):
        mirrored = index > count
        text = _fitted(key, limit - 1, mirrored=mirrored)
        column = profile.display.columns - width(text) if mirrored else 0
        row = line_key_row(profile, index)
        canvas.write(column, row, text, "label")
        canvas.touch(column, row, (width(text), 1), key.label, key.intent, f"LineKey{index}")
    return rooms[0], rooms[1]


def _room(side: tuple[LineKey, ...], limit: int, *, mirrored: bool) -> int:
    longest = max((width(pieces.line_text(key, mirrored=mirrored)) for key in side), default=0)
    return min(longest + 1, limit) if longest else 0


def _fitted(key: LineKey, room: int, *, mirrored: bool) -> str:
    """The label cut to fit, its icon always left standing."""
    icon = 2 if key.icon else 0
    short = LineKey(fit(key.label, room - icon), key.icon)
    return pieces.line_text(short, mirrored=mirrored)
