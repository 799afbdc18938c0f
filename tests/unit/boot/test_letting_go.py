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


async def test_a_farewell_has_an_end() -> None:
    """One who parts goes even if the server does not answer."""
    server = MuteServer(9)
    async with server.serving():
        _, writer = await open_streams("127.0.0.1", server.port, server.trust)
        assert 1 == server.open
        await part(writer, 0.01)
        await happens(lambda: server.open == 0, AT_ONCE)
