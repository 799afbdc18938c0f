"""A client for the web whose connections end with it: aiohttp leaves those that a server does not let go of."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import weakref
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import aiohttp

_PASSES = 10
"""Turns of the loop in which a connection notices that it has been cut off."""


class Client:
    """One client with its connections, made when it is first needed; its requests have the headers they are given."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()

    def open(self) -> aiohttp.ClientSession:
        """What requests are made by. Time-outs, redirections, cookies and compression are not its business."""
        import aiohttp

        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(socket_factory=self._socket),
                timeout=aiohttp.ClientTimeout(total=None),
                skip_auto_headers=("Accept-Encoding", "Content-Type", "User-Agent"),
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    async def close(self) -> None:
        """Close all connections, and cut off those that are not closed by that."""
        session, self._session = self._session, None
        if session is None:
            return
        await session.close()
        for _ in range(_PASSES):
            for each in self._sockets:
                with contextlib.suppress(OSError):  # it was never connected, or is closed
                    each.shutdown(socket.SHUT_RDWR)
            await asyncio.sleep(0)

    def _socket(self, place: Any) -> socket.socket:
        family, kind, protocol, *_ = place
        made = socket.socket(family, kind, protocol)
        self._sockets.add(made)
        return made


def cut_off(response: aiohttp.ClientResponse) -> None:
    """End a response of which the rest is not wanted, and its connection at once."""
    if response.connection is not None and response.connection.transport is not None:
        response.connection.transport.abort()
    response.close()
