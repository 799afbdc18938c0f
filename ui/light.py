"""How bright the display is, and on which ground its texts stand."""

from __future__ import annotations

from emulator.display.model import Screen
from ui.colors import tinted

LOW = 1
"""Up to this brightness a display is drawn dim; dark, it is drawn as if unlit."""

WRITTEN = frozenset({"", "label", "dim", "strong", "big"})
"""Styles of a display's text that have no ground of their own."""


def dress(screen: Screen, style: str, color: bool) -> str:
    """The roles of the themes for a text on the display; `color` says whether the display has any."""
    ground = screen.background if style in WRITTEN else ""
    light = "unlit" if screen.light <= 0 else "low" if screen.light <= LOW else ""
    return tinted(" ".join(filter(None, ("screen", style, ground, light))), color)
