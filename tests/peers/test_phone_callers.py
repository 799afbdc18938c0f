"""Who calls, as sipp says it in every way there is: what the phone shows while it rings, in calls, and in its lists."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from emulator.phone import Phone
from tests.peers.harness.dialogue import Dialogue
from tests.peers.harness.sipp import Sipp
from tests.peers.office import Office, final_answers, place, wire

ASSERTED = 'P-Asserted-Identity: "Reception" <sip:2000@pbx.example>'
PARTY = 'Remote-Party-ID: "Lobby" <sip:2001@pbx.example>;party=calling;screen=yes'
HIDDEN = 'Remote-Party-ID: "Lobby" <sip:2001@pbx.example>;privacy=full'


@pytest.fixture
async def phone(office: Office) -> AsyncIterator[Phone]:
    """A registered phone, 1001."""
    async with office.phone("1001") as phone:
        await phone.until("registered")
        yield phone


@pytest.mark.parametrize(
    ("headers", "name", "number"),
    [
        ((), "Caller", "caller"),
        ((ASSERTED, PARTY), "Reception", "2000"),
        ((PARTY,), "Lobby", "2001"),
        (("P-Asserted-Identity: <sip:2000@pbx.example>", "Privacy: id"), "Anonymous", ""),
        ((HIDDEN,), "Lobby", ""),
    ],
    ids=["From", "P-Asserted-Identity", "Remote-Party-ID", "Privacy", "hidden"],
)
async def test_who_calls_is_shown(
    phone: Phone, sipp: Sipp, tmp_path: Path, headers: tuple[str, ...], name: str, number: str
) -> None:
    """In the window, in the call, and among the calls received; who hides has no number, and cannot be called back."""
    scenario = Dialogue().call(*headers).hung_up().write(tmp_path / "scenario.xml")
    run = sipp.start(scenario, place(phone), user="1001")
    await phone.until("screen:Incoming call:")
    assert (name, number) == (phone.calls[0].name, phone.calls[0].number), wire(phone)
    assert (name in phone.screen.text, "2001" in phone.screen.text) == (True, number == "2001")
    assert ("green", "offering") == (phone.leds["line1"].color, phone.leds["line1"].pattern)
    phone.press("Answer")
    await phone.until("call:connected")
    assert name in phone.screen.text
    phone.press("End Call")
    counts = await asyncio.to_thread(run.finish)
    assert (1, 0) == (counts.successful, counts.failed), wire(phone)
    await phone.until("screen:Forward")
    phone.press("Left")
    assert ("Received Calls", True) == (phone.screen.title, name in phone.screen.text)
    assert bool(number) == ("Dial" in [key.label for key in phone.screen.actions])


async def test_a_call_that_is_ignored_goes_on_without_a_sound(phone: Phone, sipp: Sipp) -> None:
    """180 stands, the caller gives up in the end, and that is a missed call."""
    run = sipp.start("ring_or_busy", place(phone), user="1001")
    await phone.until("call:offering")
    await phone.until(lambda phone: phone.leds["mwi"].color == "red")
    phone.press("Ignore")
    assert ("Calls", "incoming") == (phone.screen.title, phone.screen.line_keys[0].icon)
    counts = await asyncio.to_thread(run.finish)
    assert ((1, 0), [487]) == ((counts.successful, counts.failed), list(final_answers(phone).values())), wire(phone)
    await phone.until("screen:1 new missed call")
