"""The plug is pulled from a phone in the middle of a call: nobody is told, and it comes back from flash."""

from __future__ import annotations

import asyncio
from pathlib import Path

from emulator.kernel.clock import ManualClock
from emulator.lab.lab import Lab
from emulator.phone import Phone
from emulator.recording import replay

MAC = "0004f2aabb01"


async def test_a_phone_that_is_cut_off_says_nothing(lab: Lab, phone: Phone) -> None:
    """Its registration and the far end of its call stay as they were; its display is dark."""
    phone.dial("1002")
    await phone.until("call:connected")
    party = lab.party.calls[-1]
    await party.until("connected")
    pids = phone.engine_pids
    sent = len(phone.sip_trace)
    phone.unplug("power")
    assert ("off", "", ()) == (phone.screen.name, phone.screen.text.strip(), phone.calls)
    assert {"off"} == {led.color for led in phone.leds.values()}
    phone.plug("power")
    await phone.until("registered", timeout=10)
    said = [text.split(" ", 1)[0] for _, direction, _, text in list(phone.sip_trace)[sent:] if direction == "out"]
    assert "BYE" not in said
    assert "connected" == party.state
    assert not set(pids) & set(phone.engine_pids)
    party.hang_up()


async def test_it_comes_back_from_flash(lab: Lab, tmp_path: Path) -> None:
    """Its call works as before, also after several cuts, and all of it can be replayed."""
    record = tmp_path / "cuts.jsonl"
    async with Phone("VVX_450", server=lab.boot_server.url, mac=MAC, record=record) as phone:
        for _ in range(2):
            await phone.until("registered", timeout=10)
            assert {"power", "lan", "handset"} == phone.plugged
            phone.unplug("power")
            phone.unplug("power")
            assert {"lan", "handset"} == phone.plugged
            phone.plug("power")
            phone.plug("power")
        await phone.until("registered", timeout=10)
        phone.dial("1002")
        await phone.until("call:connected")
    outcome = replay(record)
    assert (None, True) == (outcome.difference, outcome.faces > 5)


async def test_a_phone_without_power_can_be_put_away(lab: Lab) -> None:
    """Nothing of it is left, be it off or just coming back; time by hand stands still meanwhile."""
    before = asyncio.all_tasks()
    async with Phone("VVX_450", server=lab.boot_server.url, mac=MAC) as phone:
        await phone.until("registered", timeout=10)
        phone.unplug("power")
    async with Phone("VVX_450", server=lab.boot_server.url, mac=MAC, clock=ManualClock()) as phone:
        await phone.advance(1)
        phone.unplug("power")
        phone.plug("power")
    assert before == asyncio.all_tasks() & before
