"""How calls are held: by an address of noughts in place of a direction, or by which direction.

These are voIpProt.SIP.useRFC2543hold and voIpProt.SIP.useSendonlyHold.
"""

from __future__ import annotations

import pytest

from emulator.sip.edge.accounts import Line
from emulator.sip.stack.digest import Credentials
from emulator.sip.stack.headers import Uri
from emulator.sip.stack.sdp import description
from tests.unit.sip.rig import Rig

OFFER = "v=0\r\no=- 5 6 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\na={}\r\n"


@pytest.mark.parametrize(
    ("old", "direction", "sent"),
    [
        (True, "sendonly", ["c=IN IP4 0.0.0.0"]),
        (True, "inactive", ["c=IN IP4 0.0.0.0"]),
        (True, "sendrecv", ["c=IN IP4 127.0.0.1", "a=sendrecv"]),
        (False, "sendonly", ["c=IN IP4 127.0.0.1", "a=sendonly"]),
    ],
)
async def test_a_call_is_held_by_an_address_of_noughts(old: bool, direction: str, sent: list[str]) -> None:
    """Only what holds is changed, and only on a phone that is told so."""
    async with Rig() as rig:
        line = Line(1, Uri.parse("sip:1001@lab"), Credentials("1001", "secret"), servers=(rig.server,), old_hold=old)
        rig.edge.set_lines([line])
        request = rig.ask_engine("INVITE")
        request.put("Content-Type", "application/sdp")
        request.body = OFFER.format(direction).encode()
        rig.from_engine(request)
        told = description(await rig.world.request("INVITE")).splitlines()
        assert sent == [text for text in told if text.startswith(("c=", "a="))]


@pytest.mark.parametrize(("direction", "sent"), [("sendonly", "inactive"), ("sendrecv", "sendrecv")])
async def test_a_call_may_be_held_both_ways(direction: str, sent: str) -> None:
    """No sound is announced in either direction; what is not held stays as it is."""
    async with Rig() as rig:
        line = Line(
            1, Uri.parse("sip:1001@lab"), Credentials("1001", "secret"), servers=(rig.server,), inactive_hold=True
        )
        rig.edge.set_lines([line])
        request = rig.ask_engine("INVITE")
        request.put("Content-Type", "application/sdp")
        request.body = OFFER.format(direction).encode()
        rig.from_engine(request)
        told = description(await rig.world.request("INVITE")).splitlines()
        assert [f"a={sent}"] == [text for text in told if text.startswith("a=")]
