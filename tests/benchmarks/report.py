"""How figures are printed: a table for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from tests.benchmarks.measure import Measure

WIDTHS = (50, 13, 13, 8, 6)
HEADS = ("what", "measured", "budget", "ratio", "", "beside")


def figure(value: float | None, unit: str) -> str:
    """A figure with three digits that count."""
    if value is None:
        return "-"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:,.{digits}f} {unit}"


def _cells(each: Measure) -> Iterator[str]:
    yield each.name
    yield figure(each.value, each.unit)
    yield "" if each.budget is None else figure(each.budget, each.unit)
    yield "" if each.ratio is None else f"{figure(each.ratio, 'x')}"
    yield each.verdict
    reference = f"{each.beside}: {figure(each.reference, each.unit)}" if each.reference is not None else each.beside
    yield "; ".join(filter(None, (reference, each.note)))


def _line(cells: Iterable[str]) -> str:
    name, *figures, beside = cells
    padded = (text.rjust(width) for text, width in zip(figures, WIDTHS[1:], strict=True))
    return "  ".join((name.ljust(WIDTHS[0]), *padded, beside)).rstrip()


def head() -> str:
    """The first line of the table."""
    return _line(HEADS)


def row(each: Measure) -> str:
    """One line of the table."""
    return _line(_cells(each))


def as_json(found: Iterable[Measure]) -> str:
    """All figures for programs, with ratio and verdict."""
    plain = [msgspec.to_builtins(each) | {"ratio": each.ratio, "verdict": each.verdict} for each in found]
    return msgspec.json.format(msgspec.json.encode(plain), indent=2).decode()
