"""A server that greets, and then says nothing more: not even that it agrees to the end of TLS."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator

import trustme


class MuteServer:
    """Speaks TLS as far as `turns` answers in the handshake, then no word. `open` says how many connections are."""

    def __init__(self, turns: int) -> None:
        authority = trustme.CA()
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("127.0.0.1", "localhost").configure_cert(self.tls)
        self.trust = ssl.create_default_context()
        authority.configure_trust(self.trust)
        self.turns = turns
        self.open = 0
        self.port = 0

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[MuteServer]:
        """Listen on a port while entered."""
        server = await asyncio.get_running_loop().create_server(lambda: _Mute(self), "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()


class _Mute(asyncio.Protocol):
    def __init__(self, server: MuteServer) -> None:
        self._server = server
        self._left = server.turns
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = server.tls.wrap_bio(self._in, self._out, server_side=True)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._wire = transport
        self._server.open += 1

    def data_received(self, data: bytes) -> None:
        if self._left:
            self._left -= 1
            self._in.write(data)
            with contextlib.suppress(ssl.SSLWantReadError):
                self._tls.do_handshake()
            self._wire.write(self._out.read())

    def connection_lost(self, error: Exception | None) -> None:
        self._server.open -= 1
