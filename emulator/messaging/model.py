"""Instant messages (RFC 3428): conversations, and the invitations to them by which Lync begins one."""

from __future__ import annotations

import msgspec

from emulator.boot.model import config
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.state import Effect, Event, Part, State
from emulator.lines.model import LineSettings
from emulator.signin.model import user

KINDS, CHATS, CHAT, WRITE, NOTES = "message-kinds", "chats", "chat", "write-message", "quick-notes"
"""The views: which messages, the conversations, one of them, the form for another message, ready-made texts."""

VIEW_NAMES = (KINDS, CHATS, CHAT, WRITE, NOTES)


class Note(msgspec.Struct, frozen=True):
    """One message; `number` is its own, `at` when it came or went, in microseconds since power on."""

    number: int
    text: str
    incoming: bool
    at: int
    failed: bool = False


class Chat(msgspec.Struct, frozen=True):
    """A conversation; `address` is the other party's. `session` names the open session, empty without one."""

    id: int
    address: str
    name: str = ""
    notes: tuple[Note, ...] = ()
    unread: int = 0
    session: str = ""

    @property
    def title(self) -> str:
        """Whom it is with."""
        return self.name or self.address


class Messaging(Part, frozen=True):
    """All conversations, the latest first. State: off, or on.

    `invitations` are the sessions that the phone has been asked into and has not accepted yet: who asks, by the
    session's name.
    """

    state: str = "off"
    chats: tuple[Chat, ...] = ()
    invitations: dict[str, tuple[str, str]] = {}
    next_id: int = 1

    def find(self, chat: int) -> Chat | None:
        """The conversation of that number."""
        return next((each for each in self.chats if each.id == chat), None)

    def with_party(self, address: str) -> Chat | None:
        """The conversation with somebody."""
        return next((each for each in self.chats if each.address.lower() == address.lower()), None)

    @property
    def unread(self) -> int:
        """How many messages nobody has looked at."""
        return sum(each.unread for each in self.chats)


# What users want


class SendText(Event, frozen=True):
    """Send a text to somebody; an address, or a number of the line's own domain."""

    address: str
    text: str


class DeleteChat(Event, frozen=True):
    """Forget a conversation."""

    chat: int


# What comes in


class MessageCame(Event, frozen=True):
    """Somebody sends a text; `session` is the session that it came in, empty for none."""

    address: str
    name: str
    text: str
    session: str = ""


class SessionOffered(Event, frozen=True):
    """Somebody invites the phone to a session of messages."""

    session: str
    address: str
    name: str


class SessionOver(Event, frozen=True):
    """A session has ended, or was accepted elsewhere before the phone did."""

    session: str


class MessageAnswered(Event, frozen=True):
    """What came of a `SendMessage`."""

    number: int
    code: int
    reason: str


class AcceptDue(Event, frozen=True):
    """Timer: an invitation is to be accepted."""

    session: str


# What is asked of the link


class AcceptSession(Effect, frozen=True):
    """Accept an invitation."""

    session: str


class LeaveSessions(Effect, frozen=True):
    """End all sessions, and refuse all invitations."""


class SendMessage(Effect, frozen=True):
    """Send a text from a line by its server number `server`: in a session, if one is named, else by itself."""

    number: int
    line: LineSettings
    server: int
    address: str
    text: str
    session: str = ""


# Questions


def wanted(phone: State, profile: DeviceProfile) -> bool:
    """Whether there are instant messages: on a wireless handset where configuration wants them, for who is signed in.

    Other models ignore feature.messaging.enabled at a Lync server (Lync 2010 provisioning guide, table 1).
    """
    settings = config(phone)
    known = settings.base_profile != "Generic" and user(phone) is not None
    return known and profile.has("messaging") and settings.flag("feature.messaging.enabled")


def takes(phone: State) -> bool:
    """Whether the phone takes messages now."""
    known = config(phone).base_profile != "Generic" and user(phone) is not None
    return known and phone[Messaging].state == "on"


def quick_notes(phone: State) -> tuple[str, ...]:
    """The ready-made texts (messaging.quicknotes.x)."""
    settings = config(phone)
    numbers = settings.indices("messaging.quicknotes.x")
    return tuple(filter(None, (settings.text(f"messaging.quicknotes.{number}").strip() for number in numbers)))
