"""The contact directory and the call lists: what they hold, what can be asked of them, and what users do to them."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import count

import msgspec

from emulator.boot.model import config
from emulator.config.findings import Finding
from emulator.display.model import Item, OpenView
from emulator.kernel.state import Event, Part, State

NAME_BYTES = 40
NUMBER_BYTES = 128
"""How long names and numbers of a contact may be, in bytes of UTF-8 (SIP 2.0 administrator guide, page 39)."""

HIGHEST_INDEX = 9999
"""The last speed dial index, where dir.local.contacts.maxFavIx sets no other."""

KINDS = ("missed", "received", "placed")
"""The call lists."""

RECENT = "recent-calls"
"""The view of the call lists; of one of them, with its kind behind a slash."""

FLAGS = ("Disabled", "Enabled")
"""How a contact's switches read on the screen (UCS 4.0 phrases)."""

_SCHEME = re.compile(r"^(?:sips?|tel):", re.IGNORECASE)


class Contact(msgspec.Struct, frozen=True):
    """An entry of the contact directory; `id` is its number in this phone, from 1, and 0 for one that is not in yet."""

    number: str = ""  # or a SIP address
    first: str = ""
    last: str = ""
    index: int = 0  # speed dial index, which makes it a favorite; 0 for none
    label: str = ""
    protocol: str = ""  # SIP, H323 or Unspecified
    ring: str = ""  # a ringer's number or name; empty for the line's own
    divert: str = ""  # where its calls go with auto_divert
    auto_divert: bool = False
    auto_reject: bool = False
    watched: bool = False
    blocked: bool = False
    title: str = ""
    email: str = ""
    id: int = 0

    @property
    def name(self) -> str:
        """First and last name, else the number."""
        return f"{self.first} {self.last}".strip() or self.number

    @property
    def caption(self) -> str:
        """What stands on a key: the label, else the name (UC Software 4.1.6 expansion module addendum, page 21)."""
        return self.label or self.name

    @property
    def ringer(self) -> str:
        """The ringer for its calls, "" for the line's own."""
        return f"ringer{self.ring}" if self.ring.isdecimal() else self.ring.replace("ringerdefault", "")


class Directory(Part, frozen=True, dict=True):
    """The contact directory, in the order of its file.

    `by_first_name` says how the list is sorted; `findings` what was wrong with the file that was read last.
    """

    contacts: tuple[Contact, ...] = ()
    next_id: int = 1
    by_first_name: bool = False
    findings: tuple[Finding, ...] = ()

    @cached_property
    def by_number(self) -> dict[str, Contact]:
        """Contacts by their bare numbers or addresses; of several, the first."""
        return {bare(contact.number): contact for contact in reversed(self.contacts)}

    @cached_property
    def by_user(self) -> dict[str, Contact]:
        """Contacts that have an address, by the user in it; of several, the first."""
        addresses = {address: contact for address, contact in self.by_number.items() if "@" in address}
        return {address.partition("@")[0]: contact for address, contact in addresses.items()}

    def find(self, contact: int) -> Contact | None:
        """The contact of that id."""
        return next((each for each in self.contacts if each.id == contact), None)

    @cached_property
    def sorted(self) -> tuple[Contact, ...]:
        """All contacts by last name, or by first name; those without one by what they have."""

        def names(contact: Contact) -> tuple[str, str]:
            first, last = contact.first.casefold(), contact.last.casefold()
            return (first or last, last) if self.by_first_name else (last or first, first)

        return tuple(sorted(self.contacts, key=names))

    @cached_property
    def rows(self) -> tuple[Item, ...]:
        """The rows of the list of all contacts: made once, as thousands cost more time than a key press may take."""
        return tuple(
            Item(each.name, each.number, "favorite" if each.index else "", OpenView(f"contact/{each.id}"))
            for each in self.sorted
        )

    @cached_property
    def favorites(self) -> tuple[Contact, ...]:
        """The contacts that have a speed dial index, in its order."""
        return tuple(sorted((each for each in self.contacts if each.index), key=lambda each: each.index))

    @property
    def free_index(self) -> int:
        """The lowest speed dial index that no favorite has."""
        taken = {each.index for each in self.favorites}
        return next(index for index in count(1) if index not in taken)


