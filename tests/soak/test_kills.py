"""Power cuts at any moment of booting and saving: nothing that was saved is lost, nothing becomes unreadable."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
import time
from pathlib import Path

import pytest

from emulator.boot.flash import Flash
from emulator.boot.provisioning.overrides import read_overrides
from emulator.config.identity import identify
from emulator.kernel.profile import load_profile
from emulator.lab.lab import Lab
from tests.soak.saver import ADDRESS, LABEL

KILLS = 200
REACH = 2.0
"""How long a phone lives at the most, in times of what the first one took to boot and to save something."""


async def start(folder: Path, server: str, first: int) -> asyncio.subprocess.Process:
    """Start the saver."""
    words = (sys.executable, str(Path(__file__).with_name("saver.py")), str(folder), server, str(first))
    return await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)


async def kill(process: asyncio.subprocess.Process) -> int:
    """Kill the saver; the last number that it said was saved, 0 if none was."""
    assert process.stdout is not None
    process.kill()
    lines = (await process.stdout.read()).split()
    await process.wait()
    return int(lines[-1]) if lines else 0


async def time_to_save(folder: Path, server: str) -> float:
    """How many seconds a phone takes on this machine from its start until it has saved something."""
    begin = time.monotonic()
    process = await start(folder, server, 1)
    assert process.stdout is not None
    assert await process.stdout.readline()
    took = time.monotonic() - begin
    await kill(process)
    return took


async def run_and_kill(folder: Path, server: str, first: int, after: float) -> int:
    """Start the saver, kill it some seconds later; the last number that it said was saved, 0 if none was."""
    process = await start(folder, server, first)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), after)
    return await kill(process)


def saved(folder: Path) -> tuple[int, int]:
    """The numbers in the override file and in the device settings, as a phone would read them now."""
    with Flash(folder) as flash:
        kept = flash.provisioning(identify(load_profile("VVX_450"), "0004f2aabb01"))
        assert [] == flash.damaged
    label = read_overrides(kept.local_file("phone")).get(LABEL, "label 0")
    address = kept.device.get(ADDRESS, "time0.example")
    return int(label.split()[1]), int(address.removeprefix("time").partition(".")[0])


@pytest.mark.soak
async def test_nothing_is_lost_in_200_power_cuts(tmp_path: Path) -> None:
    """What was said to be saved is there after each kill, and the folder can be read and used again."""
    rng = random.Random(2026)
    label = address = saves = 0
    async with Lab() as lab:
        longest = REACH * await time_to_save(tmp_path / "first", lab.boot_server.url)
        for _ in range(KILLS):
            first = max(label, address) + 1
            said = await run_and_kill(tmp_path, lab.boot_server.url, first, rng.uniform(0, longest))
            before, (label, address) = (label, address), saved(tmp_path)
            assert max(said, before[0]) <= label
            assert max(said, before[1]) <= address
            saves += said > 0
    assert saves > KILLS / 10, "most phones were killed before they had saved anything: nothing is proven"
