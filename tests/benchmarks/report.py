"""What a measurement says, and how it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec


class Row(msgspec.Struct, frozen=True):
    """One figure beside another.

    `budget` is what the figure, or with `of_ratio` the ratio, may be at most; with `at_least` what it must reach.
    Without a budget the row only informs. `problem` says why there is no figure.
    """

    what: str
    unit: str
    measured: float | None = None
    budget: float | None = None
    beside: str = ""
    reference: float | None = None
    of_ratio: bool = False
    at_least: bool = False
    problem: str = ""
    skipped: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times the reference it is."""
        return self.measured / self.reference if self.measured is not None and self.reference else None

    @property
    def verdict(self) -> str:
        """Ok or over; nothing without a budget; failed or skipped without a figure."""
        judged = self.ratio if self.of_ratio else self.measured
        if judged is None:
            return "skipped" if self.skipped else "failed"
        if self.budget is None:
            return ""
        return "ok" if (judged >= self.budget if self.at_least else judged <= self.budget) else "over"

    @property
    def failed(self) -> bool:
        """Whether there is no figure although there should be one."""
        return self.verdict == "failed"


def figure(value: float | None, unit: str) -> str:
    """A figure with three digits that count."""
    if value is None:
        return "-"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:,.{digits}f} {unit}".rstrip()


def _cells(row: Row) -> tuple[str, ...]:
    sign = ">=" if row.at_least else "<="
    budget = "" if row.budget is None else f"{sign} {figure(row.budget, 'x' if row.of_ratio else row.unit)}"
    reference = f"{row.beside}: {figure(row.reference, row.unit)}" if row.reference is not None else row.beside
    note = f"{row.verdict}: {row.problem}" if row.problem else row.verdict
    return (row.what, figure(row.measured, row.unit), budget, figure(row.ratio, "x"), note, reference)


HEADS = ("what", "measured", "budget", "ratio", "", "beside")


def table(rows: Sequence[Row]) -> str:
    """All rows as a table for people."""
    lines = [HEADS, *map(_cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    numeric = (1, 2, 3)
    return "\n".join(
        "  ".join(
            text.rjust(width) if place in numeric else text.ljust(width)
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def as_json(rows: Iterable[Row]) -> str:
    """All rows for programs, with ratio and verdict."""
    found = [msgspec.to_builtins(row) | {"ratio": row.ratio, "verdict": row.verdict} for row in rows]
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode()
