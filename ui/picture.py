"""The phone as a drawing: plain shapes in pixels, made from the same layout and frame as the terminal's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from emulator.display.cells import fit, width
from emulator.display.device import beacon
from emulator.display.frame import Span
from emulator.display.model import Led, Module
from emulator.display.sidecar import draw_module
from ui.colors import LAMP_COLORS
from ui.geometry import Control, Layout, Panel, Rect
from ui.inks import Inks, inks
from ui.lamps import glow, mark
from ui.layout import natural
from ui.light import dress, dress_module
from ui.paint import BEACONS
from ui.source import Seen

CELL = (10, 20)
"""Size of a character cell in pixels."""

EDGE = 4
"""Pixels of the display before and behind its cells."""

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


def picture(source: Seen, theme: str = "dark") -> Picture:
    """The phone as it looks now, in a theme's colours; a picture is never without any: monochrome is the contrast's."""
    plan = natural(source.profile, source.screen.modules)
    artist = _Artist(source, inks("contrast" if theme == "monochrome" else theme))
    modules = zip(plan.panels, source.screen.modules, strict=False)
    parts = (
        *artist.case(plan),
        *artist.display(plan.display),
        *(shape for panel, module in modules for shape in artist.panel(panel, module)),
        *(shape for control in plan.controls for shape in artist.control(control)),
    )
    return Picture(plan.width * CELL[0], plan.height * CELL[1], parts)


def _box(room: Rect, fill: str, radius: float = 4, stroke: str = "", inset: float = 0) -> Box:
    x, y = room.x * CELL[0] + inset, room.y * CELL[1] + inset
    return Box(x, y, room.width * CELL[0] - 2 * inset, room.height * CELL[1] - 2 * inset, fill, radius, stroke)


def _glass(room: Rect, display: Rect, fill: str) -> Box:
    """A part of the display, with the edge of it that lies beside: an icon is wider than its cell."""
    left = EDGE * (room.x == display.x)
    right = EDGE * (room.x + room.width == display.x + display.width)
    x, y = room.x * CELL[0] - left, room.y * CELL[1]
    return Box(x, y, room.width * CELL[0] + left + right, room.height * CELL[1], fill, 0)


def _words(x: float, y: float, text: str, color: str, *, bold: bool = False) -> Words:
    """Text from the cell (x, y) on."""
    return Words(x * CELL[0], (y + 0.5) * CELL[1], width(text) * CELL[0], text, color, bold)


def _centered(room: Rect, text: str, color: str) -> Words:
    x = room.x + (room.width - width(text)) / 2
    return _words(x, room.y + (room.height - 1) / 2, text, color)


def _letter(led: Led, shine: str) -> tuple[str, str]:
    """The letter of the colour that a lamp shines in, or would, and its ink."""
    color = led.color if shine == "off" else shine
    return color[0].upper(), LAMP_COLORS[color] if shine == "off" else UNLIT


class _Artist:
    """Draws the parts of one phone in one theme."""

    def __init__(self, source: Seen, look: Inks) -> None:
        self._source, self._look = source, look

    def _ink(self, role: str) -> str:
        color = self._look.style(role).color
        return color.get_truecolor().hex if color else ""

    def _ground(self, role: str) -> str:
        color = self._look.style(role).bgcolor
        return color.get_truecolor().hex if color else ""

    def case(self, plan: Layout) -> Iterator[Shape]:
        """The case with the phone's name and the lamp that is seen from afar."""
        source = self._source
        case = plan.case or Rect(0, 0, plan.width, plan.height)
        yield _box(case, self._ground("case"), 22, self._ink("case-line"), 1)
        yield _words(*plan.brand, f"Poly {source.profile.name}", self._ink("brand"), bold=True)
        name = beacon(source.leds)
        led = source.leds.get(name, Led())
        x, y = plan.mwi[0] * CELL[0], plan.mwi[1] * CELL[1]
        shine = glow(led, source, source.now)
        yield _words(plan.mwi[0] - 4, plan.mwi[1], BEACONS[name], self._ink("brand"))
        yield Box(x, y + 4, 40, 12, LAMP_COLORS.get(shine, UNLIT), 6, self._ink("key-line"))
        if led.color != "off":
            letter, ink = _letter(led, shine)
            yield _words(plan.mwi[0] + 1.5, plan.mwi[1], letter, ink)

    def display(self, room: Rect) -> Iterator[Shape]:
        """The display with all that it shows."""
        around = Rect(room.x - 1, room.y - 1, room.width + 2, room.height + 2)
        yield _box(around, self._ground("bezel"), 8, inset=2)
        yield _glass(room, room, self._ground(self._role("")))
        for row, spans in enumerate(self._source.frame.rows):
            column = 0
            for span in spans:
                yield from self._span(span, room.x + column, room.y + row, room)
                column += width(span.text)

    def panel(self, panel: Panel, module: Module) -> Iterator[Shape]:
        """An expansion module, without its keys."""
        yield _box(panel.case, self._ground("case"), 22, self._ink("case-line"), 1)
        yield _words(*panel.brand, module.name, self._ink("brand"), bold=True)
        if panel.window:
            x, y, columns, rows = panel.window
            screen, role = self._source.screen, dress_module(self._source.screen, module)
            yield _box(Rect(x - 1, y - 1, columns + 2, rows + 2), self._ground("bezel"), 8, inset=2)
            yield _box(panel.window, self._ground(role), 0)
            for row, line in enumerate(draw_module(module, columns, rows, lit=screen.light > 0).lines(), y):
                yield from self._texts(line, x, row, role)

    def _role(self, style: str) -> str:
        return dress(self._source.screen, style, self._source.profile.display.color)

    def _span(self, span: Span, x: int, y: int, display: Rect) -> Iterator[Shape]:
        size, role = width(span.text), self._role(span.style)
        if span.style and (ground := self._ground(role)):
            yield _glass(Rect(x, y, size, 1), display, ground)
        yield from self._texts(span.text, x, y, role)

    def _texts(self, text: str, x: int, y: int, role: str) -> Iterator[Shape]:
        """The words of a text, each in the cells that it has in a terminal."""
        bold = bool(self._look.style(role).bold)
        for found in re.finditer(r"[!-~]+|[^\x00-\x20]", text):
            if found[0] == "│":
                left = (x + width(text[: found.start()]) + 0.5) * CELL[0]
                yield Box(left - 0.75, y * CELL[1], 1.5, CELL[1], self._ink(role))
                continue
            yield _words(x + width(text[: found.start()]), y, found[0], self._ink(role), bold=bold)

    def control(self, control: Control) -> Iterator[Shape]:
        """A key with its label and lamp, or the handset."""
        if control.kind == "handset":
            yield from self._handset(control.rect)
            return
        room = control.rect
        yield _box(room, self._ground("key"), 5, self._ink("key-line"), inset=1.5 if room.height > 1 else 1)
        if not control.lamp:
            yield _centered(room, control.label, self._ink("key"))
            return
        if control.kind == "module":
            yield _words(room.x + 1, room.y, fit(control.label, room.width - 5), self._ink("key"))
        else:
            yield _centered(room._replace(width=room.width - 3), control.label, self._ink("key"))
        led = self._source.leds.get(control.lamp, Led())
        yield from self._lamp(led, (room.x + room.width - 2) * CELL[0], (room.y + room.height / 2) * CELL[1])

    def _lamp(self, led: Led, x: float, y: float) -> Iterator[Shape]:
        """A lamp with its colour's letter in it; one that blinks wears a ring."""
        source = self._source
        shine = glow(led, source, source.now)
        if mark(led, source, source.now)[2] != " ":
            yield Disc(x, y, 9, self._ground("key"), LAMP_COLORS.get(led.color, UNLIT))
        yield Disc(x, y, 7, LAMP_COLORS.get(shine, UNLIT), self._ink("key-line"))
        if led.color != "off":
            letter, ink = _letter(led, shine)
            yield Words(x - 4, y, 8, letter, ink, bold=True, size=11)

    def _handset(self, room: Rect) -> Iterator[Shape]:
        """The handset in its cradle, or the empty cradle, in words too."""
        cradle, line = Rect(room.x, room.y, room.width, room.height - 2), self._ink("key-line")
        yield _box(cradle, self._ground("bezel"), 16, line, 4)
        if not self._source.lifted:
            grip = self._ground("handset")
            yield _box(cradle._replace(x=room.x + 3, width=room.width - 6), grip, 8, line, 10)
            for y in (room.y, room.y + room.height - 6):
                yield _box(Rect(room.x + 1, y, room.width - 2, 4), grip, 14, line, 6)
        state = "off hook" if self._source.lifted else "on hook"
        for row, text in enumerate(("Handset", state), room.y + room.height - 2):
            yield _centered(Rect(room.x, row, room.width, 1), text, self._ink("brand"))
