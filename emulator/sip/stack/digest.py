"""Digest authentication of SIP requests (RFC 3261, section 22; RFC 7616; RFC 8760): what both sides compute."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from emulator.sip.stack.headers import SipSyntaxError

_HASHES: dict[str, Callable[[bytes], str]] = {
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
    "SHA-256": lambda data: hashlib.sha256(data).hexdigest(),
}

_ESCAPED = re.compile(r'\\(["\\])')
"""Another backslash is one that somebody forgot to escape, as in DOMAIN\\user."""

_PAIR = re.compile(r'([A-Za-z][\w-]*)\s*=\s*("(?:[^"\\]|\\.?)*+"?|[^\s,]*)', re.ASCII)


class Credentials(msgspec.Struct, frozen=True):
    """What a line authenticates itself with."""

    user: str
    password: str

    def __repr__(self) -> str:
        return f"Credentials({self.user!r}, ***)"


class Challenge(msgspec.Struct, frozen=True):
    """What a server asks for in WWW-Authenticate or Proxy-Authenticate."""

    realm: str
    nonce: str
    algorithm: str = "MD5"
    qop: str = ""
    opaque: str | None = None
    stale: bool = False
    from_proxy: bool = False

    @classmethod
    def parse(cls, value: str, *, from_proxy: bool = False) -> Challenge:
        """Read the value of a challenge header.

        Raises:
            SipSyntaxError: It is no Digest challenge, lacks realm or nonce, or asks for what is not supported.
        """
        fields = parse_digest(value)
        offered = [option.strip().lower() for option in fields.get("qop", "").split(",") if option.strip()]
        algorithm = fields.get("algorithm", "MD5").upper()
        if "realm" not in fields or "nonce" not in fields:
            raise SipSyntaxError("challenge without realm or nonce")
        if algorithm.removesuffix("-SESS") not in _HASHES or (offered and "auth" not in offered):
            raise SipSyntaxError(f"challenge asks for {algorithm} {fields.get('qop', '')}")
        return cls(
            fields["realm"],
            fields["nonce"],
            algorithm,
            "auth" if offered else "",
            fields.get("opaque"),
            fields.get("stale", "").lower() == "true",
            from_proxy,
        )

    def __str__(self) -> str:
        opaque = "" if self.opaque is None else f', opaque="{self.opaque}"'
        qop = f', qop="{self.qop}"' if self.qop else ""
        stale = ", stale=true" if self.stale else ""
        return f'Digest realm="{self.realm}", nonce="{self.nonce}", algorithm={self.algorithm}{qop}{opaque}{stale}'


class Proof(NamedTuple):
    """All that a digest is computed from, but for the password."""

    algorithm: str
    user: str
    realm: str
    nonce: str
    qop: str
    cnonce: str
    nc: str
    method: str
    uri: str


def compute(proof: Proof, password: str) -> str:
    """The `response` value: lower-case hexadecimal digits. The algorithm must be a supported one."""
    algorithm = proof.algorithm.upper()
    digest = _HASHES[algorithm.removesuffix("-SESS")]

    def hashed(*parts: str) -> str:
        return digest(":".join(parts).encode("utf-8", "surrogateescape"))

    secret = hashed(proof.user, proof.realm, password)
    if algorithm.endswith("-SESS"):
        secret = hashed(secret, proof.nonce, proof.cnonce)
    request = hashed(proof.method, proof.uri)
    if not proof.qop:
        return hashed(secret, proof.nonce, request)
    return hashed(secret, proof.nonce, proof.nc, proof.cnonce, proof.qop, request)


def supported(algorithm: str) -> bool:
    """Whether `compute` knows an algorithm, in any case of letters."""
    return algorithm.upper().removesuffix("-SESS") in _HASHES


def parse_digest(value: str) -> dict[str, str]:
    """The fields of a Digest header value by lower-case name, unquoted; the first of a repeated field counts.

    Raises:
        SipSyntaxError: The scheme is not Digest.
    """
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() != "digest":
        raise SipSyntaxError(f"authentication scheme {scheme[:20]!r}")
    fields: dict[str, str] = {}
    for name, text in _PAIR.findall(rest):
        fields.setdefault(name.lower(), _ESCAPED.sub(r"\1", text[1:-1]) if text.startswith('"') else text)
    return fields


_SECRET_PART = re.compile(rb'(response\s*=\s*"?)([^",\r\n]*)', re.IGNORECASE)
_AUTH_LINE = re.compile(rb"^(?:proxy-)?authorization[ \t]*:.*(?:\r?\n[ \t].*)*", re.IGNORECASE | re.MULTILINE)


def masked(message: bytes) -> bytes:
    """A copy of a message to show or to record: digest answers are starred at the same length."""
    return _AUTH_LINE.sub(lambda line: _SECRET_PART.sub(_stars, line[0]), message)


def _stars(found: re.Match[bytes]) -> bytes:
    return found[1] + b"*" * len(found[2])
