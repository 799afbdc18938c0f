"""A second implementation of paging, from the advisory alone: it shares no code with the phone."""

from __future__ import annotations

import asyncio
import math
import socket
import struct
from types import TracebackType

GROUP = "224.0.1.116"


def mu_law(sample: int) -> int:
    """One sample of 16 bits in G.711 (ITU-T G.711, table 2)."""
    sign, magnitude = (0x80, -sample) if sample < 0 else (0, sample)
    magnitude = min(magnitude, 32_635) + 132
    exponent = magnitude.bit_length() - 8
    return ~(sign | exponent << 4 | magnitude >> exponent + 3 & 0x0F) & 0xFF


def linear(code: int) -> int:
    """The sample that a G.711 code stands for."""
    code = ~code & 0xFF
    magnitude = ((code & 0x0F) << 3 | 0x84) << (code >> 4 & 7)
    return 132 - magnitude if code & 0x80 else magnitude - 132


def sine(hz: int, seconds: float) -> bytes:
    """A tone in G.711."""
    count = round(8000 * seconds)
    return bytes(mu_law(round(8000 * math.sin(2 * math.pi * hz * n / 8000))) for n in range(count))


class Announcer:
    """Speaks and listens at one port of the group."""

    def __init__(self, port: int, serial: int = 0x1234, name: str = "Reception") -> None:
        self._target = (GROUP, port)
        self._serial = serial
        self._name = name.encode()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(self._target)
        here = socket.inet_aton("127.0.0.1")
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(GROUP) + here)
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, here)

    def __enter__(self) -> Announcer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def _head(self, operation: int, channel: int) -> bytes:
        return struct.pack("!BBIB13s", operation, channel, self._serial, 13, self._name)

    def alert(self, channel: int, times: int = 31) -> None:
        """Say that an announcement begins."""
        for _ in range(times):
            self._socket.sendto(self._head(0x0F, channel), self._target)

    def end(self, channel: int) -> None:
        """Say that it is over."""
        for _ in range(12):
            self._socket.sendto(self._head(0xFF, channel), self._target)

    async def speak(self, channel: int, sound: bytes, lost: frozenset[int] = frozenset()) -> None:
        """Send sound, 20 ms a packet and each frame twice, but for packets that get lost on the way."""
        before = b""
        for number in range(len(sound) // 160):
            frame = sound[160 * number : 160 * (number + 1)]
            head = struct.pack("!BBI", 0, 0, 160 * (number + 1))
            if number not in lost:
                self._socket.sendto(self._head(0x10, channel) + head + before + frame, self._target)
            before = frame
            await asyncio.sleep(0.02)

    def received(self) -> list[bytes]:
        """All packets that have come since, but for its own."""
        found: list[bytes] = []
        while True:
            try:
                data = self._socket.recv(2048)
            except BlockingIOError:
                return found
            if struct.unpack_from("!I", data, 2)[0] != self._serial:
                found.append(data)
