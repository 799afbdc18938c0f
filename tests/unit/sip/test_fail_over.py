"""When the phone gives up a server for the next, what it does then, and when it goes back: parameters on the wire."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from emulator.sip.edge.routes import Step
from tests.unit.sip.rig import Peer, Rig
from tests.unit.sip.servers import (
    FAMILIES,
    SILENCE,
    accept,
    ack,
    at,
    call,
    drain,
    given_up,
    next_call,
    register,
    served_by,
    use,
)


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


# How long a server is waited for


@pytest.mark.parametrize(
    ("values", "seconds"),
    [
        ({}, SILENCE),
        ({"retryMaxCount": 0}, SILENCE),
        ({"retryMaxCount": 1}, 1.5),
        ({"retryMaxCount": 2, "retryTimeOut": 400}, 1.2),
    ],
)
async def test_a_silent_server_is_followed_by_the_next(
    rig: Rig, other: Peer, values: dict[str, int], seconds: float
) -> None:
    """After retryMaxCount repeats (0 stands for 3), retryTimeOut milliseconds apart or doubling."""
    own = {f"reg.1.server.1.{name}": value for name, value in values.items()}
    use(rig, {**at(rig.world), **at(other, 2), **own})
    call(rig, 1)
    await given_up(rig, rig.world, seconds)
    await other.request("INVITE")


@pytest.mark.parametrize(
    ("values", "seconds"),
    [({}, 32), ({"reg.1.tcpFastFailover": 1}, SILENCE), ({"voIpProt.SIP.tcpFastFailover": 1}, SILENCE)],
)
async def test_a_silent_connection(rig: Rig, other: Peer, values: dict[str, int], seconds: float) -> None:
    """Over TCP the next server's turn comes after RFC 3261's 32 s, or with tcpFastFailover as early as over UDP."""
    use(rig, {**at(rig.world), **at(other, 2), **values, "reg.1.server.1.transport": "TCPOnly"})
    call(rig, 1)
    await rig.world.request("INVITE")
    rig.clock.advance(seconds - 0.001)
    await asyncio.sleep(0.01)
    assert other.idle
    rig.clock.advance(0.001)
    await other.request("INVITE")


@pytest.mark.parametrize("leads_on", [1, 0])
async def test_a_registration_after_a_503(rig: Rig, other: Peer, leads_on: int) -> None:
    """voIpProt.SIP.failoverOn503Response: the next address is asked, or the refusal stands."""
    line = use(rig, {**served_by(rig, rig.world, other), "voIpProt.SIP.failoverOn503Response": leads_on})
    task = register(rig, line)
    rig.from_world((await rig.world.request("REGISTER")).reply(503))
    if leads_on:
        await accept(rig, other)
    assert (200 if leads_on else 503) == (await task).code


@pytest.mark.parametrize("leads_on", [1, 0])
async def test_a_call_after_a_503(rig: Rig, other: Peer, leads_on: int) -> None:
    """The same for calls."""
    use(rig, {**at(rig.world), **at(other, 2), "voIpProt.SIP.failoverOn503Response": leads_on})
    call(rig, 1)
    rig.from_world(rig.world_answer(await rig.world.request("INVITE"), 503))
    if leads_on:
        await other.request("INVITE")
    else:
        await rig.engine.response(503)


# When the phone goes back


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    ("mode", "timeout", "before", "after"),
    [
        ("duration", 60, 40, 61),
        ("duration", 3600, 3000, 3601),
        ("DNSTTL", 60, 500, 601),
        ("newRequests", 60, None, 1),
        ("duration", 0, 100_000, None),
    ],
)
async def test_when_calls_go_back_to_the_first_address(
    rig: Rig, other: Peer, family: str, mode: str, timeout: int, before: int | None, after: int | None
) -> None:
    """failBack.mode and failBack.timeout: not before that time, and after it."""
    values = served_by(rig, rig.world, other)
    rules = {"mode": mode, "timeout": timeout}
    use(rig, {**values, **{f"reg.1.server.1.failOver.failBack.{name}": value for name, value in rules.items()}}, family)
    call(rig, 1)
    await given_up(rig, rig.world)
    seen = await other.request("INVITE")
    other.send(rig.world_answer(seen, 486), rig.outer)
    await rig.engine.response(486)
    rig.from_engine(ack(rig, 1))
    await other.request("ACK")
    if before:
        rig.clock.advance(before)
        assert 1 == await next_call(rig, 2, rig.world, other)
    if after:
        rig.clock.advance(after)
        assert 0 == await next_call(rig, 3, rig.world, other)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("mode", "first"), [("registration", 0), ("duration", 1)])
async def test_a_refresh_may_go_back_to_the_first_address(
    rig: Rig, other: Peer, family: str, mode: str, first: int
) -> None:
    """failBack.mode registration: the refresh asks the first address, and calls follow."""
    values = served_by(rig, rig.world, other)
    line = use(rig, {**values, "reg.1.server.1.failOver.failBack.mode": mode}, family)
    task = register(rig, line)
    await rig.world.request("REGISTER")
    rig.clock.advance(SILENCE)
    await accept(rig, other)
    assert (await task).ok
    await drain(rig.world)
    assert 1 == await next_call(rig, 1, rig.world, other)
    task = register(rig, line)
    await accept(rig, (rig.world, other)[first])
    assert (await task).ok
    assert first == await next_call(rig, 2, rig.world, other)


# Registering where one calls


class Enrolling:
    """Registers as the phone does when a call is about to go to another address."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.asked: list[int] = []

    async def __call__(self, line: int, step: Step) -> bool:
        self.asked.append(step.hop.port)
        return (await self.rig.edge.register(line, step.server, 3600, step.hop)).ok


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    ("rules", "registers", "returns"),
    [
        ({}, False, False),
        ({"reRegisterOn": 1}, True, True),
        ({"reRegisterOn": 1, "failRegistrationOn": 0}, True, False),
    ],
)
async def test_the_other_address_is_registered_with_first(
    rig: Rig, other: Peer, family: str, rules: dict[str, int], registers: bool, returns: bool
) -> None:
    """reRegisterOn: before the call goes there; and again on the way back, if the registration was given up."""
    values = {**served_by(rig, rig.world, other), "reg.1.server.1.failOver.failBack.timeout": 60}
    line = use(rig, {**values, **{f"reg.1.server.1.failOver.{name}": value for name, value in rules.items()}}, family)
    enrolling = Enrolling(rig)
    rig.edge.enrol_by(enrolling)
    task = register(rig, line)
    await accept(rig, rig.world)
    assert (await task).ok
    call(rig, 1)
    await given_up(rig, rig.world)
    if registers:
        await accept(rig, other)
    await other.request("INVITE")
    assert [other.port] * registers == enrolling.asked
    rig.clock.advance(61)
    call(rig, 2)
    if returns:
        await accept(rig, rig.world)
    await rig.world.request("INVITE")


