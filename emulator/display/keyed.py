"""The display of a phone with line keys, be they beside it or drawn at its edges (touch screens of the VVX).

Status bar, labels of the lines, body, soft keys.
"""

from __future__ import annotations

from emulator.display import keyboard, pieces, touch
from emulator.display.blocks import stack
from emulator.display.canvas import Canvas
from emulator.display.cells import fit, width
from emulator.display.model import LineKey, Screen, Text
from emulator.display.pieces import Box
from emulator.kernel.profile import DeviceProfile

NARROW = 30
"""A display of fewer columns has no margin."""

GAPS = (2, 1)
"""Blank columns between a label and a text in the middle of the display: better two than one."""

LABELS_BESIDE_CALLS = 60
"""From how many columns on line key labels stay beside calls."""

LEAST = 6
"""The columns that a label gets at the least beside a text in the middle of the display."""


def line_key_row(profile: DeviceProfile, index: int, used: int = 0) -> int:
    """The row of the display beside (or in) which line key `index` (from 1, left column first) lies.

    Those on a touch screen stand as far apart as the `used` ones of a side leave room for; 0 stands for all.
    """
    left, right = profile.line_places
    place, count = (index - 1, left) if index <= left else (index - left - 1, right)
    if profile.display.touch:
        return touch.FIRST + place * touch.line_step(profile, used or count)
    room = profile.display.rows - 2  # between status bar and soft keys
    step = max(1, room // count)
    return 1 + (room - step * count) // 2 + step // 2 + place * step


def labels_beside_calls(profile: DeviceProfile) -> bool:
    """Whether the display is so wide that the labels of line keys stay beside calls."""
    return any(profile.line_places) and profile.display.columns >= LABELS_BESIDE_CALLS


def lay(canvas: Canvas, screen: Screen, profile: DeviceProfile, now: int) -> None:
    """Draw `screen` on the canvas."""
    columns, rows = profile.display.columns, profile.display.rows
    backwards = profile.display.touch and bool(screen.title) and "Back" in screen.keys
    top = pieces.head(canvas, screen, indent=4 if backwards else 1)
    if backwards:
        touch.back(canvas, top - 1)
    if screen.keyboard is not None and screen.title:
        keyboard.icon(canvas, top - 1, shown=bool(screen.keyboard))
    bar = touch.bar_height(profile) if any(key.label for key in screen.soft_keys) else 0
    bottom = rows - bar - len(screen.keyboard or ())
    box = _box(screen, profile, top, bottom - top)
    keyboard.draw(canvas, screen.keyboard or (), bottom)
    pieces.body(canvas, screen, box, now, fingers=profile.display.touch)
    if screen.labels:
        _labels(canvas, screen, profile, (box.column, columns - box.column - box.width))
    if bar:
        pieces.soft_keys(canvas, screen.soft_keys, profile.soft_keys, rows - bar, bar)
    pieces.popup(canvas, screen, Box(0, top, columns, box.height))


def _box(screen: Screen, profile: DeviceProfile, top: int, height: int) -> Box:
    """Where the body stands: all the room, what labels leave of it, or rows where texts meet none of them."""
    margin = int(profile.display.columns >= NARROW)
    whole = Box(margin, top, profile.display.columns - 2 * margin, height)
    clear = _clear(whole, screen, profile) if screen.labels else whole
    if clear:
        return clear
    left, right = (max(side, margin) for side in _sides(screen, profile))
    beside = Box(left, top, profile.display.columns - left - right, height)
    texts = profile.display.touch and all(isinstance(block, Text) for block in screen.body)
    apart = (box for box in _near(beside) if texts and _is_clear(box, screen, profile, GAPS[0]))
    return next(apart, beside)


def _near(box: Box) -> tuple[Box, Box, Box]:
    """The box, and those whose middles are a row above and below its own."""
    flat = box._replace(height=box.height - 2)
    return box, flat, flat._replace(row=box.row + 2)


def _clear(whole: Box, screen: Screen, profile: DeviceProfile) -> Box | None:
    """The middle of the display, or a row above or below, if texts between keys at both sides meet no label there."""
    texts = all(isinstance(block, Text) for block in screen.body)
    if profile.display.touch or not texts or not all(profile.line_places):
        return None
    return next((box for gap in GAPS for box in _near(whole) if _is_clear(box, screen, profile, gap)), None)


def _is_clear(box: Box, screen: Screen, profile: DeviceProfile, gap: int) -> bool:
    """Whether all texts in the middle of the box stand that far from labels."""
    rows = stack(screen.body, box.width, box.height, 0)
    texts = dict(
        enumerate(("".join(part.text for part in row) for row in rows), box.row + (box.height - len(rows)) // 2)
    )
    for index, key in enumerate(screen.line_keys[: sum(profile.line_places)], 1):
        mirrored = index > profile.line_places[0]
        text = texts.get(line_key_row(profile, index, _used(screen, profile)), "")
        free = width(text) - width(text.rstrip() if mirrored else text.lstrip())
        margin = profile.display.columns - box.column - box.width if mirrored else box.column
        if text.strip() and width(pieces.line_text(key, mirrored=mirrored)) + gap > margin + free:
            return False
    return True


def _sides(screen: Screen, profile: DeviceProfile) -> tuple[int, int]:
    """The columns that the labels of each side take from the body, which stands in the middle of what they leave."""
    keys, count = screen.line_keys[: sum(profile.line_places)], profile.line_places[0]
    texts = [width(line) for block in screen.body if isinstance(block, Text) for line in block.lines]
    spare = profile.display.columns - max(texts, default=0)  # beside a text such as the date
    wanted = _rooms(keys, count, profile.display.columns)
    if sum(wanted) <= spare and all(isinstance(block, Text) for block in screen.body):
        return wanted
    share = spare // 2 if _both(keys, profile) else spare - int(profile.display.columns >= NARROW)
    limit = min(_limit(keys, profile), share) if share >= LEAST else _limit(keys, profile)
    rooms = _rooms(keys, count, limit)
    roomy = not _both(keys, profile) and labels_beside_calls(profile)
    return (rooms[0] + bool(rooms[0]), rooms[1] + bool(rooms[1])) if roomy else rooms


def _limit(keys: tuple[LineKey, ...], profile: DeviceProfile) -> int:
    """The most columns that labels take from the body: less where they stand at both sides."""
    return profile.display.columns * (4 if _both(keys, profile) else 6) // 15


def _both(keys: tuple[LineKey, ...], profile: DeviceProfile) -> bool:
    """Whether labels stand at both sides."""
    count = profile.line_places[0]
    return any(key.label for key in keys[:count]) and any(key.label for key in keys[count:])


def _labels(canvas: Canvas, screen: Screen, profile: DeviceProfile, sides: tuple[int, int]) -> None:
    """Draw the labels of both sides, each as long as the body leaves room for in its row."""
    keys, left = screen.line_keys[: sum(profile.line_places)], profile.line_places[0]
    columns, limit = profile.display.columns, _limit(keys, profile) - 1
    most = columns // (2 if _both(keys, profile) else 1) - 1
    used = _used(screen, profile)
    for index, key in enumerate(keys, 1):
        mirrored, row = index > left, line_key_row(profile, index, used)
        text = _fitted(key, most, mirrored=mirrored)
        if not canvas.blank(columns - width(text) - 1 if mirrored else 0, row, width(text) + 1):
            text = _fitted(key, limit, mirrored=mirrored)
        canvas.write(columns - width(text) if mirrored else 0, row, text, "label")
        size, tall = width(text), 1
        if profile.display.touch and size <= (room := touch.reach(profile, screen, sides[mirrored] - 1)):
            size, tall = room, touch.line_step(profile, used)
        canvas.touch(columns - size if mirrored else 0, row, (size, tall), key.label, key.intent, f"LineKey{index}")
    if profile.display.touch:
        touch.free_keys(canvas, screen, profile, touch.line_step(profile, used))


def _used(screen: Screen, profile: DeviceProfile) -> int:
    """How many line keys stand above each other, at the side that has more of them."""
    left = profile.line_places[0]
    return max(min(len(screen.line_keys), left), len(screen.line_keys[left : sum(profile.line_places)]))


def _rooms(keys: tuple[LineKey, ...], count: int, limit: int) -> tuple[int, int]:
    return _room(keys[:count], limit, mirrored=False), _room(keys[count:], limit, mirrored=True)


def _room(side: tuple[LineKey, ...], limit: int, *, mirrored: bool) -> int:
    longest = max((width(pieces.line_text(key, mirrored=mirrored)) for key in side), default=0)
    return min(longest + 1, limit) if longest else 0


def _fitted(key: LineKey, room: int, *, mirrored: bool) -> str:
    """The label cut to fit, its icon always left standing."""
    icon = 2 if key.icon else 0
    short = LineKey(fit(key.label, room - icon), key.icon)
    return pieces.line_text(short, mirrored=mirrored)
