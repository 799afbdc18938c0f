"""The contact list of the signed-in user: people, groups, favorites, and who was found in the address book."""

from __future__ import annotations

import base64
import re

import msgspec

from emulator.boot.model import config
from emulator.config.tls import sip_profile
from emulator.contacts.model import Contact, bare
from emulator.kernel.state import Event, Part, State
from emulator.lines.model import line
from emulator.presence.model import Buddy
from emulator.signin.model import SignIn, user
from emulator.signin.orders import Exchange, Exchanged
from emulator.soap import CONTENT_TYPE

PEOPLE, GROUPS, GROUP, FAVORITES_VIEW = "people", "people-groups", "people-group", "people-favorites"
PERSON, SEARCH, FOUND = "person", "people-search", "people-found"
"""The views: all contacts, the groups, one of them, the favorites; one person, the search and what it has found."""

VIEW_NAMES = (PEOPLE, GROUPS, GROUP, FAVORITES_VIEW, PERSON, f"delete-{PERSON}", SEARCH, FOUND)
"""All of them; they close when the user signs out."""

FAVORITES = ("Favorites", "Pinned Contacts", "~")
"""What the group of favorites is called, by clients of several ages."""

BOOK, EXCHANGE = "Address Book Query", "EWS Information"
"""What the sign-in calls the addresses of the address book and of Exchange."""

_SCHEME = re.compile(r"^(?:sips?|tel|smtp):", re.IGNORECASE)


class Person(msgspec.Struct, frozen=True):
    """Somebody of the contact list, or of the address book.

    `id` is the phone's number for them while the user is signed in; `key` the id in Exchange's store, empty for
    somebody who is not in the list. `address` is the SIP address without its scheme.
    """

    name: str
    address: str = ""
    key: str = ""
    number: str = ""
    mail: str = ""
    title: str = ""
    department: str = ""
    id: int = 0

    @property
    def target(self) -> str:
        """What to call."""
        return self.address or self.number


class Group(msgspec.Struct, frozen=True):
    """A group of the list; `members` are the keys of its people."""

    name: str
    key: str = ""
    members: tuple[str, ...] = ()

    @property
    def favorite(self) -> bool:
        """Whether it is the group of favorites."""
        return self.name in FAVORITES


class Roster(Part, frozen=True):
    """What the phone knows of the account's contacts.

    State: none, loading, listed, refreshing (listed, and asking anew), or unreachable. `search` is idle, searching,
    found or unreachable. `statuses` are words of presence by the number of a person.
    """

    state: str = "none"
    people: tuple[Person, ...] = ()
    groups: tuple[Group, ...] = ()
    statuses: dict[int, str] = {}
    next_id: int = 1
    search: str = "idle"
    found: tuple[Person, ...] = ()

    def find(self, person: int) -> Person | None:
        """The person of that number, in the list or among those found."""
        return next((each for each in (*self.people, *self.found) if each.id == person), None)

    def listed(self, group: Group) -> tuple[Person, ...]:
        """The people of a group, in its order."""
        known = {each.key: each for each in self.people}
        return tuple(known[key] for key in group.members if key in known)

    @property
    def favorites(self) -> Group | None:
        """The group of favorites, if the list has one."""
        return next((each for each in self.groups if each.favorite), None)

    def is_favorite(self, person: Person) -> bool:
        """Whether somebody is a favorite."""
        return bool(person.key) and self.favorites is not None and person.key in self.favorites.members


# What users want


class AddPerson(Event, frozen=True):
    """Put somebody who was found into the contact list."""

    person: int


class DeletePerson(Event, frozen=True):
    """Take somebody out of the contact list."""

    person: int


class MakeFavorite(Event, frozen=True):
    """Make somebody of the list a favorite, or no longer one."""

    person: int
    favorite: bool = True


class SearchBook(Event, frozen=True):
    """Look for names in the address book that begin with a text."""

    text: str


# Time


class RosterDue(Event, frozen=True):
    """Timer: the list is to be read again."""


# Facts


class RosterRead(Event, frozen=True):
    """Fact: the whole list has come."""

    people: tuple[Person, ...]
    groups: tuple[Group, ...]


class RosterFailed(Event, frozen=True):
    """Fact: the list could not be had."""


class BookAnswered(Event, frozen=True):
    """Fact: the address book has answered a search; None if it has not."""

    people: tuple[Person, ...] | None


# Questions


def address_of(uri: str) -> str:
    """A SIP address without scheme and parameters."""
    return _SCHEME.sub("", uri.strip()).partition(";")[0]


def available(phone: State) -> bool:
    """Whether there is a contact list on the server to look at: of the line that roaming_buddies.reg names."""
    settings = config(phone)
    wanted = settings.flag("feature.presence.enabled") and settings.flag("feature.exchangeContacts.enabled")
    return (
        settings.base_profile != "Generic"
        and wanted
        and settings.number("roaming_buddies.reg") == account_line()
        and user(phone) is not None
    )


def account_line() -> int:
    """The line of the account that is signed in: one a phone, and the first (Lync 2010 provisioning guide, page 2)."""
    return 1


def exchange_url(phone: State) -> str:
    """Where Exchange is: as configured, else as the server has told (feature.EWSAutodiscover.enabled)."""
    settings = config(phone)
    told = phone[SignIn].told.get(EXCHANGE, "") if settings.flag("feature.EWSAutodiscover.enabled") else ""
    return settings.text("exchange.server.url").strip() or told


def book_url(phone: State) -> str:
    """Where the address book answers queries."""
    return phone[SignIn].told.get(BOOK, "")


def asking(phone: State, url: str, action: str, body: str) -> Exchange:
    """The request to one of the account's web services.

    It proves itself by what the account's line proves itself with, which only servers get that the phone trusts as it
    trusts SIP servers.
    """
    ours = line(phone, account_line())
    login = f"{ours.settings.login}:{ours.settings.auth_password}" if ours else ":"
    headers = {
        "Content-Type": CONTENT_TYPE,
        "SOAPAction": f'"{action}"',
        "Authorization": f"Basic {base64.b64encode(login.encode()).decode()}",
    }
    return Exchange(method="POST", url=url, headers=headers, body=body.encode(), tls=sip_profile(config(phone)))


def text_of(answer: Exchanged) -> str:
    """What a web service has answered; empty for a refusal, or if it has not answered."""
    return answer.body.decode("utf-8", "replace") if answer.status == 200 else ""


def person_of(phone: State, number: str) -> Person | None:
    """The person of the contact list that a number or address belongs to."""
    wanted = bare(number)
    if not wanted or not available(phone):
        return None
    people = phone[Roster].people
    return next((each for each in people if wanted in (bare(each.address), bare(each.number))), None)


def status_of(phone: State, person: Person) -> str:
    """How somebody is, in a word; empty if nothing is known."""
    return phone[Roster].statuses.get(person.id, "")


def favorites(phone: State) -> tuple[Buddy, ...]:
    """The favorites of the account, as line keys show them."""
    roster = phone[Roster] if available(phone) else Roster()
    if roster.favorites is None:
        return ()
    listed = roster.listed(roster.favorites)
    return tuple(Buddy(Contact(each.target, each.name), status_of(phone, each)) for each in listed)
