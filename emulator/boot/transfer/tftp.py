"""TFTP to the boot server, as the phone's libcurl speaks it: nobody logs in, nothing is appended."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from emulator.boot.address import split_url
from emulator.boot.orders import Fetch, Fetched
from emulator.boot.transfer.transport import TransferError, file_path
from emulator.config.tftp import (
    EXISTS,
    FULL,
    ILLEGAL,
    NO_OPTIONS,
    NO_USER,
    NOT_FOUND,
    PORT,
    REFUSED,
    STRAY,
    Conversation,
    Reading,
    TftpError,
    Writing,
)
from emulator.kernel.clock import SECOND, Alarm, Clock

AGAIN = 5.0
"""Seconds after which a packet that nobody answers is sent again (libcurl's)."""

_STATUS = {NOT_FOUND: 404, REFUSED: 403, FULL: 507, ILLEGAL: 405, EXISTS: 403, NO_USER: 401}
"""The HTTP status that says the same as an error code; 400 for others."""


class TftpTransport:
    """Moves each file from a port of its own."""

    def __init__(self, clock: Clock) -> None:
        """`clock` tells when a packet must be sent again."""
        self._clock = clock

    async def close(self) -> None:
        """Nothing stays open between transfers."""

    async def exchange(self, request: Fetch, address: str) -> Fetched:
        """Download, upload, or (HEAD, probe) ask for the size. What should be appended replaces the file."""
        try:
            return await self._attempt(request, address, options=True)
        except TftpError as error:
            if error.code != NO_OPTIONS:
                return Fetched(request.id, request.method, request.url, _STATUS.get(error.code, 400), detail=str(error))
        return await self._attempt(request, address, options=False)

    async def _attempt(self, request: Fetch, address: str, *, options: bool) -> Fetched:
        name = file_path(request.url)
        if request.method == "PUT":
            await self._hold(Writing(name, request.body, options=options), request, address)
            return Fetched(request.id, request.method, request.url, 200)
        probe = request.probe or request.method == "HEAD"
        reading = Reading(name, request.limit, options=options, probe=probe)
        await self._hold(reading, request, address)
        if probe:
            return Fetched(request.id, request.method, request.url, 200, size=reading.size or 0)
        if len(reading.body) > request.limit:
            raise TransferError("endless", f"more than {request.limit} bytes")
        body = bytes(reading.body)
        return Fetched(request.id, request.method, request.url, 200, body, len(body))

    async def _hold(self, conversation: Conversation, request: Fetch, address: str) -> None:
        """Hold a conversation to its end. Raises TftpError or OSError."""
        loop = asyncio.get_running_loop()
        line = _Line(conversation, (address, split_url(request.url).port or PORT), self._clock, loop.create_future())
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        transport, _ = await loop.create_datagram_endpoint(lambda: line, family=family)
        try:
            await line.over
        finally:
            line.silence()
            transport.close()


class _Line(asyncio.DatagramProtocol):
    """Drives a conversation over one port until it is `over`; the server's port is known from its first answer on."""

    def __init__(
        self, conversation: Conversation, place: tuple[str, int], clock: Clock, over: asyncio.Future[None]
    ) -> None:
        self.over = over
        self._conversation = conversation
        self._place = place
        self._settled = False
        self._clock = clock
        self._alarm: Alarm | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._send()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if addr[0] != self._place[0] or (self._settled and addr[1] != self._place[1]):
            self._transport.sendto(STRAY, addr)
            return
        self._settled, self._place = True, (addr[0], addr[1])
        try:
            if self._conversation.take(data):
                self._send()
        except TftpError as error:
            self._fail(error)
        if self._conversation.done and not self.over.done():
            self.over.set_result(None)

    def error_received(self, exc: Exception) -> None:
        self._fail(exc)

    def silence(self) -> None:
        """Send nothing again."""
        if self._alarm is not None:
            self._alarm.cancel()

    def _fail(self, error: Exception) -> None:
        if not self.over.done():
            self.over.set_exception(error)

    def _send(self) -> None:
        self.silence()
        self._transport.sendto(self._conversation.packet, self._place)
        self._alarm = self._clock.call_at(self._clock.now() + round(AGAIN * SECOND), self._send)
