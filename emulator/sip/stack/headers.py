"""The values inside SIP headers: URIs, name-addrs, Via, CSeq, and their parameters (RFC 3261, sections 19, 20, 25).

Every type here reads tolerantly, keeps what it does not understand, and writes itself back by `str()`. Parameters are
tuples of (name, value) in the order written; a value of None means the parameter had no `=`.
"""

from __future__ import annotations

import re

import msgspec

Params = tuple[tuple[str, str | None], ...]

# Possessive, and content with an unclosed quote: no input makes these patterns take more than linear time.
_QUOTED = r'"(?:[^"\\]|\\.?)*+"?'
_PARAM = re.compile(rf";\s*([^\s=;]+)\s*(?:=\s*({_QUOTED}|[^;]*))?", re.DOTALL)
_COMMA = re.compile(rf"{_QUOTED}|<[^<>]*>|,", re.DOTALL)
_ANGLE = re.compile(rf'^((?:{_QUOTED}|[^<"])*+)<([^<>]*)>(.*)$', re.DOTALL)
_HOST = r"\[[0-9A-Fa-f:.%]+\]|[^\s:;?@<>,/\[\]]+"
_URI = re.compile(rf"^(sips?):(?:([^@]*)@)?({_HOST})(?::(\d{{1,5}}))?(;[^?]*)?(\?.*)?$", re.I | re.A | re.DOTALL)
_OTHER_URI = re.compile(r"^([a-z][a-z0-9+.-]*):([^;?\s]*)(;[^?]*)?(\?.*)?$", re.I | re.A | re.DOTALL)
_VIA = re.compile(rf"^SIP\s*/\s*2\.0\s*/\s*(\S+)\s+({_HOST})(?:\s*:\s*(\d{{1,5}}))?(.*)$", re.I | re.A | re.DOTALL)
_CSEQ = re.compile(r"^(\d{1,10})\s+(\S+)$", re.A)


class SipSyntaxError(ValueError):
    """Bytes or text that cannot be read as the piece of SIP that they should be."""


def split_list(value: str) -> list[str]:
    """Split a comma-separated header value, leaving commas in quotes and angle brackets alone."""
    if "," not in value:
        return [value]
    parts, start = [], 0
    for found in _COMMA.finditer(value):
        if found[0] == ",":
            parts.append(value[start : found.start()].strip())
            start = found.end()
    parts.append(value[start:].strip())
    return [part for part in parts if part]


def parse_params(text: str) -> Params:
    """Read `;name=value;flag`; pieces that are no parameters are left out."""
    return tuple((found[1], _blankless(found[2])) for found in _PARAM.finditer(text)) if text else ()


def _blankless(value: str | None) -> str | None:
    return value if value is None else value.rstrip()


def write_params(params: Params) -> str:
    """Write parameters back as `;name=value;flag`."""
    return "".join(f";{name}" if value is None else f";{name}={value}" for name, value in params)


def find_param(params: Params, wanted: str) -> str | None:
    """The value of the first parameter of that lower-case name, `""` for one without value, None if absent."""
    for name, value in params:
        if name.lower() == wanted:
            return value or ""
    return None


def set_param(params: Params, wanted: str, value: str | None) -> Params:
    """The parameters with one replaced in its place, or added at the end."""
    if find_param(params, wanted) is None:
        return (*params, (wanted, value))
    return tuple((name, value if name.lower() == wanted else old) for name, old in params)


def drop_param(params: Params, unwanted: str) -> Params:
    """The parameters without the one of that lower-case name."""
    return tuple((name, value) for name, value in params if name.lower() != unwanted)


def host_port(host: str, port: int) -> str:
    """`host:port` with brackets around an IPv6 address; the host alone if the port is 0."""
    shown = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return f"{shown}:{port}" if port else shown


def _port(text: str | None) -> int:
    port = int(text or 0)
    if port > 65535:
        raise SipSyntaxError(f"port {port} is above 65535")
    return port


