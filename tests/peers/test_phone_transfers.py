"""Transfers between three whole phones through kamailio: what goes over the wire, is shown, heard and lit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.peers.office import Office, codes, requests
from tests.peers.trio import (
    Trio,
    connect,
    consult,
    ended_well,
    fragments,
    press,
    refer_to,
    ringing,
    sounds,
    tones_of,
    trio,
    up_with,
    user,
)


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """Unplugs phones at the end of the test."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def three(office: Office, stack: AsyncExitStack) -> Trio:
    """Three phones over UDP."""
    return await trio(office, stack)


@pytest.mark.parametrize("transport", ["UDPOnly", "TLS"])
async def test_a_consultative_transfer(office: Office, stack: AsyncExitStack, tmp_path: Path, transport: str) -> None:
    """Bob calls Alice, who asks Carol and gives her the call: Bob and Carol talk, Alice is out."""
    alice, bob, carol = three = await trio(office, stack, transport)
    await three.bob_calls_alice()
    await consult(alice, carol)
    await bob.until("call:remote-held")
    assert ("red", "flash") != (alice.leds["line1"].color, alice.leds["line1"].pattern)
    press(alice, "Transfer")
    assert "Transferring" in alice.screen.text
    await up_with(bob, carol)
    await up_with(carol, bob)
    await three.idle(alice)
    assert [tones_of(carol), tones_of(bob)] == await sounds(tmp_path, bob, carol)
    address, replaces = refer_to(alice)
    assert f"sip:1003@{office.kamailio.address}" in address
    assert requests(alice, "INVITE")[-1].call_id == replaces.partition(";")[0]
    (invite,) = requests(carol, "INVITE", "in")[1:]
    assert (replaces, "1001") == (invite.get("replaces"), user(alice))
    assert "1001" in (invite.get("referred-by") or "")
    assert ["SIP/2.0 100 Trying", "SIP/2.0 200 OK"] == fragments(alice)
    assert [202] == codes(alice, "REFER")
    assert {200} == set(codes(bob, "NOTIFY"))
    assert "Desk 1002" in carol.screen.text
    assert ("green", "steady") == (carol.leds["line1"].color, carol.leds["line1"].pattern)
    assert 1 == len([call for call in carol.calls if not call.ended])
    bob.press("End Call")
    await three.idle()
    await ended_well(three)


async def test_a_blind_transfer(three: Trio, tmp_path: Path) -> None:
    """Alice sends Bob on to Carol without asking; Alice is out when Carol has answered."""
    alice, bob, carol = three
    await three.bob_calls_alice()
    press(alice, "Transfer")
    press(alice, "Blind")
    assert "Blind transfer to" in alice.screen.text
    alice.press(*"1003")
    await ringing(carol)
    await bob.until("call:ringing")
    assert "Desk 1002" in carol.screen.text
    assert ("transferring", "Transferring") == (alice.calls[0].state, alice.screen.body[0].state)  # type: ignore[union-attr]
    carol.press("Answer")
    await up_with(bob, carol)
    await three.idle(alice)
    assert [tones_of(carol), tones_of(bob)] == await sounds(tmp_path, bob, carol)
    assert ("", 1) == (refer_to(alice)[1], len(requests(alice, "REFER")))
    assert [] == requests(alice, "INVITE")[1:] or {"1002"} == {each.to.uri[4:8] for each in requests(alice, "INVITE")}
    assert ["SIP/2.0 100 Trying", "SIP/2.0 180 Ringing", "SIP/2.0 200 OK"] == fragments(alice)
    await ended_well(three)


async def test_a_transfer_to_somebody_who_refuses(three: Trio, tmp_path: Path) -> None:
    """Carol rejects: Alice hears of it, and has Bob back by Resume."""
    alice, bob, carol = three
    await three.bob_calls_alice()
    press(alice, "Transfer")
    press(alice, "Blind")
    alice.press(*"1003")
    await ringing(carol)
    carol.press("Reject")
    await alice.until("screen:Sorry, please try again.")
    assert "SIP/2.0 603 Decline" == fragments(alice)[-1]
    await bob.until("call:remote-held")
    press(alice, "Resume")
    await up_with(alice, bob)
    await up_with(bob, alice)
    assert [tones_of(bob), tones_of(alice)] == await sounds(tmp_path, alice, bob)


async def test_the_one_who_is_asked_may_transfer_too(three: Trio) -> None:
    """Alice calls Bob, and gives the call of hers to Carol: this time the transferee is the called party."""
    alice, bob, carol = three
    await connect(alice, bob)
    await consult(alice, carol)
    press(alice, "Transfer")
    await up_with(bob, carol)
    await three.idle(alice)
    carol.press("End Call")
    await three.idle()
    await ended_well(three)


@pytest.mark.parametrize(("mode", "works"), [(1, False), (2, True)])
async def test_a_transfer_before_the_answer(office: Office, stack: AsyncExitStack, mode: int, works: bool) -> None:
    """Carol still rings. She lets Bob take the place of Alice's call with mode 2 alone; else Alice keeps both."""
    alice, bob, carol = three = await trio(office, stack, voIpProt__SIP__allowTransferOnProceeding=mode)
    await three.bob_calls_alice()
    press(alice, "Transfer")
    alice.press(*"1003")
    await ringing(carol)
    await alice.until("call:ringing")
    press(alice, "Transfer")
    if works:
        await carol.until("screen:Desk 1002")
        carol.press("Answer")
        await up_with(bob, carol)
        await three.idle(alice)
    else:
        await alice.until("screen:Sorry, please try again.")
        assert ["held", "ringing"] == [call.state for call in alice.calls]
        assert "SIP/2.0 481" == fragments(alice)[-1][:11]


async def test_swapping_and_joining_by_transfer(three: Trio) -> None:
    """Two calls that came in by themselves are connected by picking the other one in the dialer."""
    alice, bob, carol = three
    await three.bob_calls_alice()
    carol.dial("1001")
    await ringing(alice)
    alice.press("Answer")
    await up_with(alice, carol)
    press(alice, "Swap")
    await up_with(alice, bob)
    await carol.until("call:remote-held")
    press(alice, "Transfer")
    await alice.until(lambda phone: "1003" in phone.screen.text and phone.calls[0].state == "held")
    alice.press("key:Select")
    await up_with(bob, carol)
    await three.idle(alice)
    await ended_well(three)
