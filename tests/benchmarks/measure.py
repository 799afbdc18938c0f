"""What a benchmark hands back."""

from __future__ import annotations

import msgspec


class Measure(msgspec.Struct, frozen=True):
    """One figure, its unit, and the budget that it must not pass; without one it is there to compare with.

    `beside` names what was measured in the same run, `reference` is its figure in the same unit. `note` says how the
    figure came about, or why there is none.
    """

    name: str
    value: float | None
    unit: str
    budget: float | None = None
    beside: str = ""
    reference: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the reference it is."""
        return self.value / self.reference if self.value is not None and self.reference else None

    @property
    def verdict(self) -> str:
        """Whether it is ok or over; nothing without a budget; failed without a figure."""
        if self.value is None:
            return "failed"
        if self.budget is None:
            return ""
        return "ok" if self.value <= self.budget else "over"
