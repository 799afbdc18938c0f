"""Calls that a server answers, holds and resumes: sipp sends NOTIFY with Event talk and hold within the call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from emulator.audio.model import Audio
from emulator.phone import Phone
from tests.peers.harness.dialogue import Dialogue
from tests.peers.harness.sipp import Sipp
from tests.peers.office import Office, codes, place, requests, wire


@pytest.fixture
async def phone(office: Office) -> AsyncIterator[Phone]:
    """A registered phone, 1001."""
    async with office.phone("1001") as phone:
        await phone.until("registered")
        yield phone


async def test_a_server_answers_holds_and_resumes_a_call(phone: Phone, sipp: Sipp, tmp_path: Path) -> None:
    """Nobody touches the phone: talk takes the call on the speaker, hold holds it, talk takes it back."""
    dialogue = Dialogue().call_and_control("talk").control("hold").held().control("talk").held().hung_up()
    states: list[str] = []
    phone.subscribe(lambda: states.extend(each.state for each in phone.calls if [each.state] != states[-1:]))
    run = sipp.start(dialogue.write(tmp_path / "scenario.xml"), place(phone), user="1001")
    await phone.until(lambda phone: ["offering", "connected", "held", "connected"] == states)
    assert ("speaker", "green") == (phone.state[Audio].state, phone.leds["speaker"].color)
    phone.press("End Call")
    counts = await asyncio.to_thread(run.finish)
    assert (1, 0) == (counts.successful, counts.failed), wire(phone)
    assert [200, 200, 200] == codes(phone, "NOTIFY", "out")
    assert ["talk", "hold", "talk"] == [each.get("event") for each in requests(phone, "NOTIFY", "in")]


async def test_a_call_that_is_not_there_is_not_controlled(phone: Phone, sipp: Sipp, tmp_path: Path) -> None:
    """Outside of calls there is nothing to answer: 481, and a call that rings goes on ringing."""
    ringing = sipp.start("ring_or_busy", place(phone), user="1001")
    await phone.until("call:offering")
    outside = Dialogue().ask_outside("NOTIFY", 481, "Event: talk", "Subscription-State: active")
    counts = await asyncio.to_thread(
        sipp.start(outside.write(tmp_path / "scenario.xml"), place(phone), user="1001").finish
    )
    assert (1, 0) == (counts.successful, counts.failed), wire(phone)
    assert "offering" == phone.calls[0].state
    await asyncio.to_thread(ringing.finish)
