"""The screens of instant messages: which messages, conversations, one of them, and writing."""

from __future__ import annotations

from collections.abc import Callable

from emulator.display.entry import typed
from emulator.display.model import (
    Field,
    GoBack,
    Item,
    OpenView,
    Scene,
    Screen,
    SoftKey,
    Text,
)
from emulator.display.pages import go, listing, menu, number, page
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


def kinds(scene: Scene, _: str) -> Screen:
    """Which messages (phone dictionary of UCS 4.0)."""
    rows = (("Voice Mail", OpenView("messages")), ("Instant Messages", OpenView(CHATS)))
    return menu(scene, KINDS, "Messages", rows)


def chats(scene: Scene, _: str) -> Screen:
    """All conversations, the latest first, with how many messages are unread."""
    rows = [
        Item(
            each.title,
            f"{each.unread} New" if each.unread else "",
            "message" if each.unread else "",
            OpenView(f"{CHAT}/{each.id}"),
        )
        for each in scene.phone[Messaging].chats
    ]
    return listing(CHATS, "Instant Messages", rows, (go("New", WRITE, 0), _BACK), NOTHING)


def _chat(scene: Scene, about: str) -> Chat | None:
    return scene.phone[Messaging].find(number(about))


def chat(scene: Scene, about: str) -> Screen:
    """What was said, the latest on top."""
    shown, name = _chat(scene, about), f"{CHAT}/{about}"
    if shown is None:
        return Screen(name, "Instant Messages", (Text((NOTHING,)),), (_BACK,))
    icons = {True: "received", False: "placed"}
    rows = [Item(note.text, "✕" if note.failed else "", icons[note.incoming]) for note in reversed(shown.notes)]
    actions = (go("Reply", WRITE, about), SoftKey("Delete", DeleteChat(shown.id)), _BACK)
    return listing(name, shown.title, rows, actions, NOTHING)


def write(scene: Scene, about: str) -> Screen:
    """The form for a message: to whom, if that is not known yet, and the text."""
    shown, name = _chat(scene, about), f"{WRITE}/{about}"
    to, text = Field("To", "", name="to", kind="address"), Field("Message", "", name="text")
    fields = (text,) if shown else (to, text)
    address = shown.address if shown else typed(scene.phone, name, to)
    send = SoftKey("Send", SendText(address, typed(scene.phone, name, text)))
    notes = (go("Quick Notes", NOTES, about),) if shown and quick_notes(scene.phone) else ()
    return Screen(name, shown.title if shown else "New Message", fields, (send, *notes, SoftKey("Cancel", GoBack())))


def notes(scene: Scene, about: str) -> Screen:
    """Texts that need not be typed."""
    shown = _chat(scene, about)
    address = shown.address if shown else ""
    rows = [Item(each, intent=SendText(address, each)) for each in quick_notes(scene.phone)]
    return listing(f"{NOTES}/{about}", "Quick Notes", rows, (_BACK,), NOTHING)


_PAGES: dict[str, Callable[[Scene, str], Screen]] = {
    KINDS: kinds,
    CHATS: chats,
    CHAT: chat,
    WRITE: write,
    NOTES: notes,
}


VIEWS = tuple(page(name, takes, draw) for name, draw in _PAGES.items())
"""The views of instant messages, by the names under which they are opened."""
