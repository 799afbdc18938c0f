"""Transfers with a softphone: baresip sends the phone on, is sent on, and is whom a call is given to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from emulator.phone import Phone
from emulator.sip.tones import heard, read
from tests.peers.harness.baresip import Baresip
from tests.peers.harness.programs import eventually
from tests.peers.office import Office, codes, requests
from tests.peers.trio import fragments, plug_in, press, ringing, up_with

SOFT = 440
"""Hertz that baresip plays."""


class Desks(NamedTuple):
    """Two registered phones, 1001 and 1003, and a softphone, 1005."""

    alice: Phone
    carol: Phone
    soft: Baresip

    async def seen(self, event: str, times: int = 1) -> None:
        """Wait until the softphone has told so many times of an event."""

        def told() -> bool:
            self.soft.seen(event)
            return [each.get("type") for each in self.soft.events].count(event) >= times

        await eventually(told, f"{event} at the softphone")

    async def talk(self) -> None:
        """The softphone calls Alice, who answers."""
        self.soft.command("dial", "1001")
        await ringing(self.alice)
        self.alice.press("Answer")
        await self.alice.until("call:connected")
        await self.seen("CALL_ESTABLISHED")


@pytest.fixture
async def desks(office: Office, start_baresip: Callable[..., Baresip]) -> AsyncIterator[Desks]:
    """All registered."""
    kamailio = office.kamailio
    server = f"{kamailio.address}:{kamailio.port}"
    baresip = start_baresip(server, "1005", kamailio.password("1005"), outbound=True)
    async with AsyncExitStack() as stack:
        alice, carol = await plug_in(stack, office.phone("1001"), office.phone("1003"))
        yield Desks(alice, carol, baresip)


async def test_the_softphone_sends_the_phone_on(desks: Desks, tmp_path: Path) -> None:
    """Its REFER is followed, told about, and the two phones talk; the softphone is out."""
    alice, carol, soft = desks
    await desks.talk()
    soft.command("transfer", f"sip:1003@{alice.lines[0].settings.domain}")
    await ringing(carol)
    await alice.until("call:ringing")
    assert "1003" in alice.screen.text
    carol.press("Answer")
    await up_with(alice, carol)
    await desks.seen("CALL_CLOSED")
    assert [202] == codes(alice, "REFER", "out")
    assert ["SIP/2.0 100 Trying", "SIP/2.0 180 Ringing", "SIP/2.0 200 OK"] == fragments(alice, "out")
    assert 1 == len([call for call in alice.calls if not call.ended])
    alice.press("End Call")
    await carol.until(lambda phone: phone.calls[0].ended)


async def test_the_softphone_is_sent_on(desks: Desks, tmp_path: Path) -> None:
    """It follows the phone's REFER; Carol hears its tone."""
    alice, carol, _ = desks
    await desks.talk()
    press(alice, "Transfer")
    press(alice, "Blind")
    alice.press(*"1003")
    await ringing(carol)
    carol.press("Answer")
    await carol.until("call:connected")
    await alice.until(lambda phone: all(call.ended for call in phone.calls))
    assert (SOFT,) == heard(read(await carol.listen(0.6, tmp_path / "carol.wav")).part(0.2))
    assert "SIP/2.0 200" == fragments(alice)[-1][:11]


async def test_a_call_is_given_to_the_softphone(desks: Desks) -> None:
    """It does not know Replaces: asked first, it rings again for Carol, and that call stays when Alice leaves."""
    alice, carol, soft = desks
    carol.dial("1001")
    await ringing(alice)
    alice.press("Answer")
    await up_with(alice, carol)
    press(alice, "Transfer")
    alice.press(*"1005")
    await desks.seen("CALL_INCOMING")
    soft.command("accept")
    await alice.until(lambda phone: phone.calls[1].state == "connected")
    press(alice, "Transfer")
    await desks.seen("CALL_INCOMING", 2)
    assert requests(carol, "INVITE")[-1].get("replaces")
    soft.command("accept")
    await carol.until(lambda phone: phone.calls[0].state == "connected" and phone.calls[0].number == "1005")
    await alice.until(lambda phone: all(call.ended for call in phone.calls))
