"""What a new configuration asks of a phone that runs: nothing but to go on, a restart, or a reboot."""

from __future__ import annotations

from typing import Literal, NamedTuple

from emulator.config.catalogue import find
from emulator.config.layers import Configuration

Change = Literal["none", "restart", "reboot"]
"""What it takes for a new value to count: nothing, the application's restart, or a reboot through the updater."""

_COSTS: dict[str, Change] = {"none": "none", "restart": "restart", "?": "none", "reboot": "reboot"}
"""By the catalogue's word. Guides mark parameters that need a restart: one of which nothing is known needs none."""

_RANKS: tuple[Change, ...] = ("none", "restart", "reboot")


class Consequence(NamedTuple):
    """The parameters that have other values, sorted, and what the dearest of them costs."""

    names: tuple[str, ...]
    effect: Change


def cost(name: str) -> Change:
    """What a new value of one parameter costs; one that the phone does not know costs nothing."""
    parameter = find(name)
    return _COSTS[parameter.change] if parameter else "none"


def consequence(before: Configuration, after: Configuration) -> Consequence:
    """What it takes to go from one configuration to the other.

    Only values in force count: one that is overridden, or that says what the default says, changes nothing.
    """
    named = {*before.names(), *after.names()}
    names = tuple(sorted(name for name in named if before.text(name) != after.text(name)))
    return Consequence(names, max(map(cost, names), key=_RANKS.index, default="none"))
