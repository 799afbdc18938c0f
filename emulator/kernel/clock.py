"""The one clock of a phone: real, fast, or moved by hand.

Everything that waits in this product waits on a `Clock`: the phone's own timers, SIP transactions, HTTP
time-outs, the lab's expiries. Times are integer microseconds since power on, so that recordings compare equal.

Fast and manual time stand still while somebody owes an answer (`owe`): a fetch that takes 3 ms of real time must
not let a 60 s time-out pass by.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
from collections.abc import Callable, Iterator
from typing import Protocol

SECOND = 1_000_000
MILLISECOND = 1_000


class Alarm(Protocol):
    """Something due on a clock that can still be called off."""

    def cancel(self) -> None:
        """Call it off. Cancelling twice, or after it rang, does nothing."""


class Clock(Protocol):
    """Where a phone and everything around it get the time."""

    def now(self) -> int:
        """Microseconds since power on."""

    def call_at(self, due: int, action: Callable[[], None]) -> Alarm:
        """Run `action` once `now()` has reached `due` (at once, but never within this call, if it has)."""

    def owe(self) -> contextlib.AbstractContextManager[None]:
        """While entered, an answer is on its way: fast and manual time stand still."""


async def sleep(clock: Clock, seconds: float) -> None:
    """Wait `seconds` on `clock`: how a link pauses."""
    woken = asyncio.Event()
    alarm = clock.call_at(clock.now() + round(seconds * SECOND), woken.set)
    try:
        await woken.wait()
    finally:
        alarm.cancel()


class RealClock:
    """Wall time, from the moment the clock was made."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._start = self._loop.time()

    def now(self) -> int:
        """Microseconds since power on."""
        return int((self._loop.time() - self._start) * SECOND)

    def call_at(self, due: int, action: Callable[[], None]) -> Alarm:
        """Run `action` once `due` has come."""
        return self._loop.call_at(self._start + due / SECOND, action)

    @contextlib.contextmanager
    def owe(self) -> Iterator[None]:
        """Real time waits for nobody."""
        yield


class _Entry:
    """An alarm of a `ManualClock`; ordered by due time, then by order of arming."""

    __slots__ = ("action", "due", "order")

    def __init__(self, due: int, order: int, action: Callable[[], None] | None) -> None:
        self.due, self.order, self.action = due, order, action

    def __lt__(self, other: _Entry) -> bool:
        return (self.due, self.order) < (other.due, other.order)

    def cancel(self) -> None:
        self.action = None


class ManualClock:
    """Time that moves only when told to: `advance` for pure tests, `run` where links take part."""

    def __init__(self) -> None:
        self._now = 0
        self._queue: list[_Entry] = []
        self._order = itertools.count()
        self._debts = 0

    def now(self) -> int:
        """Microseconds since power on."""
        return self._now

    def call_at(self, due: int, action: Callable[[], None]) -> Alarm:
        """Run `action` when time is moved to `due` or past it."""
        entry = _Entry(max(due, self._now), next(self._order), action)
        heapq.heappush(self._queue, entry)
        return entry

    @contextlib.contextmanager
    def owe(self) -> Iterator[None]:
        """Hold time while an answer is on its way."""
        self._debts += 1
        try:
            yield
        finally:
            self._debts -= 1

    @property
    def owing(self) -> bool:
        """Whether somebody owes an answer just now."""
        return self._debts > 0

    def next_due(self) -> int | None:
        """When the next alarm rings, None if none is set."""
        while self._queue and self._queue[0].action is None:
            heapq.heappop(self._queue)
        return self._queue[0].due if self._queue else None

    def step(self, limit: int) -> bool:
        """Ring the next alarm due by `limit`; False if there was none, and time is then at `limit`."""
        due = self.next_due()
        if due is None or due > limit:
            self._now = max(self._now, limit)
            return False
        entry = heapq.heappop(self._queue)
        self._now = max(self._now, entry.due)
        if entry.action is not None:
            entry.action()
        return True

    def advance(self, seconds: float) -> None:
        """Move time, ringing every alarm on the way in order; for code without a running event loop."""
        limit = self._now + round(seconds * SECOND)
        while self.step(limit):
            pass

    async def run(self, seconds: float) -> None:
        """Move time by `seconds`, letting the event loop settle before and after each alarm."""
        limit = self._now + round(seconds * SECOND)
        await self.settle()
        while self.step(limit):
            await self.settle()

    async def settle(self) -> None:
        """Let tasks that are ready run, and wait (in real time) for answers that are owed."""
        for _ in range(10):
            await asyncio.sleep(0)
        while self.owing:  # noqa: ASYNC110 - debts are paid by many, and only tests and replays wait here
            await asyncio.sleep(0.001)


class FastClock(ManualClock):
    """Time that jumps to the next alarm as soon as nobody owes an answer.

    `quiet` real seconds must pass without a debt before time jumps, so that a packet on loopback arrives "at once".
    """

    def __init__(self, quiet: float = 0.01) -> None:
        super().__init__()
        self._quiet = quiet

    async def run_forever(self) -> None:
        """Jump from alarm to alarm until cancelled."""
        while True:
            await asyncio.sleep(self._quiet)
            due = self.next_due()
            if due is not None and not self.owing:
                self.step(due)
