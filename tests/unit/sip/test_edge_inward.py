"""What the world asks: calls to engines, the rest answered by the edge; and the end of an engine."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator

import pytest

from emulator.sip.edge.core import Refusal
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.messages import Request, Response
from emulator.sip.stack.resolve import Server
from tests.unit.sip.rig import Rig, until


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """An edge between a world and an engine."""
    async with Rig() as made:
        yield made


async def ring(rig: Rig) -> Request:
    """A call as it reaches the engine, after the world got its 100."""
    rig.from_world(rig.ask_world("INVITE"))
    await rig.world.response(100)
    return await rig.engine.request("INVITE")


async def connect(rig: Rig) -> Request:
    """A call taken by the engine and acknowledged by the world."""
    inside = await ring(rig)
    rig.from_engine(rig.engine_answer(inside, 200))
    await rig.world.response(200)
    rig.from_world(rig.ask_world("ACK", branch="z9hG4bKw2", to_tag="e"))
    await rig.engine.request("ACK")
    return inside


async def test_a_call_reaches_the_engine_that_expects_it(rig: Rig) -> None:
    """Request-URI of the leg, the edge's Via on top and the outer one beneath, the edge's Record-Route first."""
    inside = await ring(rig)
    assert f"sip:leg1@127.0.0.1:{rig.engine.port}" == inside.uri
    assert [rig.inner.port, rig.world.port] == [int(via.split(":")[1].split(";")[0]) for via in inside.listed("via")]
    assert [f"<sip:127.0.0.1:{port};lr>" for port in (rig.inner.port, rig.world.port)] == inside.listed("record-route")
    assert [(1, 1)] == [(offer.leg, offer.line) for offer in rig.offers]
    assert "sip:1001@127.0.0.1" in rig.offers[0].invite.uri


async def test_the_engines_answer_is_the_phones(rig: Rig) -> None:
    """No inner Via, Record-Route or Contact is left, and the device's headers are there."""
    inside = await ring(rig)
    rig.from_engine(rig.engine_answer(inside, 180))
    heard = await rig.world.response(180)
    assert rig.ask_world("INVITE").values("via") == heard.values("via")
    assert rig.ask_world("INVITE").values("record-route") == heard.listed("record-route")
    assert f"<sip:1001@127.0.0.1:{rig.outer.port}>" == heard.get("contact")
    assert "en" == heard.get("accept-language")
    for port in (rig.engine.port, rig.inner.port):
        assert str(port).encode() not in rig.world.raw[-1]


async def test_a_redirection_keeps_its_contact(rig: Rig) -> None:
    """The Contact of a 302 is where the caller shall go, not the phone."""
    inside = await ring(rig)
    answer = rig.engine_answer(inside, 302)
    answer.put("Contact", "<sip:1005@lab>")
    rig.from_engine(answer)
    assert "<sip:1005@lab>" == (await rig.world.response(302)).get("contact")


async def test_a_repeated_invite_reaches_the_engine_as_one(rig: Rig) -> None:
    """Repeated while no engine is ready: 100 again; later: to the engine with the same branch."""
    rig.ready.clear()
    for _ in range(2):
        rig.from_world(rig.ask_world("INVITE"))
        await rig.world.response(100)
    rig.ready.set()
    first = await rig.engine.request("INVITE")
    rig.from_world(rig.ask_world("INVITE"))
    assert first == await rig.engine.request("INVITE")
    assert 1 == len(rig.offers)


async def test_a_merged_invite_is_refused(rig: Rig) -> None:
    """The same call by another way is a loop to the caller: 482."""
    await ring(rig)
    rig.from_world(rig.ask_world("INVITE", branch="z9hG4bKother"))
    await rig.world.response(482)
    assert 1 == len(rig.offers)


