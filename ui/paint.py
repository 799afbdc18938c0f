"""The whole device as rows of styled text: a pure function of layout, phone, and what the user's fingers do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from emulator.display.canvas import Canvas, Frame, Hit
from emulator.display.cells import fit, glyphs, width
from emulator.display.device import beacon
from emulator.display.model import Led, Module, Screen
from emulator.display.patterns import Steps
from emulator.display.sidecar import draw_module
from emulator.kernel.profile import DeviceProfile
from ui.geometry import Control, Layout, Panel, Rect, Shortage
from ui.hints import REST
from ui.lamps import glow, mark
from ui.light import dress, dress_module

OFF = Led()

BEACONS = {"mwi": "MWI", "bar": "LED"}
"""What stands beside the lamp that is seen from afar."""

HANDSET = ("╭─────╮", "│ ::: │", "╰╮   ╭╯", " │   │ ", "╭╯   ╰╮", "│ ::: │", "╰─────╯")
"""The handset in its cradle; the fourth row is repeated as often as there is room."""


class Phone(NamedTuple):
    """What is drawn of a phone: its frame at the layout's size, its lamps, the handset, and the time for blinking.

    `patterns` say how lamps blink; `screen` how bright the display is and on what ground; `hints` what is said of the
    keyboard, as much as there is room for.
    """

    profile: DeviceProfile
    frame: Frame
    leds: Mapping[str, Led]
    lifted: bool
    now: int
    patterns: Mapping[str, Steps]
    screen: Screen = Screen("")
    hints: Sequence[str] = REST


class Fingers(NamedTuple):
    """What is in focus, a control or a place on the display; the names of controls held down; letters to jump by.

    `here` says that the keyboard is this phone's, where there are several.
    """

    focus: Control | Hit | None = None
    pressed: Collection[str] = ()
    marks: Iterable[tuple[int, int, str]] = ()
    here: bool = False


NONE = Fingers()


def paint(layout: Layout, phone: Phone, fingers: Fingers = NONE, size: tuple[int, int] | None = None) -> Frame:
    """The device on a ground of `size` (columns, rows; its own by default). Styles are roles of the themes."""
    canvas = Canvas(*(size or (layout.width, layout.height)))
    _surround(canvas, layout.case)
    if layout.case:
        _fill(canvas, layout.case, "case")
        _box(canvas, layout.case, "case-line")
    brand = "focus" if fingers.here else "brand" if layout.case else "room strong"
    canvas.write(*layout.brand, f"Poly {phone.profile.name}", brand)
    if fingers.here:
        canvas.write(layout.brand[0] - 1, layout.brand[1], "▸", brand)
    edge = " " if layout.case else ""  # on the line of the case a word has air
    hint = next((each for each in phone.hints if width(each) + 2 * len(edge) <= layout.hint.width), "")
    if hint:
        word = f"{edge}{hint}{edge}"
        canvas.write(layout.hint.x, layout.hint.y, word, "case hint" if layout.case else "room hint")
    light = beacon(phone.leds)
    _lamp(canvas, layout.mwi, phone, light, "case" if layout.case else "room", f"{BEACONS[light]} ")
    _display(canvas, layout.display, phone)
    if isinstance(fingers.focus, Hit):
        _point(canvas, layout.display, phone.frame, fingers.focus)
    for panel, module in zip(layout.panels, phone.screen.modules, strict=False):
        _panel(canvas, panel, module, phone)
    for control in layout.controls:
        _control(canvas, control, phone, fingers, _ground(layout, control))
    for column, row, letter in fingers.marks:
        canvas.write(column, row, letter, "focus")
    return canvas.frame()


def _ground(layout: Layout, control: Control) -> str:
    """What a control lies on: a case, or the room that a device without one lies in."""
    cases = (layout.case, *(panel.case for panel in layout.panels))
    return "case" if any(case.holds(*control.rect[:2]) for case in cases if case) else "room"


def _panel(canvas: Canvas, panel: Panel, module: Module, phone: Phone) -> None:
    """An expansion module, without its keys."""
    _fill(canvas, panel.case, "case")
    _box(canvas, panel.case, "case-line")
    room = panel.case.x + panel.case.width - 2 - panel.brand[0]
    canvas.write(*panel.brand, fit(module.name, room), "brand")
    if panel.window:
        x, y, columns, rows = panel.window
        _box(canvas, Rect(x - 1, y - 1, columns + 2, rows + 2), "bezel")
        frame = draw_module(module, columns, rows, lit=phone.screen.light > 0)
        for row, line in enumerate(frame.lines(), y):
            canvas.write(x, row, line, dress_module(phone.screen, module))


def too_small(shortage: Shortage, profile: DeviceProfile, columns: int, rows: int) -> Frame:
    """One clear message in place of the device."""
    canvas = Canvas(columns, rows)
    _fill(canvas, Rect(0, 0, columns, rows), "room")
    lines = (
        f"Poly {profile.name}",
        f"needs {shortage.columns} x {shortage.rows}",
        f"terminal: {columns} x {rows}",
        "Enlarge the terminal; Ctrl+Q quits.",
    )
    top = max(0, (rows - len(lines)) // 2)
    for number, line in enumerate(lines):
        canvas.place(0, top + number, columns, line, "room strong" if number == 0 else "room", "center")
    return canvas.frame()


def _fill(canvas: Canvas, room: Rect, role: str) -> None:
    for row in range(room.y, room.y + room.height):
        canvas.write(room.x, row, " " * room.width, role)


def _surround(canvas: Canvas, case: Rect | None) -> None:
    """The room around the case, or all of it where there is no case."""
    columns, rows = canvas.columns, canvas.height
    x, y, width, height = case or Rect(columns, rows, 0, 0)
    _fill(canvas, Rect(0, 0, columns, y), "room")
    _fill(canvas, Rect(0, y, x, height), "room")
    _fill(canvas, Rect(x + width, y, columns - x - width, height), "room")
    _fill(canvas, Rect(0, y + height, columns, rows - y - height), "room")


def _box(canvas: Canvas, room: Rect, role: str) -> None:
    """A rounded frame just within the room."""
    right, bottom, line = room.x + room.width - 1, room.y + room.height - 1, "─" * (room.width - 2)
    canvas.write(room.x, room.y, f"╭{line}╮", role)
    canvas.write(room.x, bottom, f"╰{line}╯", role)
    for row in range(room.y + 1, bottom):
        canvas.write(room.x, row, "│", role)
        canvas.write(right, row, "│", role)


def _display(canvas: Canvas, room: Rect, phone: Phone) -> None:
    _box(canvas, Rect(room.x - 1, room.y - 1, room.width + 2, room.height + 2), "bezel")
    for row, spans in enumerate(phone.frame.rows, room.y):
        column = room.x
        for span in spans:
            canvas.write(column, row, span.text, dress(phone.screen, span.style, phone.profile.display.color))
            column += width(span.text)


def _point(canvas: Canvas, room: Rect, frame: Frame, hit: Hit) -> None:
    """Draw a place on the display once more, in focus."""
    for row in range(hit.row, hit.row + hit.height):
        column = 0
        for glyph, wide in glyphs(frame.lines()[row]):
            if hit.column <= column < hit.column + hit.width:
                canvas.write(room.x + column, room.y + row, glyph, "focus")
            column += wide


def _lamp(canvas: Canvas, at: tuple[int, int], phone: Phone, name: str, role: str, title: str = "") -> None:
    led = phone.leds.get(name, OFF)
    now = glow(led, phone, phone.now)
    shine = "dark" if now == "off" != led.color else now
    canvas.write(at[0] - len(title), at[1], title, role)
    colored = role not in ("focus", "pressed")  # whose own colours a lamp's would be lost on
    canvas.write(*at, mark(led, phone, phone.now), f"key lamp-{shine}" if colored else role)


def _control(canvas: Canvas, control: Control, phone: Phone, fingers: Fingers, ground: str) -> None:
    focus, pressed = control == fingers.focus, control.name in fingers.pressed
    role = "pressed" if pressed else "focus" if focus else "key"
    if control.kind == "handset" and control.rect.height > 1:
        _handset(canvas, control.rect, phone.lifted, "focus" if focus else ground)
    elif control.rect.height > 1:
        _boxed(canvas, control, phone, role, ground, focus)
    else:
        _flat(canvas, control, phone, role, focus)


def _flat(canvas: Canvas, control: Control, phone: Phone, role: str, focus: bool) -> None:
    """A key in one row: brackets, or arrows that point at it when it is in focus; the lamp is inside."""
    room, label = control.rect, control.label
    if control.kind == "handset":
        label = f"Handset {'off' if phone.lifted else 'on'} hook"
    left, right = "▸◂" if focus else "[]"
    lamp = 3 if control.lamp else 0
    inner = room.width - 2 - lamp
    canvas.write(room.x, room.y, left, role)
    align = {"line": "right", "module": "left"}.get(control.kind, "center")
    canvas.place(room.x + 1, room.y, inner, label, role, align)
    if lamp:
        _lamp(canvas, (room.x + 1 + inner, room.y), phone, control.lamp, role)
    canvas.write(room.x + room.width - 1, room.y, right, role)


def _boxed(canvas: Canvas, control: Control, phone: Phone, role: str, ground: str, focus: bool) -> None:
    """A key in three rows."""
    room = control.rect
    _box(canvas, room, "focus" if focus else f"{ground} key-line")
    _fill(canvas, Rect(room.x + 1, room.y + 1, room.width - 2, 1), role)
    inner = room.width - 2 - (4 if control.lamp else 0)
    canvas.place(room.x + 1, room.y + 1, inner, control.label, role, "center")
    if control.lamp:
        _lamp(canvas, (room.x + 1 + inner, room.y + 1), phone, control.lamp, role)


def _handset(canvas: Canvas, room: Rect, lifted: bool, role: str) -> None:
    """The handset standing in its cradle, or the empty cradle; in words below."""
    tall = room.height - 2
    rows = HANDSET[:3] + HANDSET[3:4] * (tall - 6) + HANDSET[4:]
    if lifted:
        rows = ("┌┄┄┄┄┄┐", *("┊     ┊",) * (tall - 2), "└┄┄┄┄┄┘")
    for row, text in enumerate(rows, room.y):
        canvas.write(room.x + 1, row, text, f"{role} handset")
    canvas.place(room.x, room.y + tall, room.width, "Handset", role, "center")
    canvas.place(room.x, room.y + tall + 1, room.width, "off hook" if lifted else "on hook", f"{role} strong", "center")
