"""Wiping over a touch screen of the VVX turns from one main view to the next: calls, Lines, Home (remembered)."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.boot.model import config
from emulator.calls.model import Calls
from emulator.display.model import Display, GoHome, OpenView, Rank, Scene, View
from emulator.kernel.state import Event

CALLS, LINES, HOME = "calls", "lines", "home"


def turns(scene: Scene, view: View) -> dict[str, Event]:
    """What wiping to the left and to the right means on a main view; nothing on any other."""
    if scene.profile.display.layout != "touch":
        return {}
    row, here = tuple(_row(scene)), _here(scene, view)
    if here not in row:
        return {}
    place = row.index(here)
    beside = {"SwipeRight": row[:place][-1:], "SwipeLeft": row[place + 1 : place + 2]}
    return {swipe: _to(scene, name) for swipe, names in beside.items() for name in names}


def _row(scene: Scene) -> Iterator[str]:
    """The main views from left to right."""
    calls = scene.phone[Calls]
    if calls.open and not calls.first("dialing"):
        yield CALLS
    yield LINES
    if HOME.capitalize() in scene.profile.hard_keys:
        yield HOME


def _here(scene: Scene, view: View) -> str:
    return CALLS if view.rank == Rank.CALLS else view.name


def _to(scene: Scene, name: str) -> Event:
    """What leads to a main view: away from all that is open, if it is the one that lies beneath."""
    beneath = HOME if config(scene.phone).flag("up.idleStateView") else LINES
    if name == (CALLS if scene.phone[Calls].open else beneath):
        return GoHome()
    return OpenView(name, instead=bool(scene.phone[Display].stack))
