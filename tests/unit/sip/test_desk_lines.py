"""The SIP side of an open phone: what it does for its lines by itself, and what it tells of them."""

from __future__ import annotations

import asyncio

import pytest

from emulator.calls.model import InviteReceived
from emulator.lines.model import RegisterAnswered, RegistrationVoided
from emulator.sip.edge.routes import Step
from emulator.sip.pool import EnginePool
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.transports import TcpKeepAlive
from emulator.sip.terms import line_server
from tests.unit.sip.registrar import bench
from tests.unit.sip.rig import until

STRANGE = (
    b"INVITE sip:9999@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bKs\r\nMax-Forwards: 70\r\n"
    b"From: <sip:7@lab>;tag=w\r\nTo: <sip:9999@lab>\r\nCall-ID: s\r\nCSeq: 1 INVITE\r\nContact: <sip:7@127.0.0.1>\r\n"
    b"Content-Length: 0\r\n\r\n"
)


@pytest.fixture(autouse=True)
def no_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls are not the matter here."""
    monkeypatch.setattr(EnginePool, "warm", lambda self: None)


@pytest.mark.parametrize(
    ("code", "headers", "told"),
    [
        (200, {}, (200, 3600, 0, 0)),
        (503, {"Retry-After": "120 (closed)"}, (503, 0, 0, 120)),
        (423, {"Min-Expires": "7200"}, (423, 0, 7200, 0)),
    ],
)
async def test_what_a_registrar_says(code: int, headers: dict[str, str], told: tuple[int, ...]) -> None:
    """Code, time granted, least time, time to wait; and who said so."""
    async with bench() as at:
        at.registrar.code, at.registrar.headers = code, headers
        answer = await at.register()
        assert told == (answer.code, answer.expires, answer.min_expires, answer.retry_after)
        assert f"udp:127.0.0.1:{at.registrar.port}" == answer.place


@pytest.mark.parametrize(
    ("transport", "payload", "ping"),
    [
        ("UDPOnly", {}, b"\r\n\r\n"),
        ("TCPOnly", {}, b"\r\n" * 8),
        ("UDPOnly", {"nat.keepalive.udp.payload": "CRLF"}, b"\r\n"),
        ("TCPOnly", {"nat.keepalive.tcp.payload": "CRLFCRLF"}, b"\r\n" * 2),
    ],
)
async def test_packets_that_keep_a_nat_open(transport: str, payload: dict[str, str], ping: bytes) -> None:
    """Every nat.keepalive.interval seconds to whoever the line is registered with; none before that."""
    async with bench({"nat.keepalive.interval": "20", **payload}, transport) as at:
        at.phone.clock.advance(20)
        assert [] == at.registrar.pings
        await at.register()
        for count in (1, 2):
            at.phone.clock.advance(19)
            assert count - 1 == len(at.registrar.pings)
            at.phone.clock.advance(1)
            await at.registrar.until_pinged(count)
        assert {ping} == set(at.registrar.pings)


async def test_without_an_interval_nothing_is_kept_open() -> None:
    """No packet, and no question either."""
    async with bench() as at:
        await at.register()
        at.phone.clock.advance(7200)
        await at.register()
        assert (["REGISTER", "REGISTER"], []) == (at.registrar.methods, at.registrar.pings)


@pytest.mark.parametrize(("method", "asked"), [({}, "PING"), ({"voIpProt.SIP.pingMethod": "OPTIONS"}, "OPTIONS")])
async def test_servers_are_asked_whether_they_are_there(method: dict[str, str], asked: str) -> None:
    """Every voIpProt.SIP.pingInterval seconds, by voIpProt.SIP.pingMethod, each time with a new Call-ID."""
    async with bench({"voIpProt.SIP.pingInterval": "30", **method}) as at:
        await at.register()
        for count in (1, 2):
            at.phone.clock.advance(30)
            await at.registrar.until_asked(asked, count)
            await until(lambda: not at.desk._errands.tasks)
        assert ["REGISTER", asked, asked] == at.registrar.methods


async def test_a_cable_that_is_out_lets_nothing_through() -> None:
    """Neither out nor in; with the cable in again the line registers as before."""
    async with bench({"reg.1.server.1.retryMaxCount": "1"}) as at:
        await at.register()
        at.phone.cable(plugged=False)
        at.desk.perform(at.order)
        while len(at.answers) < 2 and at.phone.clock.now() < 60_000_000:
            at.phone.clock.advance(0.5)
            await asyncio.sleep(0)
        assert (408, ["REGISTER"]) == (at.answers[-1].code, at.registrar.methods)
        at.phone.cable(plugged=True)
        assert 200 == (await at.register()).code


@pytest.mark.parametrize("voids", [True, False])
async def test_registering_where_a_call_is_about_to_go(voids: bool) -> None:
    """The phone learns that the registration before is void, unless failRegistrationOn is off, and what came of it."""
    rules = {"reRegisterOn": "1", "failRegistrationOn": str(int(voids))}
    async with bench({f"reg.1.server.1.failOver.{name}": value for name, value in rules.items()}) as at:
        await at.register()
        del at.phone.events[:]
        step = Step(Hop("UDP", "127.0.0.1", at.registrar.port), line_server(at.order.line, 0))
        assert await at.desk._registrations.enrol(1, step)
        at.registrar.code = 403
        assert not await at.desk._registrations.enrol(1, step)
        kinds = [RegistrationVoided, RegisterAnswered] if voids else [RegisterAnswered]
        assert [*kinds, *kinds] == [type(event) for event in at.phone.events]


KEEP = "tcpIpApp.keepalive.tcp"


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({}, TcpKeepAlive(30, 20, ())),
        ({"sip.tls.enable": "1", "idleTransmitInterval": "60"}, TcpKeepAlive(60, 20, ("TLS",))),
        ({"sip.tls.enable": "1", "noResponseTransmitInterval": "5"}, TcpKeepAlive(30, 5, ("TLS",))),
        ({"sip.tls.enable": "1", "noResponseTrasmitInterval": "7"}, TcpKeepAlive(30, 7, ("TLS",))),
    ],
)
async def test_what_the_system_keeps_alive(values: dict[str, str], kept: TcpKeepAlive) -> None:
    """TLS connections, if at all, at the times of tcpIpApp.keepalive.tcp.*, in either spelling."""
    async with bench({f"{KEEP}.{name}": value for name, value in values.items()}) as at:
        assert kept == at.desk._edge._outside.keep_alive


@pytest.mark.parametrize("strict", ["0", "1"])
async def test_a_call_for_a_user_that_no_line_has(strict: str) -> None:
    """voIpProt.SIP.strictUserValidation: 404; without it the call is for the first line."""
    async with bench({"voIpProt.SIP.strictUserValidation": strict}) as at:
        await at.register()
        at.registrar.send(STRANGE, at.desk._edge.face.port("UDP"))
        if strict == "1":
            await at.registrar.until_asked("SIP/2.0", 1)
            assert at.registrar.heard[-1].startswith(b"SIP/2.0 404")
        else:
            await until(lambda: any(isinstance(event, InviteReceived) for event in at.phone.events))
