"""All themes: the colours of the device, and of the panels around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rich.style import Style
from textual.theme import Theme

from ui.inks import TABLES, Inks, inks


class Look(NamedTuple):
    """One theme: Textual's part for panels and dialogs, ours for the device."""

    panels: Theme
    inks: Inks

    def style(self, role: str) -> Style:
        """The style of a role of the device; "a b" combines two, the later winning."""
        return self.inks.style(role)


PLAIN = "ansi_default"
"""Whatever the terminal writes in."""

INVERSE = {
    f"{part}-{place}": f"ansi_{'white' if place == 'background' else 'black'}"
    for part in ("ansi", "block-cursor", "input-cursor", "input-selection", "screen-selection")
    for place in ("background", "foreground")
} | {"input-cursor-text-style": "none", "border-blurred": PLAIN}
"""Cursors and selections without a colour of their own."""


_PANELS = {
    "dark": ("#5aa9ff", "#14171c", "#1b2027", "#23272e", "#dfe7f1", "#ffb454"),
    "light": ("#2f5f97", "#eceff3", "#f7f9fb", "#d3d8df", "#14202e", "#b3560a"),
    "black": ("#9aa2ad", "#2a2e35", "#17191c", "#0c0d0f", "#f2f4f6", "#ffb454"),
    "silver": ("#4f565f", "#e4e7ea", "#f7f8f9", "#a9afb6", "#101317", "#8a4000"),
    "white": ("#2f5f97", "#d9dde2", "#ffffff", "#e6e9ed", "#14171c", "#8a4000"),
    "contrast": ("#ffffff", "#000000", "#000000", "#000000", "#ffffff", "#ffff00"),
}
"""Primary, background, surface, panel, foreground and accent of the panels by theme."""


def _panels(name: str) -> Theme:
    if name == "monochrome":
        return _MONOCHROME
    primary, background, surface, panel, foreground, accent = _PANELS[name]
    return Theme(
        name,
        primary=primary,
        background=background,
        surface=surface,
        panel=panel,
        foreground=foreground,
        accent=accent,
        dark=name not in ("light", "silver", "white"),
    )


_MONOCHROME = Theme(
    "monochrome",
    ansi=True,
    primary=PLAIN,
    secondary=PLAIN,
    warning=PLAIN,
    error=PLAIN,
    success=PLAIN,
    accent=PLAIN,
    foreground=PLAIN,
    background=PLAIN,
    surface=PLAIN,
    panel=PLAIN,
    boost=PLAIN,
    variables=INVERSE,
)

LOOKS = {name: Look(_panels(name), inks(name)) for name in TABLES}
"""All themes by name, in the order in which they are gone through."""


def preferred(environment: Mapping[str, str]) -> str:
    """The theme to begin with: monochrome where NO_COLOR is set or the terminal has no colours, else dark."""
    plain = environment.get("NO_COLOR") or environment.get("TERM", "") in ("dumb", "vt100", "vt220")
    return "monochrome" if plain else "dark"