async def test_an_address_that_does_not_register_the_line_gets_no_call(rig: Rig, other: Peer) -> None:
    """The engine is told that nobody answered."""
    values = {**served_by(rig, rig.world, other), "reg.1.server.1.failOver.reRegisterOn": 1}
    line = use(rig, values)
    rig.edge.enrol_by(Enrolling(rig))
    task = register(rig, line)
    await accept(rig, rig.world)
    assert (await task).ok
    call(rig, 1)
    await given_up(rig, rig.world)
    other.send((await other.request("REGISTER")).reply(403), rig.outer)
    await rig.engine.response(408)
    assert other.idle


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("only", "code"), [(1, 408), (0, 0)])
async def test_calls_at_an_address_that_was_left(rig: Rig, other: Peer, family: str, only: int, code: int) -> None:
    """onlySignalWithRegistered: no request of such a call goes there any more, and the engine is told so."""
    rules = {"reRegisterOn": 1, "onlySignalWithRegistered": only}
    values = {f"reg.1.server.1.failOver.{name}": value for name, value in rules.items()}
    line = use(rig, {**served_by(rig, rig.world, other), **values}, family)
    rig.edge.enrol_by(Enrolling(rig))
    task = register(rig, line)
    await accept(rig, rig.world)
    assert (await task).ok
    call(rig, 1)
    seen = await rig.world.request("INVITE")
    rig.from_world(rig.world_answer(seen, 200))
    await rig.engine.response(200)
    call(rig, 2)
    await given_up(rig, rig.world)
    await accept(rig, other)
    await other.request("INVITE")
    await drain(rig.world)
    update = rig.ask_engine("UPDATE", branch="z9hG4bKu", to_tag="w", number=2)
    update.put("Call-ID", "out1")
    update.add("Route", f"<sip:127.0.0.1:{rig.world.port};lr>")
    rig.from_engine(update)
    if code:
        assert "UPDATE" == (await rig.engine.response(code)).cseq.method
        assert rig.world.idle
    else:
        await rig.world.request("UPDATE")


@pytest.mark.parametrize("name", ["reg.1.auth.optimizedInFailover", "voIpProt.SIP.authOptimizedInFailover", ""])
async def test_where_a_call_with_credentials_goes(rig: Rig, other: Peer, name: str) -> None:
    """To the server that asked for them; without optimizedInFailover to the first of the list again."""
    first = {"reg.1.server.1.failOver.failBack.mode": "newRequests"}
    use(rig, {**at(rig.world), **at(other, 2), **first, **({name: 1} if name else {})})
    call(rig, 1)
    await given_up(rig, rig.world)
    challenge = rig.world_answer(await other.request("INVITE"), 407)
    challenge.add("Proxy-Authenticate", 'Digest realm="lab", nonce="1"')
    other.send(challenge, rig.outer)
    await rig.engine.response(407)
    await drain(rig.world)
    second = rig.ask_engine("INVITE", branch="z9hG4bKe2", number=2)
    second.add("Proxy-Authorization", 'Digest response="x"')
    rig.from_engine(second)
    await (other if name else rig.world).request("INVITE")
