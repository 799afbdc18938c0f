"""Whole phones with several servers: all of them registered with, by address and by DNS, lost and found again."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from functools import partial
from itertools import groupby

import pytest

from emulator.lines.model import Line
from emulator.phone import Phone
from tests.peers.harness.dnsmasq import Dnsmasq
from tests.peers.harness.kamailio import Kamailio
from tests.peers.harness.programs import eventually
from tests.peers.office import HastyClock, Office, codes, requests, wire

HASTE: dict[str, object] = {"retryMaxCount": 1, "retryTimeOut": 500, "registerRetry.baseTimeOut": 10}
"""A silent server is given up after 1 s, and asked again after 10."""


@pytest.fixture
def spare(start_kamailio: Callable[..., Kamailio]) -> Kamailio:
    """A second server with the same users."""
    return start_kamailio()


def server(number: int, values: Mapping[str, object]) -> dict[str, object]:
    """Parameters of a server of line 1."""
    return {f"reg.1.server.{number}.{name}": value for name, value in values.items()}


def at(number: int, kamailio: Kamailio, **more: object) -> dict[str, object]:
    """Parameters that make a kamailio a server of line 1."""
    place = {"address": kamailio.address, "port": kamailio.port, "transport": "UDPOnly"}
    return server(number, {**HASTE, **place, **more})


def named(kamailio: Kamailio, spare: Kamailio, kind: str = "udp") -> tuple[str, ...]:
    """DNS records that make the first server the better one of pbx.lab."""
    places = ((kamailio, 10), (spare, 20))
    services = (f"srv-host=_sip._{kind}.pbx.lab,one.lab,{each.port},{rank},0" for each, rank in places)
    return (
        "host-record=one.lab,127.0.0.1",
        *services,
        f"naptr-record=pbx.lab,1,1,s,SIP+D2{kind[0]},,_sip._{kind}.pbx.lab",
    )


def line(phone: Phone) -> Line:
    """Its first line."""
    return phone.lines[0]


def states(phone: Phone) -> list[str]:
    """How it stands with each of the first line's servers."""
    return [binding.state for binding in line(phone).bindings]


def sent(phone: Phone) -> list[tuple[str, int]]:
    """The requests that it sent: the method, and the port of the receiver."""
    out = ((text, peer) for _, way, peer, text in phone.sip_trace if way == "out" and not text.startswith("SIP/2.0"))
    return [(text.partition(" ")[0], int(peer.rpartition(":")[2])) for text, peer in out]


def receivers(phone: Phone, method: str) -> list[int]:
    """The ports that requests of a method went to, each once in a row."""
    return [port for port, _ in groupby(port for each, port in sent(phone) if each == method)]


async def test_a_line_is_registered_with_all_its_servers(office: Office, spare: Kamailio) -> None:
    """One binding at each, shown by Status > Lines; none at either once the phone is unplugged."""
    async with office.phone("1001", {**at(1, office.kamailio), **at(2, spare)}) as phone:
        await phone.until(lambda phone: states(phone) == ["registered", "registered"])
        assert [1, 1] == [len(each.contacts("1001")) for each in (office.kamailio, spare)]
        assert 0 == line(phone).server
    assert [[], []] == [each.contacts("1001") for each in (office.kamailio, spare)]


async def test_a_server_that_is_not_registered_with_takes_calls(office: Office, spare: Kamailio) -> None:
    """register=0: no binding there, but calls go there when the first server is gone."""
    own = {**at(1, office.kamailio), **at(2, spare, register=0)}
    async with office.phone("1001", own, clock=HastyClock()) as phone, office.phone("1002", at(1, spare)) as other:
        await phone.until("registered")
        await other.until("registered")
        await asyncio.to_thread(office.kamailio.stop)
        phone.dial("1002")
        await phone.until(lambda phone: phone.calls[0].state == "ringing")
        assert [office.kamailio.port, spare.port] == receivers(phone, "INVITE"), wire(phone)
        assert [] == spare.contacts("1001")


async def test_calls_while_the_first_server_is_gone_and_after(office: Office, spare: Kamailio) -> None:
    """The next server carries them, at once from the second call on; with the first one back, calls go by it again."""
    both = {**at(1, office.kamailio), **at(2, spare)}
    async with office.phone("1001", both, clock=HastyClock()) as phone, office.phone("1002", both) as other:
        await phone.until(lambda phone: states(phone) == ["registered", "registered"])
        await other.until(lambda phone: states(phone) == ["registered", "registered"])
        await asyncio.to_thread(office.kamailio.stop)
        for expected in ([office.kamailio.port, spare.port], [office.kamailio.port, spare.port]):
            await call_and_answer(phone, other)
            assert expected == receivers(phone, "INVITE"), wire(phone)
        assert line(phone).registered
        assert "Line: Unregistered" not in phone.screen.text
        await asyncio.to_thread(office.kamailio.start)
        for each in (phone, other):
            each.unplug("lan")
            each.plug("lan")
            bound = partial(office.kamailio.contacts, each.lines[0].settings.user)
            await eventually(bound, "a new binding")
        await call_and_answer(phone, other)
        assert office.kamailio.port == receivers(phone, "INVITE")[-1], wire(phone)


async def call_and_answer(phone: Phone, other: Phone) -> None:
    """A call from one to the other, answered and ended."""
    phone.dial("1002")
    await other.until(lambda other: other.calls[0].state == "offering")
    other.press("Answer")
    await phone.until(lambda phone: phone.calls[0].state == "connected")
    phone.press("End Call")
    for each in (phone, other):
        await each.until(lambda each: all(call.state == "ended" for call in each.calls))


