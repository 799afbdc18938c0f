"""Calls that are refreshed, and phones behind a NAT, at kamailio."""

from __future__ import annotations

import pytest

from tests.peers.office import Office, requests


@pytest.mark.parametrize("on", [1, 0])
async def test_calls_are_refreshed(office: Office, on: int) -> None:
    """voIpProt.SIP.keepalive.sessionTimers: the INVITE asks for a timer, and says that the phone knows how."""
    async with (
        office.phone("1001", {"voIpProt.SIP.keepalive.sessionTimers": on}) as phone,
        office.phone("1002") as other,
    ):
        await phone.until("registered")
        await other.until("registered")
        phone.dial("1002")
        await phone.until(lambda phone: phone.calls[0].state == "ringing")
        invite = requests(phone, "INVITE")[0]
        assert on == ("timer" in (invite.get("supported") or ""))
        assert ("1800" if on else "") == (invite.get("session-expires") or "").partition(";")[0]
        other.press("Answer")
        await phone.until(lambda phone: phone.calls[0].state == "connected")


async def test_media_ports_of_a_nat(office: Office) -> None:
    """nat.mediaPortStart counts before tcpIpApp.port.rtp.mediaPortRangeStart."""
    ports = {"nat.mediaPortStart": 20_480, "tcpIpApp.port.rtp.mediaPortRangeStart": 12_345}
    async with office.phone("1001", ports) as phone:
        await phone.until("registered")
        phone.dial("1002")
        await phone.until(lambda phone: bool(requests(phone, "INVITE")))
        (media,) = [line for line in requests(phone, "INVITE")[0].body.splitlines() if line.startswith(b"m=")]
        assert 20_480 <= int(media.split()[1]) < 20_528
