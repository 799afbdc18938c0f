"""What REFER and Replaces say, read and written (RFC 3515, 3891, 3892)."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

import msgspec

from emulator.sip.edge.tables import Dialog
from emulator.sip.stack.headers import NameAddr, SipSyntaxError, Uri, drop_param, find_param, parse_params
from emulator.sip.stack.messages import Request

Headers = tuple[tuple[str, str], ...]

_PASSED_ON = ("Replaces", "Require")
"""The headers in a Refer-To that the triggered INVITE gets: others would let a stranger say anything in our name."""

_UNRESERVED = "-_.!~*'()"

_STATUS = re.compile(r"^\s*SIP/2\.0\s+(\d{3})\s*(.*?)\s*$", re.IGNORECASE | re.MULTILINE)


class Replaces(msgspec.Struct, frozen=True):
    """The dialog whose place an INVITE is to take, as its receiver knows it: `to_tag` is the receiver's own."""

    call_id: str
    to_tag: str
    from_tag: str
    early_only: bool = False

    @classmethod
    def parse(cls, text: str) -> Replaces:
        """Read the value of a Replaces header.

        Raises:
            SipSyntaxError: It names no dialog.
        """
        call_id, _, rest = text.strip().partition(";")
        params = parse_params(f";{rest}")
        to_tag, from_tag = find_param(params, "to-tag"), find_param(params, "from-tag")
        if not (call_id.strip() and to_tag and from_tag):
            raise SipSyntaxError(f"not a Replaces: {text[:80]!r}")
        return cls(call_id.strip(), to_tag, from_tag, find_param(params, "early-only") is not None)

    def __str__(self) -> str:
        return f"{self.call_id};to-tag={self.to_tag};from-tag={self.from_tag}"


class Target(msgspec.Struct, frozen=True):
    """Whom a REFER asks to be called: the address, and the headers that its INVITE shall have."""

    uri: str
    headers: Headers = ()

    @classmethod
    def parse(cls, text: str) -> Target:
        """Read a Refer-To, or a SIP address with headers.

        Raises:
            SipSyntaxError: It is nothing that can be called.
        """
        uri = Uri.parse(NameAddr.parse(text).uri)
        if uri.scheme not in ("sip", "sips") or (uri.param("method") or "INVITE").upper() != "INVITE":
            raise SipSyntaxError(f"not to be called: {text[:80]!r}")
        given = dict(_headers(uri.headers))
        wanted = tuple((name, given[name.lower()]) for name in _PASSED_ON if name.lower() in given)
        return cls(str(msgspec.structs.replace(uri, headers="", params=drop_param(uri.params, "method"))), wanted)


def _headers(text: str) -> list[tuple[str, str]]:
    pairs = (pair.partition("=") for pair in text.split("&") if pair)
    return [(unquote(name).lower(), unquote(value)) for name, _, value in pairs]


def refer_to(dialog: Dialog, *, by_contact: bool) -> str:
    """The far end of a dialog of ours as a Refer-To: to be called in our place there.

    A dialog that the far end has not answered at all has no place to be taken: its address is all there is then.
    """
    address = dialog.remote_target if by_contact and dialog.remote_target else dialog.remote.uri
    if not dialog.remote.tag:
        return f"<{address}>"
    replaces = str(Replaces(dialog.call_id, dialog.remote.tag, dialog.local.tag))
    return f"<{address}?Replaces={quote(replaces, safe=_UNRESERVED)}>"


def outcome(body: str) -> tuple[int, str] | None:
    """Code and reason in the body of a notification about a REFER (message/sipfrag), None if it has none."""
    found = _STATUS.search(body)
    return (int(found[1]), found[2]) if found else None


def fragment(code: int, reason: str) -> str:
    """The body that tells of an answer."""
    return f"SIP/2.0 {code} {reason}\r\n"


def event_of(refer: Request, count: int) -> str:
    """The Event of notifications about a REFER, the `count`th in its dialog: from the second on it has an id."""
    return "refer" if count < 2 else f"refer;id={refer.cseq.number}"
