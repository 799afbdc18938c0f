"""The phone's lines as the SIP edge knows them, and what came of a request for one of them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Literal

import msgspec

from emulator.sip.stack.authentication import DigestClient
from emulator.sip.stack.digest import Credentials
from emulator.sip.stack.headers import NameAddr, SipSyntaxError, Uri
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.identifiers import new_call_id, new_tag
from emulator.sip.stack.messages import Response
from emulator.sip.stack.resolve import Server


class Line(msgspec.Struct, frozen=True):
    """One line: who it is, how it authenticates itself, and which servers its calls are sent to in turn."""

    number: int
    address: Uri
    credentials: Credentials
    display: str = ""
    contact_user: str = ""
    servers: tuple[Server, ...] = ()
    srtp: Literal[0, 1, 2] = 0
    """For calls that come in: 0 never, 1 offered, 2 demanded."""
    proxy_require: str = ""
    music: str = ""
    """The address that plays for those on hold; empty: nobody does."""
    old_hold: bool = False
    """Calls are held by an address of noughts (RFC 2543), not by a direction."""
    inactive_hold: bool = False
    """Who is held is told that no sound goes either way, not that it goes one way."""
    challenger_first: bool = False
    """Calls go with credentials first to the server that asked for these."""
    interop: str = "standard"
    """The kind of server (specialInterop)."""

    @property
    def user(self) -> str:
        """The user part by which this line is called at the phone's own address."""
        return self.contact_user or self.address.user

    @property
    def identity(self) -> NameAddr:
        """The line's name and address, as in From."""
        return self.identity_as(self.address)

    def identity_as(self, address: Uri) -> NameAddr:
        """The line's name with another address of it."""
        name = (self.display or self.address.user).replace("\\", "\\\\").replace('"', '\\"')
        return NameAddr(str(address), f'"{name}"')


class Registration:
    """A line's registration in one domain: what must stay the same, or rise, from one REGISTER to the next."""

    def __init__(self, rng: random.Random) -> None:
        self.call_id = new_call_id(rng)
        self.tag = new_tag(rng)
        self._sequence = 0

    def next_sequence(self) -> int:
        """The number for the next REGISTER."""
        self._sequence += 1
        return self._sequence


class Account:
    """A line in use: what must stay the same over the requests that it sends."""

    def __init__(self, line: Line, rng: random.Random) -> None:
        self.line = line
        self._rng = rng
        self._digests: dict[tuple[str, str, int], DigestClient] = {}
        self._registrations: dict[str, Registration] = {}

    def digest(self, hop: Hop) -> DigestClient:
        """What answers the challenges of one neighbour: the nonces of another are of no use there."""
        if hop.peer not in self._digests:
            self._digests[hop.peer] = DigestClient(self.line.credentials, self._rng)
        return self._digests[hop.peer]

    def registration(self, server: Server) -> Registration:
        """The line's registration at a server."""
        domain = server.domain or self.line.address.host
        if domain not in self._registrations:
            self._registrations[domain] = Registration(self._rng)
        return self._registrations[domain]

    def address_at(self, server: Server) -> Uri:
        """The line's address as that server's user: the line's own unless that has no domain of its own."""
        own = self.line.address
        return Uri(own.scheme, own.user, server.domain, 0, own.params) if server.domain else own


class Lines:
    """All lines of a phone."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._accounts: dict[int, Account] = {}
        self.strict = True
        """Whether calls for users that no line has are for nobody, instead of for the first line."""

    def set(self, lines: Iterable[Line]) -> None:
        """Replace the lines; one that stays who it was keeps its Call-ID, numbers and nonces."""
        old, self._accounts = self._accounts, {}
        for line in lines:
            account = old.get(line.number)
            if account is None or account.line.address != line.address or account.line.credentials != line.credentials:
                account = Account(line, self._rng)
            account.line = line
            self._accounts[line.number] = account

    def get(self, number: int) -> Account | None:
        """The line of that number."""
        return self._accounts.get(number)

    def __getitem__(self, number: int) -> Account:
        return self._accounts[number]

    def by_address(self, address: str) -> Account | None:
        """The line that is at a SIP address (of From), by user and host."""
        try:
            wanted = Uri.parse(address)
        except SipSyntaxError:
            return None
        matches = (a for a in self._accounts.values() if _same_place(a.line.address, wanted))
        return next(matches, None)

    def called(self, user: str, address: str) -> Account | None:
        """The line that a call is for, by the user part of its Request-URI and the address in its To."""
        found = self.by_user(user) or self.by_address(address)
        return found if found or self.strict else next(iter(self._accounts.values()), None)

    def by_user(self, user: str) -> Account | None:
        """The line that is called by a user name at the phone's own address."""
        return next((account for account in self._accounts.values() if account.line.user == user), None)


def _same_place(one: Uri, other: Uri) -> bool:
    return one.user == other.user and one.host.lower() == other.host.lower()


class Outcome(msgspec.Struct, frozen=True):
    """The end of one request: the final response, or why there was none.

    Without a response the code is 408 for silence and 503 for a transport that failed, and `failure` is `"timeout"` or
    the transport's reason. Times are in seconds, 0 where the server named none; `expires` is what it granted.
    """

    code: int
    reason: str
    expires: int = 0
    min_expires: int = 0
    retry_after: int = 0
    server: Hop | None = None
    failure: str = ""
    response: Response | None = None

    @property
    def ok(self) -> bool:
        """Whether the request succeeded."""
        return 200 <= self.code < 300


def outcome_of(response: Response, server: Hop, contact: Uri, requested: int) -> Outcome:
    """What a final response says about the request for `contact`."""
    return Outcome(
        response.code,
        response.reason,
        _granted(response, contact, requested) if response.code < 300 else 0,
        read_seconds(response.get("min-expires")),
        read_seconds(response.get("retry-after")),
        server,
        "",
        response,
    )


def read_seconds(value: str | None, otherwise: int = 0) -> int:
    """The seconds at the start of a header value, without comments and parameters."""
    digits = (value or "").partition(";")[0].partition("(")[0].strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 11 else otherwise


def _granted(response: Response, contact: Uri, requested: int) -> int:
    general = read_seconds(response.get("expires"), requested)
    for value in response.listed("contact"):
        try:
            binding = NameAddr.parse(value)
            uri = Uri.parse(binding.uri)
        except SipSyntaxError:
            continue
        if (uri.user, uri.host, uri.port) == (contact.user, contact.host, contact.port):
            return read_seconds(binding.param("expires"), general)
    return general
