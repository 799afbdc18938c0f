"""Engines for tests: started, commanded, listened to, with a deadline for everything."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal, TypeVar

from emulator.kernel.clock import Clock, RealClock
from emulator.sip.child import EngineChild
from emulator.sip.pool import Death, EnginePool
from emulator.sip.protocol import (
    Answer,
    Command,
    Configure,
    Confirmed,
    Event,
    Expect,
    Incoming,
    Invite,
    Measure,
    Media,
    Ready,
    Speaker,
    Statistics,
)
from emulator.sip.sounds import Recording, Unheard
from emulator.sip.tones import Recorded, completed, read

DEADLINE = 5.0
DELAY = 10
"""Packets that may wait in a jitter buffer."""
Srtp = Literal[0, 1, 2]
EventT = TypeVar("EventT")


class Caller:
    """One engine: commanded and listened to, with a deadline for everything."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.events: list[Event] = []
        self.folder = folder
        self.files = 0
        self._news = asyncio.Event()
        self.child = EngineChild(Configure("Caller/1", **settings), RealClock(), self._hear, lambda reason: None)

    def _hear(self, event: Event) -> None:
        self.events.append(event)
        self._news.set()

    def send(self, *commands: Command) -> None:
        for command in commands:
            self.child.send(command)

    async def until(self, kind: type[EventT] | tuple[type[EventT], ...], **fields: object) -> EventT:
        """The first event of this kind and with these fields that was not yet asked for."""
        async with asyncio.timeout(DEADLINE):
            while True:
                for event in self.events:
                    if isinstance(event, kind) and all(getattr(event, name) == fields[name] for name in fields):
                        self.events.remove(event)
                        return event
                self._news.clear()
                await self._news.wait()

    async def ring(self, other: Caller, leg: int, srtp: Srtp = 0, their_srtp: Srtp = 0) -> None:
        """Call another engine, which does not answer yet."""
        other.send(Expect(leg, f"leg{leg}", their_srtp, direct=True))
        await other.until(Ready, leg=leg)
        target = f"<sip:leg{leg}@127.0.0.1:{other.child.port}>"
        self.send(Invite(leg, '"Ann" <sip:1001@pbx>', target, srtp=srtp, direct=True))
        await other.until(Incoming, leg=leg)

    async def call(self, other: Caller, leg: int, srtp: Srtp = 0, their_srtp: Srtp = 0) -> Media:
        """Call another engine, which answers; how the sound goes at the calling side."""
        await self.ring(other, leg, srtp, their_srtp)
        other.send(Answer(leg, 200))
        await asyncio.gather(self.until(Confirmed, leg=leg), other.until(Confirmed, leg=leg))
        await other.until(Media, leg=leg, state="active")
        return await self.until(Media, leg=leg, state="active")

    async def packets(self, leg: int, more: int = 15) -> None:
        """Wait until so many more RTP packets, of 20 ms each, have come in."""
        first = goal = -1
        while first < 0 or goal < first + more:
            self.send(Measure(leg))
            goal = (await self.until(Statistics, leg=leg)).received.packets
            first = goal if first < 0 else first
            await asyncio.sleep(0.01)

    def new_file(self) -> str:
        self.files += 1
        return str(self.folder / f"{id(self)}-{self.files}.wav")

    async def listen(self, leg: int, others: Awaitable[None] | None = None) -> Recorded:
        """What the speaker plays for a while, once what is on its way has been played."""
        path = self.new_file()
        if others is None:
            await self.packets(leg, DELAY)
        self.send(Speaker(Recording(path)))
        await (others or self.packets(leg))
        self.send(Speaker(Unheard()))
        async with asyncio.timeout(DEADLINE):
            await completed(path)
        return read(path)


Start = Callable[..., Caller]


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that comes soon."""
    async with asyncio.timeout(DEADLINE):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.002)


_FIRST = itertools.count(1, 100_000)


class House:
    """A pool with real engines, and all that it tells; no two give their legs the same numbers."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.events: list[Event] = []
        self.deaths: list[Death] = []
        settings = Configure("House/1", rtp_ports=(20_000, 20_199))
        self.pool = EnginePool(settings, self._hear, self.deaths.append, clock or RealClock())
        self.pool._numbers = itertools.count(next(_FIRST))

    def _hear(self, event: Event) -> None:
        self.events.append(event)

    def of(self, kind: type[Event]) -> dict[int, Event]:
        """The last event of this kind for each leg."""
        return {event.leg: event for event in self.events if isinstance(event, kind)}  # type: ignore[union-attr]

    async def call(self, other: House) -> int:
        """Call another house, which answers at once; the leg has the same number on both sides."""
        leg = self.pool.new_leg()
        target = await other.pool.expect(leg)
        assert target is not None
        self.pool.place(Invite(leg, "<sip:a@pbx>", target))
        await until(lambda: leg in other.of(Incoming))
        other.pool.send(Answer(leg, 200))
        await until(lambda: leg in self.of(Confirmed) and leg in other.of(Confirmed))
        return leg
