"""The account data of the lab's Skype for Business server: contact lists, and the address book.

Contact lists are kept as Exchange keeps them (unified contact store, MS-OXWSIMI) and the address book is searched as
by MS-DLX. A login over TLS (RFC 7617) stands in for Windows' own and for the web ticket; see docs/skype.md.
"""

from __future__ import annotations

import base64
import binascii
import csv
import hmac
import time
from collections.abc import Callable, Iterable
from xml.sax.saxutils import escape, quoteattr

import msgspec
from aiohttp import web

from emulator.kernel.data import read_data
from emulator.lab.skype.calendar import Calendar, read_meetings
from emulator.lab.skype.conference import Conferences
from emulator.lab.skype.policy import EXCHANGE, FACTORY
from emulator.sip.stack.xmlbody import Node
from emulator.soap import BOOK, CONTENT_TYPE, envelope, operation

FAVORITES, OTHERS = "Favorites", "Other Contacts"
"""The groups that every list has."""

SEARCH = "/groupexpansion/service.svc"
"""Where the address book is searched."""

PasswordOf = Callable[[str], tuple[str, str] | None]
"""Sign-in address and password of a login; None for nobody."""

Groups = dict[str, list[str]]
"""The addresses in each group of a contact list, by the group's name."""


class Entry(msgspec.Struct, frozen=True):
    """Somebody in the address book."""

    address: str
    name: str
    number: str = ""
    title: str = ""
    department: str = ""


class NoSuchItemError(LookupError):
    """A request names something that is not in the store."""


