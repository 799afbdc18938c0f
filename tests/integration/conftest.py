"""Fixtures: the lab's servers on a clock that tests move by hand."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from emulator.kernel.clock import ManualClock
from emulator.lab.accounts import ACCOUNTS
from emulator.lab.happenings import Happening
from emulator.lab.sip_server import SipServer
from tests.integration.caller import Caller, House, Start
from tests.integration.far_end import Peer, Rtp
from tests.peers.harness.certificates import Certificates, make_certificates


@pytest.fixture
def clock() -> ManualClock:
    """The time of the lab."""
    return ManualClock()


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """An authority and a certificate for 127.0.0.1 that no system trusts."""
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
async def server(clock: ManualClock, certificates: Certificates) -> AsyncIterator[SipServer]:
    """A SIP server of the lab on free ports for UDP, TCP and TLS."""
    made = SipServer(clock, random.Random(1), ACCOUNTS)
    await made.start(tls=certificates.serving())
    yield made
    await made.stop()


@pytest.fixture
def happenings(server: SipServer) -> list[Happening]:
    """All that happens at `server`."""
    seen: list[Happening] = []
    server.watchers.append(seen.append)
    return seen


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Starts call engines, and ends them with the test."""
    callers: list[Caller] = []

    def begin(**settings: Any) -> Caller:
        callers.append(Caller(tmp_path, **settings))
        return callers[-1]

    yield begin
    await asyncio.gather(*(caller.child.close() for caller in callers))
    assert {0} >= {caller.child.returncode for caller in callers}


@pytest.fixture
async def houses() -> AsyncIterator[tuple[House, House]]:
    """Two phones' worth of engines, closed with the test."""
    pair = House(), House()
    yield pair
    await asyncio.gather(*(house.pool.close() for house in pair))


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    """A SIP user agent in the test's hands."""
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(Peer, ("127.0.0.1", 0))
    yield protocol
    transport.close()


@pytest.fixture
async def rtp() -> AsyncIterator[Rtp]:
    """A place for RTP in the test's hands."""
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(Rtp, ("127.0.0.1", 0))
    yield protocol
    transport.close()
