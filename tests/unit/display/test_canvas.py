"""The grid of cells and the map of what can be touched."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from emulator.display.canvas import Canvas, Span
from emulator.display.cells import width
from emulator.display.model import GoBack, GoHome


def test_spans_join_cells_of_one_style() -> None:
    """A row is as few spans as its styles allow."""
    canvas = Canvas(6, 1)
    canvas.write(1, 0, "ab", "strong")
    assert ((Span(" "), Span("ab", "strong"), Span("   ")),) == canvas.frame().rows


def test_what_does_not_fit_is_left_out() -> None:
    """Nothing is drawn outside of the grid, and no half of a wide glyph at its edge."""
    canvas = Canvas(4, 1)
    canvas.write(2, 0, "a日")
    canvas.write(-1, 0, "x")
    canvas.write(0, 1, "y")
    assert ("  a ",) == canvas.frame().lines()


def test_overwriting_half_a_wide_glyph_blanks_the_rest() -> None:
    """Rows keep their width when a wide glyph is half covered, from either side."""
    canvas = Canvas(6, 1)
    canvas.write(0, 0, "日本語")
    canvas.write(1, 0, "xy")
    assert (" xy 語",) == canvas.frame().lines()


@given(st.lists(st.tuples(st.integers(-2, 12), st.integers(-1, 4), st.text(max_size=12)), max_size=12))
def test_rows_always_have_the_width_of_the_grid(writes: list[tuple[int, int, str]]) -> None:
    """Whatever is written where, every row takes exactly the grid's columns."""
    canvas = Canvas(10, 3)
    for column, row, text in writes:
        canvas.write(column, row, text)
    assert [10] * 3 == [width(line) for line in canvas.frame().lines()]


def test_the_region_drawn_last_is_touched() -> None:
    """Of regions on top of each other the upper one counts; elsewhere nothing is touched."""
    canvas = Canvas(10, 5)
    canvas.touch(0, 0, (10, 5), "under", GoHome())
    canvas.touch(2, 1, (3, 2), "over", GoBack())
    frame = canvas.frame()
    assert ["over", "over", "under"] == [hit.label for hit in map(frame.at, (2, 4, 5), (1, 2, 1)) if hit]
    assert frame.at(10, 0) is None


def test_a_region_is_found_by_what_it_says() -> None:
    """Labels are found in any case, and their middle can be touched."""
    canvas = Canvas(10, 5)
    canvas.touch(2, 1, (4, 3), "New Call", GoHome())
    frame = canvas.frame()
    hit = frame.find("new call")
    assert hit is not None
    assert hit == frame.at(*hit.center)
