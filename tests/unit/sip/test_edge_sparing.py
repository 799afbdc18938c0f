"""What engines are spared because they would die of it: offers over offers, and late words about calls they left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from emulator.sip.stack.messages import Request
from tests.unit.sip.rig import SDP, Rig


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """An edge between a world and an engine."""
    async with Rig() as made:
        yield made


async def call_out(rig: Rig, code: int = 200) -> Request:
    """A call of the engine's, as the world saw it; the world has given an answer."""
    rig.from_engine(rig.ask_engine("INVITE"))
    seen = await rig.world.request("INVITE")
    rig.from_world(rig.world_answer(seen, code))
    await rig.engine.response(code)
    return seen


async def call_in(rig: Rig, code: int = 200) -> Request:
    """A call of the world's, as the engine saw it; the engine has given an answer."""
    rig.from_world(rig.ask_world("INVITE"))
    await rig.world.response(100)
    seen = await rig.engine.request("INVITE")
    rig.from_engine(rig.engine_answer(seen, code))
    await rig.world.response(code)
    return seen


async def within(rig: Rig, method: str, branch: str) -> Request:
    """A request of the engine's in a call that it has made, as the world sees it."""
    request = rig.ask_engine(method, branch=branch, to_tag="w", number=2)
    request.uri = f"sip:1002@127.0.0.1:{rig.world.port}"
    rig.from_engine(request)
    return await rig.world.request(method)


async def silence(rig: Rig) -> bool:
    """Whether the engine hears nothing."""
    await asyncio.sleep(0.01)
    return rig.engine.idle


async def test_another_offer_before_a_call_of_the_phones_is_answered(rig: Rig) -> None:
    """491: both sides have an INVITE under way (RFC 3261, section 14.2)."""
    await call_out(rig, 183)
    again = rig.ask_world("INVITE", branch="z9hG4bKw7", to_tag="e", call_id="out1")
    rig.from_world(again)
    assert None is (await rig.world.response(491)).get("retry-after")
    assert await silence(rig)


async def test_another_offer_before_the_phone_has_answered(rig: Rig) -> None:
    """500, to be tried again within ten seconds (RFC 3261, section 14.2)."""
    await call_in(rig, 180)
    rig.from_world(rig.ask_world("INVITE", branch="z9hG4bKw7", to_tag="e"))
    assert 0 <= int((await rig.world.response(500)).get("retry-after") or "-1") <= 10
    assert await silence(rig)


@pytest.mark.parametrize(("acknowledged", "described"), [(False, True), (True, True), (False, False)])
async def test_an_update_before_the_answer_is_acknowledged(rig: Rig, acknowledged: bool, described: bool) -> None:
    """An offer is put off as long as the last one may still be under way; what offers nothing passes."""
    await call_in(rig)
    if acknowledged:
        rig.from_world(rig.ask_world("ACK", branch="z9hG4bKw2", to_tag="e"))
        await rig.engine.request("ACK")
    update = rig.ask_world("UPDATE", branch="z9hG4bKw7", to_tag="e")
    if described:
        update.add("Content-Type", "application/sdp")
        update.body = SDP.encode()
    rig.from_world(update)
    if described and not acknowledged:
        await rig.world.response(500)
        assert await silence(rig)
    else:
        await rig.engine.request("UPDATE")


async def test_a_call_that_was_refused_is_refused_again_by_the_edge(rig: Rig) -> None:
    """An engine that is full keeps nothing of a call, and would take its repetition for another one."""
    await call_in(rig, 486)
    for _ in range(2):
        rig.from_world(rig.ask_world("INVITE"))
        await rig.world.response(486)
    assert await silence(rig)


@pytest.mark.parametrize("code", [401, 407])
async def test_nobody_may_challenge_a_cancel(rig: Rig, code: int) -> None:
    """It is taken for one that came too late, and a challenge of what it cancels for its end."""
    rig.from_engine(rig.ask_engine("INVITE"))
    invite = await rig.world.request("INVITE")
    rig.from_engine(rig.ask_engine("CANCEL"))
    cancel = await rig.world.request("CANCEL")
    rig.from_world(rig.world_answer(cancel, code))
    assert None is (await rig.engine.response(481)).get("www-authenticate")
    rig.from_world(rig.world_answer(invite, code))
    await rig.engine.response(487)


@pytest.mark.parametrize(("method", "code"), [("BYE", 401), ("BYE", 407), ("INVITE", 407), ("INVITE", 200)])
async def test_answers_that_come_after_the_end(rig: Rig, method: str, code: int) -> None:
    """Neither challenge nor description reaches an engine that has parted with the call; ACK still goes out."""
    await call_out(rig)
    early = await within(rig, method, "z9hG4bKe7")
    bye = await within(rig, "BYE", "z9hG4bKe8")
    rig.from_world(rig.world_answer(bye, 200))
    await rig.engine.response(200)
    late = rig.world_answer(early, code)
    late.add("Content-Type", "application/sdp")
    late.body = SDP.encode()
    rig.from_world(late)
    assert b"" == (await rig.engine.response(481)).body
    if method == "INVITE":
        rig.from_engine(rig.ask_engine("ACK", branch="z9hG4bKe7", to_tag="w", number=2))
        await rig.world.request("ACK")


async def test_news_that_come_after_the_end(rig: Rig) -> None:
    """What was to be early media of a second offer is not told."""
    await call_out(rig)
    early = await within(rig, "INVITE", "z9hG4bKe7")
    bye = await within(rig, "BYE", "z9hG4bKe8")
    rig.from_world(rig.world_answer(bye, 200))
    await rig.engine.response(200)
    rig.from_world(rig.world_answer(early, 183))
    assert await silence(rig)


async def test_a_challenge_of_a_bye_passes_while_the_call_lasts(rig: Rig) -> None:
    """The engine ends the call with its password."""
    await call_out(rig)
    bye = await within(rig, "BYE", "z9hG4bKe8")
    rig.from_world(rig.world_answer(bye, 407))
    await rig.engine.response(407)


async def test_a_call_that_two_have_answered(rig: Rig) -> None:
    """The first has it; the other gets ACK for each of its answers, and one BYE (RFC 3261, section 13.2.2.4)."""
    seen = await call_out(rig)
    other = seen.reply(200, to_tag="fork")
    other.add("Contact", f"<sip:fork@127.0.0.1:{rig.world.port}>")
    rig.from_world(other)
    assert ["fork", "fork"] == [(await rig.world.request(method)).to.tag for method in ("ACK", "BYE")]
    rig.from_world(other)
    assert "fork" == (await rig.world.request("ACK")).to.tag
    assert await silence(rig)
    assert rig.world.idle
    rig.from_world(rig.world_answer(seen, 200))
    assert "w" == (await rig.engine.response(200)).to.tag
