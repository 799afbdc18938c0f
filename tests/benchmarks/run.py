"""Measures every budget and says which were kept: `make bench`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main() -> int:
    """Run the benchmarks beside this file, or those named; 1 if a budget was not kept."""
    here = Path(__file__).parent
    names = sys.argv[1:] or sorted(path.stem for path in here.glob("*.py") if path.stem not in ("run", "measure"))
    exceeded = 0
    for name in names:
        for each in importlib.import_module(f"tests.benchmarks.{name}").measure():
            budget = "" if each.budget is None else f"(budget {each.budget:g} {each.unit})"
            verdict = "" if each.kept else "  EXCEEDED"
            print(f"{name:<14} {each.name:<34} {each.value:9.3f} {each.unit:<6} {budget}{verdict}", flush=True)
            exceeded += not each.kept
    return 1 if exceeded else 0


if __name__ == "__main__":
    sys.exit(main())
