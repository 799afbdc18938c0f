"""Transfers at the edge: REFER and Replaces are taken out of the engines' hands."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from emulator.sip.stack.messages import Request, Response
from tests.unit.sip.rig import Rig, until


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """An edge between a world and an engine."""
    async with Rig() as made:
        yield made


async def connect(rig: Rig) -> None:
    """A call from the world, taken by the engine as leg 1; its Call-ID is in1, our tag e, theirs w."""
    rig.from_world(rig.ask_world("INVITE"))
    await rig.world.response(100)
    inside = await rig.engine.request("INVITE")
    rig.from_engine(rig.engine_answer(inside, 200))
    await rig.world.response(200)
    rig.from_world(rig.ask_world("ACK", branch="z9hG4bKw2", to_tag="e"))
    await rig.engine.request("ACK")


def replacing(rig: Rig, value: str, require: str = "") -> Request:
    """An INVITE by somebody else, for the place in a call."""
    request = rig.ask_world("INVITE", branch="z9hG4bKr1", call_id="new")
    request.add("Replaces", value)
    if require:
        request.add("Require", require)
    return request


@pytest.mark.parametrize("code", [202, 603])
async def test_refer_in_a_call_is_the_phones_to_answer(rig: Rig, code: int) -> None:
    """With the number of the leg; the engine hears nothing of it."""
    rig.answer_to_refer = code
    await connect(rig)
    refer = rig.ask_world("REFER", branch="z9hG4bKw3", to_tag="e")
    refer.add("Refer-To", "<sip:1004@lab>")
    rig.from_world(refer)
    answer = await rig.world.response(code)
    assert f"<sip:1001@127.0.0.1:{rig.outer.port}>" == answer.get("contact")
    assert [(1, "<sip:1004@lab>")] == [(each.leg, each.request.get("refer-to")) for each in rig.referrals]
    assert rig.engine.idle


async def test_refer_outside_of_a_call(rig: Rig) -> None:
    """It is nobody's: 405, as for all that the phone does not do outside of calls; with a foreign tag 481."""
    rig.from_world(rig.ask_world("REFER"))
    await rig.world.response(405)
    rig.from_world(rig.ask_world("REFER", branch="z9hG4bKw5", to_tag="strange"))
    await rig.world.response(481)
    assert [] == rig.referrals


async def test_a_call_for_the_place_of_another(rig: Rig) -> None:
    """It is offered with the leg whose place it wants, and reaches an engine as an ordinary call."""
    await connect(rig)
    rig.from_world(replacing(rig, "in1;to-tag=e;from-tag=w", "replaces, 100rel"))
    await rig.world.response(100)
    inside = await rig.engine.request("INVITE")
    assert [0, 1] == [offer.replaces for offer in rig.offers]
    assert (None, ["100rel"]) == (inside.get("replaces"), inside.listed("require"))


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("in1;to-tag=e;from-tag=other", 481),
        ("in1;to-tag=w;from-tag=e", 481),
        ("other;to-tag=e;from-tag=w", 481),
        ("in1;to-tag=e;from-tag=w;early-only", 486),
        ("in1", 400),
    ],
)
async def test_a_place_that_is_not_there(rig: Rig, value: str, code: int) -> None:
    """No such dialog, the wrong way round, answered already, or unreadable: refused without asking the phone."""
    await connect(rig)
    rig.from_world(replacing(rig, value))
    await rig.world.response(100)
    await rig.world.response(code)
    assert 1 == len(rig.offers)


async def test_the_place_in_a_call_that_is_over(rig: Rig) -> None:
    """It is declined (RFC 3891, section 3)."""
    await connect(rig)
    rig.from_world(rig.ask_world("BYE", branch="z9hG4bKw6", to_tag="e"))
    rig.from_engine(rig.engine_answer(await rig.engine.request("BYE"), 200))
    await rig.world.response(200)
    rig.from_world(replacing(rig, "in1;to-tag=e;from-tag=w"))
    await rig.world.response(100)
    await rig.world.response(603)


async def test_a_call_of_ours_is_known_by_its_leg(rig: Rig) -> None:
    """The private header that says so does not leave the phone; the dialog is there once the far end has a tag."""
    invite = rig.ask_engine("INVITE")
    invite.add("X-Leg", "5")
    rig.from_engine(invite)
    outside = await rig.world.request("INVITE")
    assert None is outside.get("x-leg")
    assert None is rig.edge.dialog_of(5)
    rig.from_world(rig.world_answer(outside, 180))
    await rig.engine.get(Response)
    await until(lambda: rig.edge.dialog_of(5) is not None)
    dialog = rig.edge.dialog_of(5)
    assert dialog is not None
    assert ("out1", "e", "w") == (dialog.call_id, dialog.local.tag, dialog.remote.tag)
