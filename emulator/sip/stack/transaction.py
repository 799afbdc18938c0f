"""What client and server transactions have in common: a state, timers, and one end."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from emulator.kernel.clock import Alarm, Clock
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.timers import Timers

Send = Callable[[bytes, Hop, Callable[[str], None]], None]
"""Sends bytes to a hop, and tells the reason if that fails."""


class Ground(NamedTuple):
    """What every transaction of an element stands on."""

    clock: Clock
    timers: Timers
    send: Send


class State(Enum):
    """Where a transaction is. `CALLING` is called Trying for all methods but INVITE."""

    CALLING = "calling"
    PROCEEDING = "proceeding"
    COMPLETED = "completed"
    TERMINATED = "terminated"


class Transaction:
    """A state with alarms; `ended` is called once, when the transaction can be forgotten."""

    def __init__(self, ground: Ground, ended: Callable[[], None]) -> None:
        self.state = State.CALLING
        self._clock, self._timers, self._send = ground
        self._ended = ended
        self._alarms: list[Alarm] = []

    def _after(self, delay: int, action: Callable[[], None]) -> None:
        self._alarms.append(self._clock.call_at(self._clock.now() + delay, action))

    def _cancel_alarms(self) -> None:
        for alarm in self._alarms:
            alarm.cancel()
        self._alarms.clear()

    def _end(self) -> None:
        if self.state is not State.TERMINATED:
            self._cancel_alarms()
            self.state = State.TERMINATED
            self._ended()
