"""TFTP (RFC 1350, with the options of RFC 2347 to 2349): what is said in a transfer, and a plain way to read a file.

`Reading` and `Writing` know the packets and nothing of networks or time: whoever drives them sends `packet`, hands
over what comes from the server, and sends again when nothing does.
"""

from __future__ import annotations

import socket
import struct
from typing import Any, Protocol

PORT = 69
TRIES = 3
PATIENCE = 2
"""Seconds that the server may take for one block."""
LARGEST_PACKET = 0xFFFF

_READ, _WRITE, _DATA, _ACK, _ERROR, _OPTIONS = range(1, 7)
NOT_FOUND, REFUSED, FULL, ILLEGAL, STRANGER, EXISTS, NO_USER, NO_OPTIONS = range(1, 9)
"""The codes of errors."""
_BLOCK = 512
_OVER = struct.pack("!HH", _ERROR, 0) + b"that is all\0"
STRAY = struct.pack("!HH", _ERROR, STRANGER) + b"unknown transfer ID\0"
"""The answer to a packet from another place than the transfer's."""


class TftpError(OSError):
    """The server's word for what is wrong; `code` is one of those above, 0 for others."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text or f"error {code}")
        self.code = code


class Conversation(Protocol):
    """One transfer: `packet` is to be sent until the next has come, `done` tells that it was the last."""

    packet: bytes
    done: bool

    def take(self, data: bytes) -> bool:
        """Take what the server sent; whether `packet` is to be sent now. Raises TftpError if the server gives up."""


class Reading:
    """A file on its way here: `body` so far, and the `size` that the server announced, if it did."""

    def __init__(self, name: str, most: int, *, options: bool = True, probe: bool = False) -> None:
        """More than `most` bytes end the transfer. A probe ends as soon as the server has said that it has the file."""
        self.packet = _request(_READ, name, 0, options)
        self.done = False
        self.body = bytearray()
        self.size: int | None = None
        self._most = most
        self._probe = probe
        self._next = 1
        self._block = _BLOCK

    def take(self, data: bytes) -> bool:
        """Take what the server sent; whether `packet` is to be sent now."""
        kind, number, content = _read(data)
        if kind == _OPTIONS and self._next == 1:
            options = _options(data)
            self._block, self.size = options.get("blksize", _BLOCK), options.get("tsize")
            self.packet, self.done = (_OVER, True) if self._probe else (_answer(0), False)
            return True
        if kind == _DATA and number == self._next & 0xFFFF:
            self._keep(number, content)
            return True
        return kind == _DATA and number == (self._next - 1) & 0xFFFF  # our answer to it was lost

    def _keep(self, number: int, content: bytes) -> None:
        self.body += content
        self._next += 1
        last, enough = len(content) < self._block, self._probe or len(self.body) > self._most
        if last and self.size is None:
            self.size = len(self.body)
        self.packet = _answer(number) if last or not enough else _OVER
        self.done = last or enough


class Writing:
    """A file on its way to the server."""

    def __init__(self, name: str, body: bytes, *, options: bool = True) -> None:
        self.packet = _request(_WRITE, name, len(body), options)
        self.done = False
        self._body = body
        self._sent = 0
        self._block = _BLOCK

    def take(self, data: bytes) -> bool:
        """Take what the server sent; whether `packet` is to be sent now."""
        kind, number, _ = _read(data)
        if kind == _OPTIONS and self._sent == 0:
            self._block, number = _options(data).get("blksize", _BLOCK), 0
        elif kind != _ACK or number != self._sent & 0xFFFF:
            return False  # an answer that came twice must not bring the same block again (RFC 1123, 4.2.3.1)
        at = self._sent * self._block
        if self._sent and at > len(self._body):
            self.done = True
            return False
        self._sent += 1
        block = self._body[at : at + self._block]
        self.packet = struct.pack("!HH", _DATA, self._sent & 0xFFFF) + block
        return True


def _request(kind: int, name: str, size: int, options: bool) -> bytes:
    """The first packet; the options ask for sizes."""
    wanted = ("tsize", str(size), "blksize", str(_BLOCK)) if options else ()
    return struct.pack("!H", kind) + b"".join(each.encode() + b"\0" for each in (name, "octet", *wanted))


def _answer(number: int) -> bytes:
    return struct.pack("!HH", _ACK, number)


def _read(data: bytes) -> tuple[int, int, bytes]:
    """Kind, number and rest of a packet, zeros for one that is none. Raises TftpError for the server's errors."""
    kind, number = struct.unpack("!HH", data[:4]) if len(data) >= 4 else (0, 0)
    if kind == _ERROR:
        raise TftpError(number, data[4:].partition(b"\0")[0].decode("utf-8", "replace"))
    return kind, number, data[4:]


def _options(data: bytes) -> dict[str, int]:
    """What the server agrees to, sizes that are none left out."""
    words = data[2:].decode("latin-1").split("\0")
    pairs = zip(words[::2], words[1::2], strict=False)
    return {name.lower(): int(value) for name, value in pairs if value.isascii() and value.isdigit() and int(value)}


def fetch(host: str, port: int, name: str, most: int) -> bytes | None:
    """The bytes of a file, somewhat more than `most` at most; None if the server does not have it.

    Raises OSError if the server does not answer, or with another error.
    """
    try:
        return _fetch(host, port, Reading(name, most))
    except TftpError as error:
        if error.code == NO_OPTIONS:
            return _fetch(host, port, Reading(name, most, options=False))
        if error.code == NOT_FOUND:
            return None
        raise


def _fetch(host: str, port: int, reading: Reading) -> bytes:
    address: Any
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, socket.SOCK_DGRAM) as line:
        line.settimeout(PATIENCE)
        while not reading.done:
            address = _ask(line, reading, address)
        line.sendto(reading.packet, address)
    return bytes(reading.body)


def _ask(line: socket.socket, reading: Reading, address: Any) -> Any:
    """Send a packet until the one that it asks for has come; whence that came."""
    for _ in range(TRIES):
        line.sendto(reading.packet, address)
        try:
            while True:
                answer, origin = line.recvfrom(LARGEST_PACKET)
                if origin[0] == address[0] and reading.take(answer):
                    return origin
        except TimeoutError:
            continue
    raise TimeoutError("the server does not answer")
