"""A grid of cells to draw on, and the finished picture with a map of what can be touched in it."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from emulator.display.cells import glyphs, pad
from emulator.kernel.state import Event


class Span(NamedTuple):
    """Some cells of one row in one style.

    Styles are words: strong, dim, big, status, title, selected, softkey, label, popup, field, progress, flashing.
    """

    text: str
    style: str = ""


class Hit(NamedTuple):
    """A region that can be touched: what it says, what it means, and the key it stands for, if any."""

    column: int
    row: int
    width: int
    height: int
    label: str
    intent: Event | None = None
    key: str = ""

    def covers(self, column: int, row: int) -> bool:
        """Whether that cell lies in it."""
        return self.column <= column < self.column + self.width and self.row <= row < self.row + self.height

    @property
    def center(self) -> tuple[int, int]:
        """The cell in its middle: column, row."""
        return self.column + self.width // 2, self.row + self.height // 2


class Frame(NamedTuple):
    """A drawn display: exactly as many rows and columns as the model's display has."""

    columns: int
    rows: tuple[tuple[Span, ...], ...]
    hits: tuple[Hit, ...]

    def lines(self) -> tuple[str, ...]:
        """The rows as plain text, all `columns` cells wide."""
        return tuple("".join(span.text for span in row) for row in self.rows)

    def text(self) -> str:
        """The picture as plain text, without trailing blanks."""
        return "\n".join(line.rstrip() for line in self.lines())

    def at(self, column: int, row: int) -> Hit | None:
        """What is touched at that cell; of regions on top of each other, the one drawn last."""
        return next((hit for hit in reversed(self.hits) if hit.covers(column, row)), None)

    def find(self, label: str) -> Hit | None:
        """The region that says `label`, in any case."""
        wanted = label.casefold()
        return next((hit for hit in self.hits if hit.label.casefold() == wanted), None)


class Canvas:
    """A grid being drawn on. What would leave the grid is left out."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.height = columns, rows
        self._cells = [[(" ", "")] * columns for _ in range(rows)]
        self.hits: list[Hit] = []

    def write(self, column: int, row: int, text: str, style: str = "") -> None:
        """Draw text from that cell on; a wide glyph takes two cells, the second of them empty."""
        if not 0 <= row < self.height:
            return
        for glyph, wide in glyphs(text):
            if column < 0 or column + wide > self.columns:
                return
            self._clear(column, row, wide)
            self._cells[row][column] = (glyph, style)
            if wide == 2:
                self._cells[row][column + 1] = ("", style)
            column += wide

    def place(self, column: int, row: int, room: int, text: str, style: str = "", align: str = "left") -> None:
        """Draw text in exactly `room` cells, with an ellipsis where it is cut."""
        self.write(column, row, pad(text, room, align), style)

    def blank(self, column: int, row: int, size: int) -> bool:
        """Whether nothing has been drawn yet in so many cells."""
        return (
            0 <= row < self.height and not "".join(text for text, _ in self._cells[row][column : column + size]).strip()
        )

    def touch(
        self, column: int, row: int, size: tuple[int, int], label: str, intent: Event | None, key: str = ""
    ) -> None:
        """Let a region of (width, height) be touched."""
        self.hits.append(Hit(column, row, *size, label, intent, key))

    def frame(self) -> Frame:
        """The picture as it is now."""
        rows = tuple(
            tuple(
                Span("".join(text for text, _ in cells), style)
                for style, cells in groupby(row, key=lambda cell: cell[1])
            )
            for row in self._cells
        )
        return Frame(self.columns, rows, tuple(self.hits))

    def _clear(self, column: int, row: int, wide: int) -> None:
        """Blank the half of a wide glyph that would be left over."""
        cells = self._cells[row]
        if cells[column][0] == "" and column:
            cells[column - 1] = (" ", cells[column - 1][1])
        after = column + wide
        if after < self.columns and cells[after][0] == "":
            cells[after] = (" ", cells[after][1])
