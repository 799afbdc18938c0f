"""Measures every budget beside something that is run with it: `make bench`, or this with --json or names of parts.

Exit code 1 only if something could not be measured: machines differ, and a figure over its budget is news, no fault.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator, Sequence

from tests.benchmarks.measure import Measure
from tests.benchmarks.report import as_json, head, row

PARTS = ("commands", "configuration", "booting", "pure", "terminal", "calling", "resting")


def measure(part: str) -> Iterator[Measure]:
    """The figures of one part; one that cannot be measured says why."""
    try:
        yield from importlib.import_module(f"tests.benchmarks.{part}").measure()
    except Exception as error:
        yield Measure(part, None, "", note=f"{type(error).__name__}: {error}")


def main(words: Sequence[str]) -> int:
    """Measure, print, and tell whether all could be measured."""
    plain = "--json" not in words
    found: list[Measure] = []
    if plain:
        print(f"{os.cpu_count()} processors, {os.getloadavg()[0]:.1f} programs at work on them before this one")
        print(head())
    for part in [word for word in words if word != "--json"] or PARTS:
        for each in measure(part):
            found.append(each)
            if plain:
                print(row(each), flush=True)
    if not plain:
        print(as_json(found))
    return int(any(each.value is None for each in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
