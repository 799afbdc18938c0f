"""From servers to hops."""

from __future__ import annotations

import random

import pytest

from emulator.kernel.clock import ManualClock
from emulator.sip.edge.routes import Routes
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.names import Address, Kind, Record, Rule, Service
from emulator.sip.stack.resolve import MAX_HOPS, Server, in_turn, resolve, server_of

Zone = dict[tuple[str, Kind], list[Record]]

PLAIN: Zone = {("pbx.lab", "A"): [Address("10.0.0.1", 60), Address("10.0.0.2", 60)]}

RICH: Zone = {
    ("rich.lab", "NAPTR"): [
        Rule(20, 0, "s", "SIP+D2U", "_sip._udp.rich.lab", 900),
        Rule(10, 20, "s", "SIP+D2T", "_sip._tcp.rich.lab", 900),
        Rule(10, 10, "S", "SIPS+D2T", "_sips._tcp.rich.lab", 900),
        Rule(5, 0, "s", "H323+D2U", "_h323._udp.rich.lab", 900),
    ],
    ("_sips._tcp.rich.lab", "SRV"): [Service(0, 0, 5081, "one.lab", 600)],
    ("_sip._tcp.rich.lab", "SRV"): [Service(2, 0, 5070, "two.lab", 600), Service(1, 0, 5060, "one.lab", 600)],
    ("_sip._udp.rich.lab", "SRV"): [Service(0, 0, 0, ".", 600)],
    ("_sip._udp.served.lab", "SRV"): [Service(0, 0, 5090, "one.lab", 600)],
    ("one.lab", "A"): [Address("10.0.1.1", 30)],
    ("two.lab", "A"): [Address("10.0.1.2", 30)],
    ("served.lab", "A"): [Address("10.0.1.9", 30)],
}


