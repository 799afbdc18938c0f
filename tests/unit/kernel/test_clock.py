"""Clocks: real, manual, fast."""

from __future__ import annotations

import asyncio

from emulator.kernel.clock import FastClock, ManualClock, RealClock, sleep


def test_manual_time_rings_alarms_in_order_of_due_time_then_of_arming() -> None:
    """Each alarm rings at its own time, also those set on the way."""
    clock = ManualClock()
    rung: list[tuple[str, int]] = []

    def ring(name: str) -> None:
        rung.append((name, clock.now()))

    def ring_and_arm() -> None:
        ring("a")
        clock.call_at(1_500_000, lambda: ring("a2"))

    clock.call_at(2_000_000, lambda: ring("b"))
    clock.call_at(1_000_000, ring_and_arm)
    clock.call_at(2_000_000, lambda: ring("c"))
    clock.call_at(1_000_000, lambda: ring("x")).cancel()
    clock.advance(2)
    assert [("a", 1_000_000), ("a2", 1_500_000), ("b", 2_000_000), ("c", 2_000_000)] == rung
    assert 2_000_000 == clock.now()
    assert clock.next_due() is None


async def test_sleeping_waits_on_the_clock_given() -> None:
    """Ten minutes pass at once by hand."""
    clock = ManualClock()
    task = asyncio.create_task(sleep(clock, 600))
    await clock.run(599)
    assert not task.done()
    await clock.run(1)
    assert task.done()


async def test_manual_time_waits_for_answers_that_are_owed() -> None:
    """A debt holds time until it is paid in real time."""
    clock = ManualClock()
    order: list[str] = []

    async def fetch() -> None:
        with clock.owe():
            await asyncio.sleep(0.01)
            order.append("answer")

    clock.call_at(1_000_000, lambda: order.append("timeout"))
    task = asyncio.create_task(fetch())
    await clock.run(2)
    await task
    assert ["answer", "timeout"] == order


async def test_fast_time_jumps_to_the_next_alarm_when_nothing_is_owed() -> None:
    """An hour passes within moments, but not before a debt is paid."""
    clock = FastClock(quiet=0.001)
    order: list[str] = []
    clock.call_at(3_600_000_000, lambda: order.append("hour"))
    runner = asyncio.create_task(clock.run_forever())
    with clock.owe():
        await asyncio.sleep(0.02)
        assert [] == order
    await asyncio.sleep(0.05)
    runner.cancel()
    assert ["hour"] == order
    assert 3_600_000_000 == clock.now()


async def test_real_time_runs_by_itself() -> None:
    """A real alarm rings, and not before its time."""
    clock = RealClock()
    rung = asyncio.Event()
    due = clock.now() + 5_000
    clock.call_at(due, rung.set)
    with clock.owe():
        await rung.wait()
    assert clock.now() >= due - 1_000