@pytest.mark.parametrize("refusal", [Refusal(), Refusal(302, "Moved", (("Contact", "<sip:1005@lab>"),))])
async def test_the_phone_may_refuse_a_call(rig: Rig, refusal: Refusal) -> None:
    """Its refusal is repeated until it is acknowledged; no engine hears of the call."""
    rig.refusal = refusal
    rig.from_world(rig.ask_world("INVITE"))
    await rig.world.response(100)
    first = await rig.world.response(refusal.code)
    assert dict(refusal.headers).get("Contact", first.get("contact")) == first.get("contact")
    rig.clock.advance(0.5)
    assert first == await rig.world.response(refusal.code)
    rig.from_world(rig.ask_world("INVITE"))
    assert first == await rig.world.response(refusal.code)
    rig.from_world(rig.ask_world("ACK", to_tag=first.to.tag))
    rig.from_world(rig.ask_world("OPTIONS", branch="z9hG4bKw9"))
    await rig.world.response(200)
    rig.clock.advance(5)
    assert rig.engine.idle
    assert rig.world.idle


async def test_no_room_is_busy(rig: Rig) -> None:
    """When no engine can take the call the caller hears 486 and the phone that the call is gone."""
    rig.room = False
    rig.from_world(rig.ask_world("INVITE"))
    await rig.world.response(100)
    await rig.world.response(486)
    assert [(1, 486)] == rig.gone


async def test_a_call_cancelled_before_an_engine_is_ready(rig: Rig) -> None:
    """CANCEL is answered 200 and the INVITE 487 at once; the leg is given back when it is ready."""
    rig.ready.clear()
    rig.from_world(rig.ask_world("INVITE"))
    await rig.world.response(100)
    rig.from_world(rig.ask_world("CANCEL"))
    assert {200, 487} == {(await rig.world.get(Response)).code for _ in range(2)}
    assert [(1, 487)] == rig.gone
    rig.ready.set()
    await until(lambda: rig.freed == [1])
    assert rig.engine.idle


async def test_cancel_and_ack_reach_the_engine(rig: Rig) -> None:
    """They have the inner branch of their INVITE; the answers find their way out."""
    inside = await ring(rig)
    rig.from_world(rig.ask_world("CANCEL"))
    cancel = await rig.engine.request("CANCEL")
    assert inside.via == cancel.via
    rig.from_engine(cancel.reply(200))
    assert "CANCEL" == (await rig.world.response(200)).cseq.method
    rig.from_engine(rig.engine_answer(inside, 487))
    await rig.world.response(487)
    rig.from_world(rig.ask_world("ACK", to_tag="e"))
    assert inside.via == (await rig.engine.request("ACK")).via


async def test_a_call_and_its_end(rig: Rig) -> None:
    """ACK and BYE of the world find the engine by Call-ID and tag; afterwards the dialog is unknown."""
    await connect(rig)
    rig.from_world(rig.ask_world("BYE", branch="z9hG4bKw3", to_tag="e"))
    bye = await rig.engine.request("BYE")
    assert f"sip:1001@127.0.0.1:{rig.engine.port}" == bye.uri
    assert [] == bye.listed("record-route")[1:]
    rig.from_engine(bye.reply(200))
    await rig.world.response(200)
    rig.clock.advance(100)
    rig.from_world(rig.ask_world("INFO", branch="z9hG4bKw4", to_tag="e"))
    await rig.world.response(481)
    core = rig.edge._core
    rig.clock.advance(100)
    assert [0] * 5 == [len(t) for t in (core.incoming, core.forwarded, core.dialogs, core.merged, core.transactions)]


async def test_the_engine_ends_a_call(rig: Rig) -> None:
    """A BYE of the engine goes by the caller's Record-Route and to its Contact."""
    await connect(rig)
    bye = rig.ask_engine("BYE")
    bye.uri = f"sip:1002@127.0.0.1:{rig.world.port}"
    bye.put("From", "<sip:1001@lab>;tag=e")
    bye.put("To", "<sip:1002@lab>;tag=w")
    bye.put("Call-ID", "in1")
    rig.from_engine(bye)
    seen = await rig.world.request("BYE")
    assert f"sip:1002@127.0.0.1:{rig.world.port}" == seen.uri


