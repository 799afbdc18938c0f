"""SNTP messages: a client's question, and what a server's answer says (RFC 4330)."""

from __future__ import annotations

import struct
from typing import NamedTuple

PORT = 123
_FORMAT = struct.Struct("!BBbb11I")
_VERSION, _CLIENT, _SERVER = 4, 3, 4
_UNSYNCHRONISED = 3
_STRATA = range(1, 16)
_UNIX = 2_208_988_800
"""Seconds from 1900 to 1970."""
_ERA = 1 << 32


class SntpError(ValueError):
    """An answer that cannot be used; the message says why."""


class StrangeError(SntpError):
    """A message that is no answer to the question: it is passed over."""


class Answer(NamedTuple):
    """When the server got the question, and when it answered: seconds since 1970."""

    received: float
    sent: float


def question(mark: int) -> bytes:
    """A client's question. `mark` (64 bits) stands for its time: the server sends it back, nobody else knows it."""
    return _FORMAT.pack(_VERSION << 3 | _CLIENT, *[0] * 12, *divmod(mark, _ERA))


def read_answer(data: bytes, mark: int) -> Answer:
    """What a server says in answer to the question with that mark.

    Raises StrangeError for what is no answer to it, SntpError for a server that does not know the time, or refuses to
    tell it ("kiss of death").
    """
    if len(data) < _FORMAT.size:
        raise StrangeError(f"{len(data)} bytes are no SNTP message")
    first, stratum, _, _, *words = _FORMAT.unpack_from(data)
    if first & 7 != _SERVER or (words[5], words[6]) != divmod(mark, _ERA):
        raise StrangeError("it answers another question")
    if stratum == 0:
        raise SntpError(f"the server refuses: {data[12:16].decode('ascii', 'replace')}")
    if first >> 6 == _UNSYNCHRONISED or stratum not in _STRATA or words[9:11] == [0, 0]:
        raise SntpError("the server does not know the time")
    return Answer(_seconds(words[7], words[8]), _seconds(words[9], words[10]))


def _seconds(whole: int, fraction: int) -> float:
    """Seconds since 1970; a first bit of 0 means the era that begins in 2036 (RFC 4330, section 3)."""
    if whole < _ERA // 2:
        whole += _ERA
    return whole - _UNIX + fraction / _ERA
