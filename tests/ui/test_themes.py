"""Themes: complete, legible, and the same by name everywhere."""

from __future__ import annotations

import pytest
from rich.color import Color

from emulator.cli.run_arguments import THEMES
from emulator.display.model import FULL, Screen
from ui.colors import DARK, tinted
from ui.inks import TABLES, inks
from ui.light import dress
from ui.themes import LOOKS

COLORED = [name for name in TABLES if name != "monochrome"]
TEXTS = ("room", "case", "brand", "case hint", "key", "focus", "pressed", "case handset")
STYLES = ("", "dim", "big", "status", "title", "selected", "softkey", "label", "field", "popup")
DISPLAY = tuple(tinted(f"screen {style}".strip(), color) for style in STYLES for color in (True, False))
LAMPS = tuple(f"key lamp-{color}" for color in ("red", "green", "amber", "blue", "white", "off", "dark"))


def luminance(color: Color) -> float:
    """Relative luminance, as WCAG 2.1 defines it."""
    parts = [part / 255 for part in color.get_truecolor()]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(theme: str, role: str) -> float:
    """The contrast ratio of a role's text with its ground, as WCAG 2.1 defines it."""
    style = inks(theme).style(role)
    assert style.color is not None, (theme, role)
    assert style.bgcolor is not None, (theme, role)
    low, high = sorted((luminance(style.color), luminance(style.bgcolor)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", COLORED)
def test_all_can_be_read(theme: str) -> None:
    """Text has a contrast of 4.5 and lamps of 3 (WCAG 2.1, level AA); in the contrast theme all have 7 (level AAA)."""
    for role in (*TEXTS, *DISPLAY, *LAMPS):
        least = 7 if theme == "contrast" else 3 if role in LAMPS else 4.5
        assert least <= contrast(theme, role), (role, contrast(theme, role))


@pytest.mark.parametrize("theme", COLORED)
def test_every_role_is_there(theme: str) -> None:
    """What the dark theme has a style for, the others have too."""
    assert {role for role in DARK if role not in TABLES[theme]} <= {"light-blue", "teal", "tan"}


def test_names_are_the_same_everywhere() -> None:
    """Command line, device and panels know the same themes."""
    assert list(THEMES) == list(TABLES) == list(LOOKS)


@pytest.mark.parametrize(
    ("screen", "style", "expected"),
    [
        (Screen("x"), "", "screen"),
        (Screen("x", light=FULL - 1), "status", "screen status"),
        (Screen("x", light=1), "label", "screen label low"),
        (Screen("x", light=0), "", "screen unlit"),
        (Screen("x", background="teal"), "big", "screen big teal"),
        (Screen("x", background="teal"), "softkey", "screen softkey"),
        (Screen("x", contrast=2), "label", "screen label dim"),
        (Screen("x", contrast=8), "", "screen strong"),
    ],
)
def test_brightness_and_background_dress_the_display(screen: Screen, style: str, expected: str) -> None:
    """Bars keep their own ground; a dark display shows nothing bright."""
    assert expected == dress(screen, style, color=True)
