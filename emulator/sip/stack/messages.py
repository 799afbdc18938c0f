"""SIP messages, kept as they were written (RFC 3261, section 7).

A message is its start line, a list of headers in order, and a body. A header keeps its name as written (`v`,
`CALL-ID`) beside the canonical one (`via`, `call-id`) that code asks for, and a line that is no header at all stays in
its place with an empty canonical name, so that a request with a broken line can still be answered. Bytes that are not
UTF-8 survive by surrogateescape; folded lines are unfolded. The only thing changed on writing is Content-Length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from emulator.sip.stack.headers import CSeq, NameAddr, SipSyntaxError, Via, split_list

MAX_MESSAGE = 65_536
"""Bytes of the longest message that is read."""

MAX_HEADERS = 400
"""Header lines of the longest message that is read."""

_COMPACT = {
    "a": "accept-contact", "b": "referred-by", "c": "content-type", "d": "request-disposition",
    "e": "content-encoding", "f": "from", "i": "call-id", "j": "reject-contact", "k": "supported",
    "l": "content-length", "m": "contact", "n": "identity-info", "o": "event", "r": "refer-to",
    "s": "subject", "t": "to", "u": "allow-events", "v": "via", "x": "session-expires", "y": "identity",
}  # fmt: skip

_END = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(r"\r?\n[ \t]+")
_REQUEST = re.compile(r"^([!-~]+) +(\S(?:.*\S)?) +(SIP/\d+\.\d+)$", re.I | re.A)
_STATUS = re.compile(r"^SIP/2\.0 +(\d{3})(?: +(.*))?$", re.I | re.A)
_BREAK = re.compile(r"[\r\n]+")
_NAME = re.compile(r"^[!-9;-~]+$")

REASONS = {
    100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK", 202: "Accepted", 302: "Moved Temporarily",
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    407: "Proxy Authentication Required", 408: "Request Timeout", 416: "Unsupported URI Scheme",
    420: "Bad Extension", 423: "Interval Too Brief", 480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist", 482: "Loop Detected", 483: "Too Many Hops", 486: "Busy Here",
    487: "Request Terminated", 488: "Not Acceptable Here", 489: "Bad Event", 491: "Request Pending",
    500: "Server Internal Error", 501: "Not Implemented", 503: "Service Unavailable", 504: "Server Time-out",
    505: "Version Not Supported", 513: "Message Too Large", 600: "Busy Everywhere", 603: "Decline",
}  # fmt: skip
"""Reason phrases of the status codes that this program sends by itself."""


def canonical(written: str) -> str:
    """The one name by which code knows a header: lower case, compact form written out."""
    return _names(written)[0]


@lru_cache(maxsize=1024)
def _names(written: str) -> tuple[str, str]:
    """Canonical name and name as written: strings that all messages share."""
    name = written.lower()
    return _COMPACT.get(name, name), written


class Header(msgspec.Struct, frozen=True, gc=False):
    """One header line: canonical name, name as written, value without surrounding blanks."""

    name: str
    written: str
    value: str

    @classmethod
    def make(cls, written: str, value: object) -> Header:
        """A header of our own; `written` is how its name shall look on the wire. Line breaks become blanks."""
        return cls(canonical(written), written, _BREAK.sub(" ", str(value)))


class Message(msgspec.Struct, kw_only=True):
    """What requests and responses have in common."""

    headers: list[Header] = []
    body: bytes = b""

    def get(self, name: str) -> str | None:
        """The value of the first header of that canonical name, None if there is none."""
        for header in self.headers:
            if header.name == name:
                return header.value
        return None

    def values(self, name: str) -> list[str]:
        """The values of all headers of that canonical name, one per line."""
        return [header.value for header in self.headers if header.name == name]

    def listed(self, name: str) -> list[str]:
        """The single values of a header that may be repeated or comma-separated (Via, Route, Contact, Allow ...)."""
        return [part for header in self.headers if header.name == name for part in split_list(header.value)]

    def add(self, written: str, value: object) -> None:
        """Put a header at the end."""
        self.headers.append(Header.make(written, value))

    def put(self, written: str, *values: object) -> None:
        """Let the header have exactly these values, one per line, where the first of its name was (else at the end)."""
        name = canonical(written)
        new = [Header.make(written, value) for value in values]
        place = next((i for i, header in enumerate(self.headers) if header.name == name), len(self.headers))
        kept = [header for header in self.headers[place:] if header.name != name]
        self.headers[place:] = new + kept

    def put_first(self, written: str, *values: object) -> None:
        """Put headers before the first of their name, or before all others."""
        name = canonical(written)
        place = next((i for i, header in enumerate(self.headers) if header.name == name), 0)
        self.headers[place:place] = [Header.make(written, value) for value in values]

    def drop(self, *names: str) -> None:
        """Remove all headers of these canonical names."""
        self.headers = [header for header in self.headers if header.name not in names]

    def _need(self, name: str) -> str:
        value = self.get(name)
        if not value:
            raise SipSyntaxError(f"{name} is missing")
        return value

    @property
    def via(self) -> Via:
        """The top Via.

        Raises:
            SipSyntaxError: It is missing or unreadable.
        """
        return Via.parse(next(iter(split_list(self._need("via"))), ""))

    @property
    def sender(self) -> NameAddr:
        """The From header.

        Raises:
            SipSyntaxError: It is missing or unreadable.
        """
        return NameAddr.parse(self._need("from"))

    @property
    def to(self) -> NameAddr:
        """The To header.

        Raises:
            SipSyntaxError: It is missing or unreadable.
        """
        return NameAddr.parse(self._need("to"))

    @property
    def cseq(self) -> CSeq:
        """The CSeq header.

        Raises:
            SipSyntaxError: It is missing or unreadable.
        """
        return CSeq.parse(self._need("cseq"))

    @property
    def call_id(self) -> str:
        """The Call-ID.

        Raises:
            SipSyntaxError: It is missing.
        """
        return self._need("call-id")

    @property
    def start_line(self) -> str:
        """The first line as it goes on the wire."""
        raise NotImplementedError

    def serialise(self) -> bytes:
        """The message as bytes, with the Content-Length that its body has."""
        length = str(len(self.body))
        lines = [self.start_line]
        counted = False
        for header in self.headers:
            if header.name == "content-length":
                if not counted:
                    lines.append(f"{header.written}: {length}")
                counted = True
            else:
                lines.append(f"{header.written}: {header.value}" if header.name else header.written)
        if not counted:
            lines.append(f"Content-Length: {length}")
        lines.append("\r\n")
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + self.body


class Request(Message):
    """A SIP request."""

    method: str
    uri: str
    version: str = "SIP/2.0"

    @property
    def start_line(self) -> str:
        """The request line."""
        return f"{self.method} {self.uri} {self.version}"

    def reply(self, code: int, reason: str = "", *, to_tag: str = "") -> Response:
        """A response with the headers that every response takes over, and a tag on To if it has none."""
        kept = [header for header in self.headers if header.name in _TAKEN_OVER]
        response = Response(code, reason or REASONS.get(code, "Unknown"), headers=kept)
        receiver = self.get("to")
        if to_tag and receiver and not _tagged(receiver):
            response.put("To", f"{receiver};tag={to_tag}")
        return response


class Response(Message):
    """A SIP response."""

    code: int
    reason: str = ""

    @property
    def start_line(self) -> str:
        """The status line."""
        return f"SIP/2.0 {self.code} {self.reason}"


_TAKEN_OVER = frozenset({"via", "from", "to", "call-id", "cseq"})


def _tagged(address: str) -> bool:
    try:
        return NameAddr.parse(address).tag != ""
    except SipSyntaxError:
        return False


def parse(data: bytes) -> Request | Response:
    """Read one message; bytes beyond its Content-Length are cut off.

    Raises:
        SipSyntaxError: It has no SIP start line, no end of headers, or passes `MAX_MESSAGE` or `MAX_HEADERS`.
    """
    if len(data) > MAX_MESSAGE:
        raise SipSyntaxError(f"message of {len(data)} bytes")
    data = data.lstrip(b"\r\n")
    end = _END.search(data)
    if end is None:
        raise SipSyntaxError("headers have no end")
    text = data[: end.start()].decode("utf-8", "surrogateescape")
    if "\n " in text or "\n\t" in text:
        text = _FOLD.sub(" ", text)
    start, *lines = text.replace("\r\n", "\n").split("\n")
    message = _parse_start(start)
    if len(lines) > MAX_HEADERS:
        raise SipSyntaxError(f"{len(lines)} header lines")
    message.headers = _parse_headers(lines)
    message.body = data[end.end() :][: _body_length(message)]
    return message


def _parse_start(line: str) -> Request | Response:
    if found := _STATUS.match(line):
        return Response(int(found[1]), found[2] or "")
    if found := _REQUEST.match(line):
        return Request(found[1], found[2], found[3].upper())
    raise SipSyntaxError(f"not a start line: {line[:80]!r}")


def _parse_headers(lines: Iterable[str]) -> list[Header]:
    headers = []
    for line in lines:
        written, colon, value = line.partition(":")
        written = written.rstrip(" \t")
        if colon and _NAME.match(written):
            headers.append(Header(*_names(written), value.strip(" \t")))
        else:
            headers.append(Header("", line, ""))
    return headers


def _body_length(message: Message) -> int | None:
    given = message.get("content-length")
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 10 else None
