"""Draw a screen: a grid of exactly the model's columns and rows, and a map of what can be touched in it."""

from __future__ import annotations

from collections.abc import Callable

from emulator.display import ccx, conference, keyed
from emulator.display.canvas import Canvas, Frame, Hit, Span
from emulator.display.keyed import line_key_row
from emulator.display.model import Screen
from emulator.kernel.profile import DeviceProfile

_LAYOUTS: dict[str, Callable[[Canvas, Screen, DeviceProfile, int], None]] = {
    "keys": keyed.lay,
    "touch": keyed.lay,
    "ccx": ccx.lay,
    "conference": conference.lay,
    "handset": conference.lay,
}


def draw(screen: Screen, profile: DeviceProfile, now: int) -> Frame:
    """The picture of a screen at time `now` on this model's display."""
    canvas = Canvas(profile.display.columns, profile.display.rows)
    _LAYOUTS[profile.display.layout](canvas, screen, profile, now)
    return canvas.frame()


__all__ = ["Frame", "Hit", "Span", "draw", "line_key_row"]
