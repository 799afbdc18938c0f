"""Presence: the user's own status, and the buddies that are watched."""

from __future__ import annotations

import msgspec

from emulator.boot.model import config
from emulator.calls.model import Calls
from emulator.contacts.model import Contact, Directory, bare
from emulator.features.model import everywhere
from emulator.kernel.state import Effect, Event, Part, State
from emulator.lines.model import LineSettings
from emulator.signin.model import user

STATUSES = ("Available", "Busy", "In a Call", "Away", "Be Right Back", "Out to Lunch", "Do Not Disturb", "Offline")
"""All words for how somebody is (UCS 6.0 user guide, icons; phone dictionary of UCS 4.0)."""

CHOICES = tuple(status for status in STATUSES if status != "In a Call")
"""Those that the user may choose."""

MY_STATUS, BUDDIES = "my-status", "buddies"
"""The views behind the soft keys of that name."""

UNKNOWN = "Unknown"


class Buddy(msgspec.Struct, frozen=True):
    """A watched contact; `status` is empty as long as nothing is known."""

    contact: Contact
    status: str = ""
    note: str = ""

    @property
    def word(self) -> str:
        """How the buddy is, in a word."""
        return self.status or UNKNOWN


class Presence(Part, frozen=True):
    """State: silent, publishing, published, or refused.

    `chosen` is what the user has set, "" to leave it to the phone; `told` what the server was told last, `etag` its
    name for that.
    """

    state: str = "silent"
    chosen: str = ""
    told: str = ""
    idle: bool = False  # nobody has used the phone for a while
    etag: str = ""
    attempts: int = 0
    buddies: tuple[Buddy, ...] = ()

    def find(self, contact: int) -> Buddy | None:
        """The buddy that is the contact of that id."""
        return next((each for each in self.buddies if each.contact.id == contact), None)


class ChooseStatus(Event, frozen=True):
    """The user says how they are, or (a choice made again) leaves it to the phone."""

    status: str


class PresenceReviewed(Event, frozen=True):
    """Fact: who is watched, or how the user is, may have changed."""


class SendPublish(Effect, frozen=True):
    """Publish `status` for a line, replacing what the server calls `etag`; expires 0 takes it back (RFC 3903)."""

    line: LineSettings
    server: int
    status: str
    etag: str
    expires: int


class PublishAnswered(Event, frozen=True):
    """What came of a `SendPublish`."""

    line: int
    code: int
    reason: str
    expires: int = 0
    etag: str = ""


class PublishDue(Event, frozen=True):
    """Timer: publish anew before the publication runs out, or try again."""


# Questions


def enabled(phone: State) -> bool:
    """Whether there is presence (feature.presence.enabled); in the Lync profile, only while somebody is signed in."""
    settings = config(phone)
    known = settings.base_profile == "Generic" or user(phone) is not None
    return settings.flag("feature.presence.enabled") and known


def presence_line(phone: State) -> int:
    """The line whose account publishes and watches (pres.reg)."""
    return config(phone).number("pres.reg")


def own_status(phone: State) -> str:
    """How the user is: as chosen, else as the phone sees it (SIP 3.0 administrator guide, page 4-43)."""
    if phone[Presence].chosen:
        return phone[Presence].chosen
    if any(call.live for call in phone[Calls].open):
        return "In a Call"
    if everywhere(phone):
        return "Do Not Disturb"
    return "Away" if phone[Presence].idle else "Available"


def watched(phone: State) -> tuple[Contact, ...]:
    """The contacts whose presence is watched (Watch Buddy), in the order of the directory."""
    return tuple(each for each in phone[Directory].contacts if each.watched) if enabled(phone) else ()


def buddy_of(phone: State, contact: Contact) -> Buddy | None:
    """The buddy that a contact is, as it is known now."""
    found = phone[Presence].find(contact.id)
    return found if found and bare(found.contact.number) == bare(contact.number) else None
