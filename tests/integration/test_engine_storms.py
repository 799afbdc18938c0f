"""Engines under everything at once: the stack ends its process over many a wrong step, so none may be taken."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path

import pytest

from emulator.sip.protocol import (
    Answer,
    Command,
    Confirmed,
    Echo,
    Ended,
    HangUp,
    Hold,
    Incoming,
    Invite,
    Levels,
    Microphone,
    Play,
    Record,
    Resume,
    Signal,
    Speaker,
    Talk,
)
from emulator.sip.sounds import Beep, Recording, Silence, Sink, Source, Tones, Unheard, tone
from tests.integration.caller import House, until

CALLERS = 6


class Storm:
    """Calls that come, are held, resumed and end in any way, while all sounds change all the time."""

    def __init__(self, houses: tuple[House, House], seed: int, folder: Path) -> None:
        self.ann, self.bob = self.houses = houses
        self.dice = random.Random(seed)
        self.folder = folder
        self.ended: list[tuple[int, int]] = []
        self.legs: set[int] = set()

    async def run(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        noise = asyncio.create_task(self._noise())
        await asyncio.gather(*(self._call_on(end) for _ in range(CALLERS)))
        noise.cancel()

    async def _call_on(self, end: float) -> None:
        while time.monotonic() < end:
            await self._call()

    async def _call(self) -> None:
        ann, bob = self.houses
        leg = ann.pool.new_leg()
        target = await bob.pool.expect(leg)
        if target is None:
            await asyncio.sleep(0.05)
            return
        self.legs.add(leg)
        ann.pool.place(Invite(leg, "<sip:ann@pbx>", target))
        await until(lambda: leg in bob.of(Incoming) or leg in ann.of(Ended))
        if self.dice.random() < 0.6:
            await self._talk(leg)
        self.dice.choice(self.houses).pool.send(HangUp(leg, self.dice.choice((0, 486))))
        if self.dice.random() < 0.2:
            self.dice.choice(self.houses).pool.send(HangUp(leg))
        await until(lambda: leg in ann.of(Ended) or leg not in bob.of(Incoming))
        if leg not in bob.of(Incoming):
            bob.pool.send(HangUp(leg))
        try:
            await until(lambda: leg in ann.of(Ended) and leg in bob.of(Ended))
        except TimeoutError:
            news = [(house is ann, event) for house in self.houses for event in house.events]
            pytest.fail(f"leg {leg} does not end: {[x for x in news if getattr(x[1], 'leg', 0) == leg]}")
        self.legs.discard(leg)
        self.ended.append((ann.of(Ended)[leg].code, bob.of(Ended)[leg].code))  # type: ignore[union-attr]
        for house in self.houses:
            house.events = [event for event in house.events if getattr(event, "leg", 0) != leg]

    async def _talk(self, leg: int) -> None:
        self.bob.pool.send(Answer(leg, 200))
        await until(lambda: leg in self.ann.of(Confirmed) or leg in self.ann.of(Ended))
        for _ in range(self.dice.randrange(6)):
            house = self.dice.choice(self.houses)
            house.pool.send(Hold(leg) if self.dice.random() < 0.5 else Resume(leg))
            await asyncio.sleep(self.dice.random() * 0.05)

    async def _noise(self) -> None:
        while True:
            await asyncio.sleep(self.dice.random() * 0.02)
            legs = sorted(self.legs)
            if legs:
                self.dice.choice(self.houses).pool.send(self._sound(legs))

    def _sound(self, legs: list[int]) -> Command:
        leg, dice = self.dice.choice(legs), self.dice
        some = tuple(dice.sample(legs, dice.randrange(len(legs) + 1)))
        orders: tuple[Command, ...] = (
            Talk(some, muted=dice.random() < 0.3),
            Talk(tuple(legs)),
            Microphone(self._source()),
            Speaker(self._sink("speaker")),
            Signal(self._source()),
            Play(leg, self._source()),
            Record(leg, self._sink(str(leg % 9))),
            Echo(leg, dice.random() < 0.5),
            Levels(dice.random(), dice.random()),
        )
        return dice.choice(orders)

    def _source(self) -> Source:
        hz = self.dice.randrange(300, 3000)
        return self.dice.choice((Silence(), tone(hz), tone(hz, 440, 620), Tones((Beep((hz,), 20, 5),), repeat=False)))

    def _sink(self, name: str) -> Sink:
        return self.dice.choice((Unheard(), Recording(str(self.folder / f"{name}.wav"))))


@pytest.mark.parametrize(
    ("seed", "seconds"), [(1, 3), *(pytest.param(seed, 30, marks=pytest.mark.soak) for seed in range(2, 6))]
)
async def test_no_engine_dies_in_a_storm(
    houses: tuple[House, House], tmp_path: Path, seed: int, seconds: float
) -> None:
    """Whatever comes when, every call ends on both sides, with codes that a call can end with, and engines live on."""
    storm = Storm(houses, seed, tmp_path)
    await storm.run(seconds)
    assert [] == storm.ann.deaths + storm.bob.deaths
    assert {200, 486, 487, 503, 603} >= {code for codes in storm.ended for code in codes}
    assert len(storm.ended) > 5 * seconds
