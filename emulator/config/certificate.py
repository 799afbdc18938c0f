"""Certificates as they stand in configuration files: just enough of X.509 to tell whose, until when, what key.

Only the fields of interest are read (RFC 5280, 4.1); signatures are the business of those who connect.
"""

from __future__ import annotations

import base64
import datetime
import re
from collections.abc import Iterator

import msgspec

_PEM = re.compile(
    r"-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----(.*?)-----END (?:TRUSTED |X509 )?CERTIFICATE-----", re.S
)
_COMMON_NAME = bytes.fromhex("550403")
_RSA = bytes.fromhex("2a864886f70d010101")
_EC = bytes.fromhex("2a8648ce3d0201")
_CURVES = {bytes.fromhex("2a8648ce3d030107"): 256, bytes.fromhex("2b81040022"): 384, bytes.fromhex("2b81040023"): 521}
_INTEGER, _OBJECT, _UTC, _TIME, _SEQUENCE, _VERSION = 2, 6, 0x17, 0x18, 0x30, 0xA0


class CertificateError(ValueError):
    """What was given is no certificate; the message says why."""


class Certificate(msgspec.Struct, frozen=True):
    """A certificate: the common names of subject and issuer, its days of validity, its key (kind and bits)."""

    name: str
    issuer: str
    begins: datetime.date
    ends: datetime.date
    key: str
    bits: int


def read_certificates(text: str) -> tuple[Certificate, ...]:
    """The certificates in a value, as PEM with ends of line in any form, or as bare base64.

    Raises CertificateError if there is none, or one that cannot be decoded.
    """
    bodies = _PEM.findall(text)
    if not bodies:
        if "-----" in text:
            raise CertificateError("BEGIN CERTIFICATE and END CERTIFICATE do not stand around it")
        bodies = [text]
    return tuple(_read(body) for body in bodies)


def _read(body: str) -> Certificate:
    try:
        der = base64.b64decode("".join(body.split()), validate=True)
    except ValueError:
        raise CertificateError("it is not base64") from None
    try:
        return _decode(der)
    except (IndexError, ValueError, StopIteration, OverflowError):
        raise CertificateError("it is cut off or damaged") from None


def _decode(der: bytes) -> Certificate:
    whole = _one(der, _SEQUENCE)
    fields = list(_items(_one(whole, _SEQUENCE)))
    if fields[0][0] == _VERSION:
        fields = fields[1:]
    _serial, _algorithm, issuer, validity, subject, key = (content for _, content in fields[:6])
    begins, ends = (_date(*each) for each in _items(validity))
    kind, bits = _key(key)
    return Certificate(_common_name(subject), _common_name(issuer), begins, ends, kind, bits)


def _items(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each item in a row."""
    at = 0
    while at < len(data):
        tag, length, start = data[at], data[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[start : start + size], "big")
            start += size
        at = start + length
        if at > len(data):
            raise ValueError("cut off")
        yield tag, data[start:at]


def _one(data: bytes, wanted: int) -> bytes:
    tag, content = next(_items(data))
    if tag != wanted:
        raise ValueError("not what should be here")
    return content


def _date(tag: int, content: bytes) -> datetime.date:
    text = content.decode("ascii")
    if tag == _UTC:  # two digits of the year: 50 and later are of the 20th century (RFC 5280, 4.1.2.5.1)
        text = ("19" if text[:2] >= "50" else "20") + text
    elif tag != _TIME:
        raise ValueError("no time")
    return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def _common_name(subject: bytes) -> str:
    for _, group in _items(subject):
        for _, pair in _items(group):
            (_, kind), (_, value) = list(_items(pair))[:2]
            if kind == _COMMON_NAME:
                return value.decode("utf-8", "replace")
    return ""


def _key(key: bytes) -> tuple[str, int]:
    (_, algorithm), (_, bits) = list(_items(key))[:2]
    kinds = [content for tag, content in _items(algorithm) if tag == _OBJECT]
    if kinds[0] == _RSA:
        modulus = _one(_one(bits[1:], _SEQUENCE), _INTEGER)
        return "RSA", int.from_bytes(modulus, "big").bit_length()
    if kinds[0] == _EC:
        return "EC", _CURVES.get(kinds[1], 0)
    return "other", 0
