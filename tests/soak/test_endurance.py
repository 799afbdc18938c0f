"""A phone that is used for long: call after call, and a day of refreshes."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from emulator.kernel.clock import ManualClock
from emulator.lab.lab import Lab
from emulator.phone import Phone
from tests.benchmarks.processes import lab, running

PACE = 0.15
"""Seconds from one call to the next: as many of those that are over are remembered at a time as one engine can bear."""

LINGER = 36
"""Seconds after which nothing of a call is remembered: 64 times T1 (RFC 3261, section 17), and a look at the clock."""

KEPT = 2
"""Connections to the boot server that may wait to be used again."""

DAY = 86_400


def holdings(pace: float, linger: float, *marks: int) -> list[dict[str, Any]]:
    """What a phone holds after so many calls each; phone and lab have processes of their own."""
    words = [str(word) for word in (pace, linger, *marks)]
    with lab() as here, running(sys.executable, "-m", "tests.soak.caller", here.url, *words) as phone:
        return [phone.line() for _ in marks]


@pytest.mark.soak
def test_a_thousand_calls_leave_nothing_behind() -> None:
    """Neither memory nor calls, timers or sockets, in the phone or in its engine."""
    early, late = holdings(PACE, LINGER, 100, 1_000)
    for then, now in zip(early["memory"], late["memory"], strict=True):
        assert now <= 1.05 * then, (early, late)
    for then, now in zip(early["sockets"], late["sockets"], strict=True):
        assert now <= then + KEPT, (early, late)
    assert {0} == set(late["calls"].values()), late
    assert early["all"] == late["all"]


def test_some_calls_take_no_more_than_those_before_them() -> None:
    """A sample: what is remembered of 30 calls is a little, and no seat or leg is taken by them any more."""
    early, late = holdings(0.05, 0, 10, 40)
    for then, now in zip(early["memory"], late["memory"], strict=True):
        assert now <= 1.10 * then, (early, late)
    for then, now in zip(early["sockets"], late["sockets"], strict=True):
        assert now <= then + KEPT, (early, late)
    assert {0} == {late["calls"][name] for name in ("legs", "seats", "transfers", "calls")}, late
    assert early["all"] == late["all"]


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
