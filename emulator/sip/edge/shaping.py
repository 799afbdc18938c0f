"""What changes in a message on its way between an engine and the world: all that names a place, and what shows a stack.

Call-ID, From, To, tags, CSeq and digest headers are never touched, so that transfers, subscriptions to dialogs and
authentication mean the same on both sides. Via, Route, Record-Route and Contact belong to one side each.
"""

from __future__ import annotations

from collections.abc import Callable

from emulator.sip.edge.face import ALLOW, ALLOW_EVENTS, SUPPORTED, Face
from emulator.sip.edge.tidying import tidy
from emulator.sip.stack.headers import NameAddr, SipSyntaxError, Uri, drop_param, set_param
from emulator.sip.stack.messages import Header, Message, Request, Response
from emulator.sip.stack.sdp import description

SECURE_MARK = "x-sips"
"""The private URI parameter by which an engine sees a `sips:` URI as `sip:`: it would insist on TLS inside."""

_GOES_BY = frozenset({
    "via", "from", "to", "call-id", "cseq", "contact", "record-route", "route", "max-forwards", "require", "supported",
    "allow", "content-type", "content-length", "content-encoding", "www-authenticate", "proxy-authenticate", "expires",
    "min-expires", "retry-after", "rseq", "rack", "session-expires", "min-se", "event", "refer-to", "info-package",
})  # fmt: skip
_NUMBERS = frozenset({"expires", "max-forwards", "min-expires", "retry-after", "rseq", "session-expires", "min-se"})
_SDP_NOISE = (b"a=X-nat:", b"a=ssrc:", b"b=AS:", b"b=TIAS:", b"a=rtcp:")
_SDP_NAME = b"s=Polycom IP Phone"


def show_outside(message: Message, contact: Uri, face: Face) -> None:
    """Make an engine's message the phone's: its Contact, its fixed headers in its order, its SDP."""
    redirecting = isinstance(message, Response) and 300 <= message.code < 400
    shown = message.listed("contact")
    if shown and not redirecting:
        message.put("Contact", _with_uri(shown[0], contact))
    # A stack's warnings name the machine that it runs on.
    message.drop("server", "user-agent", "accept-language", "warning")
    message.add("User-Agent", face.user_agent)
    message.add("Accept-Language", face.accept_language)
    _replace_lists(message)
    _shape_sdp(message, face)
    face.arrange(message)


def show_inside(message: Message) -> None:
    """Make a message from outside digestible for an engine, which drops all of it for one header that it cannot read.

    It gets the headers that it goes by, `sips:` places with the private mark, and SDP that is tidy.
    """
    message.headers = [header for header in message.headers if _digestible(header)]
    if message.body and description(message):
        message.body = tidy(description(message)).encode()
    for written, name in (("Contact", "contact"), ("Record-Route", "record-route")):
        values = message.listed(name)
        marked = [_mark(value) for value in values]
        if marked != values:
            message.put(written, *marked)


def restore_route(request: Request, inner: tuple[str, int]) -> None:
    """Take the inner place out of an engine's Routes, and turn marked URIs back to `sips:`."""
    request.uri = _unmark(request.uri)
    routes = request.listed("route")
    request.put("Route", *(_edited(route, _unmark) for route in without_place(routes, inner)))


def without_place(values: list[str], place: tuple[str, int]) -> list[str]:
    """Route or Record-Route values without those that point to one host and port."""
    return [value for value in values if not _points_to(value, place)]


def _points_to(value: str, place: tuple[str, int]) -> bool:
    try:
        uri = Uri.parse(NameAddr.parse(value).uri)
    except SipSyntaxError:
        return False
    return (uri.host, uri.port) == place


def _with_uri(value: str, uri: Uri) -> str:
    try:
        address = NameAddr.parse(value)
    except SipSyntaxError:
        return f"<{uri}>"
    return str(NameAddr(str(uri), "", address.params))


def _mark(value: str) -> str:
    return _edited(value, _marked) if "sips:" in value.lower() else value


def _marked(text: str) -> str:
    uri = Uri.parse(text)
    if uri.scheme != "sips":
        return text
    return str(Uri("sip", uri.user, uri.host, uri.port, set_param(uri.params, SECURE_MARK, None), uri.headers))


def _unmark(text: str) -> str:
    if SECURE_MARK not in text:
        return text
    try:
        uri = Uri.parse(text)
    except SipSyntaxError:
        return text
    return str(Uri("sips", uri.user, uri.host, uri.port, drop_param(uri.params, SECURE_MARK), uri.headers))


def _edited(value: str, edit: Callable[[str], str]) -> str:
    try:
        address = NameAddr.parse(value)
        return str(NameAddr(edit(address.uri), address.display, address.params))
    except SipSyntaxError:
        return value


def _replace_lists(message: Message) -> None:
    """Put the device's own lists in the place of the engine's, claiming no extension that the engine does not know."""
    known = {option.lower() for option in message.listed("supported")}
    if known:
        kept = [option for option in (*SUPPORTED.split(", "), "timer") if option in known]
        message.put("Supported", *[", ".join(kept)] if kept else [])
    if message.get("allow") is not None:
        message.put("Allow", ALLOW)
    if isinstance(message, Request) and message.method == "INVITE":
        message.put("Allow-Events", ALLOW_EVENTS)


def _shape_sdp(message: Message, face: Face) -> None:
    """Write SDP as the device does: its session name, one address for the session, no lines of a stack's own."""
    if not message.body or not (message.get("content-type") or "").lower().startswith("application/sdp"):
        return
    lines = [line for line in message.body.splitlines() if not line.startswith(_SDP_NOISE)]
    addresses = {line for line in lines if line.startswith(b"c=")}
    shaped = []
    for line in lines:
        if line.startswith(b"s="):
            shaped.append(_SDP_NAME)
            shaped += addresses if len(addresses) == 1 else []
        elif len(addresses) != 1 or line not in addresses:
            shaped.append(line)
    message.body = b"\r\n".join(_shown(line, face) for line in shaped) + b"\r\n"


def _shown(line: bytes, face: Face) -> bytes:
    """A line of SDP with the address that the phone shows, if it is behind a NAT."""
    if face.bound and line.startswith((b"o=", b"c=")):
        start, _, address = line.rpartition(b" ")
        return start + b" " + face.address.encode() if address == face.bound.encode() else line
    return line


def _digestible(header: Header) -> bool:
    number = header.name not in _NUMBERS or header.value[:1].isdigit()
    return header.name in _GOES_BY and header.value != "" and number