async def test_talk_inside_a_call_is_for_the_phone(rig: Rig) -> None:
    """NOTIFY is answered by the edge inside the engine's dialog, with the number of the leg for the phone."""
    await connect(rig)
    notify = rig.ask_world("NOTIFY", branch="z9hG4bKw3", to_tag="e")
    notify.add("Event", "talk")
    rig.from_world(notify)
    await rig.world.response(200)
    refer = rig.ask_world("NOTIFY", branch="z9hG4bKw4", to_tag="e")
    refer.add("Event", "refer;id=1")
    rig.from_world(refer)
    await rig.world.response(200)
    assert [("talk", 1), ("refer", 1)] == [(each.event, each.leg) for each in rig.notifications]
    assert rig.engine.idle


@pytest.mark.parametrize("taken", [True, False])
async def test_a_call_for_nobody(rig: Rig, taken: bool) -> None:
    """A Request-URI and To that no line has: it is for the first line, or with strictUserValidation a 404."""
    rig.edge.take_strangers(taken=taken)
    request = rig.ask_world("INVITE")
    request.uri = f"sip:9999@127.0.0.1:{rig.outer.port}"
    request.put("To", "<sip:9999@lab>")
    rig.from_world(request)
    if taken:
        await rig.world.response(100)
        assert [1] == [offer.line for offer in rig.offers]
    else:
        await rig.world.response(404)


async def test_a_dead_engine_hangs_up(rig: Rig) -> None:
    """The edge sends a BYE of its own, answers a challenge to it, and knows the dialog no more."""
    await connect(rig)
    rig.edge.engine_died(rig.engine.port)
    bye = await rig.world.request("BYE")
    assert ("in1", "e", "w") == (bye.call_id, bye.sender.tag, bye.to.tag)
    assert f"sip:1002@127.0.0.1:{rig.world.port}" == bye.uri
    challenge = bye.reply(407)
    challenge.add("Proxy-Authenticate", 'Digest realm="lab", nonce="1"')
    rig.from_world(challenge)
    again = await rig.world.request("BYE")
    assert bye.cseq.number + 1 == again.cseq.number
    assert 'realm="lab"' in (again.get("proxy-authorization") or "")
    rig.from_world(again.reply(200))
    rig.from_world(rig.ask_world("INFO", branch="z9hG4bKw4", to_tag="e"))
    await rig.world.response(481)


async def test_a_dead_engine_stops_ringing(rig: Rig) -> None:
    """A call that was ringing in it ends for the caller with 480 and the tag of its 180."""
    inside = await ring(rig)
    rig.from_engine(rig.engine_answer(inside, 180))
    await rig.world.response(180)
    rig.edge.engine_died(rig.engine.port)
    assert "e" == (await rig.world.response(480)).to.tag


async def test_a_call_being_made_by_a_dead_engine_is_cancelled(rig: Rig) -> None:
    """As soon as the callee is heard of it gets a CANCEL; its refusal is acknowledged."""
    rig.from_engine(rig.ask_engine("INVITE"))
    invite = await rig.world.request("INVITE")
    rig.edge.engine_died(rig.engine.port)
    rig.from_world(rig.world_answer(invite, 180))
    cancel = await rig.world.request("CANCEL")
    assert invite.via == cancel.via
    rig.from_world(cancel.reply(200))
    rig.from_world(rig.world_answer(invite, 487))
    assert invite.via == (await rig.world.request("ACK")).via
    rig.clock.advance(3600)
    assert rig.engine.idle


async def test_a_call_answered_to_a_dead_engine_is_ended(rig: Rig) -> None:
    """A 2xx that comes too late is acknowledged and hung up: nobody talks to nobody."""
    rig.from_engine(rig.ask_engine("INVITE"))
    invite = await rig.world.request("INVITE")
    rig.edge.engine_died(rig.engine.port)
    for _ in range(2):
        rig.from_world(rig.world_answer(invite, 200))
    ack = await rig.world.request("ACK")
    bye = await rig.world.request("BYE")
    assert ("out1", "e", "w", 1, 2) == (ack.call_id, bye.sender.tag, bye.to.tag, ack.cseq.number, bye.cseq.number)
    rig.from_world(bye.reply(200))


