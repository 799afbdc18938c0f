"""The icons of the phone: a glyph for terminals, letters where glyphs fail, and a word for those who listen."""

from __future__ import annotations

from typing import NamedTuple


class Icon(NamedTuple):
    """One icon. The glyph is one cell wide."""

    glyph: str
    ascii: str
    word: str


ICONS = {
    "active": Icon("▶", ">", "active"),
    "back": Icon("◁", "<", "back"),
    "dial": Icon("⠿", "#", "dial a number"),
    "ended": Icon("✕", "x", "ended"),
    "handset": Icon("✆", "h", "handset"),
    "headset": Icon("∩", "H", "headset"),
    "held": Icon("‖", "=", "on hold"),
    "home": Icon("⌂", "^", "home"),
    "incoming": Icon("◀", "<", "incoming"),
    "menu": Icon("≡", "=", "menu"),
    "message": Icon("✉", "M", "message waiting"),
    "missed": Icon("↯", "!", "missed call"),
    "muted": Icon("⊝", "-", "microphone muted"),
    "network-down": Icon("⚠", "!", "network link is down"),
    "new-call": Icon("✆", "+", "new call"),
    "outgoing": Icon("▷", ">", "outgoing"),
    "redial": Icon("↻", "R", "redial"),
    "registered": Icon("☎", "*", "registered"),
    "remote-held": Icon("¦", "|", "held by the other side"),
    "speaker": Icon("◉", "S", "speakerphone"),
    "unregistered": Icon("☏", "o", "not registered"),
}
"""All icons by name."""


def glyph(name: str) -> str:
    """What stands for the icon in one cell; empty for no icon."""
    icon = ICONS.get(name)
    return icon.glyph if icon else ""


def word(name: str) -> str:
    """How the icon is said aloud; empty for no icon."""
    icon = ICONS.get(name)
    return icon.word if icon else ""
