"""A lab with a Skype for Business front end, and clients of it that share no code with the phone."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import aiohttp
import pytest

from emulator.kernel.clock import ManualClock
from emulator.lab.lab import Lab
from emulator.sip.stack.digest import Credentials
from tests.integration.extension import Extension, extension

DOMAIN = "example.com"

Join = Callable[..., AbstractAsyncContextManager[Extension]]
"""Makes a SIP client over TLS: `user`, and the login and password that it comes with."""


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    """The lab, on a clock that tests move by hand."""
    async with Lab(skype=True, clock=ManualClock()) as made:
        yield made


@pytest.fixture
async def http(lab: Lab) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of the web server that trusts the front end's authority and nobody else."""
    tls = ssl.create_default_context(cafile=str(lab.skype.ca))
    async with aiohttp.ClientSession(lab.skype.url, connector=aiohttp.TCPConnector(ssl=tls)) as session:
        yield session


@pytest.fixture
def join(lab: Lab) -> Join:
    """Makes SIP clients."""

    @asynccontextmanager
    async def make(user: str, login: str, password: str) -> AsyncIterator[Extension]:
        tls = ssl.create_default_context(cafile=str(lab.skype.ca))
        async with extension(lab.sip, user, "TLS", tls) as client:
            client.place = DOMAIN
            client._digest.credentials = Credentials(login, password)
            yield client

    return make
