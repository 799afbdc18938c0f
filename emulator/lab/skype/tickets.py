"""Web tickets: who gets one, what it looks like, and for how long it is good (MS-OCAUTHWS, section 3.2)."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import random
import re
from collections.abc import Callable
from xml.sax.saxutils import quoteattr

import msgspec

from emulator.kernel.clock import SECOND, Clock
from emulator.lab.skype.accounts import SkypeAccount
from emulator.lab.skype.directory import Directory
from emulator.lab.skype.faults import Faults, RefusedError
from emulator.lab.skype.messages import Answer, Ask
from emulator.lab.skype.soap import (
    SAML,
    TRUST,
    WSSE,
    WSU,
    binary,
    find,
    need,
    read_envelope,
    text_of,
    write_envelope,
)

ISSUED = f"{TRUST}/RSTRC/IssueFinal"
LIFE = 8 * 3600
"""Seconds for which a ticket is good."""

KEY_SIZE = 32
"""Bytes of the key that client and server come to share."""

ENTROPY = range(16, 65)
"""How many bytes of their own clients may bring."""

KEPT = 1000
"""How many tickets are remembered."""

IDENTITY = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/uri"
CLAIMS = "http://docs.oasis-open.org/wsfed/authorization/200706"
METHODS = {
    "auth": "urn:oasis:names:tc:SAML:1.0:am:password",
    "pin": "urn:oasis:names:tc:SAML:1.0:am:unspecified",
    "oauth": "urn:oasis:names:tc:SAML:1.0:am:unspecified",
}
_ID = re.compile(rb'AssertionID="([^"]{1,80})"')


class Ticket(msgspec.Struct, frozen=True):
    """What a client has proved: who it is, until when (microseconds), and the key that it shares with the server."""

    id: str
    address: str
    key: bytes
    due: int


class Tickets:
    """Issues tickets and knows them again."""

    def __init__(
        self,
        clock: Clock,
        rng: random.Random,
        directory: Directory,
        faults: Faults,
        *,
        time: Callable[[], datetime.datetime],
        user_of_token: Callable[[str], str],
    ) -> None:
        """`user_of_token` gives the address that an access token of the web sign-in is for, empty for none."""
        self._clock = clock
        self._rng = rng
        self._directory = directory
        self._faults = faults
        self._time = time
        self._user_of_token = user_of_token
        self._tickets: dict[str, Ticket] = {}

    def issue(self, ask: Ask) -> Answer:
        """Answer one RequestSecurityToken by the last part of its path: auth, pin or oauth. Raises RefusedError."""
        self._faults.check("request")
        envelope = read_envelope(ask.body)
        request = need(envelope, TRUST, "RequestSecurityToken")
        entropy = binary(text_of(find(request, TRUST, "BinarySecret")))
        if len(entropy) not in ENTROPY:
            raise RefusedError("unreadable")
        claimed = text_of(find(request, CLAIMS, "Value"))
        method = ask.path.rpartition("/")[2]
        if method == "oauth":
            account = self._by_token(ask, claimed)
        else:
            check = self._directory.with_pin if method == "pin" else self._directory.with_password
            token = need(envelope, WSSE, "UsernameToken")
            account = check(text_of(need(token, WSSE, "Username")), need(token, WSSE, "Password").text or "")
            self._directory.admitted(account, claimed)
        own = self._rng.randbytes(KEY_SIZE)
        ticket = self._keep(account, shared_key(entropy, own))
        body = self._written(ticket, METHODS[method], request.get("Context", ""), own)
        return Answer(200, write_envelope(ISSUED, body), user=account.address)

    def _by_token(self, ask: Ask, claimed: str) -> SkypeAccount:
        self._faults.check("token")
        address = self._user_of_token(ask.headers.get("authorization", "").removeprefix("Bearer "))
        if not address:
            raise RefusedError("token-refused")
        return self._directory.admitted(self._directory.account(address), claimed)

    def _keep(self, account: SkypeAccount, key: bytes) -> Ticket:
        while len(self._tickets) >= KEPT:
            del self._tickets[next(iter(self._tickets))]
        name = f"SamlSecurityToken-{self._rng.getrandbits(128):032x}"
        ticket = Ticket(name, account.address, key, self._clock.now() + LIFE * SECOND)
        self._tickets[name] = ticket
        return ticket

    def _written(self, ticket: Ticket, method: str, context: str, entropy: bytes) -> str:
        now = self._time()
        first, last = _stamp(now), _stamp(now + datetime.timedelta(seconds=LIFE))
        secret = base64.b64encode(entropy).decode()
        return (
            f'<trust:RequestSecurityTokenResponseCollection xmlns:trust="{TRUST}">'
            f"<trust:RequestSecurityTokenResponse Context={quoteattr(context)}>"
            "<trust:TokenType>http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV1.1"
            "</trust:TokenType>"
            f"<trust:RequestedSecurityToken>{_assertion(ticket, method, first, last)}</trust:RequestedSecurityToken>"
            f"<trust:RequestedProofToken><trust:ComputedKey>{TRUST}/CK/PSHA1</trust:ComputedKey>"
            "</trust:RequestedProofToken>"
            f"<trust:Entropy><trust:BinarySecret>{secret}</trust:BinarySecret></trust:Entropy>"
            f'<trust:Lifetime xmlns:wsu="{WSU}"><wsu:Created>{first}</wsu:Created><wsu:Expires>{last}</wsu:Expires>'
            f"</trust:Lifetime><trust:KeySize>{8 * KEY_SIZE}</trust:KeySize>"
            "</trust:RequestSecurityTokenResponse></trust:RequestSecurityTokenResponseCollection>"
        )

    def of_header(self, header: str) -> Ticket:
        """The ticket in a header X-MS-WebTicket. Raises RefusedError if there is no good one."""
        if not header:
            raise RefusedError("ticket-missing")
        try:
            found = _ID.search(binary(header.partition("=")[2]))
        except RefusedError:
            found = None
        return self.by_id(found[1].decode("ascii", "replace") if found else "")

    def of_envelope(self, body: bytes) -> Ticket:
        """The ticket in the security header of a SOAP request. Raises RefusedError if there is no good one."""
        assertion = find(read_envelope(body), SAML, "Assertion")
        if assertion is None:
            raise RefusedError("ticket-missing")
        return self.by_id(assertion.get("AssertionID", ""))

    def by_id(self, name: str) -> Ticket:
        """The ticket of that name. Raises RefusedError if it is unknown, or no longer good."""
        ticket = self._tickets.get(name)
        if ticket is None:
            raise RefusedError("ticket-unknown")
        self._faults.check("ticket", ticket.address)
        if ticket.due <= self._clock.now():
            raise RefusedError("ticket-expired")
        return ticket

    def withdraw(self, address: str) -> None:
        """Forget all tickets of a user."""
        self._tickets = {name: each for name, each in self._tickets.items() if each.address != address}


def shared_key(client: bytes, server: bytes) -> bytes:
    """The key that comes of both sides' entropy: P_SHA1 (WS-Trust 1.3, section 4.4.4; RFC 2246, section 5)."""
    out, step = b"", server
    while len(out) < KEY_SIZE:
        step = _hmac(client, step)
        out += _hmac(client, step + server)
    return out[:KEY_SIZE]


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha1).digest()


def _stamp(moment: datetime.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _assertion(ticket: Ticket, method: str, first: str, last: str) -> str:
    return (
        f'<saml:Assertion xmlns:saml="{SAML}" MajorVersion="1" MinorVersion="1" AssertionID="{ticket.id}"'
        f' Issuer="LyncServer" IssueInstant="{first}"><saml:Conditions NotBefore="{first}" NotOnOrAfter="{last}"/>'
        f'<saml:AuthenticationStatement AuthenticationMethod="{method}" AuthenticationInstant="{first}"><saml:Subject>'
        f'<saml:NameIdentifier Format="{IDENTITY}">sip:{ticket.address}</saml:NameIdentifier></saml:Subject>'
        "</saml:AuthenticationStatement></saml:Assertion>"
    )
