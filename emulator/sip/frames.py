"""How messages of a phone and its engines cross the socket pair: MessagePack, each behind its length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

import msgspec

from emulator.sip.protocol import EngineMessage

MAX_FRAME = 1 << 20
"""Bytes that one message may have; a SIP message is at most 64 KiB."""

_LENGTH = 4


class ProtocolError(ValueError):
    """The other side sent something that is not a message of this protocol."""


T = TypeVar("T")
_encode = msgspec.msgpack.Encoder().encode


def frame(message: EngineMessage) -> bytes:
    """Return the message as it goes over the socket pair."""
    try:
        body = _encode(message)
    except UnicodeEncodeError:
        body = _encode(_readable(message))
    return len(body).to_bytes(_LENGTH, "big") + body


def _readable(message: EngineMessage) -> EngineMessage:
    """The message with question marks for bytes that are not UTF-8: a far side may put any into names and reasons."""
    texts = {name: getattr(message, name) for name in message.__struct_fields__}
    plain = {name: text.encode("utf-8", "replace").decode() for name, text in texts.items() if isinstance(text, str)}
    return msgspec.structs.replace(message, **plain)


class Inbox(Generic[T]):
    """Puts messages together from what arrives, in pieces of any size."""

    def __init__(self, kind: type[T]) -> None:
        self._decode = msgspec.msgpack.Decoder(kind).decode
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[T]:
        """Yield the messages completed by `data`; raises ProtocolError at the first that is none."""
        self._buffer += data
        while len(self._buffer) >= _LENGTH:
            size = int.from_bytes(self._buffer[:_LENGTH], "big")
            if size > MAX_FRAME:
                raise ProtocolError(f"a message of {size} bytes")
            if len(self._buffer) < _LENGTH + size:
                return
            body = bytes(self._buffer[_LENGTH : _LENGTH + size])
            del self._buffer[: _LENGTH + size]
            try:
                message = self._decode(body)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                raise ProtocolError(str(error)) from error
            yield message
