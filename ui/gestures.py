"""What a finger, or the mouse in its place, does on the display: it taps, it stays, or it wipes."""

from __future__ import annotations

WIPE = 4
"""The columns that a finger moves at the least to wipe; rows count twice, as cells are twice as high as wide."""

WHEEL = {1: "up", -1: "down"}
"""Where a finger would wipe to for what the wheel does: turned towards the user, the list moves up."""


def direction(columns: int, rows: int) -> str:
    """Which way a finger has wiped that moved so far: left, right, up or down; "" if it has only tapped."""
    across, along = abs(columns), 2 * abs(rows)
    if max(across, along) < WIPE:
        return ""
    if across >= along:
        return "right" if columns > 0 else "left"
    return "down" if rows > 0 else "up"
