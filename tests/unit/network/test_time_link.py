"""Questions for the time over real sockets on loopback."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator

import pytest

from emulator.kernel.clock import ManualClock
from emulator.kernel.state import Event
from emulator.network.link import TIMEOUT, TRIES, SntpLink, split_port
from emulator.network.model import AskTime, TimeTold, TimeUnknown
from tests.unit.network.timeserver import NOON, answer, serving


class Asker:
    """A link, the clock that it waits on, and what it says."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.events: asyncio.Queue[Event] = asyncio.Queue()
        self.link = SntpLink(
            self.events.put_nowait, self.clock, random.Random(1), wall=lambda: NOON, lookup=self._lookup
        )
        self.names: dict[str, list[str]] = {}

    async def _lookup(self, host: str) -> list[str]:
        return self.names.get(host, [])

    async def ask(self, host: str, *, tries: int = 0) -> Event:
        """Ask, let that many tries pass without an answer, and wait for what comes of it."""
        self.link.perform(AskTime(7, host))
        for _ in range(tries):
            await asyncio.sleep(0.02)
            self.clock.advance(TIMEOUT)
        async with asyncio.timeout(5):
            return await self.events.get()


@pytest.fixture
async def asker() -> AsyncIterator[Asker]:
    made = Asker()
    yield made
    await made.link.close()


async def test_a_server_tells_the_time(asker: Asker) -> None:
    """To within the way there and back."""
    async with serving(lambda mark: [answer(mark=mark, sent=NOON)]) as server:
        told = await asker.ask(server.place)
        assert isinstance(told, TimeTold)
        assert 7 == told.number
        assert pytest.approx(NOON, abs=0.2) == told.utc


async def test_a_name_is_looked_up(asker: Asker) -> None:
    """Its first address is asked."""
    async with serving(lambda mark: [answer(mark=mark, sent=NOON)]) as server:
        asker.names["ntp.example"] = ["127.0.0.1", "192.0.2.1"]
        assert isinstance(await asker.ask(f"ntp.example:{server.place.rpartition(':')[2]}"), TimeTold)


async def test_a_name_without_an_address_is_unknown(asker: Asker) -> None:
    """Nobody can be asked."""
    assert TimeUnknown(7, "ntp.example", "", "the name is unknown") == await asker.ask("ntp.example")


async def test_a_question_is_asked_again_when_nobody_answers(asker: Asker) -> None:
    """And again, each with a mark of its own, and then no more."""
    async with serving(lambda mark: []) as server:
        assert TimeUnknown(7, server.place, "127.0.0.1", "no answer") == await asker.ask(server.place, tries=TRIES)
        assert (TRIES, TRIES) == (len(server.marks), len(set(server.marks)))


async def test_what_is_no_answer_is_passed_over(asker: Asker) -> None:
    """Somebody else's answer, or noise, before the right one."""
    async with serving(lambda mark: [b"?", answer(mark=mark ^ 1), answer(mark=mark, sent=NOON)]) as server:
        told = await asker.ask(server.place)
        assert isinstance(told, TimeTold)
        assert pytest.approx(NOON, abs=0.2) == told.utc


async def test_a_refusal_is_taken_at_once(asker: Asker) -> None:
    """A server that says no is not asked again."""
    async with serving(lambda mark: [answer(mark=mark, stratum=0, name=b"DENY")]) as server:
        assert TimeUnknown(7, server.place, "127.0.0.1", "the server refuses: DENY") == await asker.ask(server.place)
        assert 1 == len(server.marks)


async def test_a_closed_port_is_heard_of_at_once(asker: Asker) -> None:
    """The system says that nobody listens there."""
    async with serving(lambda mark: []) as server:
        pass
    told = await asker.ask(server.place)
    assert isinstance(told, TimeUnknown)
    assert "Connection refused" in told.reason


async def test_without_a_server_the_host_tells_the_time(asker: Asker) -> None:
    """At once."""
    assert TimeTold(7, NOON) == await asker.ask("")


async def test_time_stands_still_while_an_answer_is_due(asker: Asker) -> None:
    """A manual clock owes it; for long, if it is not given, it does not."""
    async with serving(lambda mark: []) as server:
        asker.link.perform(AskTime(1, server.place))
        await asyncio.sleep(0.02)
        assert asker.clock.owing
        async with asyncio.timeout(2):
            await asker.clock.settle()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("ntp.example", ("ntp.example", 123)),
        ("192.0.2.1:1123", ("192.0.2.1", 1123)),
        ("2001:db8::1", ("2001:db8::1", 123)),
        ("[2001:db8::1]", ("2001:db8::1", 123)),
        ("a:0", ("a:0", 123)),
        ("a:99999", ("a:99999", 123)),
    ],
)
def test_a_server_may_have_a_port(text: str, place: tuple[str, int]) -> None:
    """One that is none is part of the name."""
    assert place == split_port(text)
