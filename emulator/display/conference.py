"""The display of a phone without line keys, a conference phone or a wireless handset.

Status bar, the lines in the upper left corner, body, labels over the soft keys.
"""

from __future__ import annotations

from emulator.display import pieces
from emulator.display.canvas import Canvas
from emulator.display.model import Screen
from emulator.display.pieces import Box
from emulator.kernel.profile import DeviceProfile


def lay(canvas: Canvas, screen: Screen, profile: DeviceProfile, now: int) -> None:
    """Draw `screen` on the canvas."""
    bar = any(key.label for key in screen.soft_keys)
    columns, bottom = profile.display.columns, profile.display.rows - bar
    head = pieces.head(canvas, screen)
    top = _lines(canvas, screen, head, bottom) if screen.labels else head
    pieces.body(canvas, screen, Box(1, top, columns - 2, bottom - top), now)
    if bar:
        pieces.soft_keys(canvas, screen.soft_keys, profile.soft_keys, bottom)
    pieces.popup(canvas, screen, *(Box(0, row, columns, bottom - row) for row in (top, head)))


def _lines(canvas: Canvas, screen: Screen, top: int, bottom: int) -> int:
    """Draw a row for each line, in a third of the body at most; the row after them."""
    rows = max(1, (bottom - top) // 3)
    for row, key in enumerate(screen.line_keys[:rows], top):
        canvas.place(1, row, canvas.columns - 2, pieces.line_text(key), "label")
    return top + min(rows, len(screen.line_keys))
