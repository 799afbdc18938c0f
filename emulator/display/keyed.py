"""The display of a phone with line keys, be they beside it or drawn at its edges (touch screens of the VVX).

Status bar, labels of the lines, body, soft keys.
"""

from __future__ import annotations

from emulator.display import pieces
from emulator.display.canvas import Canvas
from emulator.display.cells import fit, width
from emulator.display.icons import glyph
from emulator.display.model import Block, CallCard, Field, GoBack, LineKey, Screen, Text
from emulator.display.pieces import Box
from emulator.kernel.profile import DeviceProfile

NARROW = 30
"""A display of fewer columns has no margin."""

CARD = 24
"""The columns that a call's state and timer need."""

LEAST = 6
"""The columns that a label gets at the least beside a text in the middle of the display."""

ROOMY = 16
"""A touch screen of fewer rows has flat soft keys."""


def line_key_row(profile: DeviceProfile, index: int) -> int:
    """The row of the display beside (or in) which line key `index` (from 1, left column first) lies."""
    left, right = profile.line_places
    place, count = (index - 1, left) if index <= left else (index - left - 1, right)
    if profile.display.touch:  # below status bar and title, one as far from the next as there is room
        return 2 + place * max(1, (profile.display.rows - 2 - bar_height(profile)) // count)
    room = profile.display.rows - 2  # between status bar and soft keys
    step = max(1, room // count)
    return 1 + (room - step * count) // 2 + step // 2 + place * step


def bar_height(profile: DeviceProfile) -> int:
    """The rows of the soft keys: fingers need more room than words."""
    return 3 if profile.display.touch and profile.display.rows >= ROOMY else 1


def lay(canvas: Canvas, screen: Screen, profile: DeviceProfile, now: int) -> None:
    """Draw `screen` on the canvas."""
    columns, rows = profile.display.columns, profile.display.rows
    backwards = profile.display.touch and bool(screen.title) and "Back" in screen.keys
    top = pieces.head(canvas, screen, indent=4 if backwards else 1)
    if backwards:
        _back(canvas, top - 1)
    left, right = _sides(screen, profile) if screen.labels else (0, 0)
    margin = int(columns >= NARROW)
    left, right = max(left, margin), max(right, margin)
    if all(_fits(block, columns - 2 * max(left, right)) for block in screen.body):
        left = right = max(left, right)
    bar = bar_height(profile) if any(key.label for key in screen.soft_keys) else 0
    box = Box(left, top, columns - left - right, rows - bar - top)
    pieces.body(canvas, screen, box, now, fingers=profile.display.touch)
    if screen.labels:
        _labels(canvas, screen, profile)
    if bar:
        pieces.soft_keys(canvas, screen.soft_keys, profile.soft_keys, rows - bar, bar)
    if screen.popup:
        pieces.popup(canvas, screen.popup, Box(0, top, columns, box.height))


def _back(canvas: Canvas, row: int) -> None:
    """An arrow to go back by, for a phone without a key for that."""
    canvas.write(1, row, glyph("back"), "title")
    canvas.touch(0, row, (4, 1), "Back", GoBack(), "Back")


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


def _sides(screen: Screen, profile: DeviceProfile) -> tuple[int, int]:
    """The columns that the labels of each side take from the body."""
    keys, count = screen.line_keys[: sum(profile.line_places)], profile.line_places[0]
    texts = [width(line) for block in screen.body if isinstance(block, Text) for line in block.lines]
    spare = profile.display.columns - max(texts, default=0) - 1  # beside a text such as the date
    share = spare // 2 if keys[:count] and keys[count:] else spare
    limit = min(_limit(keys, profile), share) if share >= LEAST else _limit(keys, profile)
    return _room(keys[:count], limit, mirrored=False), _room(keys[count:], limit, mirrored=True)


def _limit(keys: tuple[LineKey, ...], profile: DeviceProfile) -> int:
    """The most columns that labels take from the body: less where they stand at both sides."""
    count = profile.line_places[0]
    return profile.display.columns * (4 if keys[:count] and keys[count:] else 6) // 15


def _labels(canvas: Canvas, screen: Screen, profile: DeviceProfile) -> None:
    """Draw the labels of both sides, each as long as the body leaves room for in its row."""
    keys = screen.line_keys[: sum(profile.line_places)]
    columns, limit = profile.display.columns, _limit(keys, profile) - 1
    for index, key in enumerate(keys, 1):
        mirrored, row = index > profile.line_places[0], line_key_row(profile, index)
        text = _fitted(key, columns // 2 - 1, mirrored=mirrored)
        if not canvas.blank(columns - width(text) - 1 if mirrored else 0, row, width(text) + 1):
            text = _fitted(key, limit, mirrored=mirrored)
        column = columns - width(text) if mirrored else 0
        canvas.write(column, row, text, "label")
        canvas.touch(column, row, (width(text), 1), key.label, key.intent, f"LineKey{index}")


def _room(side: tuple[LineKey, ...], limit: int, *, mirrored: bool) -> int:
    longest = max((width(pieces.line_text(key, mirrored=mirrored)) for key in side), default=0)
    return min(longest + 1, limit) if longest else 0


def _fitted(key: LineKey, room: int, *, mirrored: bool) -> str:
    """The label cut to fit, its icon always left standing."""
    icon = 2 if key.icon else 0
    short = LineKey(fit(key.label, room - icon), key.icon)
    return pieces.line_text(short, mirrored=mirrored)
