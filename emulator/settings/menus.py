"""The menus as data: `profiles/menus/menus.csv`, one row an entry, and which entries a phone shows.

A page may be about something: the page "line:3" is that of line 3. Behind the colon stand one or two numbers parted by
a point, which its rows name {x} and {y}.
"""

from __future__ import annotations

import csv
from functools import cache
from typing import Literal

import msgspec

from emulator.config.catalogue import Parameter, find
from emulator.display.conditions import holds
from emulator.display.model import Scene
from emulator.kernel.data import read_data

Kind = Literal["page", "view", "choice", "toggle", "text", "address", "number", "password", "rows", "action", "absent"]

TYPED = ("text", "address", "number", "password")
"""Kinds of entries whose value is typed."""

SETTING = ("choice", "toggle", *TYPED)
"""Kinds of entries that set a parameter."""

ABOUT = ("x", "y")
_SWITCH = (("Enabled", "1"), ("Disabled", "0"))
_TITLES = {
    "main": "Menu",
    "quick-setup": "Quick Setup",
    "setup": "Setup",
    "settings": "Settings",
    "base-profile": "Base Profile",
    "line": "Line {x}",
    "line-status": "Line {x}",
    "authority": "Platform CA {x}",
    "credential": "Platform {x}",
}


class Row(msgspec.Struct, frozen=True):
    """One entry of a page.

    `target` is the page or view that it opens, the parameter that it sets, the action that it does, or who supplies
    rows in its place. `values` are the choices ("Label=value|..."), or the question that an action asks. `when` are
    conditions that all must hold (see `display.conditions`); `lock` says whose password opens it.
    """

    page: str
    label: str
    kind: Kind
    target: str
    values: str
    when: str
    lock: Literal["", "user", "admin"]
    sure: Literal["S", "M"]

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What can be chosen: label and value."""
        if self.kind == "toggle":
            return _SWITCH
        pairs = (choice.rpartition("=") for choice in self.values.split("|"))
        return tuple((label, value) for label, _, value in pairs)

    def label_of(self, value: str) -> str:
        """What a value is called here."""
        return next((label for label, each in self.choices if each == value), value)

    @property
    def emulated(self) -> bool:
        """Whether the entry does what it says: for a setting, whether its value changes what the phone does."""
        parameter = find(self.target) if self.kind in SETTING else None
        return self.kind != "absent" if parameter is None else parameter.emulated


def bounds(parameter: Parameter) -> str:
    """The least and the greatest of the numbers that a parameter may be; empty if it is no number."""
    least, dots, most = parameter.permitted.rpartition("|")[2].partition("..")
    return f"{least} - {most}" if parameter.kind == "int" and dots and least else ""


@cache
def pages() -> dict[str, tuple[Row, ...]]:
    """All pages by name, each with its rows in order."""
    rows = msgspec.convert(list(csv.DictReader(read_data("menus/menus.csv").decode().splitlines())), list[Row])
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.page, []).append(row)
    return {page: tuple(each) for page, each in found.items()}


@cache
def rows_of(page: str) -> tuple[Row, ...]:
    """All rows of a page; of one that is about something, with its numbers in their places."""
    name, _, about = page.partition(":")
    rows = pages().get(name, ())
    if not about:
        return rows
    numbers = _numbers(about)
    return tuple(msgspec.structs.replace(row, page=page, target=row.target.format_map(numbers)) for row in rows)


def _numbers(about: str) -> dict[str, str]:
    return dict(zip(ABOUT, about.split("."), strict=False))


@cache
def _titles() -> dict[str, str]:
    leading = {
        row.target.partition(":")[0]: row.label
        for rows in reversed(pages().values())
        for row in rows
        if row.kind == "page"
    }
    return leading | _TITLES


def title(page: str) -> str:
    """What stands over a page: the label that leads to it, or what it is about."""
    name, _, about = page.partition(":")
    numbers = _numbers(about)
    leading = next((row.label for rows in pages().values() for row in rows if row.target == page), "")
    return leading or _titles().get(name, "").format_map(numbers)


def shown(scene: Scene, page: str) -> tuple[Row, ...]:
    """The rows of a page that this phone shows now."""
    return tuple(row for row in rows_of(page) if holds(scene, row.when))
