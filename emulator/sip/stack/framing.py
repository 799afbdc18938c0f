"""Cut a byte stream (TCP, TLS) into SIP messages by their Content-Length (RFC 3261, section 18.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emulator.sip.stack.headers import SipSyntaxError
from emulator.sip.stack.messages import MAX_MESSAGE

PING = b"\r\n\r\n"
"""A keep-alive between messages, to be answered by `PONG` (RFC 5626, section 3.5.1)."""

PONG = b"\r\n"
"""The answer to a keep-alive."""

_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"^(?:content-length|l)[ \t]*:([^\r\n]*)", re.I | re.M)


class StreamFramer:
    """Collects what a connection delivers and gives whole messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take bytes in; yield every message that is now complete, and `PING` for each keep-alive.

        Raises:
            SipSyntaxError: The stream cannot be cut any further (a length that is no number, or too long): close it.
        """
        self._buffer += data
        while self._buffer:
            if self._buffer[0] in b"\r\n":
                if (piece := self._take_blank()) is None:
                    return
            elif (piece := self._take_message()) is None:
                return
            if piece:
                yield piece

    def _take_blank(self) -> bytes | None:
        if self._buffer.startswith(PING):
            del self._buffer[: len(PING)]
            return PING
        if PING.startswith(self._buffer):
            return None
        del self._buffer[:1]
        return b""

    def _take_message(self) -> bytes | None:
        end = _END.search(self._buffer)
        if end is None:
            if len(self._buffer) > MAX_MESSAGE:
                raise SipSyntaxError("headers have no end")
            return None
        length = _LENGTH.search(self._buffer, 0, end.end())
        whole = end.end() + _number(length[1] if length else b"0")
        if whole > MAX_MESSAGE:
            raise SipSyntaxError(f"message of {whole} bytes")
        if len(self._buffer) < whole:
            return None
        message = bytes(self._buffer[:whole])
        del self._buffer[:whole]
        return message


def _number(text: bytes) -> int:
    text = text.strip()
    if not text.isdigit() or len(text) > 9:
        raise SipSyntaxError(f"Content-Length {bytes(text[:20])!r}")
    return int(text)