async def test_a_lost_connection_leads_to_the_next_server(rig: Rig) -> None:
    """A call that was sent over it and not heard of goes elsewhere at once; one in progress is left alone."""
    rig.use(Server("127.0.0.1", rig.world.port, "TCPOnly"), rig.server)
    rig.from_engine(rig.ask_engine("INVITE"))
    first = await rig.world.request("INVITE")
    rig.world.drop(rig.world.source)
    second = await rig.world.request("INVITE")
    assert ("TCP", "UDP") == (first.via.transport, second.via.transport)


async def test_rubbish_is_dropped_and_counted(rig: Rig) -> None:
    """Random bytes, requests without Via, and mutilated ones neither raise nor stop anything."""
    rng = random.Random(7)
    whole = rig.ask_world("INVITE").serialise()
    source = Hop("UDP", "127.0.0.1", 9)
    for _ in range(1000):
        data = bytearray(whole)
        for _ in range(rng.randrange(1, 12)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        cut = bytes(data[: rng.randrange(len(data))]) + b"\r\n\r\n"
        rig.edge._received(cut, source)
        rig.edge._received_inside(cut, source)
        await asyncio.sleep(0)
    rig.edge._received(b"OPTIONS sip:1001@x SIP/2.0\r\nTo: <sip:1001@x>\r\n\r\n", source)
    assert rig.edge.dropped > 0
    rig.from_world(rig.ask_world("OPTIONS", branch="z9hG4bKfine"))
    while (answer := await rig.world.get(Response)).via.branch != "z9hG4bKfine":
        assert answer.code >= 100
    assert 200 == answer.code


async def test_an_engine_that_says_nothing_gets_the_call_again(rig: Rig) -> None:
    """As the same one, half a second, one and two later: what is lost on the way inside, no caller repeats."""
    first = await ring(rig)
    for pause in (0.5, 1, 2):
        rig.clock.advance(pause - 0.001)
        assert rig.engine.idle
        rig.clock.advance(0.001)
        assert first.via.branch == (await rig.engine.request("INVITE")).via.branch
    rig.from_engine(rig.engine_answer(first, 180))
    await rig.world.response(180)
    rig.clock.advance(60)
    rig.from_engine(rig.engine_answer(first, 200))
    await rig.world.response(200)
    assert (True, []) == (rig.engine.idle, rig.gone)


async def test_a_call_that_its_engine_drops_is_answered_500(rig: Rig) -> None:
    """Once, until it is acknowledged; the phone learns of its end, the engine's seat is free."""
    await ring(rig)
    for pause in (0.5, 1, 2):
        rig.clock.advance(pause)
        await rig.engine.request("INVITE")
    rig.clock.advance(4)
    refused = await rig.world.response(500)
    assert refused.to.tag
    assert ([(1, 500)], [1]) == (rig.gone, rig.freed)
    rig.from_world(rig.ask_world("ACK", to_tag=refused.to.tag))
    await asyncio.sleep(0.01)
    rig.clock.advance(60)
    assert (True, True) == (rig.world.idle, rig.engine.idle)


async def test_a_cancel_for_a_call_that_its_engine_drops(rig: Rig) -> None:
    """It is granted, although the engine does not know what is meant."""
    await ring(rig)
    rig.from_world(rig.ask_world("CANCEL"))
    rig.from_engine(rig.engine_answer(await rig.engine.request("CANCEL"), 481))
    answers = [await rig.world.get(Response) for _ in range(2)]
    assert {("INVITE", 487), ("CANCEL", 200)} == {(each.cseq.method, each.code) for each in answers}
    assert ([(1, 487)], [1]) == (rig.gone, rig.freed)


async def test_a_call_that_its_engine_refuses_leaves_its_seat(rig: Rig) -> None:
    """Even if it was the stack that refused, of which the engine knows nothing."""
    inside = await ring(rig)
    rig.from_engine(rig.engine_answer(inside, 500))
    await rig.world.response(500)
    assert [1] == rig.freed
