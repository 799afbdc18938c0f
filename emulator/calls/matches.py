"""What the digits in the dialer may become: numbers that begin so, of recent calls and of favorites.

That the device offers them is remembered; no public document tells how many, or in which order.
"""

from __future__ import annotations

from collections.abc import Iterator

from emulator.calls.model import Dial
from emulator.contacts.model import CallLists, Directory, bare, has_directory, lists
from emulator.display.model import Display, Item, MoveSelection, Scene
from emulator.kernel.state import Event
from emulator.lock.model import confined

MOST = 5
"""How many are offered."""

FAMILIES = ("VVX", "CCX")
"""The phones that offer them; SoundPoint IP and conference phones have no room."""


def matches(scene: Scene, digits: str) -> tuple[Item, ...]:
    """A row for each number that goes on as the digits begin, the most recent first; selecting one dials it."""
    found: dict[str, Item] = {}
    if digits and scene.profile.family in FAMILIES and not confined(scene.phone):
        for number, row in _rows(scene):
            if number != digits and number.startswith(digits):
                found.setdefault(number, row)
    return tuple(found.values())[:MOST]


def _rows(scene: Scene) -> Iterator[tuple[str, Item]]:
    kept = lists(scene.phone)
    for each in scene.phone[CallLists].records:
        if each.kind in kept and each.number:
            yield bare(each.number), _row(each.name, each.number, each.kind, "CallListDial")
    if has_directory(scene.phone):
        for contact in scene.phone[Directory].favorites:
            yield bare(contact.number), _row(contact.name, contact.number, "favorite", "DirectoryDial")


def _row(name: str, number: str, icon: str, way: str) -> Item:
    return Item(name or number, number if name else "", icon, Dial(number, way=way))


def arrows(scene: Scene, digits: str, found: tuple[Item, ...]) -> tuple[int, dict[str, Event]]:
    """Which row is marked (-1: none yet, what was typed counts), and what the arrow keys and OK mean.

    A row is marked by moving down; one more digit takes the mark away.
    """
    if not found or scene.profile.pointed:
        return 0, {}
    here = f"dialer/{digits}"
    marked = min(scene.phone[Display].picked.get(here, 0), len(found))
    keys: dict[str, Event] = {
        "Up": MoveSelection(here, max(0, marked - 1)),
        "Down": MoveSelection(here, min(len(found), marked + 1)),
    }
    chosen = found[marked - 1].intent if marked else None
    return marked - 1, keys | ({"Select": chosen, "Dial": chosen} if chosen else {})


def to_dial(scene: Scene, digits: str) -> Event:
    """What dialing means now: the row that is marked, else the digits."""
    _, keys = arrows(scene, digits, matches(scene, digits))
    return keys.get("Dial", Dial())
