"""What engines say and take on the wire; their peer is a socket at which the test speaks SIP by hand."""

from __future__ import annotations

import asyncio
import re

import pytest

from emulator.sip.media import Codec
from emulator.sip.protocol import (
    Answer,
    Confirmed,
    Ended,
    Expect,
    Failed,
    Full,
    HangUp,
    Hold,
    Incoming,
    Invite,
    Media,
    Progress,
    Ready,
    SendDigits,
    Started,
)
from emulator.sip.stack.messages import Request
from tests.integration.caller import DEADLINE, Caller, Start
from tests.integration.far_end import SDP, Peer

CHALLENGE = 'Digest realm="pbx", nonce="5f2a", algorithm=MD5, qop="auth"'


@pytest.fixture
async def ann(start: Start, peer: Peer) -> Caller:
    """An engine whose edge is the peer."""
    return start(route=f"127.0.0.1:{peer.port}", codecs=(Codec("PCMU/8000/1"), Codec("PCMA/8000/1")))


CALL = Invite(1, '"Ann" <sip:1001@pbx.example>', "sip:1002@pbx.example", "1001", "secret")


async def test_the_shape_of_an_invite(ann: Caller, peer: Peer) -> None:
    """It goes to the edge with its real target, names the line, and offers the codecs in order, and nothing else."""
    ann.send(CALL)
    invite = await peer.request("INVITE")
    assert "sip:1002@pbx.example" == invite.uri
    assert f"<sip:127.0.0.1:{peer.port};lr>" == invite.get("route")
    assert ("Ann", "sip:1001@pbx.example") == (invite.sender.name, str(invite.sender.uri))
    offer = invite.body.decode().splitlines()
    assert any(re.fullmatch(r"m=audio 22[2-6]\d RTP/AVP 0 8 101", line) for line in offer)
    assert "c=IN IP4 127.0.0.1" in offer
    assert ";ob" not in str(invite.get("contact"))


async def test_digest(ann: Caller, peer: Peer) -> None:
    """A challenge is answered with the credentials of the order."""
    ann.send(CALL)
    invite = await peer.request("INVITE")
    peer.answer(invite, 407, ("Proxy-Authenticate", CHALLENGE))
    again = await peer.request("INVITE")
    assert 'username="1001", realm="pbx", nonce="5f2a", uri="sip:1002@pbx.example"' in str(
        again.get("proxy-authorization")
    )
    peer.answer(again, 407, ("Proxy-Authenticate", CHALLENGE))
    assert 407 == (await ann.until(Ended)).code


async def test_redirection_is_followed(ann: Caller, peer: Peer) -> None:
    """After 302 the call goes on to the Contact."""
    ann.send(CALL)
    peer.answer(await peer.request("INVITE"), 302, ("Contact", "<sip:1003@pbx.example>"))
    assert "sip:1003@pbx.example" == (await peer.request("INVITE")).uri


async def test_hang_up_before_any_answer(ann: Caller, peer: Peer) -> None:
    """The leg ends at once; the CANCEL follows the first provisional response, a BYE a late answer."""
    ann.send(CALL)
    invite = await peer.request("INVITE")
    ann.send(HangUp(1))
    assert 487 == (await ann.until(Ended)).code
    peer.answer(invite, 180)
    peer.answer(await peer.request("CANCEL"), 200)
    peer.answer(invite, 200, body=SDP)
    await peer.request("ACK")
    await peer.request("BYE")


async def test_transfers_are_refused(ann: Caller, peer: Peer) -> None:
    """REFER is declined, the call and the engine go on."""
    ann.send(CALL)
    invite = await peer.accept()
    await ann.until(Confirmed)
    peer.ask("REFER", invite, 1, Refer_To="<sip:1003@pbx.example>")
    assert 603 == (await peer.response("REFER")).code
    peer.ask("BYE", invite, 2)
    assert 200 == (await peer.response("BYE")).code
    assert 200 == (await ann.until(Ended)).code


async def test_replacement_is_refused(ann: Caller, peer: Peer) -> None:
    """An INVITE that would replace a call is declined, and the call goes on."""
    ann.send(CALL, Expect(2, "leg2"))
    invite = await peer.accept()
    started = await ann.until(Started)
    await ann.until(Confirmed, leg=1)
    tag = invite.sender.tag
    peer.invite(started.port, "leg2", Replaces=f"{invite.call_id};to-tag={tag};from-tag=far")
    assert 603 == (await peer.response("INVITE")).code
    assert 603 == (await ann.until(Ended, leg=2)).code
    ann.send(HangUp(1))
    await peer.request("BYE")


