"""Conferences of three whole phones through kamailio: heard at all three ends by their tones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from emulator.audio.model import Audio
from emulator.calls.model import ResumeCall
from emulator.phone import Phone
from tests.peers.harness.programs import eventually
from tests.peers.harness.sipp import Sipp
from tests.peers.office import Office, codes, legs, place, requests
from tests.peers.trio import Trio, consult, ended_well, press, ringing, sounds, tones_of, trio, up_with


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """Unplugs phones at the end of the test."""
    async with AsyncExitStack() as stack:
        yield stack


async def confer(three: Trio) -> None:
    """Bob has called Alice, and she has added Carol."""
    alice, bob, carol = three
    await three.bob_calls_alice()
    await consult(alice, carol, "Conference")
    press(alice, "Conference")
    await in_conference(alice)
    await up_with(bob, alice)


async def in_conference(phone: Phone) -> None:
    """Wait until two calls are together."""
    await phone.until(lambda phone: [call.state for call in phone.calls].count("conference") == 2)


async def all_hear_all(folder: Path, three: Trio) -> None:
    """Each of the three hears the other two."""
    alice, bob, carol = three
    expected = [tones_of(bob, carol), tones_of(alice, carol), tones_of(alice, bob)]
    assert expected == await sounds(folder, alice, bob, carol)


async def test_all_three_hear_one_another(office: Office, stack: AsyncExitStack, tmp_path: Path) -> None:
    """The host sees the conference and its keys; muted, it hears the others who hear each other; then it hangs up."""
    alice, bob, carol = three = await trio(office, stack)
    await confer(three)
    assert "In Conference" in alice.screen.text
    assert "Desk 1002" in alice.screen.text
    assert ["Hold", "End Call", "Split", "More"] == [key.label for key in alice.screen.soft_keys]
    assert ("green", "steady") == (alice.leds["line1"].color, alice.leds["line1"].pattern)
    await all_hear_all(tmp_path, three)
    alice.press("Mute")
    assert "red" == alice.leds["mute"].color
    expected = [tones_of(bob, carol), tones_of(carol), tones_of(bob)]
    assert expected == await sounds(tmp_path, alice, bob, carol)


async def test_a_conference_across_two_engines(
    office: Office, stack: AsyncExitStack, sipp: Sipp, tmp_path: Path
) -> None:
    """Two held calls fill the first engine up, so that the third party is in the second; all hear all, also muted."""
    alice, bob, carol = three = await trio(office, stack)
    sipp.start("call_held", place(alice), calls=2, rate=100, user="1001")
    await alice.until(lambda phone: len(phone.calls) == 2)
    for call in [call.id for call in alice.calls]:
        alice.press("Answer")
        await alice.until(lambda phone, call=call: up(phone, call))  # type: ignore[misc]
    press(alice, "Hold")
    await alice.until(lambda phone: {call.state for call in phone.calls} == {"held"})
    await confer(three)
    assert 2 == len(alice.engine_pids)
    await all_hear_all(tmp_path, three)
    assert 6 == legs(alice)
    press(alice, "Hold")
    await alice.until(lambda phone: {call.state for call in phone.calls} == {"held"})
    alice.post(ResumeCall(alice.calls[2].id))
    await in_conference(alice)
    await all_hear_all(tmp_path, three)
    bob.press("End Call")
    await up_with(alice, carol)
    await eventually(lambda: legs(alice) == 3, "the call between the engines to end")
    assert [tones_of(carol), tones_of(alice)] == await sounds(tmp_path, alice, carol)


def up(phone: Phone, call: int) -> bool:
    """Whether a call is connected."""
    return any(each.state == "connected" for each in phone.calls if each.id == call)


@pytest.mark.parametrize("together", [0, 1])
async def test_hold_and_resume(office: Office, stack: AsyncExitStack, tmp_path: Path, together: int) -> None:
    """Held, the others hear nothing, or (call.localConferenceCallHold) each other; resumed, all are back."""
    alice, bob, carol = three = await trio(office, stack, call__localConferenceCallHold=together)
    await confer(three)
    reinvites = len(requests(alice, "INVITE"))
    press(alice, "Hold")
    await alice.until(lambda phone: [call.state for call in phone.calls] == ["held", "held"])
    assert ("red", "flash") == (alice.leds["line1"].color, alice.leds["line1"].pattern)
    if not together:
        await asyncio.gather(*(phone.until("call:remote-held") for phone in (bob, carol)))
    expected = [tones_of(carol), tones_of(bob)] if together else [set(), set()]
    assert expected == await sounds(tmp_path, bob, carol)
    assert (len(requests(alice, "INVITE")) == reinvites) == bool(together)
    press(alice, "Resume")
    await in_conference(alice)
    await asyncio.gather(up_with(bob, alice), up_with(carol, alice))
    await all_hear_all(tmp_path, three)


async def test_managing_one_party(office: Office, stack: AsyncExitStack, tmp_path: Path) -> None:
    """Far Mute, Hold and Remove reach the selected party alone."""
    alice, bob, carol = three = await trio(office, stack)
    await confer(three)
    press(alice, "Manage")
    press(alice, "Far Mute")
    expected = [tones_of(carol), tones_of(alice, carol), tones_of(alice)]
    assert expected == await sounds(tmp_path, alice, bob, carol)
    press(alice, "Unmute")
    press(alice, "Hold")
    await bob.until("call:remote-held")
    await alice.until(lambda phone: phone.calls[0].state == "held")
    assert [tones_of(carol), set(), tones_of(alice)] == await sounds(tmp_path, alice, bob, carol)
    press(alice, "Resume")
    await up_with(bob, alice)
    await in_conference(alice)
    press(alice, "Remove")
    await bob.until(lambda phone: phone.calls[0].ended)
    await up_with(alice, carol)
    assert [tones_of(carol), tones_of(alice)] == await sounds(tmp_path, alice, carol)


async def test_leaving_a_conference_leaves_the_others_together(
    office: Office, stack: AsyncExitStack, tmp_path: Path
) -> None:
    """One REFER with Replaces, and the two talk without the host."""
    alice, bob, carol = three = await trio(office, stack)
    await confer(three)
    press(alice, "End Call")
    await asyncio.gather(up_with(bob, carol), up_with(carol, bob))
    await three.idle(alice)
    assert ([202], 1) == (codes(alice, "REFER"), len(requests(alice, "REFER")))
    assert "Replaces=" in (requests(alice, "REFER")[0].get("refer-to") or "")
    assert [tones_of(carol), tones_of(bob)] == await sounds(tmp_path, bob, carol)
    await ended_well(three)


async def test_ending_a_conference_for_all(office: Office, stack: AsyncExitStack) -> None:
    """With call.transferOnConferenceEnd 0 both parties are cut off, after a question."""
    alice, *_ = three = await trio(office, stack, call__transferOnConferenceEnd=0)
    await confer(three)
    press(alice, "End Call")
    assert "End Entire Conference?" in alice.screen.text
    press(alice, "Yes")
    await three.idle()
    await eventually(lambda: codes(alice, "BYE") == [200, 200], "the answers to BYE")
    assert [] == requests(alice, "REFER")


async def test_split_and_swap(office: Office, stack: AsyncExitStack, tmp_path: Path) -> None:
    """Both are held; one is taken back, then the other one in its place."""
    alice, bob, carol = three = await trio(office, stack)
    await confer(three)
    press(alice, "Split")
    await asyncio.gather(*(phone.until("call:remote-held") for phone in (bob, carol)))
    await alice.until(lambda phone: {call.state for call in phone.calls} == {"held"})
    press(alice, "Resume")
    await alice.until("call:connected")
    first, back = (bob, carol) if up(alice, alice.calls[0].id) else (carol, bob)
    press(alice, "Swap")
    await up_with(alice, back)
    await up_with(back, alice)
    await first.until("call:remote-held")
    assert [tones_of(back), tones_of(alice)] == await sounds(tmp_path, alice, back)


async def test_a_call_that_comes_into_a_conference(office: Office, stack: AsyncExitStack) -> None:
    """A fourth party is answered: the conference is held meanwhile, and taken back afterwards."""
    alice, bob, carol = three = await trio(office, stack)
    await confer(three)
    dave = await stack.enter_async_context(office.phone("1004"))
    await dave.until("registered")
    dave.dial("1001")
    await ringing(alice)
    assert "callwaiting" == alice.state[Audio].tone
    alice.press("Answer")
    await dave.until("call:connected")
    await asyncio.gather(*(phone.until("call:remote-held") for phone in (bob, carol)))
    dave.press("End Call")
    await alice.until(lambda phone: phone.calls[2].ended)
    press(alice, "Resume")
    await in_conference(alice)
    await asyncio.gather(up_with(bob, alice), up_with(carol, alice))
