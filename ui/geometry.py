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


class Layout(NamedTuple):
    """One device, laid out.

    `mwi` is where the message lamp's three cells begin; `hint` is a row for a word on how to use the keyboard;
    `case` is None where none is drawn.
    """

    width: int
    height: int
    display: Rect
    mwi: tuple[int, int]
    controls: tuple[Control, ...]
    hint: Rect
    case: Rect | None = None
    brand: tuple[int, int] = (1, 0)

    def at(self, x: int, y: int) -> Control | None:
        """The control in a cell."""
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
        )


class Shortage(NamedTuple):
    """No shape fits: the least that would do."""

    columns: int
    rows: int
