"""A server that says why it refuses a call."""

from __future__ import annotations

import asyncio

import pytest

from tests.peers.harness.sipp import Sipp
from tests.peers.office import Office, wire

BARRED, MEDIA = "Calls abroad are barred", "Incompatible media format"


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, []),
        ({"voIpProt.SIP.header.warning.enable": 1}, [BARRED, MEDIA]),
        ({"voIpProt.SIP.header.warning.enable": 1, "voIpProt.SIP.header.warning.codes.accept": "399, 301"}, [BARRED]),
    ],
    ids=["off", "all", "399 alone"],
)
async def test_a_warning_is_shown(office: Office, sipp: Sipp, changes: dict[str, object], shown: list[str]) -> None:
    """Above the last screen of the call, where the configuration wants to see warnings of that code."""
    server = sipp.start("refuse")
    line = {"voIpProt.server.1.port": server.port, "voIpProt.server.1.register": 0}
    async with office.phone("1001", {**line, **changes}) as phone:
        await phone.until("ready")
        phone.dial("1005")
        await phone.until(lambda phone: phone.calls[0].ended)
        counts = await asyncio.to_thread(server.finish)
        assert (1, 0) == (counts.successful, counts.failed), wire(phone)
        assert shown == [text for text in (BARRED, MEDIA) if text in phone.screen.text]
        assert (403, "ended") == (phone.calls[0].code, phone.screen.name)
