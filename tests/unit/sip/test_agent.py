"""REGISTER and SUBSCRIBE as the phone sends them, and what is made of the answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from emulator.sip.edge.accounts import Outcome, read_seconds
from emulator.sip.stack.messages import Request, Response
from emulator.sip.stack.resolve import Server
from emulator.sip.stack.timers import Patience
from tests.unit.sip.rig import Peer, Rig

CHALLENGE = 'Digest realm="lab", nonce="n1", qop="auth"'


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """An edge between a world and an engine."""
    async with Rig() as made:
        yield made


def start(rig: Rig, expires: int = 3600, server: Server | None = None) -> asyncio.Task[Outcome]:
    """Begin to register line 1."""
    return asyncio.create_task(rig.edge.register(1, server or rig.server, expires))


def granted(request: Request, **headers: str) -> Response:
    """A 200 that repeats the Contact."""
    answer = request.reply(200, to_tag="w")
    answer.add("Contact", (request.get("contact") or "").partition(";methods")[0] + headers.pop("contact", ""))
    for name, value in headers.items():
        answer.add(name, value)
    return answer


async def test_a_register_looks_like_the_devices(rig: Rig) -> None:
    """Headers in the device's order, its Contact with methods, and no authorization before it was asked for."""
    task = start(rig)
    request = await rig.world.request("REGISTER")
    assert [
        "Via", "From", "To", "CSeq", "Call-ID", "Contact", "User-Agent", "Accept-Language", "Max-Forwards", "Expires",
        "Content-Length",
    ] == [header.written for header in request.headers]  # fmt: skip
    assert ("sip:lab", "<sip:1001@lab>", "3600") == (request.uri, request.get("to"), request.get("expires"))
    assert '"Alice" <sip:1001@lab>' == (request.get("from") or "").partition(";")[0]
    assert (
        f"<sip:1001@127.0.0.1:{rig.outer.port};transport=udp>"
        ';methods="INVITE,ACK,BYE,CANCEL,OPTIONS,INFO,MESSAGE,SUBSCRIBE,NOTIFY,PRACK,UPDATE,REFER"'
    ) == request.get("contact")
    assert (32, True) == (len(request.call_id), request.via.branch.startswith("z9hG4bK"))
    rig.from_world(granted(request))
    assert (200, 3600, rig.world.port) == (
        (result := await task).code,
        result.expires,
        result.server and result.server.port,
    )


async def test_challenge_reuse_and_rising_numbers(rig: Rig) -> None:
    """One 401, then the nonce comes unasked with the next count; Call-ID and From tag stay, CSeq rises."""
    task = start(rig)
    first = await rig.world.request("REGISTER")
    refusal = first.reply(401)
    refusal.add("WWW-Authenticate", CHALLENGE)
    rig.from_world(refusal)
    second = await rig.world.request("REGISTER")
    rig.from_world(granted(second))
    assert (await task).ok
    task = start(rig, 0)
    third = await rig.world.request("REGISTER")
    rig.from_world(granted(third))
    assert (await task).ok
    assert ["1 REGISTER", "2 REGISTER", "3 REGISTER"] == [str(each.cseq) for each in (first, second, third)]
    assert 1 == len({(each.call_id, each.sender.tag) for each in (first, second, third)})
    assert ["nc=00000001", "nc=00000002"] == [
        next(part for part in (each.get("authorization") or "").split(", ") if part.startswith("nc="))
        for each in (second, third)
    ]
    assert "0" == third.get("expires")


async def test_a_wrong_password_is_told_after_one_try(rig: Rig) -> None:
    """The second 401 for the same nonce is the result; so is a third with yet another nonce."""
    task = start(rig)
    for _ in range(2):
        request = await rig.world.request("REGISTER")
        refusal = request.reply(401)
        refusal.add("WWW-Authenticate", CHALLENGE)
        rig.from_world(refusal)
    assert 401 == (await task).code


async def test_a_stale_nonce_is_replaced(rig: Rig) -> None:
    """A nonce that went stale is no wrong password."""
    task = start(rig)
    for stale in ("", ", stale=true"):
        request = await rig.world.request("REGISTER")
        refusal = request.reply(401)
        refusal.add("WWW-Authenticate", CHALLENGE + stale)
        rig.from_world(refusal)
    rig.from_world(granted(await rig.world.request("REGISTER")))
    assert (await task).ok


