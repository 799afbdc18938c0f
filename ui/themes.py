"""Light, dark and monochrome: the colours of the device and of the panels around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rich.style import Style
from textual.theme import Theme

from ui.colors import DARK, LIGHT, MONOCHROME


class Look(NamedTuple):
    """One theme: Textual's part for panels and dialogs, ours for the device."""

    panels: Theme
    styles: dict[str, Style]  # combinations are added as they are asked for

    def style(self, role: str) -> Style:
        """The style of a role; "a b" combines two, the later winning."""
        found = self.styles.get(role)
        if found is None:
            parts = (self.styles.get(each, Style.null()) for each in role.split())
            found = self.styles[role] = Style.combine([Style.null(), *parts])
        return found


PLAIN = "ansi_default"
"""Whatever the terminal writes in."""

INVERSE = {
    f"{part}-{place}": f"ansi_{'white' if place == 'background' else 'black'}"
    for part in ("ansi", "block-cursor", "input-cursor", "input-selection", "screen-selection")
    for place in ("background", "foreground")
} | {"input-cursor-text-style": "none", "border-blurred": PLAIN}
"""Cursors and selections without a colour of their own."""


def _parse(table: Mapping[str, str]) -> dict[str, Style]:
    return {role: Style.parse(text) for role, text in table.items()}


LOOKS = {
    "dark": Look(
        Theme(
            "dark",
            primary="#5aa9ff",
            background="#14171c",
            surface="#1b2027",
            panel="#23272e",
            foreground="#dfe7f1",
            accent="#ffb454",
        ),
        _parse(DARK),
    ),
    "light": Look(
        Theme(
            "light",
            primary="#2f5f97",
            background="#eceff3",
            surface="#f7f9fb",
            panel="#d3d8df",
            foreground="#14202e",
            accent="#b3560a",
            dark=False,
        ),
        _parse(LIGHT),
    ),
    "monochrome": Look(
        Theme(
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
        ),
        _parse(MONOCHROME),
    ),
}
"""All themes by name, in the order in which they are gone through."""


def preferred(environment: Mapping[str, str]) -> str:
    """The theme to begin with: monochrome where NO_COLOR is set or the terminal has no colours, else dark."""
    plain = environment.get("NO_COLOR") or environment.get("TERM", "") in ("dumb", "vt100", "vt220")
    return "monochrome" if plain else "dark"
