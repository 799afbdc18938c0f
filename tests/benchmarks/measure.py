"""What a benchmark hands back."""

from __future__ import annotations

from typing import NamedTuple


class Measure(NamedTuple):
    """One figure, its unit, and the budget that it must stay below; without one it is there to compare with."""

    name: str
    value: float
    unit: str
    budget: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the figure is within its budget."""
        return self.budget is None or self.value < self.budget
