"""A moment of real time in which fast and manual clocks wait for a peer that need not answer."""

from __future__ import annotations

import asyncio
import contextlib

from emulator.kernel.clock import Clock

GRACE = 0.1
"""Real seconds within which a peer that is there at all answers on loopback."""

QUIET = 0.05
"""Real seconds without a message after which a conversation is taken to rest."""


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
