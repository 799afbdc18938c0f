"""How soon commands answer."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from tests.benchmarks.measure import Measure
from tests.benchmarks.processes import VPHONE, command

TIMES = 9


def measure() -> Iterator[Measure]:
    """Help, the command's own and that of the command with the most options."""
    nothing = command((sys.executable, "-c", "pass"), TIMES).wall
    for words, budget in ((("--help",), 0.15), (("run", "--help"), None)):
        took = command((*VPHONE, *words), TIMES)
        yield Measure(f"vphone {' '.join(words)}", took.wall, "s", budget, "python -c pass", nothing, took.note)
