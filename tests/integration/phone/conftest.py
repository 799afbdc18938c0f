"""A lab and a phone on it, all in this process but for the call engines."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from emulator.lab.lab import Lab
from emulator.phone import Phone

MAC = "0004f2aabb01"


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    """A lab of one's own."""
    async with Lab() as lab:
        yield lab


@pytest.fixture
async def phone(lab: Lab) -> AsyncIterator[Phone]:
    """A registered VVX 450 on the lab."""
    async with Phone("VVX_450", server=lab.boot_server.url, mac=MAC) as phone:
        await phone.until("registered")
        yield phone
