"""A phone's boot with its real links, on a clock that the test moves."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from emulator.accessories.model import Accessories
from emulator.boot.flash import Flash, FlashLink
from emulator.boot.link import TransferLink
from emulator.boot.logs.store import LogLink
from emulator.boot.model import Power, PowerOn, Provisioning
from emulator.boot.orders import Fetch, Fetched
from emulator.calls.model import Calls
from emulator.display.model import Display
from emulator.kernel.clock import ManualClock
from emulator.kernel.core import Core, Fault
from emulator.kernel.links import Link
from emulator.kernel.profile import load_profile
from emulator.kernel.state import Effect, Event, State
from emulator.lines.model import Lines
from emulator.settings.model import Nameplate
from tests.unit.boot.bench import IDENTITY, SLICES


class PatientClock(ManualClock):
    """A clock that stands still while an answer is due, however long that takes, unless the server keeps silent."""

    def __init__(self, silent: Callable[[], int]) -> None:
        super().__init__()
        self._silent = silent

    @property
    def owing(self) -> bool:
        """Whether somebody owes an answer and means to give it."""
        return super().owing and not self._silent()


class Rig:
    """One phone: `fetches` are all transfers it began, with their time, `answers` what came of them."""

    def __init__(
        self, flash: Flash, given: dict[str, str], trust: ssl.SSLContext | None, silent: Callable[[], int]
    ) -> None:
        self.clock = PatientClock(silent)
        parts = [
            *flash.parts(IDENTITY, given),
            Power(pace="quick"),
            Calls(),
            Display(),
            Lines(),
            Nameplate(),
            Accessories(),
        ]
        self.core = Core(list(SLICES), load_profile("VVX_450"), parts)
        self.core.observers.append(self._observe)
        self.log: list[str] = []
        self.logs = LogLink(self, flash, lambda _, line: self.log.append(line))
        self.links: list[Link] = [
            self.logs, FlashLink(self.post, flash), TransferLink(self.post, self.clock, trust, patience=60),
        ]  # fmt: skip
        self.fetches: list[tuple[int, Fetch]] = []
        self.answers: list[Fetched] = []
        self.messages: list[str] = []
        self.faults: list[Fault] = []

    @property
    def state(self) -> State:
        """The phone as its links see it."""
        return self.core.state

    def trace(self, direction: str, peer: str, text: str) -> None:
        """Nobody wants to know what goes over the wire."""

    def fail(self, message: str) -> None:
        """No link has a reason to give up."""
        raise AssertionError(message)

    @property
    def power(self) -> Power:
        """The phone's stage."""
        return self.core.state[Power]

    @property
    def provisioning(self) -> Provisioning:
        """What the phone runs on."""
        return self.core.state[Provisioning]

    def _observe(self, event: Event) -> None:
        if isinstance(event, Fault):
            self.faults.append(event)
        if isinstance(event, Fetched):
            self.answers.append(event)
        if self.core.state[Power].message not in ("", *self.messages):
            self.messages.append(self.core.state[Power].message)

    def post(self, event: Event) -> None:
        """Let something happen."""
        self._perform(self.core.feed(event, self.clock.now()))

    def _perform(self, effects: list[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Fetch):
                self.fetches.append((self.clock.now(), effect))
            for link in self.links:
                if isinstance(effect, link.effects):
                    link.perform(effect)

    async def until(self, condition: Callable[[], Any], seconds: float = 10) -> None:
        """Move time from timer to timer until the condition holds; AssertionError after `seconds` of real time."""
        end = time.monotonic() + seconds
        await self.clock.settle()
        while not condition():
            assert self.faults == []
            assert time.monotonic() < end, f"still {self.power}"
            due = [each for each in (self.core.next_due, self.clock.next_due()) if each is not None]
            if due:
                self.clock.step(min(due))
                self._perform(self.core.advance(self.clock.now()))
            else:
                await asyncio.sleep(0.001)
            await self.clock.settle()

    async def boot(self) -> None:
        """Put the plug in, and wait until the phone is up and has tried to send its log."""
        self.post(PowerOn())
        await self.until(lambda: self.power.state == "running")
        await self.clock.settle()


@contextlib.asynccontextmanager
async def a_phone(
    server: str,
    *,
    flash: Flash | None = None,
    trust: ssl.SSLContext | None = None,
    silent: Callable[[], int] = int,
    settings: Mapping[str, str] = {},
) -> AsyncIterator[Rig]:
    """A phone pointed at a server for this run, not yet switched on.

    `settings` are further ones of device.prov; `silent` tells how many requests the server leaves unanswered.
    """
    given = {"device.prov.serverName": server} | {f"device.prov.{name}": value for name, value in settings.items()}
    rig = Rig(flash or Flash(None), given, trust, silent)
    try:
        yield rig
    finally:
        for link in rig.links:
            await link.close()
