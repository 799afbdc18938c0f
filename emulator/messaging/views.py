"""The screens of instant messages: which messages, conversations, one of them, and writing."""

from __future__ import annotations

from collections.abc import Callable

from emulator.display.entry import typed
from emulator.display.model import (
    Field,
    GoBack,
    Item,
    Items,
    OpenView,
    Rank,
    Scene,
    Screen,
    SoftKey,
    Text,
    View,
    opened,
)
from emulator.messaging.model import (
    CHAT,
    CHATS,
    KINDS,
    NOTES,
    WRITE,
    Chat,
    DeleteChat,
    Messaging,
    SendText,
    quick_notes,
    takes,
)

NOTHING = "No Messages"
_BACK = SoftKey("Back", GoBack())


def kinds(_scene: Scene, _: str) -> Screen:
    """Which messages (phone dictionary of UCS 4.0)."""
    choices = {"Voice Mail": OpenView("messages"), "Instant Messages": OpenView(CHATS)}
    rows = tuple(Item(f"{place} {label}", intent=intent) for place, (label, intent) in enumerate(choices.items(), 1))
    keys = {str(place): row.intent for place, row in enumerate(rows, 1) if row.intent}
    return Screen(KINDS, "Messages", (Items(rows),), (_BACK,), keys)


def chats(scene: Scene, _: str) -> Screen:
    """All conversations, the latest first, with how many messages are unread."""
    rows = tuple(
        Item(
            each.title,
            f"{each.unread} New" if each.unread else "",
            "message" if each.unread else "",
            OpenView(f"{CHAT}/{each.id}"),
        )
        for each in scene.phone[Messaging].chats
    )
    new = SoftKey("New", OpenView(f"{WRITE}/0"))
    return Screen(CHATS, "Instant Messages", (Items(rows) if rows else Text((NOTHING,)),), (new, _BACK))


def _chat(scene: Scene, about: str) -> Chat | None:
    return scene.phone[Messaging].find(int(about)) if about.isdecimal() and about.isascii() else None


def chat(scene: Scene, about: str) -> Screen:
    """What was said, the latest on top."""
    shown, name = _chat(scene, about), f"{CHAT}/{about}"
    if shown is None:
        return Screen(name, "Instant Messages", (Text((NOTHING,)),), (_BACK,))
    icons = {True: "received", False: "placed"}
    rows = tuple(Item(note.text, "✕" if note.failed else "", icons[note.incoming]) for note in reversed(shown.notes))
    actions = (SoftKey("Reply", OpenView(f"{WRITE}/{about}")), SoftKey("Delete", DeleteChat(shown.id)), _BACK)
    return Screen(name, shown.title, (Items(rows) if rows else Text((NOTHING,)),), actions)


def write(scene: Scene, about: str) -> Screen:
    """The form for a message: to whom, if that is not known yet, and the text."""
    shown, name = _chat(scene, about), f"{WRITE}/{about}"
    to, text = Field("To", "", name="to", kind="address"), Field("Message", "", name="text")
    fields = (text,) if shown else (to, text)
    address = shown.address if shown else typed(scene.phone, name, to)
    send = SoftKey("Send", SendText(address, typed(scene.phone, name, text)))
    notes = (SoftKey("Quick Notes", OpenView(f"{NOTES}/{about}")),) if shown and quick_notes(scene.phone) else ()
    return Screen(name, shown.title if shown else "New Message", fields, (send, *notes, SoftKey("Cancel", GoBack())))


def notes(scene: Scene, about: str) -> Screen:
    """Texts that need not be typed."""
    shown = _chat(scene, about)
    address = shown.address if shown else ""
    rows = tuple(Item(each, intent=SendText(address, each)) for each in quick_notes(scene.phone))
    return Screen(f"{NOTES}/{about}", "Quick Notes", (Items(rows) if rows else Text((NOTHING,)),), (_BACK,))


_PAGES: dict[str, Callable[[Scene, str], Screen]] = {
    KINDS: kinds,
    CHATS: chats,
    CHAT: chat,
    WRITE: write,
    NOTES: notes,
}


def _page(name: str) -> View:
    def shows(scene: Scene) -> bool:
        return opened(scene.phone)[0] == name and takes(scene.phone)

    return View(name, Rank.MENU, shows, lambda scene: _PAGES[name](scene, opened(scene.phone)[1]))


VIEWS = tuple(map(_page, _PAGES))
"""The views of instant messages, by the names under which they are opened."""
