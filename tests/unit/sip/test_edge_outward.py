"""What engines ask, as the world sees it, and the answers, as engines see them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from emulator.sip.stack.headers import NameAddr
from emulator.sip.stack.messages import Request, Response
from emulator.sip.stack.resolve import Server
from emulator.sip.stack.timers import Patience
from tests.unit.sip.rig import USER_AGENT, Rig, until


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """An edge between a world and an engine."""
    async with Rig() as made:
        yield made


async def invite(rig: Rig) -> Request:
    """An INVITE of the engine as it reaches the world."""
    rig.from_engine(rig.ask_engine("INVITE"))
    return await rig.world.request("INVITE")


async def test_an_invite_goes_out_as_the_phones(rig: Rig) -> None:
    """One Via and one Contact, the device's lists and order, SDP without a stack's traces, no inner port."""
    seen = await invite(rig)
    here = f"127.0.0.1:{rig.outer.port}"
    assert [f"SIP/2.0/UDP {here};branch={seen.via.branch}"] == seen.values("via")
    assert f"<sip:1001@{here}>" == seen.get("contact")
    assert ("e", "out1", "1 INVITE") == (seen.sender.tag, seen.call_id, str(seen.cseq))
    assert [] == seen.values("route")
    assert [
        "Via", "From", "To", "CSeq", "Call-ID", "Contact", "Allow", "User-Agent", "Accept-Language", "Supported",
        "Allow-Events", "Max-Forwards", "Content-Type", "Content-Length",
    ] == [header.written for header in seen.headers]  # fmt: skip
    assert (USER_AGENT, "replaces, 100rel") == (seen.get("user-agent"), seen.get("supported"))
    assert (seen.get("allow") or "").startswith("INVITE, ACK, BYE")
    assert [
        b"v=0", b"o=- 1 1 IN IP4 127.0.0.1", b"s=Polycom IP Phone", b"c=IN IP4 127.0.0.1", b"t=0 0",
        b"m=audio 4000 RTP/AVP 0", b"a=rtpmap:0 PCMU/8000",
    ] == seen.body.splitlines()  # fmt: skip
    for port in (rig.engine.port, rig.inner.port):
        assert str(port).encode() not in rig.world.raw[0]


async def test_an_answer_comes_back_as_the_engines(rig: Rig) -> None:
    """The engine's own Via is back, and the edge is the last Record-Route: the engine's first hop."""
    seen = await invite(rig)
    rig.from_world(rig.world_answer(seen, 180))
    heard = await rig.engine.response(180)
    assert rig.ask_engine("INVITE").values("via") == heard.values("via")
    assert [f"<sip:127.0.0.1:{rig.world.port};lr>", f"<sip:127.0.0.1:{rig.inner.port};lr>"] == heard.listed(
        "record-route"
    )
    assert "<sip:1002@127.0.0.1:9>" == heard.get("contact")


async def test_a_repeated_invite_is_repeated_as_it_was(rig: Rig) -> None:
    """Over UDP a repetition has the same branch, hence is one to the world as well."""
    first = await invite(rig)
    assert first == await invite(rig)


async def test_repetitions_do_not_show_on_tcp(rig: Rig) -> None:
    """Over TCP nothing is said twice, although the engine repeats itself; the Via and Contact say TCP."""
    rig.use(Server("127.0.0.1", rig.world.port, "TCPOnly"))
    first = await invite(rig)
    assert ("TCP", True) == (first.via.transport, ";transport=tcp>" in (first.get("contact") or ""))
    rig.from_engine(rig.ask_engine("INVITE"))
    rig.from_engine(rig.ask_engine("OPTIONS", branch="z9hG4bKe2"))
    await rig.world.request("OPTIONS")


async def test_cancel_and_ack_follow_their_invite(rig: Rig) -> None:
    """CANCEL has the INVITE's branch, its 200 reaches the engine, and so does the ACK of the 487 the world."""
    seen = await invite(rig)
    rig.from_world(rig.world_answer(seen, 180))
    await rig.engine.response(180)
    rig.from_engine(rig.ask_engine("CANCEL"))
    cancel = await rig.world.request("CANCEL")
    assert seen.via == cancel.via
    rig.from_world(cancel.reply(200))
    assert "CANCEL" == (await rig.engine.response(200)).cseq.method
    rig.from_world(rig.world_answer(seen, 487))
    await rig.engine.response(487)
    rig.from_engine(rig.ask_engine("ACK", to_tag="w"))
    assert seen.via == (await rig.world.request("ACK")).via


async def test_inside_a_call_requests_follow_the_route(rig: Rig) -> None:
    """The edge's own Route is taken out, the others stay and lead; the Request-URI is the far side's Contact."""
    seen = await invite(rig)
    rig.from_world(rig.world_answer(seen, 200))
    await rig.engine.response(200)
    rig.use(Server("127.0.0.1", 9, "UDPOnly"))
    ack = rig.ask_engine("ACK", branch="z9hG4bKe2", to_tag="w")
    ack.uri = "sip:1002@127.0.0.1:9"
    ack.add("Route", f"<sip:127.0.0.1:{rig.world.port};lr>")
    rig.from_engine(ack)
    passed = await rig.world.request("ACK")
    assert "sip:1002@127.0.0.1:9" == passed.uri
    assert [f"<sip:127.0.0.1:{rig.world.port};lr>"] == passed.listed("route")


