"""Hops that failed: when they come last, and when the phone goes back to them."""

from __future__ import annotations

import random

import pytest
from msgspec.structs import replace

from emulator.kernel.clock import ManualClock
from emulator.lines.model import FailOver
from emulator.sip.edge.routes import Routes, Step
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.names import Address, Kind, Record
from emulator.sip.stack.resolve import Server

TTL = 600


async def lookup(name: str, kind: Kind) -> list[Record]:
    """Two addresses for every name."""
    return [Address("10.0.0.1", TTL), Address("10.0.0.2", TTL)] if kind == "A" else []


def server(mode: str = "duration", timeout: int = 3600) -> Server:
    """A server with these rules of going back."""
    return Server("pbx.lab", 5060, fail_over=FailOver(mode, timeout))


class Bench:
    """Routes to one server on a manual clock."""

    def __init__(self, to: Server) -> None:
        self.clock = ManualClock()
        self.server = to
        self.routes = Routes(self.clock, random.Random(1), lookup)

    async def order(self) -> list[int]:
        """The last numbers of the addresses, in the order in which they are tried."""
        return [int(step.hop.host[-1]) for step in await self.routes.find([self.server])]

    def fail(self, *numbers: int) -> None:
        """Let addresses fail, a second after one another."""
        for number in numbers:
            self.routes.failed(self.step(number))
            self.clock.advance(1)

    def step(self, number: int) -> Step:
        """The way to an address."""
        return Step(Hop("UDP", f"10.0.0.{number}", 5060), self.server)


@pytest.mark.parametrize(
    ("mode", "timeout", "back"),
    [("duration", 60, 60), ("duration", 3600, 3600), ("DNSTTL", 60, TTL), ("newRequests", 60, 0)],
)
async def test_when_the_first_address_is_tried_again(mode: str, timeout: int, back: int) -> None:
    """After the configured time, when its records run out, or at once."""
    bench = Bench(server(mode, timeout))
    assert [1, 2] == await bench.order()
    bench.routes.failed(bench.step(1))
    if back:
        assert [2, 1] == await bench.order()
        bench.clock.advance(back - 1)
        assert [2, 1] == await bench.order()
        bench.clock.advance(1)
    assert [1, 2] == await bench.order()


async def test_without_a_time_only_another_failure_leads_back() -> None:
    """Duration 0: the address that failed longest ago comes first, where all have failed."""
    bench = Bench(server("duration", 0))
    bench.fail(1)
    bench.clock.advance(10**6)
    assert [2, 1] == await bench.order()
    bench.fail(2)
    assert [1, 2] == await bench.order()


async def test_a_refresh_leads_back_if_it_shall() -> None:
    """Mode registration; in the others a refresh changes nothing."""
    refreshed, lasting = Bench(server("registration")), Bench(server("duration"))
    for bench in (refreshed, lasting):
        bench.fail(1)
        bench.clock.advance(100)
        assert [2, 1] == await bench.order()
        bench.routes.renewing(bench.server)
    assert ([1, 2], [2, 1]) == (await refreshed.order(), await lasting.order())


async def test_an_address_that_answers_is_good_again() -> None:
    """Whatever the time that its failure was to count."""
    bench = Bench(server())
    bench.fail(1)
    bench.routes.worked(bench.step(1))
    assert [1, 2] == await bench.order()


async def test_failed_servers_come_after_those_that_work() -> None:
    """Over several servers of a line, each by its own rules."""
    bench = Bench(server())
    spare = Server("10.0.0.9")
    bench.fail(1, 2)
    steps = await bench.routes.find([bench.server, spare])
    assert ["10.0.0.9", "10.0.0.1", "10.0.0.2"] == [step.hop.host for step in steps]


async def test_one_address_is_one_step() -> None:
    """Servers that come down to the same proxy are not tried twice; the first one's rules count."""
    bench = Bench(server())
    proxies = [Server("10.0.0.9", domain="a"), Server("10.0.0.9", domain="b")]
    assert [proxies[0]] == [step.server for step in await bench.routes.find(proxies)]


@pytest.mark.parametrize(
    ("rules", "first", "second", "forsaken"),
    [
        ({}, False, False, False),
        ({"re_register": True}, False, True, True),
        ({"re_register": True, "fail_registration": False}, False, True, False),
        ({"re_register": True, "only_registered": False}, False, True, False),
    ],
)
async def test_registering_before_calling(rules: dict[str, bool], first: bool, second: bool, forsaken: bool) -> None:
    """With reRegisterOn an address without registration needs one; after that the failed one may be out of bounds."""
    bench = Bench(Server("pbx.lab", 5060, fail_over=replace(FailOver(), **rules)))
    one, two = bench.step(1), bench.step(2)
    assert not bench.routes.must_register(1, two)
    bench.routes.registered(1, one)
    assert (first, second) == (bench.routes.must_register(1, one), bench.routes.must_register(1, two))
    bench.fail(1)
    bench.routes.registered(1, two)
    assert forsaken == bench.routes.forsaken(1, one.hop)
    assert not bench.routes.forsaken(2, one.hop)
    keeps = rules.get("fail_registration", True) and rules.get("re_register", False)
    assert keeps == bench.routes.must_register(1, one)
    bench.routes.registered(1, two, gone=True)
    assert not bench.routes.must_register(1, one)
