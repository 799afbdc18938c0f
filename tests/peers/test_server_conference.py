"""A conference at the server: baresip is called as the conference, and the parties are referred to it."""

from __future__ import annotations

from collections.abc import Callable

from tests.peers.harness.baresip import Baresip
from tests.peers.harness.kamailio import Kamailio
from tests.peers.office import Office, codes, requests, wire
from tests.peers.trio import connect, consult, press

FOCUS = {"voIpProt.SIP.conference.address": "1005"}


async def test_joined_calls_go_to_the_conference(
    office: Office, kamailio: Kamailio, start_baresip: Callable[..., Baresip]
) -> None:
    """One INVITE to the conference, a REFER to each party; in the end everybody has one call, to the conference."""
    place = f"{kamailio.address}:{kamailio.port}"
    start_baresip(place, "1005", kamailio.password("1005"), answer="auto")
    async with office.phone("1001", FOCUS) as alice, office.phone("1002") as bob, office.phone("1003") as carol:
        for phone in (alice, bob, carol):
            await phone.until("registered")
        await connect(bob, alice)
        await consult(alice, carol, "New Call")
        press(alice, "Join")
        await alice.until(lambda phone: [call.name for call in phone.calls if not call.ended] == ["Conference"], 15)
        refers = requests(alice, "REFER")
        assert ["<sip:1005@127.0.0.1>"] * 2 == [each.get("refer-to") for each in refers], wire(alice)
        assert [202, 202] == codes(alice, "REFER")
        for phone in (bob, carol):
            await phone.until(lambda phone: [call.number for call in phone.calls if not call.ended] == ["1005"])
            await phone.until("call:connected")
        alice.press("End Call")
        assert {"connected"} == {call.state for each in (bob, carol) for call in each.calls if not call.ended}
