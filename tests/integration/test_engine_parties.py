"""What engines do for transfers and conferences: requests within a call, and who hears whom."""

from __future__ import annotations

import asyncio

import pytest

from emulator.sip.protocol import Ask, Asked, Failed, HangUp, Hold, Media, Microphone, Talk
from emulator.sip.sounds import tone
from emulator.sip.tones import heard
from tests.integration.caller import Caller, Start

ANN, BOB, CAROL = 440, 620, 980


@pytest.fixture
async def three(start: Start) -> tuple[Caller, Caller, Caller]:
    """Ann is in two calls: leg 1 with Bob, leg 2 with Carol. Each has a tone before the microphone."""
    ann, bob, carol = start(), start(), start()
    for caller, hz in ((ann, ANN), (bob, BOB), (carol, CAROL)):
        caller.send(Microphone(tone(hz)))
    bob.send(Talk((1,)))
    carol.send(Talk((2,)))
    await ann.call(bob, 1)
    await ann.call(carol, 2)
    return ann, bob, carol


async def hearing(three: tuple[Caller, Caller, Caller], talk: Talk) -> list[set[int]]:
    """What each of the three hears after Ann's order."""
    ann, bob, carol = three
    ann.send(talk)
    sounds = await asyncio.gather(ann.listen(1), bob.listen(1), carol.listen(2))
    return [set(heard(sound)) for sound in sounds]


@pytest.mark.parametrize(
    ("talk", "expected"),
    [
        (Talk((1, 2)), [{BOB, CAROL}, {ANN, CAROL}, {ANN, BOB}]),
        (Talk((1, 2), muted=True), [{BOB, CAROL}, {CAROL}, {BOB}]),
        (Talk((1, 2), silent=(1,)), [{CAROL}, {ANN, CAROL}, {ANN}]),
        (Talk((), apart=(1, 2)), [set(), {CAROL}, {BOB}]),
        (Talk((), apart=(1, 2), silent=(2,)), [set(), set(), {BOB}]),
        (Talk((1,)), [{BOB}, {ANN}, set()]),
    ],
    ids=["conference", "muted", "one is silent", "apart", "apart, one is silent", "one alone"],
)
async def test_who_hears_whom(three: tuple[Caller, Caller, Caller], talk: Talk, expected: list[set[int]]) -> None:
    """Heard by their tones at all three ends."""
    assert expected == await hearing(three, talk)


async def test_the_order_changes_at_any_time(three: tuple[Caller, Caller, Caller]) -> None:
    """From a conference to the two alone and back."""
    for _ in range(2):
        assert [{BOB, CAROL}, {ANN, CAROL}, {ANN, BOB}] == await hearing(three, Talk((1, 2)))
        assert [set(), {CAROL}, {BOB}] == await hearing(three, Talk((), apart=(1, 2)))


async def test_a_request_within_a_call_is_answered(three: tuple[Caller, Caller, Caller]) -> None:
    """Whatever the far side makes of it: the code comes back, and the call goes on."""
    ann, *_ = three
    ann.send(Ask(1, "INFO", (("X-Thing", "1"),), "application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"))
    answer = await ann.until(Asked)
    assert (1, "INFO", 200) == (answer.leg, answer.method, answer.code)
    ann.send(Ask(1, "REFER", (("Refer-To", "<sip:1004@lab>"),)))
    refused = await ann.until(Asked)
    assert ("REFER", 603) == (refused.method, refused.code)
    assert [{BOB}, {ANN}, set()] == await hearing(three, Talk((1,)))


async def test_a_request_that_cannot_be_sent(three: tuple[Caller, Caller, Caller]) -> None:
    """A broken header, or a call that is over: it is told, and nothing is sent."""
    ann, *_ = three
    ann.send(Ask(1, "INFO", (("X-Thing", "1\r\nX-Other: 2"),)))
    assert ("Ask", 1) == ((failed := await ann.until(Failed)).what, failed.leg)
    ann.send(HangUp(1), Ask(1, "INFO"))
    assert ("Ask", 1) == ((failed := await ann.until(Failed)).what, failed.leg)


async def test_a_hold_is_told_when_the_far_side_has_agreed(three: tuple[Caller, Caller, Caller]) -> None:
    """Not when it is asked for: whoever waits for it would be too early."""
    ann, bob, _ = three
    bob.events.clear()
    ann.send(Hold(1))
    await ann.until(Media, leg=1, state="local-hold")
    assert [] == [event for event in ann.events if isinstance(event, Media) and event.leg == 1]
    await bob.until(Media, state="remote-hold")
