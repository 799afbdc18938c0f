"""What is wrong with a request, so that it is refused instead of handled (RFC 3261, section 8.2)."""

from __future__ import annotations

from emulator.sip.stack.headers import NameAddr, SipSyntaxError, Via
from emulator.sip.stack.messages import Request

_ONCE = ("from", "to", "call-id", "cseq", "max-forwards", "content-length")


def fault_of(request: Request) -> tuple[int, str] | None:
    """The code and reason that a request must be refused with, None if nothing is wrong with its form."""
    if request.version != "SIP/2.0":
        return 505, "Version Not Supported"
    try:
        _check_form(request)
    except SipSyntaxError as error:
        return 400, f"Bad Request - {error}"
    scheme = request.uri.partition(":")[0].lower()
    if scheme not in ("sip", "sips", "tel"):
        return 416, "Unsupported URI Scheme"
    return None


def _check_form(request: Request) -> None:
    names = [header.name for header in request.headers]
    if "" in names:
        raise SipSyntaxError("unreadable header line")
    for name in _ONCE:
        if names.count(name) > 1:
            raise SipSyntaxError(f"{name} repeated")
    for via in request.listed("via"):
        Via.parse(via)
    for address in (*request.listed("contact"), *request.listed("route"), *request.listed("record-route")):
        if address != "*":
            NameAddr.parse(address)
    if request.cseq.method != request.method:
        raise SipSyntaxError("CSeq names another method")
    if not (request.sender.uri and request.to.uri and request.call_id and request.via):
        raise SipSyntaxError("empty address")
    _check_length(request)


def _check_length(request: Request) -> None:
    given = request.get("content-length")
    if given is not None and given != str(len(request.body)) and not _same(given, len(request.body)):
        raise SipSyntaxError("Content-Length does not fit")


def _same(text: str, number: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10 and int(text) == number
