"""Names and services as a real name server tells them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

import pytest

from emulator.kernel.clock import ManualClock
from emulator.sip.edge.routes import Routes
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.names import Address, Kind, Names, Record, Rule, Service
from emulator.sip.stack.resolve import Server, resolve
from tests.peers.harness.dnsmasq import Dnsmasq

RECORDS = (
    "host-record=one.lab,127.0.0.1",
    "host-record=two.lab,127.0.0.2",
    "srv-host=_sip._udp.pbx.lab,two.lab,5070,20,0",
    "srv-host=_sip._udp.pbx.lab,one.lab,5060,10,0",
    "srv-host=_sip._tcp.rich.lab,one.lab,5062,0,0",
    "naptr-record=rich.lab,10,5,s,SIP+D2T,,_sip._tcp.rich.lab",
    "naptr-record=rich.lab,20,5,s,SIP+D2U,,_sip._udp.pbx.lab",
    "cname=alias.lab,one.lab",
)


@pytest.mark.parametrize(
    ("name", "kind", "records"),
    [
        ("one.lab", "A", [Address("127.0.0.1", 300)]),
        ("alias.lab", "A", [Address("127.0.0.1", 300)]),
        ("_sip._tcp.rich.lab", "SRV", [Service(0, 0, 5062, "one.lab", 300)]),
        ("nobody.lab", "A", []),
        ("one.lab", "SRV", []),
    ],
)
async def test_records(start_dnsmasq: Callable[..., Dnsmasq], name: str, kind: Kind, records: list[Record]) -> None:
    """With their time to live; none for names and kinds that there are not."""
    assert records == await Names((start_dnsmasq(*RECORDS).place,))(name, kind)


async def test_rules(start_dnsmasq: Callable[..., Dnsmasq]) -> None:
    """NAPTR records with all that they say."""
    found = await Names((start_dnsmasq(*RECORDS).place,))("rich.lab", "NAPTR")
    assert {
        Rule(10, 5, "s", "SIP+D2T", "_sip._tcp.rich.lab", 300),
        Rule(20, 5, "s", "SIP+D2U", "_sip._udp.pbx.lab", 300),
    } == set(found)


@pytest.mark.parametrize(
    ("server", "hops", "kinds"),
    [
        (
            Server("rich.lab"),
            [Hop("TCP", "127.0.0.1", 5062), Hop("UDP", "127.0.0.1", 5060), Hop("UDP", "127.0.0.2", 5070)],
            ["NAPTR", "SRV", "A", "SRV", "A", "A"],
        ),
        (
            Server("pbx.lab", 0, "UDPOnly"),
            [Hop("UDP", "127.0.0.1", 5060), Hop("UDP", "127.0.0.2", 5070)],
            ["SRV", "A", "A"],
        ),
        (Server("two.lab", 0, "TLS"), [Hop("TLS", "127.0.0.2", 5061, "two.lab")], ["SRV", "A"]),
        (Server("two.lab", 5080), [Hop("UDP", "127.0.0.2", 5080)], ["A"]),
    ],
)
async def test_from_a_name_to_addresses(
    start_dnsmasq: Callable[..., Dnsmasq], server: Server, hops: list[Hop], kinds: list[str]
) -> None:
    """Each transport setting asks what it must, and no more."""
    dns = start_dnsmasq(*RECORDS)
    assert hops == (await resolve(server, Names((dns.place,)), random.Random(1))).hops
    assert kinds == [question.split()[0] for question in dns.questions()]


async def test_a_name_server_that_comes_and_goes(start_dnsmasq: Callable[..., Dnsmasq]) -> None:
    """The second is asked where the first is silent; without any the phone keeps to what it knew."""
    dns = start_dnsmasq(*RECORDS)
    clock = ManualClock()
    routes = Routes(clock, random.Random(1), Names(("127.0.0.1:9", dns.place)))
    server = Server("pbx.lab", 0, "UDPOnly")
    before = await routes.find([server])
    assert ["127.0.0.1", "127.0.0.2"] == [step.hop.host for step in before]
    await asyncio.to_thread(dns.stop)
    clock.advance(301)
    assert routes.now([server]) is None
    assert before == await routes.find([server])
