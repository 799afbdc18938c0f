"""The styles of a theme's roles, for terminals and for pictures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from rich.style import Style

from ui.cases import BLACK, CONTRAST, SILVER, WHITE
from ui.colors import DARK, LIGHT, MONOCHROME

TABLES: dict[str, Mapping[str, str]] = {
    "dark": DARK,
    "light": LIGHT,
    "black": BLACK,
    "silver": SILVER,
    "white": WHITE,
    "contrast": CONTRAST,
    "monochrome": MONOCHROME,
}
"""All themes by name, in the order in which they are gone through."""


class Inks:
    """The styles of one theme."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._styles = {role: Style.parse(text) for role, text in table.items()}

    def style(self, role: str) -> Style:
        """The style of a role; "a b" combines two, the later winning."""
        found = self._styles.get(role)
        if found is None:  # combinations are kept as they are asked for
            parts = (self._styles.get(each, Style.null()) for each in role.split())
            found = self._styles[role] = Style.combine([Style.null(), *parts])
        return found


@cache
def inks(theme: str) -> Inks:
    """The styles of a theme."""
    return Inks(TABLES[theme])
