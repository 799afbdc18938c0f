"""The Message Center: a row for each line, and a way to hear its messages."""

from __future__ import annotations

from emulator.calls.model import Dial
from emulator.display.model import Display, Item, Items, Rank, Scene, Screen, SoftKey, View, showing
from emulator.kernel.state import Event
from emulator.lines.model import Line, Lines
from emulator.voicemail.model import Mailbox, Voicemail, call_back

NAME = "messages"


def messages_view(scene: Scene) -> Screen:
    """Counts of each line's messages; Connect calls the mailbox of the selected line."""
    rows = tuple(_row(scene, line) for line in scene.phone[Lines].lines)
    chosen = rows[min(scene.phone[Display].picked.get(NAME, 0), len(rows) - 1)] if rows else None
    connect = chosen.intent if chosen and not (scene.profile.pointed and len(rows) > 1) else None
    actions = (SoftKey("Connect", connect),) if connect else ()
    return Screen(NAME, "Message Center", (Items(rows),), actions)


def _row(scene: Scene, line: Line) -> Item:
    boxes = scene.phone[Voicemail].mailboxes
    box = next((each for each in boxes if each.line == line.index), Mailbox(line.index))
    return Item(line.settings.label, counts(box), "message" if box.fresh else "", connect(scene, line.index))


def counts(box: Mailbox) -> str:
    """The counts of a mailbox in words, leaving out what there is none of."""
    parts = [f"{count} {word}" for count, word in ((box.urgent, "Urgent"), (box.new, "New"), (box.old, "Old")) if count]
    return ", ".join(parts) or ("New message" if box.waiting else "No Messages")


def connect(scene: Scene, line: int) -> Event | None:
    """The intent that calls a line's mailbox, if there is something to call."""
    number = call_back(scene.phone, line)
    return Dial(number, line) if number else None


VIEWS = (View(NAME, Rank.MENU, lambda scene: showing(scene.phone, NAME), messages_view),)
"""The views of message waiting."""