class Record(msgspec.Struct, frozen=True):
    """A call that was, or several incomplete ones in a row with the same party (`times`).

    `start` is the wall time when the last of them began, in seconds since 1970, as the phone's clock showed it;
    `disposition` is one of `calls_file.DISPOSITIONS`. `own` is the address at this end.
    """

    id: int
    kind: str  # missed, received, placed
    line: int
    number: str
    name: str = ""
    start: int = 0
    duration: int = 0  # seconds
    disposition: str = "Normal"
    times: int = 1
    own: str = ""

    def is_of(self, kind: str) -> bool:
        """Whether it is in the list `kind`: one of `KINDS`, "in" for missed and received ones, or "" for all."""
        return kind in ("", self.kind) or (kind == "in" and self.kind != "placed")


class CallLists(Part, frozen=True):
    """The call lists, newest call first. State: saved, or changed (and to be written before long).

    `ascending` shows the oldest first. `unseen` counts the missed calls that the user does not know of yet.
    """

    state: str = "saved"
    records: tuple[Record, ...] = ()
    next_id: int = 1
    ascending: bool = False
    unseen: int = 0

    def find(self, record: int) -> Record | None:
        """The record of that id."""
        return next((each for each in self.records if each.id == record), None)


# What users want


class SaveContact(Event, frozen=True):
    """Write what has been typed, by field of `Contact`, into the contact of that id; 0 adds one.

    Switches are one of `FLAGS`.
    """

    contact: int
    typed: dict[str, str]


class DeleteContact(Event, frozen=True):
    """Take the contact of that id out of the directory."""

    contact: int


class SortContacts(Event, frozen=True):
    """Sort the directory by first or last name."""

    by_first_name: bool


class OrderCalls(Event, frozen=True):
    """Turn the order of Recent Calls round."""


class DeleteRecord(Event, frozen=True):
    """Take a call out of its list."""

    record: int


class ClearCalls(Event, frozen=True):
    """Empty the call list of that kind (see `Record.is_of`)."""

    kind: str = ""


class ClearAll(Event, frozen=True):
    """Empty the call lists and the directory (Clear Call Logs and Contacts; CCX user guide)."""


# Time


class CallListsDue(Event, frozen=True):
    """Timer: changed call lists are to be written."""


# Questions


def bare(address: str) -> str:
    """A number or address without scheme, parameters and brackets, in lower case: what two spellings share."""
    inner = address.partition("<")[2].partition(">")[0] or address
    return _SCHEME.sub("", inner.strip()).partition(";")[0].lower()


def known(phone: State, number: str) -> Contact | None:
    """The contact that a number or address belongs to; where one of the two has no host, the user decides."""
    directory, address = phone[Directory], bare(number)
    user, at, _ = address.partition("@")
    if not user:
        return None
    return directory.by_number.get(address) or (directory.by_number if at else directory.by_user).get(user)


def name_of(phone: State, number: str, told: str = "") -> str:
    """The name to show for a party: the directory's with up.useDirectoryNames, else what the far end `told`."""
    contact = known(phone, number) if number and config(phone).flag("up.useDirectoryNames") else None
    return contact.name if contact else told


def ringer_of(phone: State, number: str) -> str:
    """The ringer for calls from a contact that has one, else ""."""
    contact = known(phone, number)
    return contact.ringer if contact else ""


def taken_elsewhere(phone: State, code: int) -> bool:
    """Whether a call that stopped ringing with `code` was answered by somebody else (call.advancedMissedCalls.*)."""
    family = "call.advancedMissedCalls"
    codes = config(phone).text(f"{family}.reasonCodes").split(",")
    return config(phone).flag(f"{family}.enabled") and str(code) in map(str.strip, codes)


def lists(phone: State) -> tuple[str, ...]:
    """The call lists that the phone keeps (feature.callList.enabled, feature.callListMissed.enabled ...)."""
    settings = config(phone)
    kinds = ("Missed", "Received", "Placed")
    if not settings.flag("feature.callList.enabled"):
        return ()
    return tuple(kind.lower() for kind in kinds if settings.flag(f"feature.callList{kind}.enabled"))


def open_recent(phone: State) -> Event | None:
    """What opens the call lists; None where none is kept."""
    return OpenView(RECENT) if lists(phone) else None


def open_directories(phone: State) -> Event | None:
    """What the Directories key opens: the menu, or the directory at once (up.oneTouchDirectory); None for nothing."""
    if has_directory(phone) and (config(phone).flag("up.oneTouchDirectory") or not lists(phone)):
        return OpenView("contacts")
    return OpenView("directories") if has_directory(phone) or lists(phone) else None


def has_directory(phone: State) -> bool:
    """Whether there is a contact directory to look at (feature.directory.enabled, dir.local.UIenabled)."""
    return config(phone).flag("feature.directory.enabled") and config(phone).flag("dir.local.UIenabled")
