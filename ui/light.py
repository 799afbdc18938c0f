"""How bright the display is, and on which ground its texts stand."""

from __future__ import annotations

from emulator.display.model import Module, Screen
from ui.colors import tinted

LOW = 1
"""Up to this brightness a display is drawn dim; dark, it is drawn as if unlit."""

FAINT, DEEP = 2, 8
"""Up to this contrast the ink of a display without colours is drawn pale, from that on bold."""

WRITTEN = frozenset({"", "label", "dim", "strong", "big"})
"""Styles of a display's text that have no ground of their own."""


def dress(screen: Screen, style: str, color: bool) -> str:
    """The roles of the themes for a text on the display; `color` says whether the display has any."""
    ground = screen.background if style in WRITTEN else ""
    light = "unlit" if screen.light <= 0 else "low" if screen.light <= LOW else ""
    ink = "dim" if screen.contrast <= FAINT else "strong" if screen.contrast >= DEEP else ""
    return tinted(" ".join(filter(None, ("screen", style, ground, "" if light else ink, light))), color)


def dress_module(screen: Screen, module: Module) -> str:
    """The roles for the labels of a module: those of the phone's display, or of paper, which no light changes."""
    return "paper" if module.labels == "paper" else dress(screen, "label", module.labels == "color")
