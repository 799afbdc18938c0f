"""A server that goes away during a call, and comes back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from emulator.phone import Phone
from emulator.sip.sounds import tone
from emulator.sip.tones import heard, read
from tests.peers.office import HastyClock, Office, codes

RETRY = {"voIpProt.server.1.registerRetry.baseTimeOut": 10, "voIpProt.server.1.registerRetry.maxTimeOut": 10}


def over(phone: Phone) -> bool | None:
    """Whether its call has ended."""
    return phone.calls[0].ended or None


@pytest.mark.parametrize("transport", ["UDPOnly", "TCPOnly"])
async def test_a_call_outlives_its_server(office: Office, tmp_path: Path, transport: str) -> None:
    """The sound goes on without it; once it is back, the line is registered again, and the BYE goes its way by it."""
    async with (
        office.phone("1001", RETRY, transport=transport, clock=HastyClock()) as phone,
        office.phone("1002", RETRY, transport=transport, clock=HastyClock()) as other,
    ):
        await asyncio.gather(phone.until("registered"), other.until("registered"))
        other.speak(tone(900))
        phone.dial("1002")
        await other.until("call:offering")
        other.press("Answer")
        await asyncio.gather(phone.until("call:connected"), other.until("call:connected"))
        await asyncio.to_thread(office.kamailio.stop)
        assert 900 in heard(read(await phone.listen(4, tmp_path / "heard.wav")))
        assert ["connected", "connected"] == [each.calls[0].state for each in (phone, other)]
        await asyncio.to_thread(office.kamailio.start)
        await asyncio.gather(phone.until("registered"), other.until("registered"))
        phone.press("End Call")
        await phone.until(over)
        await phone.until(lambda phone: bool(codes(phone, "BYE")) or None)
        # Over TCP this kamailio knows the other phone by the connection that is gone.
        if transport == "UDPOnly":
            await other.until(over)
            assert [200] == codes(phone, "BYE")
