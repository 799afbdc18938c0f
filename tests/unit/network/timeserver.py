"""A time server for tests, on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import AsyncIterator, Callable

MARK = 0x0123456789ABCDEF
NOON = 1_700_568_000.0
UNIX = 2_208_988_800

Reply = Callable[[int], list[bytes]]
"""From the mark of a question to the messages that answer it."""


def answer(
    *,
    leap: int = 0,
    mode: int = 4,
    stratum: int = 2,
    mark: int = MARK,
    sent: float = 1_700_000_000.5,
    name: bytes = b"GPS\0",
) -> bytes:
    """A server's answer; it got the question a quarter of a second before it sent."""
    stamps = b"".join(struct.pack("!Q", int((each + UNIX) * (1 << 32)) % (1 << 64)) for each in (sent - 0.25, sent))
    head = struct.pack("!BBbb2I4s", leap << 6 | 4 << 3 | mode, stratum, 6, -20, 0, 0, name)
    return head + bytes(8) + struct.pack("!Q", mark) + stamps


class TimeServer(asyncio.DatagramProtocol):
    """Answers each question with what `reply` makes of its mark; `place` is where, `marks` what was asked."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.marks: list[int] = []
        self.transport: asyncio.DatagramTransport
        self.place = ""

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self.transport = transport
        self.place = f"127.0.0.1:{transport.get_extra_info('sockname')[1]}"

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        self.marks.append(int.from_bytes(data[40:48]))
        for message in self.reply(self.marks[-1]):
            self.transport.sendto(message, address)


@contextlib.asynccontextmanager
async def serving(reply: Reply) -> AsyncIterator[TimeServer]:
    """A time server on a free port."""
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(lambda: TimeServer(reply), local_addr=("127.0.0.1", 0))
    try:
        yield server
    finally:
        transport.close()
        await asyncio.sleep(0)
