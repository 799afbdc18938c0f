"""What a phone lets go of is gone: no server can keep a connection open by saying nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from emulator.boot.orders import Fetch
from emulator.boot.transfer.exchange import ExchangeLink
from emulator.boot.transfer.ftp import FtpTransport
from emulator.boot.transfer.http import HttpTransport
from emulator.boot.transfer.streams import open_streams, part
from emulator.boot.transfer.tls import TlsContexts
from emulator.config.tls import TlsProfile
from emulator.kernel.clock import RealClock
from emulator.signin.orders import Exchange
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.transports import Transports
from tests.unit.boot.transfers import happens
from tests.unit.mute import MuteServer

Close = Callable[[], Awaitable[Any]]
AT_ONCE = 2.0
"""Seconds; asyncio alone would wait for thirty."""


def transfer(server: MuteServer, scheme: str, contexts: TlsContexts) -> Close:
    """Begin a transfer; what gives it up and closes its transport."""
    transport = HttpTransport(contexts) if scheme == "https" else FtpTransport(contexts)
    url = f"{scheme}://127.0.0.1:{server.port}/site.cfg"
    task = asyncio.create_task(transport.exchange(Fetch(id=1, method="GET", url=url, agent="A"), "127.0.0.1"))

    async def close() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await transport.close()

    return close


def exchange(server: MuteServer) -> Close:
    """Begin an exchange of a sign-in; what gives it up."""
    link = ExchangeLink(lambda event: None, RealClock(), server.trust)
    url = f"https://127.0.0.1:{server.port}/"
    link.perform(Exchange(id=1, method="GET", url=url, tls=TlsProfile(builtin=False)))
    return link.close


async def sip(server: MuteServer) -> Close:
    """Begin a connection for SIP; what closes all sockets."""
    transports = Transports(lambda data, hop: None, tls=server.trust)
    await transports.bind("127.0.0.1")
    transports.send(b"OPTIONS", Hop("TLS", "127.0.0.1", server.port, "localhost"))
    return transports.close


@pytest.mark.parametrize("turns", [0, 1, 9])
@pytest.mark.parametrize("way", ["https", "ftps", "exchange", "sip"])
async def test_a_connection_that_is_given_up_is_gone(way: str, turns: int) -> None:
    """Whenever that is: on the way to the server, in the handshake, just as it ends, and after it."""
    server = MuteServer(turns)
    contexts = TlsContexts(server.trust)
    async with server.serving():
        for steps in range(24):
            if way == "sip":
                close = await sip(server)
            else:
                close = exchange(server) if way == "exchange" else transfer(server, way, contexts)
            for _ in range(steps):
                await asyncio.sleep(0)
            await close()
            await happens(lambda: server.open == 0, AT_ONCE)


async def test_an_ftp_server_that_says_no_goodbye() -> None:
    """Its connection, to whose end it has not agreed, ends with the transport at the latest."""
    mute, over = MuteServer(0), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Agree to everything but the end."""
        command = b""
        while not command.startswith(b"QUIT"):
            writer.write(b"213 5\r\n" if command.startswith(b"SIZE") else b"230 so be it\r\n")
            command = await reader.readline()
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await over.wait()
        writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=mute.tls)
    transport = FtpTransport(TlsContexts(mute.trust))
    url = f"ftps://127.0.0.1:{server.sockets[0].getsockname()[1]}/site.cfg"
    answer = await transport.exchange(Fetch(id=1, method="HEAD", url=url, agent="A"), "127.0.0.1")
    assert (200, 5) == (answer.status, answer.size)
    (wire,) = transport._parting
    socket = wire.get_extra_info("socket")
    await transport.close()
    assert -1 == socket.fileno()
    over.set()
    server.close()


async def test_a_farewell_has_an_end() -> None:
    """One who parts goes even if the server does not answer."""
    server = MuteServer(9)
    async with server.serving():
        _, writer = await open_streams("127.0.0.1", server.port, server.trust)
        assert 1 == server.open
        await part(writer, 0.01)
        await happens(lambda: server.open == 0, AT_ONCE)
