"""Themes that dress the phone: the cases of real devices, and one for eyes that need strong contrast.

Their displays are those of the dark and the light theme; the contrast theme has its own throughout.
"""

from __future__ import annotations

from ui.colors import DARK, GREYS, LAMP_COLORS, LIGHT

BLACK = {
    **DARK,
    "room": "#9aa2ad on #2a2e35",
    "case": "#c3c8cf on #0c0d0f",
    "case-line": "#5b626c on #0c0d0f",
    "brand": "bold #f2f4f6 on #0c0d0f",
    "hint": "#9aa2ad",
    "key": "#f2f4f6 on #1d1f23",
    "key-line": "#6a717b on #0c0d0f",
    "handset": "#9aa2ad on #17191c",
    "bezel": "#6a717b on #000000",
}
"""The black of VVX and CCX."""

SILVER = {
    **DARK,
    "room": "#3f454d on #e4e7ea",
    "case": "#24282e on #a9afb6",
    "case-line": "#4f565f on #a9afb6",
    "brand": "bold #101317 on #a9afb6",
    "hint": "#24282e",
    "key": "#f2f4f6 on #3b4047",
    "key-line": "#4f565f on #a9afb6",
    "handset": "#f2f4f6 on #3b4047",
    "bezel": "#8f98a3 on #16181b",
    "lamp-off": "#8f98a3",
    "lamp-dark": "#c39c98",
}
"""The silver and charcoal of SoundPoint IP 550 and 650, and of the VVX 1500."""

WHITE = {
    **LIGHT,
    "room": "#4b5563 on #d9dde2",
    "case": "#2b3038 on #fbfbfc",
    "case-line": "#9aa1ab on #fbfbfc",
    "brand": "bold #14171c on #fbfbfc",
    "hint": "#4b5563",
    "key": "#14171c on #e6e9ed",
    "key-line": "#7d8692 on #fbfbfc",
    "handset": "#3a414b on #eceef1",
    "bezel": "#5c6470 on #c8ccd2",
}
"""A white case, for rooms with much light."""

_PAPER = dict.fromkeys(("room", "case", "key", "handset", "bezel", "screen", "label"), "#ffffff on #000000")
_MARKED = dict.fromkeys(("status", "title", "softkey", "pressed"), "bold #000000 on #ffffff")
_CHOSEN = dict.fromkeys(("focus", "selected", "popup"), "bold #000000 on #ffff00")
_PLAIN = dict.fromkeys(("hint", "dim", "progress"), "#ffffff")
_DISPLAY = {
    **_PAPER,
    **_MARKED,
    **_CHOSEN,
    **_PLAIN,
    "strong": "bold",
    "big": "bold #ffffff",
    "field": "#000000 on #ffffff",
    "unlit": "#5f5f5f on #000000",
}

CONTRAST = {
    **_DISPLAY,
    "paper": "#000000 on #ffffff",
    **{f"grey-{role}": _DISPLAY[role] for role in GREYS},
    "brand": "bold #ffffff on #000000",
    "case-line": "#ffffff on #000000",
    "key-line": "#ffffff on #000000",
    "flashing": "blink",
    "low": "",
    **{f"lamp-{name}": f"bold {color}" for name, color in {**LAMP_COLORS, "red": "#ff8a80"}.items()},
    "lamp-off": "#ffffff",
    "lamp-dark": "#ffffff",
}
"""White and yellow on black, nothing in between."""
