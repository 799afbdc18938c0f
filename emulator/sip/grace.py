"""A moment of real time in which fast and manual clocks wait for a peer that need not answer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from emulator.kernel.clock import Clock

GRACE = 0.1
"""Real seconds within which a peer that is there at all answers on loopback."""


QUIET = 0.05
"""Real seconds without a message after which a conversation is taken to rest."""


def owe_briefly(clock: Clock, grace: float = GRACE) -> Callable[[], None]:
    """Hold the clock until the returned function is called, but never longer than `grace` real seconds.

    A server may be silent for ever, and its time-out runs on the very clock that is held.
    """
    debt = contextlib.ExitStack()
    debt.enter_context(clock.owe())
    handle = asyncio.get_running_loop().call_later(grace, debt.close)

    def settle() -> None:
        handle.cancel()
        debt.close()

    return settle


class Stir:
    """Holds the clock while messages keep coming: a call is set up in real time by several processes."""

    def __init__(self, clock: Clock, quiet: float = QUIET) -> None:
        self._clock = clock
        self._quiet = quiet
        self._debt = contextlib.ExitStack()
        self._handle: asyncio.TimerHandle | None = None

    def stir(self) -> None:
        """Hold the clock from now on until nothing has stirred for `quiet` real seconds."""
        if self._handle is None:
            self._debt.enter_context(self._clock.owe())
        else:
            self._handle.cancel()
        self._handle = asyncio.get_running_loop().call_later(self._quiet, self.close)

    def close(self) -> None:
        """Let the clock go."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        self._debt.close()
