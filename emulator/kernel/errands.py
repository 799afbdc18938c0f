"""What links do in the background: errands that end with their link, and clocks that wait for them, though not long."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

from emulator.kernel.clock import SECOND, Clock

T = TypeVar("T")


class LateError(Exception):
    """There was no outcome in time."""


class Errands:
    """The tasks that a link has under way."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def tasks(self) -> set[asyncio.Task[None]]:
        """Those that are not done yet."""
        return set(self._tasks)

    def run(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Have something done."""
        return self.adopt(asyncio.get_running_loop().create_task(work))

    def adopt(self, task: asyncio.Task[None]) -> asyncio.Task[None]:
        """Take charge of a task that somebody else has begun."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def drop(self) -> None:
        """Have nothing done any more."""
        for task in self._tasks:
            task.cancel()

    async def end(self) -> None:
        """Drop all, and wait until the last one is gone."""
        self.drop()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@contextlib.contextmanager
def owed(clock: Clock, patience: float) -> Iterator[None]:
    """Hold fast and manual clocks meanwhile, but never longer than `patience` real seconds.

    A server may be silent for ever, and its time-out runs on the very clock that is held.
    """
    debt = contextlib.ExitStack()
    debt.enter_context(clock.owe())
    weary = asyncio.get_running_loop().call_later(patience, debt.close)
    try:
        yield
    finally:
        weary.cancel()
        debt.close()


async def in_time(clock: Clock, seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """What comes of `work`. Raises LateError, and ends it, once that long has passed on the clock."""
    task = asyncio.ensure_future(work)
    alarm = clock.call_at(clock.now() + round(seconds * SECOND), lambda: _give_up(task))
    try:
        return await task
    except asyncio.CancelledError:
        current = asyncio.current_task()
        if current is not None and current.cancelling():
            raise
        raise LateError from None
    finally:
        alarm.cancel()


def _give_up(task: asyncio.Future[Any]) -> None:
    task.cancel()
