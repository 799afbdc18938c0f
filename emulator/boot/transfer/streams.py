"""Connections that end when they are let go of, whatever the server makes of it.

asyncio waits half a minute for a server to agree to the end of TLS, and even for one whose connection is given up at
the very moment at which it has been made.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def open_streams(address: str, port: int, tls: ssl.SSLContext | None = None, name: str | None = None) -> Streams:
    """Connect, with TLS if there is a context; the certificate must bear the name, without one the address.

    Raises OSError if the server cannot be reached, or is not to be trusted, ValueError if the name is none.
    """
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(loop=loop)
    protocol = _Protocol(reader, loop=loop)
    try:
        wire, _ = await loop.create_connection(lambda: protocol, address, port, ssl=tls, server_hostname=name)
    except BaseException:
        if protocol.wire is not None:
            protocol.wire.abort()
        raise
    return reader, asyncio.StreamWriter(wire, protocol, reader, loop)


async def part(writer: asyncio.StreamWriter, patience: float) -> None:
    """Say goodbye, and go after so many real seconds even if the server has not agreed."""
    writer.close()
    try:
        with contextlib.suppress(OSError, TimeoutError):
            await asyncio.wait_for(writer.wait_closed(), patience)
    finally:
        writer.transport.abort()


class _Protocol(asyncio.StreamReaderProtocol):
    """Knows its transport from the first moment."""

    wire: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101 - what create_connection always gives
        self.wire = transport
        super().connection_made(transport)
