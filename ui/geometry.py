"""What a layout is made of, in character cells."""

from __future__ import annotations

from typing import NamedTuple


class Rect(NamedTuple):
    """A rectangle of cells."""

    x: int
    y: int
    width: int
    height: int

    def holds(self, x: int, y: int) -> bool:
        """Whether a cell lies in it."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height

    def moved(self, by: tuple[int, int]) -> Rect:
        """The same, shifted."""
        return self._replace(x=self.x + by[0], y=self.y + by[1])


class Control(NamedTuple):
    """Something to press: kind is key, line, module or handset; `lamp` is the LED in it."""

    name: str
    rect: Rect
    label: str
    kind: str = "key"
    lamp: str = ""


class Panel(NamedTuple):
    """The case of an expansion module, where its name begins, and what its labels stand on if not on the keys."""

    case: Rect
    brand: tuple[int, int]
    window: Rect | None = None

    def moved(self, by: tuple[int, int]) -> Panel:
        """The same, shifted."""
        brand = self.brand[0] + by[0], self.brand[1] + by[1]
        return Panel(self.case.moved(by), brand, self.window.moved(by) if self.window else None)


class Layout(NamedTuple):
    """One device, laid out.

    `mwi` is where the message lamp's three cells begin; `hint` is a row for a word on how to use the keyboard;
    `case` is None where none is drawn; `panels` are the expansion modules beside it.
    """

    width: int
    height: int
    display: Rect
    mwi: tuple[int, int]
    controls: tuple[Control, ...]
    hint: Rect
    case: Rect | None = None
    brand: tuple[int, int] = (1, 0)
    panels: tuple[Panel, ...] = ()

    def at(self, x: int, y: int) -> Control | None:
        """The control in a cell, or beside the label in it."""
        window = next((each.window for each in self.panels if each.window and each.window.holds(x, y)), None)
        if window:
            x = window.x - 2 if x < window.x + window.width // 2 else window.x + window.width + 1
        return next((each for each in self.controls if each.rect.holds(x, y)), None)

    def moved(self, by: tuple[int, int]) -> Layout:
        """The whole device, shifted."""
        dx, dy = by
        return self._replace(
            display=self.display.moved(by),
            mwi=(self.mwi[0] + dx, self.mwi[1] + dy),
            hint=self.hint.moved(by),
            brand=(self.brand[0] + dx, self.brand[1] + dy),
            case=self.case.moved(by) if self.case else None,
            controls=tuple(each._replace(rect=each.rect.moved(by)) for each in self.controls),
            panels=tuple(each.moved(by) for each in self.panels),
        )


class Shortage(NamedTuple):
    """No shape fits: the least that would do."""

    columns: int
    rows: int
