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
    "alerting": Icon("◐", "!", "ringing"),
    "away": Icon("◷", "~", "away"),
    "back": Icon("◁", "<", "back"),
    "busy": Icon("●", "@", "busy"),
    "btoe": Icon("⇆", "b", "BToE"),
    "btoe-paired": Icon("⇋", "p", "paired with the PC"),
    "battery": Icon("▮", "B", "battery full"),
    "bluetooth": Icon("฿", "B", "Bluetooth"),
    "calendar": Icon("▥", "C", "calendar"),
    "chosen": Icon("✓", "v", "chosen"),
    "diagnostics": Icon("⊙", "?", "diagnostics"),
    "dial": Icon("▦", "#", "dial a number"),
    "directories": Icon("▤", "D", "directories"),
    "dnd": Icon("⊘", "D", "do not disturb"),
    "ended": Icon("✕", "x", "ended"),
    "favorite": Icon("★", "*", "favorite"),
    "features": Icon("✚", "+", "features"),
    "forward": Icon("⇥", "F", "calls are forwarded"),
    "hd-voice": Icon("♪", "~", "HD voice"),
    "handset": Icon("✆", "h", "handset"),
    "headset": Icon("∩", "H", "headset"),
    "held": Icon("‖", "=", "on hold"),
    "home": Icon("⌂", "^", "home"),
    "idle": Icon("○", "o", "available"),
    "incoming": Icon("◀", "<", "incoming"),
    "keyboard": Icon("⊞", "k", "keyboard"),
    "locked": Icon("⊠", "#", "locked"),
    "menu": Icon("≡", "=", "menu"),
    "message": Icon("✉", "M", "message waiting"),
    "missed": Icon("↯", "!", "missed call"),
    "muted": Icon("⊝", "-", "microphone muted"),
    "network-down": Icon("⚠", "!", "network link is down"),
    "new-call": Icon("✆", "+", "new call"),
    "offline": Icon("◇", "x", "offline"),
    "outgoing": Icon("▷", ">", "outgoing"),
    "paired": Icon("⇄", "=", "paired device"),
    "pc-audio": Icon("▣", "P", "PC audio"),
    "placed": Icon("→", ">", "placed call"),
    "recent": Icon("◔", "r", "recent calls"),
    "received": Icon("←", "<", "received call"),
    "redial": Icon("↻", "R", "redial"),
    "registered": Icon("☎", "*", "registered"),
    "remote-held": Icon("¦", "|", "held by the other side"),
    "secure": Icon("⚿", "L", "encrypted"),
    "settings": Icon("⚙", "%", "settings"),
    "speaker": Icon("◉", "S", "speakerphone"),
    "status": Icon("≣", "=", "status"),
    "unknown": Icon("◌", "?", "unknown"),
    "unregistered": Icon("☏", "o", "not registered"),
    "usb": Icon("ψ", "U", "USB device"),
    "warning": Icon("⚠", "!", "warning"),
    "wireless": Icon("≋", "w", "wireless network"),
    "audio-only": Icon("◌", "a", "audio only"),
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