class Asked:
    """A lookup that keeps what it was asked for."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self.questions: list[tuple[str, Kind]] = []

    async def __call__(self, name: str, kind: Kind) -> list[Record]:
        self.questions.append((name, kind))
        return self.zone.get((name, kind), [])


async def hops(server: Server, zone: Zone) -> list[Hop]:
    """The hops of a server."""
    return (await resolve(server, Asked(zone), random.Random(1))).hops


def udp(*places: str) -> list[Hop]:
    """Hops by UDP."""
    return [Hop("UDP", place.partition(":")[0], int(place.partition(":")[2] or 5060)) for place in places]


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        (Server("10.0.0.9"), udp("10.0.0.9")),
        (Server("10.0.0.9", 5070, "TCPpreferred"), [Hop("TCP", "10.0.0.9", 5070), Hop("UDP", "10.0.0.9", 5070)]),
        (Server("[::1]", 0, "TCPOnly"), [Hop("TCP", "::1", 5060)]),
        (Server("10.0.0.9", 0, "TLS"), [Hop("TLS", "10.0.0.9", 5061, "10.0.0.9")]),
        (
            Server("pbx.lab", 0, "TLS"),
            [Hop("TLS", "10.0.0.1", 5061, "pbx.lab"), Hop("TLS", "10.0.0.2", 5061, "pbx.lab")],
        ),
        (Server("pbx.lab", 0, "sideways"), udp("10.0.0.1", "10.0.0.2")),
        (Server("nowhere.lab"), []),
    ],
)
async def test_transport_settings(server: Server, expected: list[Hop]) -> None:
    """Each transport setting gives its transports in turn, each address of a name is one hop."""
    assert expected == await hops(server, PLAIN)


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        (
            Server("rich.lab"),
            [Hop("TLS", "10.0.1.1", 5081, "rich.lab"), Hop("TCP", "10.0.1.1", 5060), Hop("TCP", "10.0.1.2", 5070)],
        ),
        (Server("rich.lab", 0, "TCPOnly"), [Hop("TCP", "10.0.1.1", 5060), Hop("TCP", "10.0.1.2", 5070)]),
        (Server("served.lab"), udp("10.0.1.1:5090")),
        (Server("served.lab", 0, "UDPOnly"), udp("10.0.1.1:5090")),
        (Server("served.lab", 5060), udp("10.0.1.9")),
        (Server("served.lab", 0, "TCPpreferred"), [Hop("TCP", "10.0.1.9", 5060), *udp("10.0.1.1:5090")]),
    ],
)
async def test_what_dns_says(server: Server, expected: list[Hop]) -> None:
    """NAPTR chooses transports, SRV hosts and ports; a port in configuration leaves only the address to be found."""
    assert expected == await hops(server, RICH)


async def test_what_is_asked_in_turn() -> None:
    """NAPTR, then the services of all transports, then the address; it holds for the shortest time on the way."""
    lookup = Asked(PLAIN)
    found = await resolve(Server("pbx.lab"), lookup, random.Random(1))
    assert ["NAPTR", "SRV", "SRV", "SRV", "A"] == [kind for _, kind in lookup.questions]
    assert ["_sip._udp.pbx.lab", "_sip._tcp.pbx.lab", "_sips._tcp.pbx.lab"] == [
        name for name, _ in lookup.questions[1:4]
    ]
    assert 60 == found.ttl
    assert 30 == (await resolve(Server("rich.lab"), Asked(RICH), random.Random(1))).ttl


def test_weights_share_the_load() -> None:
    """Three times the weight is three times as often first; another priority never is, and no weight comes last."""
    light, heavy = Service(1, 10, 1, "light"), Service(1, 30, 1, "heavy")
    idle, later = Service(1, 0, 1, "idle"), Service(2, 99, 1, "later")
    rng = random.Random(7)
    orders = [[each.target for each in in_turn([later, idle, light, heavy], rng)] for _ in range(400)]
    first = [order[0] for order in orders]
    assert 0.68 < first.count("heavy") / 400 < 0.82
    assert {("idle", "later")} == {(order[2], order[3]) for order in orders}


async def test_a_name_with_many_addresses_is_bounded() -> None:
    """No more than `MAX_HOPS` are ever tried."""
    many: list[Record] = [Address(f"10.0.0.{number}") for number in range(200)]
    assert MAX_HOPS == len(await hops(Server("pbx.lab"), {("pbx.lab", "A"): many}))


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("sip:1001@pbx.lab", Server("pbx.lab")),
        ("sip:10.0.0.1:5070;transport=tcp;lr", Server("10.0.0.1", 5070, "TCPOnly")),
        ("sips:1001@pbx.lab", Server("pbx.lab", 0, "TLS")),
        ("sip:pbx.lab;maddr=10.0.0.3;transport=udp", Server("10.0.0.3", 0, "UDPOnly")),
        ("tel:+49", None),
        ("nonsense", None),
    ],
)
def test_the_server_in_a_uri(uri: str, expected: Server | None) -> None:
    """Host, port and transport of a Request-URI or Route."""
    assert expected == server_of(uri)


def routes(zone: Zone) -> tuple[Routes, ManualClock, Asked]:
    """Routes on a manual clock."""
    clock, lookup = ManualClock(), Asked(zone)
    return Routes(clock, random.Random(1), lookup), clock, lookup


async def test_a_tls_neighbour_keeps_its_name() -> None:
    """Named in a call by its address, it is still checked by the name it was configured with."""
    known, _, _ = routes(PLAIN)
    await known.find([Server("pbx.lab", 5061, "TLS")])
    steps = known.now([Server("10.0.0.2", 5061, "TLS")])
    assert ["pbx.lab"] == [step.hop.server_name for step in steps or []]


async def test_names_are_looked_up_once_in_their_time() -> None:
    """Only addresses give an answer at once, and names whose records have not run out."""
    known, clock, lookup = routes(PLAIN)
    servers = [Server("10.0.0.1"), Server("pbx.lab", 5060)]
    assert known.now(servers) is None
    steps = await known.find(servers)
    assert ["10.0.0.1", "10.0.0.2"] == [step.hop.host for step in steps]
    clock.advance(59)
    assert steps == known.now(servers)
    clock.advance(1)
    assert known.now(servers) is None
    await known.find(servers)
    assert 2 == len(lookup.questions)


async def test_a_name_server_that_is_away_does_no_harm() -> None:
    """The phone goes on with the addresses that it knew."""
    known, clock, lookup = routes(dict(PLAIN))
    server = Server("pbx.lab", 5060)
    before = await known.find([server])
    lookup.zone.clear()
    clock.advance(3600)
    assert before == await known.find([server])
