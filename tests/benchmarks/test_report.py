"""What `make bench` says about a figure, and when it fails."""

from __future__ import annotations

import json

import pytest

from tests.benchmarks.measure import Measure
from tests.benchmarks.report import as_json, row
from tests.benchmarks.run import main


@pytest.mark.parametrize(
    ("value", "budget", "verdict"),
    [(0.2, 0.3, "ok"), (0.3, 0.3, "ok"), (0.31, 0.3, "over"), (1, None, ""), (None, 1, "failed")],
)
def test_a_figure_is_held_against_its_budget(value: float | None, budget: float | None, verdict: str) -> None:
    """Up to the budget is within it; without a figure nothing is."""
    assert verdict == Measure("x", value, "s", budget).verdict


def test_a_row_says_what_was_measured_beside_what() -> None:
    """Figures with three digits, the budget, the ratio, the verdict, and the reference."""
    words = row(Measure("key", 4.25, "ms", 40, "one Static", 1.7, "idle")).split()
    assert ["key", "4.25", "ms", "40.0", "ms", "2.50", "x", "ok", "one", "Static:", "1.70", "ms;", "idle"] == words


def test_json_has_ratio_and_verdict() -> None:
    """For programs that keep watch over the figures."""
    (found,) = json.loads(as_json([Measure("key", 4, "ms", 2, "one Static", 2)]))
    assert (2, "over", "key") == (found["ratio"], found["verdict"], found["name"])


def test_a_part_that_cannot_be_measured_fails(capsys: pytest.CaptureFixture[str]) -> None:
    """The others are measured all the same, and the exit code tells."""
    assert 1 == main(["nothing", "--json"])
    (found,) = json.loads(capsys.readouterr().out)
    assert ("failed", "nothing") == (found["verdict"], found["name"])
