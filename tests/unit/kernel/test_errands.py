"""What links do in the background: it ends with them, and time waits for it, though not for ever."""

from __future__ import annotations

import asyncio

import pytest

from emulator.kernel.clock import SECOND, ManualClock
from emulator.kernel.errands import Errands, LateError, in_time, owed


async def test_errands_end_with_their_link() -> None:
    """Whoever waits for the end finds every errand ended, those begun elsewhere too."""
    errands, ended = Errands(), []

    async def work(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    errands.run(work("begun here"))
    errands.adopt(asyncio.create_task(work("begun elsewhere")))
    await asyncio.sleep(0)
    assert 2 == len(errands.tasks)
    await errands.end()
    assert {"begun here", "begun elsewhere"} == set(ended)
    assert set() == errands.tasks


async def test_work_that_is_done_in_time_gives_its_outcome() -> None:
    """Nothing is left on the clock then."""
    clock = ManualClock()

    async def work() -> str:
        return "done"

    assert "done" == await in_time(clock, 2, work())
    assert clock.next_due() is None


class Endless:
    """Work that takes for ever, and knows when it was ended."""

    def __init__(self, clock: ManualClock) -> None:
        self.begun = asyncio.Event()
        self.ended: list[int] = []
        self._clock = clock

    async def work(self) -> None:
        """Begin, and go on until ended."""
        self.begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.ended.append(self._clock.now())


async def test_work_that_takes_too_long_is_ended() -> None:
    """The phone's clock says what is too long."""
    clock = ManualClock()
    endless = Endless(clock)
    waiting = asyncio.create_task(in_time(clock, 2, endless.work()))
    await endless.begun.wait()
    clock.advance(1.9)
    assert [] == endless.ended
    clock.advance(0.1)
    with pytest.raises(LateError):
        await waiting
    assert [2 * SECOND] == endless.ended


async def test_who_is_told_to_stop_waiting_is_not_late() -> None:
    """A link that closes ends its errands; that is no time-out, and leaves nothing under way."""
    clock = ManualClock()
    endless = Endless(clock)
    waiting = asyncio.create_task(in_time(clock, 2, endless.work()))
    await endless.begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert [0] == endless.ended


async def test_time_does_not_wait_for_ever() -> None:
    """A server that is silent holds manual time for a moment only."""
    clock = ManualClock()
    rung = asyncio.Event()
    clock.call_at(SECOND, rung.set)
    with owed(clock, 0.01):
        running = asyncio.create_task(clock.run(1))
        await asyncio.wait_for(rung.wait(), 5)
        await running