class People:
    """Contact lists, calendars and conferences of all accounts, and the address book; data, while the lab runs.

    `asked` lists who has asked for what.
    """

    def __init__(self, password_of: PasswordOf, wall: Callable[[], float] = time.time) -> None:
        self.entries = {each.address: each for each in _rows("people", Entry)}
        self.lists: dict[str, Groups] = {}
        for row in _table("contacts"):
            members = self.groups(row["owner"]).setdefault(row["group"], [])
            members += filter(None, [row["address"]])
        self.calendar = Calendar(read_meetings(wall()))
        self.conferences = Conferences()
        self.asked: list[tuple[str, str]] = []
        self._password_of = password_of

    def groups(self, owner: str) -> Groups:
        """The contact list of a user, by groups; an empty one for who has had none."""
        return self.lists.setdefault(owner, {FAVORITES: [], OTHERS: []})

    def routes(self) -> list[web.RouteDef]:
        """What the web server is to serve."""
        return [web.post(path, self._serve) for path in (EXCHANGE, SEARCH, FACTORY)]

    def answer(self, path: str, owner: str, body: str) -> str:
        """What a service answers to its user. Raises ValueError for a request that it cannot read."""
        asked = operation(body)
        self.asked.append((owner, asked.name if asked else path))
        if path == FACTORY:
            return self.conferences.answer(owner, body)
        return self._exchange(owner, asked) if path == EXCHANGE else self._book(asked)

    # The door

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        owner = self._owner(request)
        if owner is None:
            return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="lync.example.com"'})
        try:
            told = self.answer(request.path, owner, (await request.read()).decode("utf-8", "replace"))
        except ValueError as error:
            return web.Response(status=400, text=str(error))
        return web.Response(body=told.encode(), headers={"Content-Type": CONTENT_TYPE})

    def _owner(self, request: web.Request) -> str | None:
        """Whose login a request carries."""
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        try:
            user, _, password = base64.b64decode(given, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        known = self._password_of(user) if scheme.lower() == "basic" else None
        if known is None or not hmac.compare_digest(known[1].encode(), password.encode()):
            return None
        return known[0]

    # Exchange

    def _exchange(self, owner: str, asked: Node | None) -> str:
        operations: dict[str, Callable[[str, Node], str]] = {
            "GetImItemList": self._list,
            "AddNewImContactToGroup": self._add,
            "AddImContactToGroup": self._join,
            "RemoveImContactFromGroup": self._part,
            "RemoveContactFromImList": self._remove,
            "FindItem": self.calendar.find,
            "GetItem": self.calendar.get,
        }
        if asked is None or asked.name not in operations:
            raise ValueError("no operation that is known here")
        try:
            inner, verdict = operations[asked.name](owner, asked), 'ResponseClass="Success"'
        except NoSuchItemError:
            inner, verdict = "<m:ResponseCode>ErrorItemNotFound</m:ResponseCode>", 'ResponseClass="Error"'
        return envelope(f"<m:{asked.name}Response {verdict}>{inner}</m:{asked.name}Response>")

    def _list(self, owner: str, _: Node) -> str:
        groups = self.groups(owner)
        members = dict.fromkeys(address for each in groups.values() for address in each)
        personas = "".join(_persona(self._entry(address)) for address in members)
        listed = "".join(_im_group(name, addresses) for name, addresses in groups.items())
        return (
            "<m:ResponseCode>NoError</m:ResponseCode>"
            f"<m:ImItemList><t:Groups>{listed}</t:Groups><t:Personas>{personas}</t:Personas></m:ImItemList>"
        )

    def _entry(self, address: str) -> Entry:
        return self.entries.get(address, Entry(address, address))

    def _add(self, owner: str, asked: Node) -> str:
        address = asked.text_of("ImAddress").removeprefix("sip:")
        if not address:
            raise ValueError("nobody to add")
        self.entries.setdefault(address, Entry(address, asked.text_of("DisplayName") or address))
        _insert(self.groups(owner), _id(asked, "GroupId") or OTHERS, address)
        return "<m:ResponseCode>NoError</m:ResponseCode>"

    def _join(self, owner: str, asked: Node) -> str:
        _insert(self.groups(owner), _id(asked, "GroupId"), self._known(owner, asked))
        return "<m:ResponseCode>NoError</m:ResponseCode>"

    def _part(self, owner: str, asked: Node) -> str:
        address, groups = self._known(owner, asked), self.groups(owner)
        members = groups.get(_id(asked, "GroupId"), [])
        if address not in members:
            raise NoSuchItemError(address)
        members.remove(address)
        if not any(address in each for each in groups.values()):
            groups[OTHERS].append(address)
        return "<m:ResponseCode>NoError</m:ResponseCode>"

    def _remove(self, owner: str, asked: Node) -> str:
        address = self._known(owner, asked)
        for members in self.groups(owner).values():
            if address in members:
                members.remove(address)
        return "<m:ResponseCode>NoError</m:ResponseCode>"

    def _known(self, owner: str, asked: Node) -> str:
        address = _id(asked, "ContactId")
        if not any(address in each for each in self.groups(owner).values()):
            raise NoSuchItemError(address)
        return address

    # The address book

    def _book(self, asked: Node | None) -> str:
        query = next(asked.all("AbEntryRequest.BasicSearchQuery"), None) if asked else None
        if asked is None or query is None:
            raise ValueError("no query that is known here")
        most = next((each.text for each in asked.all("MaxResultNum")), "")
        found = self.search(query.attributes.get("Value", ""))[: int(most) if most.isdecimal() else 20]
        entries = "".join(map(_book_entry, found))
        result = f"<SearchAbEntryResult><Items>{entries}</Items></SearchAbEntryResult>"
        return envelope(f'<SearchAbEntryResponse xmlns="{BOOK}">{result}</SearchAbEntryResponse>')

    def search(self, text: str) -> list[Entry]:
        """Those of whom a name, or the address, begins with a text."""
        begin = text.casefold().strip()

        def matches(entry: Entry) -> bool:
            return any(each.casefold().startswith(begin) for each in (entry.name, *entry.name.split(), entry.address))

        return [each for each in self.entries.values() if begin and matches(each)]


def _table(name: str) -> Iterable[dict[str, str]]:
    return csv.DictReader(read_data(f"lab/skype/{name}.csv").decode().splitlines())


def _rows(name: str, kind: type[Entry]) -> list[Entry]:
    return msgspec.convert(list(_table(name)), list[kind])  # type: ignore[valid-type]


def _insert(groups: Groups, group: str, address: str) -> None:
    if group not in groups:
        raise NoSuchItemError(group)
    if address not in groups[group]:
        groups[group].append(address)


def _id(asked: Node, name: str) -> str:
    found = asked.child(name)
    return found.attributes.get("Id", "") if found else ""


def _persona(entry: Entry) -> str:
    number = (
        "<t:BusinessPhoneNumbers><t:PhoneNumberAttributedValue><t:Value>"
        f"<t:Number>{escape(entry.number)}</t:Number><t:Type>Business</t:Type></t:Value>"
        "</t:PhoneNumberAttributedValue></t:BusinessPhoneNumbers>"
    )
    return (
        f"<t:Persona><t:PersonaId Id={quoteattr(entry.address)}/><t:DisplayName>{escape(entry.name)}</t:DisplayName>"
        f"<t:Title>{escape(entry.title)}</t:Title><t:ImAddress>sip:{escape(entry.address)}</t:ImAddress>"
        f"<t:EmailAddress><t:EmailAddress>{escape(entry.address)}</t:EmailAddress></t:EmailAddress>"
        f"{number if entry.number else ''}</t:Persona>"
    )


def _im_group(name: str, addresses: Iterable[str]) -> str:
    members = "".join(f"<t:ItemId Id={quoteattr(each)}/>" for each in addresses)
    return (
        f"<t:ImGroup><t:DisplayName>{escape(name)}</t:DisplayName><t:ExchangeStoreId Id={quoteattr(name)}/>"
        f"<t:MemberCorrelationKey>{members}</t:MemberCorrelationKey></t:ImGroup>"
    )


def _book_entry(entry: Entry) -> str:
    values = {
        "displayName": entry.name,
        "msRTCSIP-PrimaryUserAddress": f"sip:{entry.address}",
        "telephoneNumber": entry.number,
        "mail": entry.address,
        "title": entry.title,
        "department": entry.department,
    }
    attributes = "".join(
        f"<Attribute><Name>{name}</Name><Value>{escape(value)}</Value></Attribute>"
        for name, value in values.items()
        if value
    )
    return f"<AbEntry><Attributes>{attributes}</Attributes></AbEntry>"
