"""One phone as the browser sees it: a drawing, the places in it that can be pressed, and what a press does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from emulator.display.device import signs
from emulator.display.entry import fields
from emulator.display.frame import Hit
from emulator.display.keys import swipe_name
from ui.deeds import deeds
from ui.geometry import Control, Layout, Rect
from ui.hands import stand_in, typed
from ui.keys import DIGITS, PHONE
from ui.lamps import next_change
from ui.layout import natural
from ui.picture import CELL
from ui.screenshot import svg
from ui.source import Source
from ui.words import module_lines

_DOM = {
    "up": "arrowup",
    "down": "arrowdown",
    "left": "arrowleft",
    "right": "arrowright",
    "plus": "+",
    "equals_sign": "=",
    "minus": "-",
}
"""What browsers call keys, where it is not the name that the table of keys has."""


def _bound() -> Iterator[tuple[str, str]]:
    for each in (*DIGITS, *PHONE):
        for key in each.keys.split(","):
            yield _DOM.get(key, key), each.press or each.action


KEYS = dict(_bound())
"""What each key of the computer presses, by its name in the browser: ctrl+s, arrowup, f1."""

LONGEST = 60.0
"""Seconds for which a key can be held, at most."""


class View:
    """What a browser shows of a phone, and does to it."""

    def __init__(self, source: Source, theme: str) -> None:
        self.source = source
        self._theme = theme

    def shown(self) -> dict[str, Any]:
        """The drawing, its places, display and lamps as text for those who listen, whether it rings, where to wipe."""
        plan = self._plan()
        spots = [[name, self._label(place), *_room(plan, place)] for name, place in self._places(plan).items()]
        source = self.source
        text = "\n".join((source.frame.text(), *signs(source.screen, source.leds)))
        rings = source.screen.name == "incoming"
        wiped = _room(plan, Control("", plan.display, "")) if source.profile.display.touch else ()
        return {"svg": svg(source, self._theme), "text": text, "spots": spots, "rings": rings, "wiped": wiped}

    def changes_at(self) -> int | None:
        """When time alone alters the drawing (microseconds since power on): a lamp blinks, a timer runs."""
        blink = next_change(self.source.leds.values(), self.source, self.source.now)
        return min((when for when in (blink, self.source.screen.changes_at) if when is not None), default=None)

    def deeds(self) -> list[list[str]]:
        """All that can be done, by name, with a word on it."""
        return [[each.name, each.about] for each in deeds(self.source)]

    def act(self, wish: dict[str, Any]) -> None:
        """Do what the browser asks for. Raises ValueError with a sentence for the user if it cannot be done."""
        match wish:
            case {"spot": str(name), "hold": int() | float() as hold}:
                self._press(name, min(max(float(hold), 0.0), LONGEST))
            case {"swipe": "left" | "right" | "up" | "down" as way}:
                if swipe_name(way) in self.source.screen.keys:
                    self.source.swipe(way)
            case {"key": str(key)}:
                self._key(key)
            case {"text": str(text)}:
                self.source.type_text(text)
            case {"do": str(name)}:
                for each in deeds(self.source):
                    if each.name == name:
                        each.run()
                        return
                raise ValueError(f"{name!r} cannot be done now.")
            case _:
                raise ValueError("The page asks for something that the phone does not understand.")

    def _plan(self) -> Layout:
        return natural(self.source.profile, self.source.screen.modules)

    def _places(self, plan: Layout) -> dict[str, Control | Hit]:
        hits = (hit for hit in self.source.frame.hits if hit.intent is not None)
        shown: dict[str, Control | Hit] = {f"@{hit.column},{hit.row} {hit.label}": hit for hit in hits}
        return shown | {control.name: control for control in plan.controls}

    def _label(self, place: Control | Hit) -> str:
        """What a place is called; a key beside a label, by that too."""
        if isinstance(place, Hit):
            return place.label
        screen = self.source.screen
        lines, soft = enumerate(screen.line_keys, 1), enumerate(screen.soft_keys, 1)
        labels = {f"LineKey{number}": f"Line key {number}, {key.label}" for number, key in lines if key.label}
        labels |= {f"SoftKey{number}": f"Soft key {number}, {key.label}" for number, key in soft if key.label}
        labels |= {f"LineKey{number}": key.label for number, key in module_lines(screen) if key.label}
        return labels.get(place.name, place.name)

    def _press(self, name: str, hold: float) -> None:
        place = self._places(self._plan()).get(name)
        if isinstance(place, Control) and place.kind == "handset":
            self.source.hook(not self.source.lifted)
        elif isinstance(place, Control):
            self.source.press(name, hold=hold)
        elif place is None:
            raise ValueError("That has just gone from the display.")
        elif self.source.profile.display.touch:
            self.source.touch(*place.center, hold)
        elif place.key:
            self.source.press(place.key, hold=hold)

    def _key(self, key: str) -> None:
        meant = KEYS.get(key, "")
        if len(key) == 1 and (fields(self.source.screen) or typed(key, self.source)):
            self.source.type_text(key)
        elif meant == "hook":
            self.source.hook(not self.source.lifted)
        elif meant and (name := stand_in(meant, self.source)):
            self.source.press(name)


def _room(plan: Layout, place: Control | Hit) -> tuple[int, int, int, int]:
    """Where a place is in the drawing, in pixels."""
    rect = place.rect if isinstance(place, Control) else Rect(*place[:4]).moved((plan.display.x, plan.display.y))
    return rect.x * CELL[0], rect.y * CELL[1], rect.width * CELL[0], rect.height * CELL[1]
