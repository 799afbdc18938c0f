"""The phone as a drawing: plain shapes in pixels, made from the same layout and frame as the terminal's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rich.style import Style

from emulator.display.cells import width
from emulator.display.frame import Frame, Span
from emulator.display.model import Led
from ui.colors import DARK, LAMP_COLORS
from ui.geometry import Control, Layout, Rect
from ui.lamps import lit, mark
from ui.layout import natural
from ui.source import Source

CELL = (10, 20)
"""Size of a character cell in pixels."""

SIZE = 16
"""Height of the letters that fit a cell, in pixels."""

UNLIT = "#101216"


class Box(NamedTuple):
    """A rectangle with rounded corners."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    radius: float = 0
    stroke: str = ""


class Disc(NamedTuple):
    """A circle."""

    x: float
    y: float
    radius: float
    fill: str
    stroke: str = ""


class Words(NamedTuple):
    """A text in a row of cells: left end, middle height, and the width that it fills exactly."""

    x: float
    y: float
    width: float
    text: str
    color: str
    bold: bool = False
    size: float = SIZE


Shape = Box | Disc | Words


class Picture(NamedTuple):
    """Shapes, the later above the earlier, on a ground of that size in pixels."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


def picture(source: Source) -> Picture:
    """The phone as it looks now."""
    plan = natural(source.profile)
    shapes = (*_case(plan, source), *_display(plan.display, source.frame))
    keys = (shape for control in plan.controls for shape in _control(control, source))
    return Picture(plan.width * CELL[0], plan.height * CELL[1], (*shapes, *keys))


def _color(role: str, *, ground: bool = False) -> str:
    style = Style.combine(Style.parse(DARK[each]) for each in role.split() if each in DARK)
    color = style.bgcolor if ground else style.color
    return color.get_truecolor().hex if color else ""


def _box(room: Rect, fill: str, radius: float = 4, stroke: str = "", inset: float = 0) -> Box:
    x, y = room.x * CELL[0] + inset, room.y * CELL[1] + inset
    return Box(x, y, room.width * CELL[0] - 2 * inset, room.height * CELL[1] - 2 * inset, fill, radius, stroke)


def _words(x: float, y: float, text: str, color: str, *, bold: bool = False) -> Words:
    """Text from the cell (x, y) on."""
    return Words(x * CELL[0], (y + 0.5) * CELL[1], width(text) * CELL[0], text, color, bold)


def _centered(room: Rect, text: str, color: str, *, bold: bool = False) -> Words:
    x = room.x + (room.width - width(text)) / 2
    return _words(x, room.y + (room.height - 1) / 2, text, color, bold=bold)


def _case(plan: Layout, source: Source) -> Iterator[Shape]:
    yield _box(Rect(0, 0, plan.width, plan.height), _color("case", ground=True), 22, _color("case-line"), 1)
    yield _words(*plan.brand, f"Poly {source.profile.name}", _color("brand"), bold=True)
    led = source.leds.get("mwi", Led())
    x, y = plan.mwi[0] * CELL[0], plan.mwi[1] * CELL[1]
    shine = lit(led, source.profile, source.now)
    yield _words(plan.mwi[0] - 4, plan.mwi[1], "MWI", _color("brand"))
    yield Box(x, y + 4, 40, 12, LAMP_COLORS[led.color] if shine else UNLIT, 6, _color("case-line"))
    if led.color != "off":
        yield _words(plan.mwi[0] + 1.5, plan.mwi[1], led.color[0].upper(), UNLIT if shine else LAMP_COLORS[led.color])


def _display(room: Rect, frame: Frame) -> Iterator[Shape]:
    yield _box(Rect(room.x - 1, room.y - 1, room.width + 2, room.height + 2), _color("bezel", ground=True), 8, inset=2)
    yield _box(room, _color("screen", ground=True), 0)
    for row, spans in enumerate(frame.rows):
        column = 0
        for span in spans:
            yield from _span(span, room.x + column, room.y + row)
            column += width(span.text)


def _span(span: Span, x: int, y: int) -> Iterator[Shape]:
    role = f"screen {span.style}"
    size = width(span.text)
    if span.style and (ground := _color(span.style, ground=True)):
        yield _box(Rect(x, y, size, 1), ground, 0)
    bold = "bold" in "".join(DARK.get(each, "") for each in span.style.split())
    for found in re.finditer(r"[!-~]+|[^\x00-\x20]", span.text):
        yield _words(x + width(span.text[: found.start()]), y, found[0], _color(role), bold=bold)


def _control(control: Control, source: Source) -> Iterator[Shape]:
    if control.kind == "handset":
        yield from _handset(control.rect, lifted=source.lifted)
        return
    room = control.rect
    yield _box(room, _color("key", ground=True), 5, _color("key-line"), inset=1.5 if room.height > 1 else 1)
    if not control.lamp:
        yield _centered(room, control.label, _color("key"))
        return
    yield _centered(room._replace(width=room.width - 3), control.label, _color("key"))
    led = source.leds.get(control.lamp, Led())
    yield from _lamp(led, source, (room.x + room.width - 2) * CELL[0], (room.y + room.height / 2) * CELL[1])


def _lamp(led: Led, source: Source, x: float, y: float) -> Iterator[Shape]:
    """A lamp with its colour's letter in it; one that blinks wears a ring."""
    shine = lit(led, source.profile, source.now)
    color = LAMP_COLORS.get(led.color, UNLIT)
    if mark(led, source.profile, source.now)[2] != " ":
        yield Disc(x, y, 9, _color("key", ground=True), color)
    yield Disc(x, y, 7, color if shine else UNLIT, _color("key-line"))
    if led.color != "off":
        yield Words(x - 4, y, 8, led.color[0].upper(), UNLIT if shine else color, bold=True, size=11)


def _handset(room: Rect, *, lifted: bool) -> Iterator[Shape]:
    """The handset in its cradle, or the empty cradle, in words too."""
    cradle = Rect(room.x, room.y, room.width, room.height - 2)
    yield _box(cradle, _color("bezel", ground=True), 16, _color("key-line"), 4)
    if not lifted:
        grip = _color("handset", ground=True)
        line = _color("key-line")
        yield _box(cradle._replace(x=room.x + 3, width=room.width - 6), grip, 8, line, 10)
        for y in (room.y, room.y + room.height - 6):
            yield _box(Rect(room.x + 1, y, room.width - 2, 4), grip, 14, line, 6)
    for row, text in enumerate(("Handset", "off hook" if lifted else "on hook"), room.y + room.height - 2):
        yield _centered(Rect(room.x, row, room.width, 1), text, _color("brand"))
