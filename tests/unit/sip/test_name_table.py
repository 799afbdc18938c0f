"""Records that configuration gives, and whom the phone asks for the others."""

from __future__ import annotations

import random

import pytest

from emulator.network.model import Network, Offer, Option
from emulator.sip.stack.names import Address, Names, Rule, Service, read_table
from emulator.sip.stack.resolve import Server, resolve
from emulator.sip.terms import name_servers
from tests.unit.calls.rig import Rig, configuration

TABLE = {
    "dns.cache.NAPTR.1.name": "Pbx.lab.",
    "dns.cache.NAPTR.1.ttl": "900",
    "dns.cache.NAPTR.1.order": "1",
    "dns.cache.NAPTR.1.preference": "2",
    "dns.cache.NAPTR.1.flags": "s",
    "dns.cache.NAPTR.1.service": "SIP+D2U",
    "dns.cache.NAPTR.1.replacement": "_sip._udp.pbx.lab",
    "dns.cache.NAPTR.2.name": "pbx.lab",
    "dns.cache.NAPTR.2.order": "1",
    "dns.cache.NAPTR.2.preference": "1",
    "dns.cache.NAPTR.2.flags": "s",
    "dns.cache.NAPTR.2.service": "SIP+D2T",
    "dns.cache.NAPTR.2.replacement": "_sip._tcp.pbx.lab",
    "dns.cache.SRV.1.name": "_sip._udp.pbx.lab",
    "dns.cache.SRV.1.ttl": "600",
    "dns.cache.SRV.1.priority": "2",
    "dns.cache.SRV.1.weight": "3",
    "dns.cache.SRV.1.port": "5070",
    "dns.cache.SRV.1.target": "one.lab",
    "dns.cache.SRV.2.name": "_sip._udp.pbx.lab",
    "dns.cache.SRV.2.priority": "1",
    "dns.cache.SRV.2.target": "two.lab",
    "dns.cache.A.1.name": "one.lab",
    "dns.cache.A.1.address": "10.0.0.1",
    "dns.cache.A.1.ttl": "400",
    "dns.cache.A.2.name": "two.lab",
    "dns.cache.A.2.address": "10.0.0.2",
}


def test_a_table_has_all_that_records_say() -> None:
    """Under the name without its case and last dot."""
    table = read_table(configuration(TABLE))
    first, second = table["pbx.lab", "NAPTR"]
    assert Rule(1, 2, "s", "SIP+D2U", "_sip._udp.pbx.lab", 900) == first
    assert Rule(1, 1, "s", "SIP+D2T", "_sip._tcp.pbx.lab", 300) == second
    assert Service(2, 3, 5070, "one.lab", 600) == table["_sip._udp.pbx.lab", "SRV"][0]
    assert [Address("10.0.0.1", 400)] == table["one.lab", "A"]


ONLY_UDP = {"dns.cache.NAPTR.2.flags": "u"}


@pytest.mark.parametrize(
    ("changes", "places", "ttl"),
    [
        (ONLY_UDP, ["10.0.0.2:5060", "10.0.0.1:5070"], 300),
        ({**ONLY_UDP, "dns.cache.SRV.2.priority": "3"}, ["10.0.0.1:5070", "10.0.0.2:5060"], 300),
        ({**ONLY_UDP, "dns.cache.SRV.2.port": "5080"}, ["10.0.0.2:5080", "10.0.0.1:5070"], 300),
        ({**ONLY_UDP, "dns.cache.SRV.2.target": "one.lab"}, ["10.0.0.1:5060", "10.0.0.1:5070"], 300),
        ({**ONLY_UDP, "dns.cache.A.2.address": "10.0.0.9"}, ["10.0.0.9:5060", "10.0.0.1:5070"], 300),
        ({**ONLY_UDP, "dns.cache.NAPTR.1.replacement": "_sip._tcp.pbx.lab"}, [], 300),
        ({**ONLY_UDP, **{f"dns.cache.{row}.ttl": "2000" for row in ("NAPTR.2", "SRV.2", "A.2")}},
         ["10.0.0.2:5060", "10.0.0.1:5070"], 400),
    ],
)  # fmt: skip
async def test_a_table_is_used(changes: dict[str, str], places: list[str], ttl: int) -> None:
    """By the rules for records, for as long as the shortest of them holds."""
    names = Names(("127.0.0.1:9",), read_table(configuration({**TABLE, **changes})))
    found = await resolve(Server("pbx.lab"), _quiet(names), random.Random(1))
    assert (places, ttl) == ([f"{hop.host}:{hop.port}" for hop in found.hops], found.ttl)


def _quiet(names: Names) -> Names:
    """The same without asking anybody."""
    return Names((), {**{(f"_sip._{kind}.pbx.lab", "SRV"): [] for kind in ("udp", "tcp")}, **names._table})


@pytest.mark.parametrize(
    ("own", "override", "offered", "asked"),
    [
        ({}, "0", (), ()),
        ({"server": "10.0.0.1", "altServer": "10.0.0.2"}, "0", (), ("10.0.0.1", "10.0.0.2")),
        ({"server": "10.0.0.1"}, "0", ("10.0.0.8", "10.0.0.9"), ("10.0.0.8", "10.0.0.9")),
        ({"server": "10.0.0.1"}, "1", ("10.0.0.8",), ("10.0.0.1",)),
        ({}, "1", ("10.0.0.8",), ("10.0.0.8",)),
    ],
)
def test_whom_the_phone_asks(
    own: dict[str, str], override: str, offered: tuple[str, ...], asked: tuple[str, ...]
) -> None:
    """The name servers of DHCP, its own without any, or its own before them (tcpIpApp.dns.*)."""
    values = {f"tcpIpApp.dns.{name}": value for name, value in own.items()}
    network = Network(lease=Offer(options={"6": Option(offered, packed=True)}))
    phone = Rig({**values, "tcpIpApp.dns.address.overrideDHCP": override}, network)
    assert asked == name_servers(phone.core.state)