class Uri(msgspec.Struct, frozen=True):
    """A SIP, SIPS or other URI. For schemes without a host (tel), `user` is all that follows the colon."""

    scheme: str
    user: str
    host: str
    port: int = 0
    params: Params = ()
    headers: str = ""

    @classmethod
    def parse(cls, text: str) -> Uri:
        """Read a URI without angle brackets.

        Raises:
            SipSyntaxError: It is no URI.
        """
        text = text.strip()
        if found := _URI.match(text):
            scheme, user, host, port, params, headers = found.groups("")
            return cls(scheme.lower(), user, host.strip("[]"), _port(port), parse_params(params), headers[1:])
        if (found := _OTHER_URI.match(text)) and not found[1].lower().startswith("sip"):
            scheme, user, params, headers = found.groups("")
            return cls(scheme.lower(), user, "", 0, parse_params(params), headers[1:])
        raise SipSyntaxError(f"not a URI: {text[:80]!r}")

    def param(self, name: str) -> str | None:
        """The value of a URI parameter (lower-case name), `""` without value, None if absent."""
        return find_param(self.params, name)

    def __str__(self) -> str:
        place = host_port(self.host, self.port)
        who = f"{self.user}@" if self.user and self.host else self.user
        return f"{self.scheme}:{who}{place}{write_params(self.params)}{'?' if self.headers else ''}{self.headers}"


class NameAddr(msgspec.Struct, frozen=True):
    """The value of From, To, Contact, Route and their kin: display name as written, URI text, header parameters."""

    uri: str
    display: str = ""
    params: Params = ()

    @classmethod
    def parse(cls, text: str) -> NameAddr:
        """Read a name-addr or addr-spec; parameters behind a URI without brackets belong to the header.

        Raises:
            SipSyntaxError: There is nothing that could be a URI.
        """
        text = text.strip()
        if found := _ANGLE.match(text):
            return cls(found[2].strip(), found[1].rstrip(), parse_params(found[3]))
        uri, semicolon, rest = text.partition(";")
        if not uri or "<" in uri or ">" in uri:
            raise SipSyntaxError(f"not an address: {text[:80]!r}")
        return cls(uri.strip(), "", parse_params(semicolon + rest))

    @property
    def tag(self) -> str:
        """The dialog tag, empty if there is none."""
        return find_param(self.params, "tag") or ""

    @property
    def name(self) -> str:
        """The display name as a person reads it: without quotes and escapes."""
        if self.display.startswith('"'):
            return re.sub(r"\\(.)", r"\1", self.display[1:-1])
        return self.display

    def param(self, name: str) -> str | None:
        """The value of a header parameter (lower-case name), `""` without value, None if absent."""
        return find_param(self.params, name)

    def __str__(self) -> str:
        return f"{self.display}{' ' if self.display else ''}<{self.uri}>{write_params(self.params)}"


class Via(msgspec.Struct, frozen=True):
    """One Via value: over which transport and from where a request was sent."""

    transport: str
    host: str
    port: int = 0
    params: Params = ()

    @classmethod
    def parse(cls, text: str) -> Via:
        """Read one Via value.

        Raises:
            SipSyntaxError: It is not of the form `SIP/2.0/transport host[:port][;parameters]`.
        """
        found = _VIA.match(text.strip())
        if found is None:
            raise SipSyntaxError(f"not a Via: {text[:80]!r}")
        return cls(found[1].upper(), found[2].strip("[]"), _port(found[3]), parse_params(found[4]))

    @property
    def branch(self) -> str:
        """The branch parameter, empty for a sender that gives none (RFC 2543)."""
        return find_param(self.params, "branch") or ""

    @property
    def sent_by(self) -> str:
        """Where the sender says it is, as `host[:port]` in lower case."""
        return host_port(self.host, self.port).lower()

    def param(self, name: str) -> str | None:
        """The value of a parameter (lower-case name), `""` without value, None if absent."""
        return find_param(self.params, name)

    def __str__(self) -> str:
        return f"SIP/2.0/{self.transport} {host_port(self.host, self.port)}{write_params(self.params)}"


class CSeq(msgspec.Struct, frozen=True):
    """The number of a request within its Call-ID, and its method."""

    number: int
    method: str

    @classmethod
    def parse(cls, text: str) -> CSeq:
        """Read `number method`.

        Raises:
            SipSyntaxError: It is something else, or the number does not fit 32 bits.
        """
        found = _CSEQ.match(text.strip())
        if found is None or int(found[1]) >= 1 << 32:
            raise SipSyntaxError(f"not a CSeq: {text[:80]!r}")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.number} {self.method}"


def user_of(uri: str) -> str:
    """The user part of a URI, empty if it has none; any text is taken."""
    try:
        head, at, _ = NameAddr.parse(uri).uri.partition("@")
    except SipSyntaxError:
        return ""
    return head.partition(":")[2] if at else ""