async def test_challenges_pass_untouched(rig: Rig) -> None:
    """The engine answers digest challenges itself: 407 in, ACK and a second INVITE with Proxy-Authorization out."""
    seen = await invite(rig)
    challenge = rig.world_answer(seen, 407)
    challenge.add("Proxy-Authenticate", 'Digest realm="lab", nonce="1"')
    rig.from_world(challenge)
    assert 'Digest realm="lab", nonce="1"' == (await rig.engine.response(407)).get("proxy-authenticate")
    second = rig.ask_engine("INVITE", branch="z9hG4bKe2", number=2)
    second.add("Proxy-Authorization", 'Digest response="x"')
    rig.from_engine(second)
    assert 'Digest response="x"' == (await rig.world.request("INVITE")).get("proxy-authorization")


async def test_a_silent_server_is_followed_by_the_next(rig: Rig) -> None:
    """After its patience the first server is given up for the second, and an answer stops the clock for good."""
    rig.use(Server("127.0.0.1", 9, "UDPOnly", Patience(1)), rig.server)
    rig.from_engine(rig.ask_engine("INVITE"))
    await until(lambda: rig.clock.next_due() is not None)
    rig.clock.advance(1.499)
    assert rig.world.idle
    rig.clock.advance(0.001)
    seen = await rig.world.request("INVITE")
    rig.from_world(rig.world_answer(seen, 180))
    await rig.engine.response(180)
    rig.clock.advance(100)
    assert rig.engine.idle


async def test_when_all_are_silent_the_engine_is_told(rig: Rig) -> None:
    """408 at the end of the last server's patience; repetitions get it again, and nothing more goes out."""
    rig.use(Server("127.0.0.1", rig.world.port, "UDPOnly", Patience(0)))
    await invite(rig)
    rig.clock.advance(0.5)
    assert "Request Timeout" == (await rig.engine.response(408)).reason
    rig.from_engine(rig.ask_engine("INVITE"))
    await rig.engine.response(408)
    rig.from_engine(rig.ask_engine("ACK", to_tag="x"))
    rig.from_engine(rig.ask_engine("OPTIONS", branch="z9hG4bKe2"))
    await rig.world.request("OPTIONS")


async def test_503_leads_to_the_next_server(rig: Rig) -> None:
    """The edge acknowledges it itself; only the last server's 503 reaches the engine."""
    rig.use(rig.server, Server("127.0.0.1", rig.world.port, "TCPOnly"))
    seen = await invite(rig)
    rig.from_world(rig.world_answer(seen, 503))
    await rig.world.request("ACK")
    again = await rig.world.request("INVITE")
    assert seen.via.branch != again.via.branch
    rig.from_world(rig.world_answer(again, 503))
    await rig.engine.response(503)


@pytest.mark.parametrize(
    ("sender", "code"), [("<sip:9999@lab>;tag=e", 503), ("<sip:anonymous@anonymous.invalid>;tag=e", 0)]
)
async def test_the_line_of_a_call(rig: Rig, sender: str, code: int) -> None:
    """From says which line a call is for; an anonymous one says it in a private header, which the world never sees."""
    request = rig.ask_engine("INVITE")
    request.put("From", sender)
    if not code:
        request.add("X-Line", "1")
    rig.from_engine(request)
    if code:
        assert "no such line" == (await rig.engine.response(code)).reason
    else:
        assert (await rig.world.request("INVITE")).get("x-line") is None


async def test_a_name_that_nobody_knows(rig: Rig) -> None:
    """A server whose name cannot be resolved is a 503 to the engine, not a time-out."""
    rig.use(Server("nowhere.invalid", 5060, "UDPOnly"))
    rig.from_engine(rig.ask_engine("INVITE"))
    assert "no such server" == (await rig.engine.response(503)).reason


async def test_sips_is_hidden_from_the_engine(rig: Rig) -> None:
    """A sips Contact reaches the engine as sip with a mark; where the engine uses it, the world sees sips again."""
    seen = await invite(rig)
    answer = rig.world_answer(seen, 200)
    answer.put("Contact", f"<sips:1002@127.0.0.1:{rig.world.port};transport=udp>")
    rig.from_world(answer)
    target = NameAddr.parse((await rig.engine.response(200)).get("contact") or "").uri
    assert ("sip:", True) == (target[:4], target.endswith(";x-sips"))
    bye = rig.ask_engine("BYE", branch="z9hG4bKe2", to_tag="w")
    bye.uri = target
    bye.add("Route", f"<sip:127.0.0.1:{rig.world.port};lr>")
    rig.from_engine(bye)
    assert f"sips:1002@127.0.0.1:{rig.world.port};transport=udp" == (await rig.world.request("BYE")).uri


async def test_tables_are_empty_in_the_end(rig: Rig) -> None:
    """A call made and ended leaves nothing behind, 64*T1 after its end."""
    seen = await invite(rig)
    rig.from_world(rig.world_answer(seen, 200))
    await rig.engine.response(200)
    ended = rig.ask_engine("BYE", branch="z9hG4bKe2", to_tag="w", number=2)
    ended.add("Route", f"<sip:127.0.0.1:{rig.world.port};lr>")
    rig.from_engine(ended)
    bye = await rig.world.request("BYE")
    rig.from_world(bye.reply(200))
    answer: Response = await rig.engine.response(200)
    assert "BYE" == answer.cseq.method
    rig.clock.advance(100)
    core = rig.edge._core
    assert [0, 0, 0, 0] == [len(core.asked), len(core.outgoing), len(core.dialogs), len(core.transactions)]
