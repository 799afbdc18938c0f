"""What an idle phone offers: soft keys, tiles of Home and the menu of a CCX, from `profiles/menus/idle.csv`."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from functools import cache

import msgspec

from emulator.calls.model import Calls, Dial, OpenDialer
from emulator.contacts.model import open_directories
from emulator.display.conditions import holds
from emulator.display.model import GoHome, Item, MissedSeen, OpenView, Scene
from emulator.features.model import dnd_key
from emulator.kernel.data import read_data
from emulator.kernel.state import Event
from emulator.lock.model import LockNow
from emulator.meetings.model import MeetNow
from emulator.settings.model import OpenPage
from emulator.signin.model import SignOut
from emulator.voicemail.model import open_messages


class Offer(msgspec.Struct, frozen=True):
    """One row: at `place` (softkey, tile ...) stands `label`, that does `does` about something while `when` holds."""

    place: str
    label: str
    icon: str
    does: str
    about: str
    when: str
    sure: str


_DEEDS: dict[str, Callable[[Scene, str], Event | None]] = {
    "new-call": lambda scene, _: OpenDialer(),
    "redial": lambda scene, _: Dial(scene.phone[Calls].dialed),
    "dnd": lambda scene, _: dnd_key(scene.phone),
    "clear-missed": lambda scene, _: MissedSeen(),
    "home": lambda scene, _: GoHome(),
    "sign-out": lambda scene, _: SignOut(),
    "lock": lambda scene, _: LockNow(),
    "meet-now": lambda scene, _: MeetNow(),
    "messages": lambda scene, _: open_messages(scene.phone),
    "view": lambda scene, view: OpenView(view),
    "page": lambda scene, page: OpenPage(page),
    "directories": lambda scene, _: open_directories(scene.phone),
}
"""What rows may do."""


@cache
def _rows() -> dict[str, tuple[Offer, ...]]:
    rows = msgspec.convert(list(csv.DictReader(read_data("menus/idle.csv").decode().splitlines())), list[Offer])
    return {place: tuple(row for row in rows if row.place == place) for place in {row.place for row in rows}}


def offers(scene: Scene, place: str) -> Iterator[Item]:
    """What is offered there now, in order."""
    for row in _rows()[place]:
        if holds(scene, row.when):
            yield Item(row.label, icon=row.icon, intent=_DEEDS[row.does](scene, row.about))
