"""What can be plugged into phones, from `profiles/plugs.csv`: what each thing needs, and what comes of it."""

from __future__ import annotations

import csv
from functools import cache
from typing import Literal

import msgspec

from emulator.kernel.data import read_data

POWER, LAN = "power", "lan"
EXPANSIONS = ("expansion", "color-expansion")
"""The plugs that are more than a thing with a message, an icon, a lamp and an audio path."""


class Plug(msgspec.Struct, frozen=True):
    """One row: something to plug in, or to pair.

    `needs` are features of the hardware, of which one is enough. `plugging` and `pulling` say what a hand does;
    `attached` and `removed` are the device's messages, `absent` its warning while the thing is missing that was there
    before. `icon` stands in the status bar; `path` is the audio path that it opens, `lamp` the condition of the LED
    tables that holds while that path is in use, `hookswitch` whether the phone obeys the key on it.
    """

    plug: str
    needs: str
    plugging: str
    pulling: str
    attached: str
    removed: str
    absent: str
    icon: str
    path: str
    lamp: str
    hookswitch: Literal["", "if configured", "always"]
    sure: Literal["S", "M"]


@cache
def plugs() -> dict[str, Plug]:
    """All of them by name, in the table's order."""
    rows = csv.DictReader(read_data("plugs.csv").decode().splitlines())
    return {row["plug"]: msgspec.convert(row, Plug) for row in rows}
