"""The screens of the busy lamp field: a call that rings elsewhere, and the calls of one of those watched."""

from __future__ import annotations

from emulator.attendant.model import (
    VIEW,
    Attendant,
    IgnoreAlert,
    PickUp,
    Resource,
    announced,
    attendant_line,
    caller,
    may_pick_up,
)
from emulator.calls.model import Dial
from emulator.display.model import (
    CallCard,
    GoBack,
    Item,
    Items,
    Rank,
    Scene,
    Screen,
    SoftKey,
    Text,
    View,
    opened,
)
from emulator.kernel.state import Event
from emulator.watching.model import Dialog

WORDS = {
    "trying": "Calling",
    "proceeding": "Calling",
    "early": "Ringing",
    "confirmed": "Active",
}
"""What is said of a call elsewhere."""


def alert_view(scene: Scene) -> Screen:
    """A call rings at somebody who is watched: who calls, and a key to take it."""
    resource = announced(scene.phone)
    if resource is None or resource.alert is None:
        return Screen("attendant-call")
    name, number = caller(scene.phone, resource, resource.alert)
    card = CallCard(name, number, "Ringing", "incoming")
    actions = (*_pickup(scene, resource), SoftKey("Ignore", IgnoreAlert(resource.index)))
    return Screen("attendant-call", resource.label, (card,), actions)


def _pickup(scene: Scene, resource: Resource) -> tuple[SoftKey, ...]:
    return (SoftKey("Pickup", PickUp(resource.index)),) if may_pick_up(scene.phone, resource) else ()


def details_view(scene: Scene) -> Screen:
    """What is known of somebody who is watched: what a long press on the line key shows."""
    resource = _opened(scene)
    if resource is None:
        return Screen(VIEW)
    rows = tuple(_row(scene, resource, each) for each in resource.dialogs)
    body = Items(rows) if rows else Text(("No calls" if resource.known else "Unknown",))
    dial = SoftKey("Dial", Dial(resource.number, attendant_line(scene.phone), way="DirectoryDial"))
    actions = (*_pickup(scene, resource), dial, SoftKey("Back", GoBack()))
    return Screen(f"{VIEW}/{resource.index}", resource.label, (body,), actions)


def _row(scene: Scene, resource: Resource, dialog: Dialog) -> Item:
    name, number = caller(scene.phone, resource, dialog)
    icon = "incoming" if dialog.direction == "recipient" else "outgoing"
    intent: Event | None = PickUp(resource.index) if dialog == resource.alert else None
    return Item(name or number, WORDS.get(dialog.state, ""), icon, intent)


def _opened(scene: Scene) -> Resource | None:
    name, index = opened(scene.phone)
    return scene.phone[Attendant].find(int(index)) if name == VIEW and index.isdecimal() else None


VIEWS = (
    View("attendant-call", Rank.CALLS - 1, lambda scene: announced(scene.phone) is not None, alert_view),
    View(VIEW, Rank.MENU, lambda scene: _opened(scene) is not None, details_view),
)
"""The views of the busy lamp field."""