@pytest.mark.parametrize("kind", ["udp", "tcp"])
async def test_dns_names_servers_and_transport(
    office: Office, spare: Kamailio, start_dnsmasq: Callable[..., Dnsmasq], kind: str
) -> None:
    """DNSnaptr: registered with the better server; with it gone the refresh goes to the other."""
    dns = start_dnsmasq(*named(office.kamailio, spare, kind))
    own = {"address": "pbx.lab", "port": 0, "transport": "DNSnaptr", "expires": 10, "expires.overlap": 5}
    changes = server(1, {**HASTE, **own})
    async with office.phone("1001", changes, name_servers=(dns.place,), clock=HastyClock()) as phone:
        await phone.until("registered")
        assert f"{kind}:127.0.0.1:{office.kamailio.port}" == line(phone).bindings[0].place
        assert ["NAPTR pbx.lab", f"SRV _sip._{kind}.pbx.lab"] == dns.questions()[:2]
        await asyncio.to_thread(office.kamailio.stop)
        await phone.until(lambda phone: line(phone).bindings[0].place == f"{kind}:127.0.0.1:{spare.port}")
        assert line(phone).registered
        assert 1 == len(spare.contacts("1001"))


async def test_dns_without_an_answer_is_a_server_that_is_not_there(
    office: Office, start_dnsmasq: Callable[..., Dnsmasq]
) -> None:
    """The line is unregistered, says why, and tries again; names in dns.cache.* need no name server."""
    dns = start_dnsmasq()
    changes = server(1, {**HASTE, "address": "pbx.lab", "port": 0, "transport": "DNSnaptr"})
    async with office.phone("1001", changes, name_servers=(dns.place,), clock=HastyClock()) as phone:
        await phone.until(lambda phone: line(phone).state == "unregistered")
        assert (503, "pbx.lab is unknown") == (line(phone).code, line(phone).reason)


async def test_a_table_of_names_needs_no_name_server(office: Office) -> None:
    """dns.cache.NAPTR, SRV and A lead to the server."""
    table = {
        "dns.cache.NAPTR.1.name": "pbx.lab",
        "dns.cache.NAPTR.1.flags": "S",
        "dns.cache.NAPTR.1.service": "SIP+D2T",
        "dns.cache.NAPTR.1.replacement": "_sip._tcp.pbx.lab",
        "dns.cache.SRV.1.name": "_sip._tcp.pbx.lab",
        "dns.cache.SRV.1.port": office.kamailio.port,
        "dns.cache.SRV.1.target": "one.lab",
        "dns.cache.A.1.name": "one.lab",
        "dns.cache.A.1.address": "127.0.0.1",
    }
    changes = {**server(1, {"address": "pbx.lab", "port": 0, "transport": "DNSnaptr"}), **table}
    async with office.phone("1001", changes, name_servers=("127.0.0.1:9",)) as phone:
        await phone.until("registered")
        assert f"tcp:127.0.0.1:{office.kamailio.port}" == line(phone).bindings[0].place


@pytest.mark.parametrize("voids", [1, 0])
async def test_a_call_registers_where_it_goes(
    office: Office, spare: Kamailio, start_dnsmasq: Callable[..., Dnsmasq], voids: int
) -> None:
    """reRegisterOn: the other server gets a REGISTER before the INVITE; failRegistrationOn: meanwhile there is none."""
    dns = start_dnsmasq(*named(office.kamailio, spare))
    rules = {"failOver.reRegisterOn": 1, "failOver.failRegistrationOn": voids}
    own = {"address": "pbx.lab", "port": 0, "transport": "UDPOnly"}
    changes = {"reg.1.address": "1001@127.0.0.1", **server(1, {**HASTE, **own, **rules})}
    callee = office.phone("1002", at(1, spare))
    async with office.phone("1001", changes, name_servers=(dns.place,), clock=HastyClock()) as phone, callee:
        await phone.until("registered")
        await callee.until("registered")
        await asyncio.to_thread(office.kamailio.stop)
        assert [] == spare.contacts("1001")
        phone.dial("1002")
        await phone.until(lambda phone: phone.calls[0].state == "ringing")
        assert 1 == len(spare.contacts("1001"))
        assert f"udp:127.0.0.1:{spare.port}" == line(phone).bindings[0].place
        at_spare = [method for method, port in sent(phone) if port == spare.port]
        assert ["REGISTER", "REGISTER", "INVITE"] == at_spare[:3]
        gone = [each.text for each in phone.journal if each.kind == "line" and "registering" in each.text]
        assert 1 + voids == len(gone), gone


async def test_the_way_through_a_proxy(office: Office, spare: Kamailio) -> None:
    """The outbound proxy gets all requests, with the Route that names it; kamailio takes it as its own."""
    proxy = {
        "reg.1.outboundProxy.address": office.kamailio.address,
        "reg.1.outboundProxy.port": office.kamailio.port,
        "reg.1.outboundProxy.transport": "TCPOnly",
    }
    changes = {**at(1, office.kamailio), **proxy}
    async with office.phone("1001", changes) as phone, office.phone("1002") as other:
        await phone.until("registered")
        await other.until("registered")
        assert re.fullmatch(r"sip:1001@.*;transport=tcp", office.kamailio.contacts("1001")[0])
        phone.dial("1002")
        await phone.until(lambda phone: phone.calls[0].state == "ringing")
        route = f"<sip:127.0.0.1:{office.kamailio.port};transport=tcp;lr>"
        assert {route} == {each.get("route") for each in (*requests(phone, "REGISTER"), *requests(phone, "INVITE"))}
        assert [401, 200] == codes(phone, "REGISTER")
