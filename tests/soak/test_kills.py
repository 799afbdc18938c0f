"""Power cuts at any moment of booting and saving: nothing that was saved is lost, nothing becomes unreadable."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
from pathlib import Path

import pytest

from emulator.boot.flash import Flash
from emulator.boot.overrides import read_overrides
from emulator.config.identity import identify
from emulator.kernel.profile import load_profile
from emulator.lab.lab import Lab
from tests.soak.saver import ADDRESS, LABEL

KILLS = 200
LONGEST = 2.0
"""Seconds until a kill, at the most: about three times what a phone takes to boot."""


async def run_and_kill(folder: Path, server: str, first: int, after: float) -> int:
    """Start the saver, kill it some seconds later; the last number that it said was saved, 0 if none was."""
    words = (sys.executable, str(Path(__file__).with_name("saver.py")), str(folder), server, str(first))
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), after)
    process.kill()
    lines = (await process.stdout.read()).split()
    await process.wait()
    return int(lines[-1]) if lines else 0


def saved(folder: Path) -> tuple[int, int]:
    """The numbers in the override file and in the device settings, as a phone would read them now."""
    with Flash(folder) as flash:
        (kept,) = flash.parts(identify(load_profile("VVX_450"), "0004f2aabb01"))
        assert [] == flash.damaged
    label = read_overrides(kept.local_file("phone")).get(LABEL, "label 0")
    address = kept.device.get(ADDRESS, "time0.example")
    return int(label.split()[1]), int(address.removeprefix("time").partition(".")[0])


@pytest.mark.soak
async def test_nothing_is_lost_in_200_power_cuts(tmp_path: Path) -> None:
    """What was said to be saved is there after each kill, and the folder can be read and used again."""
    rng = random.Random(2026)
    last = 0
    async with Lab() as lab:
        for _ in range(KILLS):
            said = await run_and_kill(tmp_path, lab.boot_server.url, last + 1, rng.uniform(0, LONGEST))
            label, address = saved(tmp_path)
            assert max(said, last) <= label
            assert max(said, last) <= address
            last = max(label, address)
    assert last > 0
