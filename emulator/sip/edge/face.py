"""How the phone shows itself in SIP: its addresses, its fixed headers, and the order in which it writes them."""

from __future__ import annotations

import random
from collections.abc import Mapping

import msgspec

from emulator.sip.stack.headers import Uri, user_of
from emulator.sip.stack.identifiers import new_tag
from emulator.sip.stack.messages import Header, Message, Request, Response

METHODS = (
    "INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "INFO", "MESSAGE", "SUBSCRIBE", "NOTIFY", "PRACK", "UPDATE", "REFER",
)  # fmt: skip
"""The methods that the device says it knows, in its order."""

ALLOW = ", ".join(METHODS)
SUPPORTED = "replaces, 100rel"
ALLOW_EVENTS = "conference,talk,hold"
ACCEPT = "application/sdp,text/plain,message/sipfrag,application/dialog-info+xml"

_ORDER = (
    "via", "record-route", "route", "from", "to", "cseq", "call-id", "contact", "event", "subscription-state",
    "refer-to", "referred-by", "replaces", "allow", "user-agent", "accept-language", "accept", "accept-encoding",
    "supported", "require", "rseq", "rack", "allow-events", "session-expires", "min-se", "proxy-authorization",
    "authorization", "max-forwards", "expires", "", "content-type", "content-length",
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(_ORDER)}
_OTHERS = _RANK[""]


COMPACT = {
    "via": "v", "from": "f", "to": "t", "call-id": "i", "contact": "m", "supported": "k", "event": "o",
    "allow-events": "u", "refer-to": "r", "referred-by": "b", "session-expires": "x", "content-type": "c",
    "content-length": "l",
}  # fmt: skip
"""The short names of headers (RFC 3261, section 20; RFC 6665, 3515, 3892, 4028)."""


def _shortened(header: Header) -> Header:
    return Header(header.name, COMPACT.get(header.name, header.written), header.value)


class Face(msgspec.Struct):
    """One phone as others see it. `ports` are those it can be reached at, by transport."""

    user_agent: str
    address: str = "127.0.0.1"
    ports: Mapping[str, int] = {}
    accept_language: str = "en"
    bound: str = ""
    """Its address on this machine, where that is another one than it shows."""
    rport: bool = False
    alias: bool = False
    compact: bool = False
    mac: str = ""

    def port(self, transport: str) -> int:
        """The port to show for a transport: the listener's, or the one of UDP where nothing listens."""
        return self.ports.get(transport) or self.ports.get("UDP", 5060)

    def contact(self, user: str, transport: str) -> Uri:
        """The URI by which this phone is reached at a user name over a transport."""
        params = () if transport == "UDP" else (("transport", transport.lower()),)
        return Uri("sip", user, self.address, self.port(transport), params)

    def via(self, transport: str, branch: str) -> str:
        """The Via of a request sent by this phone."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        marks = ";rport" * self.rport + ";alias" * (self.alias and transport != "UDP")
        return f"SIP/2.0/{transport} {host}:{self.port(transport)};branch={branch}{marks}"

    def arrange(self, message: Message) -> None:
        """Bring headers into the device's order and form; those it does not know stay together before the body's."""
        message.headers.sort(key=lambda header: _RANK.get(header.name, _OTHERS))
        if self.compact:
            if message.get("content-length") is None:
                message.add("Content-Length", "0")
            message.headers = [_shortened(header) for header in message.headers]

    def reply(self, request: Request, code: int, reason: str, transport: str, rng: random.Random) -> Response:
        """A response of the phone's own to a request from outside a call, as the device writes it."""
        response = request.reply(code, reason, to_tag=new_tag(rng))
        response.add("Contact", f"<{self.contact(user_of(request.uri), transport)}>")
        response.add("User-Agent", self.user_agent)
        response.add("Accept-Language", self.accept_language)
        if code in (405, 501) or request.method == "OPTIONS":
            response.add("Allow", ALLOW)
        if code == 489:
            response.add("Allow-Events", ALLOW_EVENTS)
        if request.method == "OPTIONS" and code == 200:
            response.add("Supported", SUPPORTED)
            response.add("Allow-Events", ALLOW_EVENTS)
            response.add("Accept", ACCEPT)
            response.add("Accept-Encoding", "identity")
        self.arrange(response)
        return response
