"""A phone that is used for long: call after call, and a day of refreshes."""

from __future__ import annotations

import asyncio
import gc
import os
from pathlib import Path

import pytest

from emulator.kernel.clock import ManualClock
from emulator.lab.lab import Lab
from emulator.phone import Phone

CALLS, SETTLED = 1_000, 100
"""How many calls one after another, and after how many the phone has all that it needs."""

GROWTH = 1.05
"""By how much its memory may have grown between the two."""

KEPT = 2
"""Connections to the boot server that may wait to be used again."""

DAY = 86_400


def memory(pid: int) -> int:
    """Kilobytes of a process that are its own or its share (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def sockets() -> int:
    """How many sockets this process has open."""
    links = (os.readlink(each) for each in Path("/proc/self/fd").iterdir() if each.exists())
    return sum(link.startswith("socket:") for link in links)


@pytest.mark.soak
async def test_a_thousand_calls_leave_nothing_behind() -> None:
    """Neither memory nor timers, sockets or calls, in the phone or in its engine."""
    async with Lab() as lab, Phone("VVX_450", server=lab.boot_server.url, mac="0004f2aabb01") as phone:
        await phone.until("registered")
        sizes: list[list[int]] = []
        open_sockets: list[int] = []
        for number in range(1, CALLS + 1):
            phone.dial("1002")
            await phone.until("call:connected")
            phone.press("End Call")
            await phone.until("call:ended")
            if number in (SETTLED, CALLS):
                await phone.until("idle", timeout=20)
                await asyncio.sleep(1)
                gc.collect()
                sizes.append([memory(pid) for pid in (os.getpid(), *phone.engine_pids)])
                open_sockets.append(sockets())
        assert open_sockets[1] <= open_sockets[0] + KEPT
        assert () == phone.calls
        for early, late in zip(*sizes, strict=True):
            assert late <= early * GROWTH, sizes


@pytest.mark.soak
async def test_a_day_of_refreshes_takes_seconds() -> None:
    """24 hours on a clock that phone and lab share: the line stays registered, and a mailbox is still told of."""
    clock = ManualClock()
    async with Lab(clock=clock) as lab, Phone("VVX_450", server=lab.boot_server.url, clock=clock) as phone:
        await clock.run(1)
        await phone.until("registered")
        for _ in range(24):
            await phone.advance(DAY / 24)
            assert phone.lines[0].registered
        registers = sum("REGISTER sip:" in text for _, direction, _, text in phone.sip_trace if direction == "out")
        assert registers > 0
        assert DAY * 1_000_000 <= phone.now