@pytest.mark.parametrize(
    ("code", "headers", "expected"),
    [
        (403, {}, Outcome(403, "Forbidden")),
        (423, {"Min-Expires": "7200"}, Outcome(423, "Interval Too Brief", min_expires=7200)),
        (503, {"Retry-After": "30 (busy);duration=5"}, Outcome(503, "Service Unavailable", retry_after=30)),
    ],
)
async def test_refusals_are_the_callers(rig: Rig, code: int, headers: dict[str, str], expected: Outcome) -> None:
    """Code, reason and times come back; nothing is tried again."""
    task = start(rig)
    request = await rig.world.request("REGISTER")
    answer = request.reply(code)
    for name, value in headers.items():
        answer.add(name, value)
    rig.from_world(answer)
    result = await task
    assert expected == Outcome(result.code, result.reason, result.expires, result.min_expires, result.retry_after)
    assert rig.world.idle


@pytest.mark.parametrize(
    ("answer", "expires"),
    [
        ({"contact": ";expires=120", "Expires": "900"}, 120),
        ({"Expires": "900"}, 900),
        ({}, 3600),
        ({"contact": ";expires=x"}, 3600),
    ],
)
async def test_the_granted_time(rig: Rig, answer: dict[str, Any], expires: int) -> None:
    """Of the own binding, else of the answer, else what was asked for."""
    task = start(rig)
    rig.from_world(granted(await rig.world.request("REGISTER"), **answer))
    assert expires == (await task).expires


async def test_silence_and_the_next_address(rig: Rig) -> None:
    """A server that is silent is given up after its patience: 408, with the reason."""
    task = start(rig, server=Server("127.0.0.1", rig.world.port, "UDPOnly", Patience(1)))
    await rig.world.request("REGISTER")
    rig.clock.advance(0.5)
    await rig.world.request("REGISTER")
    rig.clock.advance(1)
    result = await task
    assert (408, "timeout") == (result.code, result.failure)


async def test_tcp_preferred_falls_back_to_udp(rig: Rig) -> None:
    """Where TCP is refused UDP is tried, with its own Via."""
    plain = Peer()
    await plain.open(tcp=False)
    task = start(rig, server=Server("127.0.0.1", plain.port, "TCPpreferred"))
    request = await plain.request("REGISTER")
    assert "UDP" == request.via.transport
    plain.send(granted(request), rig.outer)
    result = await task
    assert (200, "UDP") == (result.code, result.server and result.server.transport)
    await plain.close()


async def test_an_unknown_name(rig: Rig) -> None:
    """A server that has no address fails at once, by name."""
    result = await rig.edge.register(1, Server("nowhere.invalid"), 60)
    assert (503, "nowhere.invalid is unknown") == (result.code, result.failure)


async def test_a_subscription_and_its_notifications(rig: Rig) -> None:
    """SUBSCRIBE, NOTIFY inside its dialog (even before the 200), refresh to the Contact, end."""
    subscription = rig.edge.new_subscription(1, "message-summary")
    task = asyncio.create_task(rig.edge.subscribe(subscription, rig.server, 600))
    request = await rig.world.request("SUBSCRIBE")
    assert ("message-summary", "application/simple-message-summary", "") == (
        request.get("event"), request.get("accept"), request.to.tag,
    )  # fmt: skip

    def notify(number: int, branch: str) -> Request:
        notification = rig.ask_world("NOTIFY", branch=branch, to_tag=request.sender.tag, call_id=request.call_id)
        notification.put("CSeq", f"{number} NOTIFY")
        notification.put("Record-Route")
        notification.put("Contact", f"<sip:box@127.0.0.1:{rig.world.port}>")
        notification.add("Event", "message-summary")
        notification.add("Subscription-State", "active;expires=600")
        notification.body = b"Voice-Message: 1/0\r\n"
        return notification

    rig.from_world(notify(5, "z9hG4bKw1"))
    await rig.world.response(200)
    rig.from_world(request.reply(200, to_tag="w"))
    assert (200, 600) == ((result := await task).code, result.expires)
    assert [subscription] == [notification.subscription for notification in rig.notifications]
    rig.from_world(notify(5, "z9hG4bKw2"))
    await rig.world.response(500)
    task = asyncio.create_task(rig.edge.subscribe(subscription, Server("127.0.0.1", 9), 0))
    again = await rig.world.request("SUBSCRIBE")
    assert (f"sip:box@127.0.0.1:{rig.world.port}", "w", "2 SUBSCRIBE") == (again.uri, again.to.tag, str(again.cseq))
    rig.from_world(again.reply(200))
    assert (await task).ok
    rig.edge.forget(subscription)
    rig.from_world(notify(6, "z9hG4bKw3"))
    await rig.world.response(481)


@pytest.mark.parametrize(
    ("text", "expected"), [(None, 7), ("60", 60), ("60 (soon)", 60), (" 5;x", 5), ("-1", 7), ("", 7), ("9" * 20, 7)]
)
def test_seconds_in_headers(text: str | None, expected: int) -> None:
    """A header's seconds are read without comment and parameters; anything else is the given default."""
    assert expected == read_seconds(text, 7)
