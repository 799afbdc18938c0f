"""How good a call sounds: the E-model (ITU-T G.107, impairments of G.113), from loss and delay to MOS."""

from __future__ import annotations

BEST = 93.2
"""The rating of a connection without faults, with default values (ITU-T G.107, table 2)."""

IMPAIRMENT = {"PCMU": (0.0, 25.1), "PCMA": (0.0, 25.1), "G722": (0.0, 25.1), "iLBC": (11.0, 32.0), "L16": (0.0, 25.1)}
"""What a codec itself takes away, and how well it bears loss (ITU-T G.113, appendix I, with concealment)."""

LATE = 177.3
"""Milliseconds of delay from which talking together gets hard."""


def rating(codec: str, lost: float, milliseconds: float = 0.0) -> float:
    """The rating R, from 0 to 100, of sound of which this share (0 to 1) is lost and that is late by so much."""
    base, robustness = IMPAIRMENT.get(codec, (0.0, 25.1))
    damage = base + (95 - base) * 100 * lost / (100 * lost + robustness)
    lateness = 0.024 * milliseconds + 0.11 * max(0.0, milliseconds - LATE)
    return max(0.0, min(100.0, BEST - damage - lateness))


def mos(r: float) -> float:
    """The mean opinion score that goes with a rating, from 1.0 to 4.5 (ITU-T G.107, annex B)."""
    return max(1.0, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r))