async def test_strangers_are_turned_away(ann: Caller, peer: Peer) -> None:
    """A call that nobody expects gets 404 and does not become the one that is expected."""
    ann.send(Expect(1, "leg1"))
    await ann.until(Ready)
    port = (await ann.until(Started)).port
    peer.invite(port, "stranger")
    assert 404 == (await peer.response("INVITE")).code
    peer.invite(port, "leg1")
    assert "call-leg1" == (await ann.until(Incoming)).call_id
    ann.send(Answer(1, 302, headers=(("Contact", "<sip:1009@pbx.example>"),)))
    response = await peer.response("INVITE")
    assert (302, "<sip:1009@pbx.example>") == (response.code, response.get("contact"))


@pytest.mark.parametrize("header", [("X-A", "b\r\nX-C: d"), ("", "x"), ("X-A", "\0")])
async def test_headers_that_would_break_a_message(ann: Caller, header: tuple[str, str]) -> None:
    """A call with such a header ends before it begins."""
    ann.send(Invite(1, "<sip:1001@pbx>", "sip:1002@pbx", headers=(header,)))
    assert 503 == (await ann.until(Ended)).code


@pytest.mark.parametrize("target", ["", "sip:", "<", "no uri", "sip:a@b:99999", "sip:\0", "x" * 5000, "sip:ü@ä"])
async def test_targets_that_are_no_address(ann: Caller, target: str) -> None:
    """A call to nowhere ends with the reason; the next one works."""
    ann.send(Invite(1, "<sip:1001@pbx>", target), HangUp(1))
    assert 503 == (await ann.until(Ended)).code
    ann.send(Invite(2, "<sip:1001@pbx>", "sip:1002@pbx"))
    await ann.until(Ready, leg=2)


@pytest.mark.parametrize("code", [488, 500])
async def test_a_hold_that_is_refused(ann: Caller, peer: Peer, code: int) -> None:
    """The call stays as it was, and the phone hears why."""
    ann.send(CALL)
    await peer.accept()
    await ann.until(Media, state="active")
    ann.send(Hold(1))
    offer = await peer.request("INVITE")
    assert b"a=sendonly" in offer.body
    peer.answer(offer, code)
    failed = await ann.until(Failed)
    assert ("hold", f"{code} ") == (failed.what, failed.reason[:4])
    ann.send(HangUp(1))
    await peer.request("BYE")


async def test_a_hold_that_is_challenged(ann: Caller, peer: Peer) -> None:
    """The stack's second try, with the password, counts."""
    ann.send(CALL)
    await peer.accept()
    await ann.until(Media, state="active")
    ann.send(Hold(1))
    peer.answer(await peer.request("INVITE"), 401, ("WWW-Authenticate", CHALLENGE))
    again = await peer.request("INVITE")
    assert again.get("authorization")
    peer.answer(again, 200, body=SDP.replace(b"m=audio", b"a=recvonly\r\nm=audio"))
    await ann.until(Media, state="local-hold")


async def test_a_hold_of_a_received_call_that_is_challenged(ann: Caller, peer: Peer) -> None:
    """Calls that came in are challenged like those that went out, and answer as the line that they came for."""
    ann.send(Expect(1, "leg1", login="1001", password="secret"))
    await ann.until(Ready)
    port = ann.child.port or 0
    peer.invite(port, "leg1")
    await ann.until(Incoming)
    ann.send(Answer(1, 200))
    accepted = await peer.response("INVITE")
    ack = Request("ACK", str(accepted.get("contact")).split("<")[1].split(">")[0])
    ack.add("Via", f"SIP/2.0/UDP 127.0.0.1:{peer.port};branch=z9hG4bKack")
    for name in ("From", "To", "Call-ID"):
        ack.add(name, accepted.get(name.lower()))
    ack.add("CSeq", "1 ACK")
    peer.transport.sendto(ack.serialise(), ("127.0.0.1", port))
    await ann.until(Media, state="active")
    ann.send(Hold(1))
    peer.answer(await peer.request("INVITE"), 401, ("WWW-Authenticate", CHALLENGE))
    again = await peer.request("INVITE")
    assert 'username="1001"' in str(again.get("authorization"))
    peer.answer(again, 200, body=SDP.replace(b"m=audio", b"a=recvonly\r\nm=audio"))
    await ann.until(Media, state="local-hold")


