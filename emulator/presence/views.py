"""The screens of presence: how the user is, and how the buddies are."""

from __future__ import annotations

from emulator.calls.model import Dial
from emulator.display.model import GoBack, Item, Items, Rank, Scene, Screen, SoftKey, Text, View, showing
from emulator.display.presence import icon_of
from emulator.presence.model import BUDDIES, CHOICES, MY_STATUS, ChooseStatus, Presence, own_status


def my_status_view(scene: Scene) -> Screen:
    """All statuses that the user may choose; the one in force is ticked."""
    now = own_status(scene.phone)
    rows = tuple(Item(each, "✓" if each == now else "", icon_of(each), ChooseStatus(each)) for each in CHOICES)
    return Screen(MY_STATUS, "My Status", (Items(rows),), (SoftKey("Back", GoBack()),))


def buddies_view(scene: Scene) -> Screen:
    """The buddies and how they are; selecting one calls."""
    rows = tuple(
        Item(each.contact.name, each.word, icon_of(each.status), Dial(each.contact.number, way="DirectoryDial"))
        for each in scene.phone[Presence].buddies
    )
    body = Items(rows) if rows else Text(("No buddies",))
    return Screen(BUDDIES, "Buddy Status", (body,), (SoftKey("Back", GoBack()),))


VIEWS = (
    View(MY_STATUS, Rank.MENU, lambda scene: showing(scene.phone, MY_STATUS), my_status_view),
    View(BUDDIES, Rank.MENU, lambda scene: showing(scene.phone, BUDDIES), buddies_view),
)
"""The views of presence."""
