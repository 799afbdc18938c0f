"""The device: one widget that draws all of the phone and passes fingers on to it.

It redraws after a change of the phone, and by a timer only while a lamp blinks or time alone alters the screen; rows
that come out as before are not sent to the terminal again.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import NamedTuple

import msgspec
from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from emulator.display.entry import fields
from emulator.display.frame import Frame, Hit, Span, draw
from emulator.display.keys import swipe_name
from emulator.display.model import Module
from emulator.kernel.clock import SECOND
from ui.focus import counterpart, stops, walk
from ui.geometry import Control, Layout, Shortage
from ui.gestures import WHEEL, direction
from ui.hands import next_field, stand_in, typed
from ui.hints import hints
from ui.jump import letters, marks
from ui.keys import PRESSES, WALK, bindings
from ui.lamps import next_change
from ui.layout import layout_or_display
from ui.paint import Fingers, Phone, paint, too_small
from ui.source import Source
from ui.themes import Look

WALKING = {"Up": -1, "Left": -1, "Down": 1, "Right": 1}
"""Steps that an arrow key goes on a touch screen."""

LONG = 0.5
"""A mouse button held for so many seconds is a key held; less is a tap."""

FLASH = 0.12
"""Seconds for which a key pressed on the keyboard is shown pressed."""

SOONEST = 0.02
"""Seconds between two redraws by the timer, at the least."""


class _Grip(NamedTuple):
    """What the mouse holds down (nothing: a finger on the display), since when, and where it began."""

    name: str
    since: float
    x: int = 0
    y: int = 0


class Device(Widget, can_focus=True):
    """The phone, drawn in the space there is."""

    BINDINGS = bindings(WALK)
    ALLOW_SELECT = False

    class Grown(Message):
        """An expansion module has been attached or removed."""

    class Refused(Message):
        """The phone has no such key, or the screen does not offer it."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    def __init__(self, source: Source, look: Look, among: tuple[int, int] = (1, 1)) -> None:
        """`among` is the phone's number, and how many there are."""
        super().__init__(id="device" if among == (1, 1) else f"device-{among[0]}")
        self.source = self._source = source
        self._look = look
        self._among = among
        self._plan: Layout | Shortage = Shortage(0, 0)
        self._rows: tuple[tuple[Span, ...], ...] = ()
        self._shown: Frame | None = None
        self._focus = ""
        self._pressed: list[str] = []
        self._letters: dict[str, str] = {}
        self._modules: tuple[Module, ...] = ()
        self._grip: _Grip | None = None
        self._due: Timer | None = None
        self._stale = False
        self._unsubscribe: Callable[[], None] | None = None

    @property
    def look(self) -> Look:
        """The theme that the device is drawn in."""
        return self._look

    @look.setter
    def look(self, look: Look) -> None:
        self._look = look
        self.refresh()

    # Drawing

    def on_mount(self) -> None:
        """Follow the phone from now on."""
        self._unsubscribe = self._source.subscribe(self.follow)

    def on_unmount(self) -> None:
        """Leave the phone alone."""
        if self._unsubscribe:
            self._unsubscribe()

    def on_resize(self, event: events.Resize) -> None:
        """Lay the device out anew."""
        self._lay(event.size.width, event.size.height)
        self._redraw()

    def _lay(self, columns: int, rows: int) -> None:
        self._modules = self._source.screen.modules
        self._plan = layout_or_display(self._source.profile, columns, rows, self._modules)
        self._rows = ()

    def follow(self) -> None:
        """Redraw soon; several changes at once are drawn once."""
        if not self._stale:
            self._stale = True
            self.call_later(self._redraw)

    def _redraw(self) -> None:
        self._stale = False
        if not self.size:
            return
        modules = self._source.screen.modules
        if modules != self._modules:
            if len(modules) != len(self._modules):
                self.post_message(self.Grown())
            self._lay(*self.size)
        rows, self._rows = self._rows, self._picture().rows
        if len(rows) != len(self._rows):
            self.refresh()
        else:
            changed = [y for y, (old, new) in enumerate(zip(rows, self._rows, strict=True)) if old != new]
            if changed:
                self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))
        self._wait()

    def _picture(self) -> Frame:
        source, plan = self._source, self._plan
        if isinstance(plan, Shortage):
            return too_small(plan, source.profile, *self.size)
        self._shown = self._frame(plan)
        seen = source.leds, source.lifted, source.now, source.patterns, source.screen
        stops = self._stops()
        if self._letters:
            self._letters = letters(stops)
        here = self.has_focus and self._among[1] > 1
        fingers = Fingers(stops.get(self._focus), self._pressed, marks(plan, stops, self._letters), here)
        word = hints(source.screen, bool(self._letters), *self._among)
        return paint(plan, Phone(source.profile, self._shown, *seen, word), fingers, self.size)

    def _frame(self, plan: Layout) -> Frame:
        """The phone's own frame, or the screen drawn again for a display that had to be made smaller."""
        source = self._source
        display = source.profile.display
        if plan.display.height == display.rows:
            return source.frame
        smaller = msgspec.structs.replace(display, rows=plan.display.height)
        return draw(source.screen, msgspec.structs.replace(source.profile, display=smaller), source.now)

    def _wait(self) -> None:
        """Set the timer for the next moment at which time alone alters the picture, if there is one."""
        if self._due:
            self._due.stop()
            self._due = None
        source = self._source
        dues = (next_change(source.leds.values(), source, source.now), source.screen.changes_at)
        due = min((each for each in dues if each is not None), default=None)
        if due is not None and isinstance(self._plan, Layout):
            self._due = self.set_timer(max(SOONEST, (due - source.now) / SECOND), self._redraw)

    def render_line(self, y: int) -> Strip:
        """One row of the picture."""
        if y >= len(self._rows):
            return Strip.blank(self.size.width, self._look.style("room"))
        style = self._look.style
        segments = [Segment(span.text, style(span.style)) for span in self._rows[y]]
        return Strip(segments, self.size.width)

    # Fingers

    def press(self, name: str, hold: float = 0) -> None:
        """Press a key, visibly."""
        self._pressed.append(name)
        self.set_timer(FLASH, lambda: self._release(name))
        self.attempt(lambda: self._source.press(name, hold=hold))
        self.follow()

    def attempt(self, act: Callable[[], None]) -> None:
        """Do something with the phone; tell the user if it refuses."""
        try:
            act()
        except ValueError as error:
            self.post_message(self.Refused(str(error)))

    def hook(self) -> None:
        """Lift the handset, or put it back."""
        self.attempt(lambda: self._source.hook(not self._source.lifted))

    def _release(self, name: str) -> None:
        if name in self._pressed:
            self._pressed.remove(name)
        self.follow()

    def action_walk(self, by: int) -> None:
        """Move the focus to the next or previous key."""
        if places := self._stops():
            self._focus = walk(list(places), self._focus, by)
            self.follow()

    def action_push(self) -> None:
        """Press the key, or touch the place on the display, that is in focus."""
        self._push(self._stops().get(self._focus))

    def _push(self, place: Control | Hit | None) -> None:
        if isinstance(place, Hit):
            self._touch(*place.center)
        elif place and place.kind == "handset":
            self.hook()
        elif place:
            self.press(place.name)

    def _stops(self) -> dict[str, Control | Hit]:
        if self._shown is None or not isinstance(self._plan, Layout):
            return {}
        return stops(self._plan, self._shown, self._source.profile)

    def action_jump(self) -> None:
        """Give everything a letter; the next key presses what has it."""
        self._letters = {} if self._letters else letters(self._stops())
        self.follow()

    def on_key(self, event: events.Key) -> None:
        """After `jump` a letter presses its key; while a form is open, what the keyboard writes goes into it.

        Keys of the phone are pressed here too, not by the app's bindings: those come later than the next key.
        """
        text = event.character if event.is_printable and event.character else ""
        typing, press = bool(fields(self._source.screen)), PRESSES.get(event.key) or PRESSES.get(text)
        if self._letters:
            self._jump(text)
        elif text and typing:
            self.write(text)
        elif event.key in ("tab", "shift+tab") and typing:
            self.attempt(lambda: self._along(1 if event.key == "tab" else -1))
        elif press:
            self.stroke(press)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted goes into the form, or is dialled."""
        event.stop()
        self.write(event.text)

    def write(self, text: str) -> None:
        """Type a text into the field in focus; without one its digits are pressed."""
        self.attempt(lambda: self._source.type_text(text))

    def _along(self, by: int) -> None:
        """To the next field, or where there is none to the next key."""
        if not next_field(self._source, by):
            self.action_walk(by)

    def _jump(self, letter: str) -> None:
        name, self._letters = self._letters.get(letter, ""), {}
        if name:
            self._push(self._stops().get(name))
        self.follow()

    def stroke(self, name: str) -> None:
        """Press a key, or what stands in for it; without arrows and Select, they move over the touch screen."""
        missing = name not in self._source.profile.hard_keys
        if missing and name in WALKING:
            self.action_walk(WALKING[name])
        elif typed(name, self._source):
            self.write(name)
        elif key := stand_in(name, self._source):
            self.action_push() if missing and key == "Select" else self.press(key)

    def on_focus(self) -> None:
        """Show that the keyboard is here."""
        self.follow()

    def on_blur(self) -> None:
        """Show that it is not."""
        self._letters = {}
        self.follow()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Touch the display, move the handset, or take hold of a key."""
        if event.button != 1 or not isinstance(self._plan, Layout):
            return
        if self._plan.display.holds(event.x, event.y):
            self._grip = _Grip("", monotonic(), event.x, event.y)
            self.capture_mouse()
        elif (control := self._plan.at(event.x, event.y)) is None:
            return
        elif control.kind == "handset":
            self.hook()
        else:
            self._grip = _Grip(control.name, monotonic())
            self._pressed.append(control.name)
            self.capture_mouse()
            self.follow()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go: only now is it known for how long a key was held, and what a finger did on the display."""
        if self._grip is None:
            return
        grip, self._grip = self._grip, None
        self.release_mouse()
        held = monotonic() - grip.since
        hold = held if held >= LONG else 0
        if grip.name:
            self.attempt(lambda: self._source.press(grip.name, hold=hold))
            self._release(grip.name)
        elif way := direction(event.x - grip.x, event.y - grip.y):
            self._wipe(way)
        elif isinstance(self._plan, Layout):
            self._touch(grip.x - self._plan.display.x, grip.y - self._plan.display.y, hold)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves what a finger would move."""
        self._roll(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The same, the other way."""
        self._roll(event, -1)

    def _roll(self, event: events.MouseEvent, by: int) -> None:
        if isinstance(self._plan, Layout) and self._plan.display.holds(event.x, event.y):
            self._wipe(WHEEL[by])
            event.stop()

    def _wipe(self, way: str) -> None:
        """A finger wipes over the display, if that means anything."""
        if self._source.profile.display.touch and swipe_name(way) in self._source.screen.keys:
            self.attempt(lambda: self._source.swipe(way))

    def _touch(self, column: int, row: int, hold: float = 0) -> None:
        """A finger on the display. Where the model has no touch screen, on a label it stands for the key beside it."""
        hit = self._shown.at(column, row) if self._shown else None
        if hit is None:
            return
        if not self._source.profile.display.touch:
            if hit.key:
                self.press(hit.key, hold)
        elif place := counterpart(hit, self._source.frame):
            self.attempt(lambda: self._source.touch(*place, hold))
