"""The parts that the displays of all models are put together from."""

from __future__ import annotations

from typing import Any, NamedTuple

from emulator.display.blocks import Part, Row, stack
from emulator.display.canvas import Canvas
from emulator.display.cells import balanced, fit, width
from emulator.display.icons import glyph
from emulator.display.labels import label
from emulator.display.model import CallCard, Items, LineKey, Screen, SoftKey, StatusBar, Tiles

GAP = 2

FRAMED = 3
"""The rows that a framed message needs."""

LOW = 7
"""A display of fewer rows has no room for both status bar and title."""


class Box(NamedTuple):
    """A region of the display."""

    column: int
    row: int
    width: int
    height: int


def status_bar(canvas: Canvas, bar: StatusBar, row: int = 0) -> None:
    """Draw the status bar: time at the left, icons and the primary line at the right; the date where it fits."""
    icons = " ".join(filter(None, map(glyph, bar.icons)))
    room = canvas.columns - GAP
    name = fit(bar.right, room - width(icons) - (0 if bar.urgent else width(bar.short) + GAP) - GAP)
    right = "  ".join(filter(None, (icons, name)))
    spare = room - width(right) - GAP
    left = bar.left if width(bar.left) <= spare else fit(bar.short or bar.left, spare)
    left = "" if bar.urgent and width(left) < width(bar.short) else left
    canvas.place(0, row, canvas.columns, "", "status")
    canvas.write(1, row, left, "status flashing" if bar.flashing else "status")
    column = canvas.columns - 1 - width(right)
    canvas.write(column, row, right, "status")
    links = {link.icon: link for link in bar.links}
    for icon in filter(glyph, bar.icons):
        if icon in links:
            canvas.touch(column, row, (1, 1), links[icon].text, links[icon].intent)
        column += width(glyph(icon)) + 1


def head(canvas: Canvas, screen: Screen, indent: int = 1) -> int:
    """Draw status bar and title, on a low display only one of them; the row after them."""
    bar = screen.status is not None and not (screen.title and canvas.height < LOW)
    if screen.status is not None and bar:
        status_bar(canvas, screen.status)
    if screen.title:
        canvas.place(0, int(bar), canvas.columns, " " * indent + screen.title, "title")
    return int(bar) + bool(screen.title)


def body(
    canvas: Canvas,
    screen: Screen,
    box: Box,
    now: int,
    *,
    fingers: bool = False,
    topped: tuple[type[Any], ...] = (Items, Tiles),
) -> None:
    """Draw the blocks of a screen, for fingers or not: with one that is `topped` from the top, else in the middle."""
    rows = stack(screen.body, box.width, box.height, now, fingers=fingers)
    high = any(isinstance(block, topped) for block in screen.body)
    top = box.row + (0 if high else (box.height - len(rows)) // 2)
    for number, row in enumerate(rows):
        _row(canvas, box.column, top + number, row)


def _row(canvas: Canvas, column: int, row: int, parts: Row) -> None:
    for part in parts:
        canvas.write(column, row, part.text, part.style)
        size = width(part.text)
        if part.intent is not None:
            _touch(canvas, column, row, part)
        column += size


def _touch(canvas: Canvas, column: int, row: int, part: Part) -> None:
    """Let a part of a row be touched, as one region with what says and means the same in the row above."""
    size = width(part.text)
    for place, hit in enumerate(canvas.hits):
        if hit.row + hit.height == row and (column, size, part.label, part.intent) == (*hit[:3:2], *hit[4:6]):
            canvas.hits[place] = hit._replace(height=hit.height + 1)
            return
    canvas.touch(column, row, (size, 1), part.label, part.intent)


def soft_keys(canvas: Canvas, keys: tuple[SoftKey, ...], count: int, row: int, height: int = 1) -> None:
    """Draw `count` soft keys beside each other over the whole width."""
    for index, key in enumerate(keys[:count]):
        start = canvas.columns * index // count
        size = canvas.columns * (index + 1) // count - start
        last = index == count - 1
        for line in range(height):
            text = label(key.label, size - (not last)) if line == height // 2 else ""
            canvas.place(start, row + line, size, text, "softkey", "center" if width(text) < size - 1 else "left")
            canvas.write(start + size - 1, row + line, "" if last else "│", "softkey")
        if key.intent is not None:
            canvas.touch(start, row, (size, height), key.label, key.intent, f"SoftKey{index + 1}")


def line_text(key: LineKey, *, mirrored: bool = False) -> str:
    """What is written beside a line key: the icon next to the key, then the label."""
    parts = (key.label, glyph(key.icon)) if mirrored else (glyph(key.icon), key.label)
    return " ".join(filter(None, parts))


def popup(canvas: Canvas, screen: Screen, *boxes: Box) -> None:
    """Draw the screen's message, if it has one, in a frame over the middle of a box, or low, not to cover a call.

    It takes the first of the boxes that has room for the frame. Where there is none the message takes all rows.
    """
    if not screen.popup:
        return
    text = screen.popup
    fitting = (each for each in boxes if each.height >= max(FRAMED, len(_lines(text, each.width - 6)) + 2))
    box = next(fitting, None)
    if box is None:
        box = boxes[0]
        for number, line in enumerate([*_lines(text, box.width - 2), *[""] * box.height][: box.height]):
            canvas.place(box.column, box.row + number, box.width, line, "popup", "center")
        return
    lines = _lines(text, box.width - 6)
    inner = max(map(width, lines), default=0) + 2
    left = box.column + (box.width - inner - 2) // 2
    free = box.height - len(lines) - 2
    top = box.row + (free if any(isinstance(block, CallCard) for block in screen.body) else free // 2)
    canvas.write(left, top, f"┌{'─' * inner}┐", "popup")
    for number, line in enumerate(lines, 1):
        canvas.write(left, top + number, "│", "popup")
        canvas.place(left + 1, top + number, inner, line, "popup", "center")
        canvas.write(left + inner + 1, top + number, "│", "popup")
    canvas.write(left, top + len(lines) + 1, f"└{'─' * inner}┘", "popup")


def _lines(text: str, room: int) -> list[str]:
    return [line for part in text.split("\n") for line in balanced(part, room)]
