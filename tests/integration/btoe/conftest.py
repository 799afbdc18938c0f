"""A phone in the Skype profile on the lab, and the folder where computers find it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from emulator.btoe.places import Place, places
from emulator.kernel.clock import Clock, ManualClock
from emulator.lab.lab import Lab
from emulator.phone import Phone

MAC = "0004f2aabb01"
MASTER = '<APPLICATION CONFIG_FILES="site.cfg"/>'
PROFILE = 'device.set="1" device.baseProfile.set="1" device.baseProfile="Lync"'


async def soon(condition: Callable[[], bool], clock: Clock | None = None) -> None:
    """Wait until something holds, moving time if it stands still otherwise. Raises TimeoutError."""
    async with asyncio.timeout(10):
        while not condition():
            if isinstance(clock, ManualClock):
                await clock.run(0.5)
            await asyncio.sleep(0.01)


Desk = Callable[..., AbstractAsyncContextManager[tuple[Phone, Place]]]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Where computers find the phone."""
    return tmp_path / "run"


@pytest.fixture
def desk(tmp_path: Path, run: Path) -> Desk:
    """Sets up a phone with these parameters, ready to be paired, and tells where it listens."""

    @asynccontextmanager
    async def set_up(
        settings: str = "", clock: Clock | None = None, model: str = "VVX_450", **phone: Any
    ) -> AsyncIterator[tuple[Phone, Place]]:
        tree = tmp_path / "tree"
        tree.mkdir()
        (tree / "000000000000.cfg").write_text(MASTER)
        (tree / "site.cfg").write_text(f"<site {PROFILE} {settings}/>")
        async with (
            Lab(tree=tree, clock=clock) as lab,
            Phone(model, server=lab.boot_server.url, mac=MAC, clock=clock, run=run, **phone) as made,
        ):
            await soon(lambda: bool(places(run)), clock)
            yield made, places(run)[0]

    return set_up
