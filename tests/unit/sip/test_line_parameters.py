"""What registrations and calls show of the parameters of their line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from emulator.lines.model import LineSettings
from emulator.sip.stack.messages import Message, Request
from tests.unit.sip.rig import Peer, Rig
from tests.unit.sip.servers import FAMILIES, accept, at, call, register, use


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """An edge between a world and an engine."""
    async with Rig() as made:
        yield made


@pytest.fixture
async def other() -> AsyncIterator[Peer]:
    """A second server of the world."""
    peer = Peer()
    await peer.open()
    yield peer
    await peer.close()


async def both(rig: Rig, line: LineSettings, peer: Peer) -> tuple[Request, Request]:
    """A REGISTER and an INVITE as they reach a server."""
    task = register(rig, line)
    registration = await accept(rig, peer)
    assert (await task).ok
    call(rig, 1)
    return registration, await peer.request("INVITE")


@pytest.mark.parametrize(
    ("values", "route"),
    [
        ({}, "<sip:127.0.0.1:{port};lr>"),
        ({"reg.1.outboundProxy.transport": "TCPOnly"}, "<sip:127.0.0.1:{port};transport=tcp;lr>"),
        ({"reg.1.insertOBPAddressInRoute": 0}, None),
        ({"voIpProt.SIP.insertOBPAddressInRoute": 0}, None),
    ],
)
@pytest.mark.parametrize("family", ["reg.1", "voIpProt.SIP"])
async def test_the_outbound_proxy(rig: Rig, family: str, values: dict[str, object], route: str | None) -> None:
    """All requests go to it, and a Route tells it so unless insertOBPAddressInRoute is off."""
    proxy = {"address": "127.0.0.1", "port": rig.world.port, "transport": "UDPOnly"}
    given = {f"{family}.outboundProxy.{name}": value for name, value in proxy.items()}
    own = {name.replace("reg.1.outbound", f"{family}.outbound"): value for name, value in values.items()}
    line = use(rig, {"reg.1.server.1.address": "pbx.lab", **given, **own})
    expected = route and route.format(port=rig.world.port)
    for request in await both(rig, line, rig.world):
        assert expected == request.get("route")
    assert "lab" == line.domain


@pytest.mark.parametrize("family", FAMILIES[:2])
async def test_a_server_past_the_outbound_proxy(rig: Rig, other: Peer, family: str) -> None:
    """useOutboundProxy=0: requests go straight to the server, without a Route."""
    proxy = {"address": "127.0.0.1", "port": other.port, "transport": "UDPOnly"}
    given = {f"reg.1.outboundProxy.{name}": value for name, value in proxy.items()}
    line = use(rig, {**at(rig.world), **given, "reg.1.server.1.useOutboundProxy": 0}, family)
    assert [None, None] == [request.get("route") for request in await both(rig, line, rig.world)]
    assert other.idle


async def test_what_a_proxy_must_be_able_to_do(rig: Rig) -> None:
    """reg.x.proxyRequire is the Proxy-Require of registrations and calls."""
    line = use(rig, {**at(rig.world), "reg.1.proxyRequire": "com.example.firewall"})
    for request in await both(rig, line, rig.world):
        assert "com.example.firewall" == request.get("proxy-require")


async def test_each_server_has_the_line_in_its_own_domain(rig: Rig, other: Peer) -> None:
    """Where the address names no domain, that is the server's; Call-ID, tag and CSeq are one registration's own."""
    line = use(rig, {**at(rig.world), **at(other, 2), "reg.1.address": "1001", "reg.1.server.2.address": "localhost"})
    for peer, server, domain in ((rig.world, 0, "127.0.0.1"), (other, 1, "localhost")):
        task = register(rig, line, server)
        seen = await accept(rig, peer)
        assert (await task).ok
        assert (f"sip:{domain}", f"<sip:1001@{domain}>", 1) == (seen.uri, seen.get("to"), seen.cseq.number)
    assert seen.call_id != (await _again(rig, line)).call_id


async def _again(rig: Rig, line: LineSettings) -> Request:
    task = register(rig, line)
    seen = await accept(rig, rig.world)
    await task
    assert 2 == seen.cseq.number
    return seen


def written(message: Message) -> set[str]:
    """The names of headers as they are on the wire."""
    return {header.written for header in message.headers}


async def test_compact_headers(rig: Rig) -> None:
    """voIpProt.SIP.sendCompactHdrs: every header that has a short name is written with it."""
    line = use(rig, {**at(rig.world), "voIpProt.SIP.sendCompactHdrs": 1})
    for request in await both(rig, line, rig.world):
        assert {"v", "f", "t", "i", "m", "l"} <= written(request)
        assert set() == {"Via", "From", "To", "Call-ID", "Contact", "Content-Length", "Supported"} & written(request)


@pytest.mark.parametrize(
    ("name", "transport", "marked"),
    [
        ("voIpProt.SIP.rport", "UDPOnly", "rport"),
        ("voIpProt.SIP.connectionReuse.useAlias", "TCPOnly", "alias"),
        ("voIpProt.SIP.connectionReuse.useAlias", "UDPOnly", ""),
    ],
)
@pytest.mark.parametrize("on", [0, 1])
async def test_marks_in_via(rig: Rig, name: str, transport: str, marked: str, on: int) -> None:
    """Rport asks for the port that was seen (RFC 3581), alias offers the connection for reuse (RFC 5923)."""
    use(rig, {**at(rig.world), name: on, "reg.1.server.1.transport": transport})
    call(rig, 1)
    via = (await rig.world.request("INVITE")).via
    assert (bool(on) and marked == "rport", bool(on) and marked == "alias") == (
        any(key == "rport" for key, _ in via.params),
        any(key == "alias" for key, _ in via.params),
    )


async def test_a_phone_behind_a_nat(rig: Rig) -> None:
    """nat.ip and nat.signalPort are shown in Via, Contact and SDP."""
    line = use(rig, {**at(rig.world), "nat.ip": "203.0.113.7", "nat.signalPort": 5099})
    task = register(rig, line)
    registration = await rig.world.request("REGISTER")
    assert ("203.0.113.7", 5099) == (registration.via.host, registration.via.port)
    assert "<sip:1001@203.0.113.7:5099;" in (registration.get("contact") or "")
    call(rig, 1)
    invite = await rig.world.request("INVITE")
    assert [b"o=- 1 1 IN IP4 203.0.113.7", b"c=IN IP4 203.0.113.7"] == [
        each for each in invite.body.splitlines() if each.startswith((b"o=", b"c="))
    ]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
