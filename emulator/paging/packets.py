"""The packets of paging and push-to-talk (Polycom engineering advisory 70568).

Every packet begins with the same twenty bytes: what it is, the channel, the sender's serial number, and who speaks.
Only packets that carry sound go on behind that: codec, flags, the count of samples, then the frame before once more,
so that one lost packet is not heard, and the frame that is new. The first packet has no frame before.
"""

from __future__ import annotations

import struct
from typing import Literal

import msgspec

Kind = Literal["alert", "transmit", "end"]

OPERATIONS: dict[int, Kind] = {0x0F: "alert", 0x10: "transmit", 0xFF: "end"}
"""What a packet is, by its first byte."""

ALERTS, ENDS = 31, 12
"""How often the begin of a transmission is said, and its end."""

PACE, GAP = 0.03, 0.05
"""Seconds from one of those to the next, and from the last sound to the first end."""

G711, G722 = 0, 9
"""Codecs by the number that they have here and in RTP; both make eight bytes a millisecond."""

RATE = 8
"""Samples, and bytes of sound, a millisecond (G.722 counts half of its samples, as in RFC 3551, section 4.5.2)."""

CALLER = 13
"""Bytes that there are for who speaks; more are cut off, less are filled up with zeros."""

OFFSET = 25
"""Added to the number of a group on the wire; below it are the channels of push-to-talk."""

_HEAD = struct.Struct("!BBLB")
_SOUND = struct.Struct("!BBL")
_BYTES = {kind: number for number, kind in OPERATIONS.items()}


class PacketError(ValueError):
    """Not a packet of paging."""


class Packet(msgspec.Struct, frozen=True):
    """One packet. `samples` counts up to the end of the newest frame; `sound` is one frame or two."""

    kind: Kind
    channel: int
    serial: int
    caller: str = ""
    codec: int = 0
    samples: int = 0
    sound: bytes = b""

    def encode(self) -> bytes:
        """The bytes of it."""
        name = self.caller.encode()[:CALLER].decode(errors="ignore").encode()
        head = _HEAD.pack(_BYTES[self.kind], self.channel, self.serial, CALLER) + name.ljust(CALLER, b"\0")
        if self.kind != "transmit":
            return head
        return head + _SOUND.pack(self.codec, 0, self.samples & 0xFFFF_FFFF) + self.sound


def decode(data: bytes) -> Packet:
    """Read a packet; raises PacketError."""
    if len(data) < _HEAD.size:
        raise PacketError("too short")
    operation, channel, serial, length = _HEAD.unpack_from(data)
    rest = data[_HEAD.size + length :]
    kind = OPERATIONS.get(operation)
    if kind is None or not 1 <= channel <= 2 * OFFSET or len(data) < _HEAD.size + length:
        raise PacketError("not understood")
    caller = data[_HEAD.size : _HEAD.size + length].partition(b"\0")[0].decode("utf-8", "replace")
    if kind != "transmit":
        return Packet(kind, channel, serial, caller)
    if len(rest) < _SOUND.size:
        raise PacketError("too short for sound")
    codec, _, samples = _SOUND.unpack_from(rest)
    return Packet(kind, channel, serial, caller, codec, samples, rest[_SOUND.size :])


class Frames:
    """The sound of one transmission as it comes in: each frame once, in order, numbered as in RTP.

    How long a frame is says no packet by itself, but the second one is longer than the first if that was the very
    first; so sound begins with the second.
    """

    def __init__(self) -> None:
        self._size = 0
        self._first: Packet | None = None
        self._last: int | None = None

    def take(self, packet: Packet) -> list[tuple[int, int, bytes]]:
        """The frames that are new in a packet, each with its place in the row and its count of samples."""
        if self._size:
            return self._split(packet)
        if self._first is None:
            self._first = packet
            return []
        shorter, longer = sorted((len(self._first.sound), len(packet.sound)))
        self._size = max(1, shorter if shorter < longer else shorter // 2)
        both = sorted((self._first, packet), key=lambda each: each.samples)
        return [frame for each in both for frame in self._split(each)]

    def _split(self, packet: Packet) -> list[tuple[int, int, bytes]]:
        size, found = self._size, []
        frames = [packet.sound[at : at + size] for at in range(0, len(packet.sound), size)][-2:]
        for behind, frame in zip(range(len(frames) - 1, -1, -1), frames, strict=True):
            place = packet.samples // size - behind
            if len(frame) == size and (self._last is None or place > self._last):
                self._last = place
                found.append((place, packet.samples - behind * size, frame))
        return found
