"""Calls that are heard before they are answered: sipp sends 183 with a description, and waits for a key."""

from __future__ import annotations

import asyncio

from emulator.audio.model import Audio
from tests.peers.harness.sipp import Sipp
from tests.peers.office import Office, requests, wire


async def test_a_far_end_that_speaks_first_hears_keys(office: Office, sipp: Sipp) -> None:
    """No ringback of the phone's own, End Call alone; the key leaves in an INFO; then the call is up, and ends there.

    The tone of call.remoteDisconnect.toneType tells that it was the far end who hung up.
    """
    server = sipp.start("early")
    changes = {
        "voIpProt.server.1.port": server.port,
        "voIpProt.server.1.register": 0,
        "voIpProt.SIP.dtmfViaSignaling.rfc2976": 1,
        "call.remoteDisconnect.toneType": "negativeConfirm",
    }
    async with office.phone("1001", changes) as phone:
        await phone.until("ready")
        phone.dial("1005")
        await phone.until(lambda phone: phone.calls[0].early_media)
        assert ("", ["End Call"]) == (phone.state[Audio].tone, [key.label for key in phone.screen.actions])
        phone.press("5")
        await phone.until("call:connected")
        await phone.until("screen:Disconnected")
        assert "negativeConfirm" == phone.state[Audio].tone
        counts = await asyncio.to_thread(server.finish)
        assert (1, 0) == (counts.successful, counts.failed), wire(phone)
        assert 1 == len(requests(phone, "INFO"))
