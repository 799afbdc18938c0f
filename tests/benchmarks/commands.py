"""How soon commands answer."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from tests.benchmarks.measure import Measure
from tests.benchmarks.processes import VPHONE, command, median_of

TIMES = 9


def measure() -> Iterator[Measure]:
    """Help, the command's own and that of the command with the most options."""
    nothing = median_of(TIMES, lambda: command((sys.executable, "-c", "pass")))
    for words, budget in ((("--help",), 0.15), (("run", "--help"), None)):
        took = median_of(TIMES, lambda words=words: command((*VPHONE, *words)))  # type: ignore[misc]
        yield Measure(f"vphone {' '.join(words)}", took, "s", budget, "python -c pass", nothing)
