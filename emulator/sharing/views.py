"""The calls of other phones on a shared line."""

from __future__ import annotations

from emulator.calls.model import OpenDialer
from emulator.display.model import GoBack, Item, Items, Rank, Scene, Screen, SoftKey, Text, View, opened
from emulator.lines.model import line
from emulator.sharing.model import VIEW, SharedLine, Sharing, resume
from emulator.watching.model import Dialog


def shared_view(scene: Scene) -> Screen:
    """All calls of other phones; one that is held can be resumed here."""
    shared = _opened(scene)
    if shared is None:
        return Screen(VIEW)
    found = line(scene.phone, shared.line)
    rows = tuple(_row(scene, shared, each) for each in shared.used)
    taken = resume(scene.phone, shared, shared.held) if shared.held else None
    actions = (
        *((SoftKey("Resume", taken),) if taken else ()),
        SoftKey("New Call", OpenDialer(shared.line)),
        SoftKey("Back", GoBack()),
    )
    body = Items(rows) if rows else Text(("No calls",))
    return Screen(f"{VIEW}/{shared.line}", found.settings.label if found else "", (body,), actions)


def _row(scene: Scene, shared: SharedLine, dialog: Dialog) -> Item:
    word = "Hold" if dialog.held else "Active"
    taken = resume(scene.phone, shared, dialog) if dialog.held else None
    return Item(dialog.name or dialog.number, word, "held" if dialog.held else "busy", taken)


def _opened(scene: Scene) -> SharedLine | None:
    name, index = opened(scene.phone)
    return scene.phone[Sharing].find(int(index)) if name == VIEW and index.isdecimal() else None


VIEWS = (View(VIEW, Rank.MENU, lambda scene: _opened(scene) is not None, shared_view),)
"""The views of shared lines."""
