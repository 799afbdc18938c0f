"""Music on hold at the edge: the far end's offer goes to the music server, whose answer goes back in the ACK."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest

from emulator.sip.edge.accounts import Line
from emulator.sip.music import PATIENCE
from emulator.sip.stack.digest import Credentials
from emulator.sip.stack.headers import Uri
from emulator.sip.stack.messages import Request, Response
from tests.unit.sip.rig import Rig, until

MUSIC = "sip:music@lab"
OWN = "v=0\r\no=- 5 6 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 9 0\r\na={}\r\n"
THEIRS = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0\r\na=sendrecv\r\n"
PLAYED = "v=0\r\no=- 8 8 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 6000 RTP/AVP 0\r\na=sendonly\r\n"


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """An edge whose line has music, with a call from the engine that the world has answered."""
    async with Rig() as made:
        line = Line(1, Uri.parse("sip:1001@lab"), Credentials("1001", "secret"), "Alice", servers=(made.server,))
        made.edge.set_lines([msgspec.structs.replace(line, music=MUSIC)])
        made.from_engine(made.ask_engine("INVITE"))
        invite = await made.world.request("INVITE")
        made.from_world(made.world_answer(invite, 200))
        await made.engine.response(200)
        made.from_engine(within(made, "ACK"))
        await made.world.request("ACK")
        yield made


def within(rig: Rig, method: str, number: int = 1) -> Request:
    """A request of the engine in its call, by way of the world's proxy."""
    request = rig.ask_engine(method, branch=f"z9hG4bK{method}{number}", to_tag="w", number=number)
    request.put("Route", *request.listed("route"), f"<sip:127.0.0.1:{rig.world.port};lr>")
    return request


def offer(rig: Rig, direction: str, number: int = 2) -> Request:
    """A re-INVITE of the engine."""
    request = within(rig, "INVITE", number)
    request.put("Content-Type", "application/sdp")
    request.body = OWN.format(direction).encode()
    return request


def accept(rig: Rig, request: Request, body: str) -> None:
    """The world agrees, with a description."""
    response = rig.world_answer(request, 200)
    response.put("Content-Type", "application/sdp")
    response.body = body.encode()
    rig.from_world(response)


async def hold(rig: Rig) -> Request:
    """The engine holds; the world's 200 has come, and the call to the music server that follows it."""
    rig.from_engine(offer(rig, "sendonly"))
    invite = await rig.world.request("INVITE")
    assert (b"", None) == (invite.body, invite.get("content-type"))
    accept(rig, invite, THEIRS)
    return await rig.world.request("INVITE")


async def acknowledge(rig: Rig) -> Request:
    """The engine's ACK as the world gets it."""
    rig.from_engine(within(rig, "ACK", 2))
    return await rig.world.request("ACK")


async def playing(rig: Rig) -> None:
    """The world is held, and hears music."""
    accept(rig, await hold(rig), PLAYED)
    await rig.world.request("ACK")
    await rig.engine.response(200)
    await acknowledge(rig)


async def test_the_far_end_is_connected_with_the_music(rig: Rig) -> None:
    """Its offer as one to receive, the server's answer as one to send, under our origin; the engine keeps still."""
    music = await hold(rig)
    assert (MUSIC, f"<{MUSIC}>") == (music.uri, music.get("to"))
    assert "m=audio 5000" in music.body.decode()
    assert "a=recvonly" in music.body.decode()
    assert rig.engine.idle
    accept(rig, music, PLAYED)
    assert music.call_id == (await rig.world.request("ACK")).call_id
    answer = await rig.engine.response(200)
    assert "a=inactive" in answer.body.decode()
    said = (await acknowledge(rig)).body.decode()
    assert {"o=- 5 6 IN IP4 127.0.0.1", "m=audio 6000 RTP/AVP 0", "a=sendonly"} <= set(said.splitlines())


@pytest.mark.parametrize("how", ["resume", "goodbye", "their goodbye"])
async def test_the_music_ends_with_the_hold(rig: Rig, how: str) -> None:
    """Taken back, or ended from either side: the server gets BYE."""
    await playing(rig)
    if how == "resume":
        rig.from_engine(offer(rig, "sendrecv", 3))
        assert b"a=sendrecv" in (await rig.world.request("INVITE")).body
    elif how == "goodbye":
        rig.from_engine(within(rig, "BYE", 3))
        rig.from_world(rig.world_answer(await rig.world.request("BYE"), 200))
        await rig.engine.response(200)
    else:
        bye = rig.ask_world("BYE", branch="z9hG4bKb2", to_tag="e", call_id="out1")
        rig.from_world(bye)
        rig.from_engine(rig.engine_answer(await rig.engine.request("BYE"), 200))
        await rig.world.response(200)
    bye = await rig.world.request("BYE")
    assert bye.call_id not in ("out1", "in1")
    assert "<sip:music@lab>;tag=w" == bye.get("to")


@pytest.mark.parametrize("how", ["busy", "silent"])
async def test_without_music_the_call_is_held_all_the_same(rig: Rig, how: str) -> None:
    """The descriptions of both sides are made to fit: the engine sends, the far end receives."""
    music = await hold(rig)
    if how == "busy":
        rig.from_world(rig.world_answer(music, 486))
        await rig.world.request("ACK")
    else:
        await until(lambda: rig.clock.next_due() is not None)
        rig.clock.advance(PATIENCE)
    while True:
        message = await rig.engine.get(Response)
        if message.code == 200:
            break
    assert {"m=audio 5000 RTP/AVP 0", "a=recvonly"} <= set(message.body.decode().splitlines())
    rig.from_engine(within(rig, "ACK", 2))
    said = ""
    while "a=sendonly" not in said:
        request = await rig.world.get(Request)
        said = request.body.decode() if request.method == "ACK" else ""
    assert "m=audio 4000 RTP/AVP 0" in said.splitlines()


async def test_music_that_comes_too_late_is_sent_away(rig: Rig) -> None:
    """The server answers when nobody waits any more: ACK and BYE."""
    music = await hold(rig)
    rig.clock.advance(PATIENCE)
    await until(lambda: not rig.engine.idle)
    accept(rig, music, PLAYED)
    methods = set()
    while "BYE" not in methods:
        methods.add((await rig.world.get(Request)).method)
    assert "ACK" in methods


async def test_a_line_without_music_holds_as_ever(rig: Rig) -> None:
    """The engine's offer goes out."""
    rig.use(rig.server)
    rig.from_engine(offer(rig, "sendonly"))
    assert b"a=sendonly" in (await rig.world.request("INVITE")).body


async def test_who_holds_us_gets_no_music(rig: Rig) -> None:
    """Held from both sides, nothing flows."""
    rig.from_engine(offer(rig, "inactive"))
    assert b"a=inactive" in (await rig.world.request("INVITE")).body
