"""The colours of the device: for each role of its parts, a style as `rich` writes it.

Monochrome names no colour at all, so that the terminal's own two are used. Whatever a colour says is said by a letter
or a glyph as well.
"""

from __future__ import annotations

LAMP_COLORS = {
    "red": "#ff4b3e",
    "green": "#3ddc67",
    "amber": "#ffb000",
    "blue": "#5aa9ff",
    "white": "#ffffff",
}
"""How a lamp shines, on any background that the themes use."""


_LAMPS = {f"lamp-{name}": f"bold {color}" for name, color in LAMP_COLORS.items()}

GREYS = {
    "screen": "#14181a on #b9c4bd",
    "dim": "#3d474a",
    "strong": "bold #14181a",
    "big": "bold #0a0d0e",
    "status": "#14181a on #a3b0a8",
    "title": "bold #14181a on #a3b0a8",
    "selected": "bold #dfe7e1 on #23292b",
    "softkey": "#14181a on #a3b0a8",
    "label": "#14181a",
    "field": "#14181a on #d3dcd6",
    "progress": "#23292b",
    "popup": "bold #dfe7e1 on #23292b",
    "unlit": "#3d474a on #6f7a74",
}
"""The roles of a display without colours: dark on grey, in whatever theme."""

BACKGROUNDS = {"light-blue": "#0a1b30 on #97cff9", "teal": "#04110f on #499494", "tan": "#2b1602 on #f59d45"}
"""The plain backgrounds that a user can choose, and ink that can be read on them."""

GREY = {f"grey-{role}": style for role, style in GREYS.items()}


def tinted(roles: str, color: bool) -> str:
    """The roles as they are, or those of a display without colours."""
    return roles if color else " ".join(f"grey-{role}" if role in GREYS else role for role in roles.split())


PAPER = {"paper": "#1d2023 on #ebe8df"}
"""A sheet of paper with labels, between the keys of a module without a display."""

DARK = {
    **GREY,
    **PAPER,
    **BACKGROUNDS,
    "room": "#8a94a6 on #14171c",
    "case": "#c7ced9 on #23272e",
    "case-line": "#4a525e on #23272e",
    "brand": "bold #e6ebf2 on #23272e",
    "hint": "#98a3b3",
    "key": "#e6ebf2 on #39404a",
    "key-line": "#6b7686 on #23272e",
    "focus": "bold #101418 on #ffb454",
    "pressed": "bold #101418 on #e6ebf2",
    "handset": "#aab4c3 on #2d323a",
    "bezel": "#5c6675 on #0b0d10",
    "screen": "#dfe7f1 on #10243d",
    "dim": "#8fa3bd",
    "strong": "bold",
    "big": "bold #ffffff",
    "status": "#ffffff on #1b3a5f",
    "title": "bold #ffffff on #16304f",
    "selected": "bold #10243d on #9cc7ff",
    "softkey": "#ffffff on #2b4d78",
    "label": "#c9dcf5",
    "field": "#10243d on #dfe7f1",
    "progress": "#6fb1ff",
    "flashing": "blink",
    "popup": "bold #10243d on #ffe08a",
    "low": "dim",
    "unlit": "#3d4a5c on #04070b",
    **_LAMPS,
    "lamp-off": "#8b97a8",
    "lamp-dark": "#a98b88",
}

LIGHT = {
    **GREY,
    **PAPER,
    **BACKGROUNDS,
    "room": "#5c6470 on #eceff3",
    "case": "#2b3038 on #d3d8df",
    "case-line": "#8a929e on #d3d8df",
    "brand": "bold #14171c on #d3d8df",
    "hint": "#4b5563",
    "key": "#14171c on #f7f9fb",
    "key-line": "#6d7683 on #d3d8df",
    "focus": "bold #ffffff on #b3560a",
    "pressed": "bold #ffffff on #14171c",
    "handset": "#3a414b on #c3c9d2",
    "bezel": "#5c6470 on #b4bbc5",
    "screen": "#14202e on #f4f8fd",
    "dim": "#5a6a7d",
    "strong": "bold",
    "big": "bold #0b1420",
    "status": "#ffffff on #2f5f97",
    "title": "bold #14202e on #cfe0f4",
    "selected": "bold #ffffff on #2f5f97",
    "softkey": "#14202e on #c3d8f0",
    "label": "#1d3d66",
    "field": "#14202e on #ffffff underline",
    "progress": "#2f5f97",
    "flashing": "blink",
    "popup": "bold #14202e on #ffe08a",
    "low": "dim",
    "unlit": "#9aa5b3 on #3a4450",
    "lamp-red": "bold #b3120a",
    "lamp-green": "bold #08702c",
    "lamp-amber": "bold #8a5a00",
    "lamp-blue": "bold #1450a8",
    "lamp-white": "bold #14171c",
    "lamp-off": "#6d7683",
    "lamp-dark": "#6d7683",
}

MONOCHROME = {
    "brand": "bold",
    "case-line": "dim",
    "room": "dim",
    "key-line": "dim",
    "bezel": "dim",
    "focus": "reverse bold",
    "pressed": "reverse",
    "dim": "dim",
    "strong": "bold",
    "big": "bold",
    "status": "reverse",
    "title": "bold underline",
    "selected": "reverse",
    "softkey": "reverse",
    "field": "underline",
    "flashing": "blink",
    "popup": "reverse bold",
    "paper": "none",
    **{f"lamp-{name}": "bold" for name in LAMP_COLORS},
    "lamp-off": "dim",
    "lamp-dark": "dim",
}
MONOCHROME |= {f"grey-{role}": MONOCHROME.get(role, "none") for role in GREYS}
