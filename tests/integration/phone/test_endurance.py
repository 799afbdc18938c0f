"""What calls leave behind when they are over: nothing."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from emulator.kernel.clock import ManualClock
from emulator.lab.lab import Lab
from emulator.phone import Phone
from tests.soak.holdings import held_at_all, held_for_calls

ROUNDS = 10
"""How many calls of each kind."""

SHOWN = 70
"""Seconds after which a call that is over is not shown any more, however it ended."""

LINGER = 120
"""Seconds after which nobody asks any more for what is over."""


@pytest.fixture
async def clock() -> ManualClock:
    """Time that phone and lab share."""
    return ManualClock()


@pytest.fixture
async def lab(clock: ManualClock) -> AsyncIterator[Lab]:
    """A lab of one's own."""
    async with Lab(clock=clock) as lab:
        yield lab


@pytest.fixture
async def phone(lab: Lab, clock: ManualClock) -> AsyncIterator[Phone]:
    """A registered VVX 450 that has made a call before."""
    async with Phone("VVX_450", server=lab.boot_server.url, mac="0004f2aabb01", clock=clock) as phone:
        await clock.run(1)
        await phone.until("registered")
        await call_out(lab, phone)
        await phone.advance(LINGER)
        yield phone


async def call_out(lab: Lab, phone: Phone) -> None:
    """The phone calls, and hangs up."""
    phone.dial("1002")
    await phone.until("call:ringing")
    await phone.advance(1)
    await phone.until("call:connected")
    phone.press("End Call")
    await phone.until("call:ended")


async def be_called(lab: Lab, phone: Phone) -> None:
    """The phone answers, and the far end hangs up."""
    call = lab.party.call("1001")
    await phone.until("call:offering")
    phone.press("Answer")
    await call.until("connected")
    call.hang_up()
    await phone.until("call:ended")


async def miss(lab: Lab, phone: Phone) -> None:
    """Who calls gives up before the phone is answered."""
    call = lab.party.call("1001")
    await phone.until("call:offering")
    call.hang_up()
    await call.until("ended")
    await phone.until("call:ended")


async def be_refused(lab: Lab, phone: Phone) -> None:
    """The far end is busy."""
    lab.party.refuses = 486
    phone.dial("1002")
    await phone.until("call:ended")


@pytest.mark.parametrize("kind", [call_out, be_called, miss, be_refused])
async def test_calls_that_are_over_leave_nothing(
    lab: Lab, phone: Phone, clock: ManualClock, kind: Callable[[Lab, Phone], Awaitable[None]]
) -> None:
    """No call, seat, transaction, dialog, timer, task or alarm: all is as it was before."""
    before, alarms = held_at_all(phone), pending(clock)
    for _ in itertools.repeat(None, ROUNDS):
        await kind(lab, phone)
        await phone.advance(SHOWN)
        await phone.until("idle")
    await phone.advance(LINGER)
    held = held_for_calls(phone)
    assert {0} == set(held.values()), held
    assert before == held_at_all(phone)
    assert alarms == pending(clock)


def pending(clock: ManualClock) -> int:
    """How many alarms are set."""
    return sum(entry.action is not None for entry in clock._queue)