async def test_an_offer_that_crosses_the_end_of_its_call(ann: Caller, peer: Peer) -> None:
    """While the answer to the offer of a call that is over may come, no other call takes its place in the stack."""
    ann.send(CALL)
    invite = await peer.accept()
    await ann.until(Media, state="active")
    ann.send(Hold(1))
    offer = await peer.request("INVITE")
    peer.ask("BYE", invite)
    await ann.until(Ended)
    ann.send(Invite(2, "<sip:1001@pbx>", "sip:1002@pbx"))
    await ann.until(Full, leg=2)
    peer.answer(offer, 488)
    news: Full | Ready = Full(2)
    async with asyncio.timeout(DEADLINE):
        while isinstance(news, Full):
            ann.send(Invite(news.leg + 1, "<sip:1001@pbx>", "sip:1002@pbx"))
            news = await ann.until((Full, Ready), leg=news.leg + 1)
    await peer.accept()
    await ann.until(Confirmed, leg=news.leg)


async def test_digits_as_info(ann: Caller, peer: Peer) -> None:
    """A digit by INFO is a dtmf-relay body."""
    ann.send(CALL)
    await peer.accept()
    await ann.until(Confirmed)
    ann.send(SendDigits(1, "5", "info"))
    info = await peer.request("INFO")
    assert "application/dtmf-relay" == info.get("content-type")
    assert b"Signal=5" in info.body
    peer.answer(info, 200)


@pytest.mark.parametrize(
    "data",
    [b"", b"\r\n\r\n", b"\0" * 100, b"INVITE\r\n\r\n", b"INVITE sip:leg1@x SIP/2.0\r\n\r\n", b"A" * 60_000],
    ids=range(6),
)
async def test_datagrams_that_are_no_sip(ann: Caller, peer: Peer, data: bytes) -> None:
    """The engine takes no notice and goes on."""
    ann.send(Expect(1, "leg1"))
    await ann.until(Ready)
    port = (await ann.until(Started)).port
    peer.transport.sendto(data, ("127.0.0.1", port))
    peer.invite(port, "leg1")
    await ann.until(Incoming)


async def test_ringing_and_early_sound(ann: Caller, peer: Peer) -> None:
    """Each provisional response is told, with whether the far side is heard already."""
    ann.send(CALL)
    invite = await peer.request("INVITE")
    peer.answer(invite, 180)
    assert Progress(1, 180, "Ringing", early_media=False) == await ann.until(Progress)
    peer.answer(invite, 183, body=SDP)
    assert (183, True) == ((await ann.until(Progress)).code, True)


async def test_a_call_without_a_port_for_its_sound(start: Start, peer: Peer) -> None:
    """The stack refuses it by itself, and says nothing of it; whoever sees the refusal pass ends the leg."""
    ann = start(route=f"127.0.0.1:{peer.port}", rtp_ports=(39_980, 39_981))
    port = (await ann.until(Started)).port
    for leg in (1, 2):
        ann.send(Expect(leg, f"leg{leg}"))
        await ann.until(Ready, leg=leg)
        peer.invite(port, f"leg{leg}")
        await (ann.until(Incoming, leg=1) if leg == 1 else peer.response("INVITE"))
    ann.send(HangUp(2, 500))
    assert 500 == (await ann.until(Ended, leg=2)).code


@pytest.mark.parametrize("code", [180, 603])
async def test_a_call_that_leaves_the_offer_to_the_phone_and_finds_no_port(start: Start, peer: Peer, code: int) -> None:
    """Its answer fails, 480 goes out, and the leg is over; refused it is as wanted: the stack would do neither."""
    ann = start(route=f"127.0.0.1:{peer.port}", rtp_ports=(39_980, 39_981))
    port = (await ann.until(Started)).port
    for leg, body in ((1, SDP), (2, b"")):
        ann.send(Expect(leg, f"leg{leg}"))
        await ann.until(Ready, leg=leg)
        peer.invite(port, f"leg{leg}", body)
        await ann.until(Incoming, leg=leg)
    ann.send(Answer(2, code))
    assert (480 if code == 180 else 603) == (await ann.until(Ended, leg=2)).code
    assert (480 if code == 180 else 603) == (await peer.response("INVITE")).code
