"""The background of the idle screen: which one is chosen, of those that the phone comes with."""

from __future__ import annotations

import csv
from functools import cache

import msgspec

from emulator.boot.model import config
from emulator.display.model import Scene
from emulator.kernel.data import read_data
from emulator.kernel.profile import DeviceProfile


class Background(msgspec.Struct, frozen=True):
    """A plain background: how bg.color.selection names it, and its colour; empty for that of the theme."""

    selection: str
    name: str
    color: str
    sure: str


@cache
def backgrounds() -> tuple[Background, ...]:
    """The backgrounds that the phone comes with."""
    rows = list(csv.DictReader(read_data("backgrounds.csv").decode().splitlines()))
    return tuple(msgspec.convert(rows, list[Background]))


def place(profile: DeviceProfile) -> str:
    """The parameter that names the background of a model."""
    return "bg.VVX_1500.color.selection" if profile.compact == "VVX1500" else "bg.color.selection"


def color(scene: Scene) -> str:
    """The colour chosen; empty for that of the theme, and on a display without colours."""
    chosen = config(scene.phone).text(place(scene.profile)).replace(" ", "")
    found = next((each.color for each in backgrounds() if each.selection == chosen), "")
    return found if scene.profile.display.color else ""
