"""Hold as of old between two phones: the address of noughts, understood and taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from emulator.sip.stack.sdp import description
from tests.peers.office import Office, requests
from tests.peers.trio import connect, plug_in, press, up_with


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """Unplugs phones at the end of the test."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest.mark.parametrize(("old", "address"), [("1", "c=IN IP4 0.0.0.0"), ("0", "a=sendonly")])
async def test_a_call_is_held_and_taken_back(office: Office, stack: AsyncExitStack, old: str, address: str) -> None:
    """With voIpProt.SIP.useRFC2543hold the offer has no direction, and the other phone knows that it is held."""
    settings = {"voIpProt.SIP.useRFC2543hold": old}
    alice, bob = await plug_in(stack, office.phone("1001", settings), office.phone("1002"))
    await connect(alice, bob)
    alice.press("Hold")
    await alice.until("call:held")
    await bob.until("call:remote-held")
    told = description(requests(bob, "INVITE", "in")[-1]).splitlines()
    assert (True, old == "0") == (address in told, "a=sendonly" in told)
    press(alice, "Resume")
    await alice.until("call:connected")
    await up_with(bob, alice)
