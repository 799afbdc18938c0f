"""A pool of engines that are stand-ins: of each only the two ends of the wire exist."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from emulator.kernel.clock import ManualClock
from emulator.sip import pool as pools
from emulator.sip.pool import Death, EnginePool
from emulator.sip.protocol import Command, Configure, Event, Expect, Invite


class StandIn:
    """An engine process of which only the two ends of the wire exist."""

    def __init__(
        self,
        settings: Configure,
        clock: ManualClock,
        on_event: Callable[[Event], None],
        on_death: Callable[[str], None],
    ) -> None:
        self.port: int | None = None
        self.commands: list[Command] = []
        self.hear = on_event
        self.die = on_death
        self.closed = False

    def send(self, command: Command) -> None:
        self.commands.append(command)

    async def close(self) -> None:
        self.closed = True
        self.die("closed")


class Bench:
    """A pool with stand-ins for engines, and what it told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = ManualClock()
        self.real = 0.0
        self.engines: list[StandIn] = []
        self.told: list[Event | Death] = []
        self.out_of_processes = False
        monkeypatch.setattr(pools, "EngineChild", self._spawn)
        self.pool = EnginePool(Configure("x"), self.told.append, self.told.append, self.clock, lambda: self.real)

    def _spawn(
        self,
        settings: Configure,
        clock: ManualClock,
        on_event: Callable[[Event], None],
        on_death: Callable[[str], None],
    ) -> StandIn:
        if self.out_of_processes:
            raise OSError("no more processes")
        self.engines.append(StandIn(settings, clock, on_event, on_death))
        return self.engines[-1]

    def place(self, count: int = 1) -> list[int]:
        """Place calls, well apart; returns their legs."""
        legs = []
        for _ in range(count):
            self.real += 1
            legs.append(self.pool.new_leg())
            self.pool.place(invite(legs[-1]))
        return legs

    def legs_of(self, engine: int) -> list[int]:
        return [order.leg for order in self.engines[engine].commands if isinstance(order, Invite | Expect)]


def invite(leg: int) -> Invite:
    return Invite(leg, "<sip:1001@pbx>", "sip:1002@pbx")
