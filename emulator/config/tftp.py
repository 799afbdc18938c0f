"""Reading a file from a TFTP server (RFC 1350)."""

from __future__ import annotations

import socket
import struct
from typing import Any

PORT = 69
TRIES = 3
PATIENCE = 2
"""Seconds that the server may take for one block."""

_READ, _DATA, _ACK, _ERROR = 1, 3, 4, 5
_NOT_FOUND = 1
_BLOCK = 512


def fetch(host: str, port: int, name: str, most: int) -> bytes | None:
    """The bytes of a file, somewhat more than `most` at most; None if the server does not have it.

    Raises OSError if the server does not answer, or with another error.
    """
    address: Any
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, socket.SOCK_DGRAM) as line:
        line.settimeout(PATIENCE)
        body = bytearray()
        packet = struct.pack("!H", _READ) + name.encode() + b"\0octet\0"
        while len(body) <= most:
            wanted = len(body) // _BLOCK + 1 & 0xFFFF
            kind, number, content, address = _ask(line, packet, address, wanted)
            if kind == _ERROR and number == _NOT_FOUND:
                return None
            if kind == _ERROR:
                raise OSError(content.partition(b"\0")[0].decode("utf-8", "replace") or f"error {number}")
            body += content
            packet = struct.pack("!HH", _ACK, number)
            if len(content) < _BLOCK:
                line.sendto(packet, address)
                break
    return bytes(body)


def _ask(line: socket.socket, packet: bytes, address: Any, wanted: int) -> tuple[int, int, bytes, Any]:
    """Send a packet until the block that it asks for, or an error, has come; and whence it came."""
    for _ in range(TRIES):
        line.sendto(packet, address)
        try:
            while True:
                answer, origin = line.recvfrom(_BLOCK + 4)
                kind, number = struct.unpack("!HH", answer[:4]) if len(answer) >= 4 else (0, 0)
                if kind == _ERROR or (kind == _DATA and number == wanted):
                    return kind, number, answer[4:], origin
        except TimeoutError:
            continue
    raise TimeoutError("the server does not answer")
