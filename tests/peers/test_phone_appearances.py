"""Shared call appearances at kamailio: phones take the line before they call, and see each other's calls."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest

from emulator.audio.model import Audio
from emulator.phone import Phone
from emulator.sharing.model import Sharing
from tests.peers.office import Office, requests, wire


class Desks(NamedTuple):
    """Two phones on the line 1001, and one elsewhere."""

    boss: Phone
    assistant: Phone
    caller: Phone


@contextlib.asynccontextmanager
async def desks(office: Office, **values: object) -> AsyncIterator[Desks]:
    """Three registered phones; the two that share a line know of each other."""
    shared = {"reg.1.type": "shared", "reg.1.address": "1001", **{k.replace("__", "."): v for k, v in values.items()}}
    login = {"reg.1.auth.userId": "1001", "reg.1.auth.password": office.kamailio.password("1001")}
    async with (
        office.phone("1001", shared) as boss,
        office.phone("1004", {**shared, **login}) as assistant,
        office.phone("1002") as caller,
    ):
        for each in (boss, assistant, caller):
            await each.until("registered")
        for each in (boss, assistant):
            await each.until(lambda phone: phone.state[Sharing].lines[0].watched)
        yield Desks(boss, assistant, caller)


def key(phone: Phone) -> tuple[str, str]:
    """What the key of the line says, and the colour of its lamp."""
    return phone.screen.line_keys[0].state, phone.leds["line1"].color


def taken(phone: Phone) -> list[str]:
    """The appearances by which calls of the phone went out."""
    return [str(each.get("call-info")).rpartition("=")[2] for each in requests(phone, "INVITE") if not each.to.tag]


async def answered(caller: Phone, callee: Phone) -> None:
    """The call that rings is taken."""
    await callee.until("call:offering")
    callee.press("Answer")
    await caller.until("call:connected")


async def test_a_line_is_taken_before_a_call_goes_out(office: Office) -> None:
    """SUBSCRIBE to line-seize off hook, which the other phone sees; then the INVITE with the appearance."""
    async with desks(office) as (boss, assistant, caller):
        boss.press("New Call")
        await assistant.until(lambda phone: key(phone) == ("In use on another phone", "red"))
        (seize,) = [each for each in requests(boss, "SUBSCRIBE") if each.get("event") == "line-seize"][-1:]
        assert "<sip:1001@127.0.0.1>;appearance-index=1" == seize.get("call-info")
        boss.press(*"1002")
        boss.press("Dial") if any(each.label == "Dial" for each in boss.screen.actions) else None
        await answered(boss, caller)
        assert {"1"} == set(taken(boss)), wire(boss)
        assert ("Active", "green") == key(boss)
        assert ("In use on another phone", "red") == key(assistant)
        caller.press("End Call")
        await assistant.until(lambda phone: key(phone) == ("Registered", "off"))
        await boss.until(lambda phone: not phone.state[Sharing].lines[0].appearances)


async def test_two_calls_on_one_line_have_two_appearances(office: Office) -> None:
    """Each phone takes one that is free."""
    async with desks(office) as (boss, assistant, caller):
        boss.dial("1002")
        await answered(boss, caller)
        await assistant.until(lambda phone: key(phone)[1] == "red")
        assistant.press("LineKey1", "New Call", *"1003")
        await assistant.until(lambda phone: any(call.state == "ended" for call in phone.calls))
        assert ({"1"}, {"2"}) == (set(taken(boss)), set(taken(assistant))), wire(assistant)


async def test_a_held_call_is_taken_by_the_other_phone(office: Office) -> None:
    """The key flashes red; Resume calls the line itself, the server brings the far end, and the first phone is out."""
    async with desks(office) as (boss, assistant, caller):
        boss.dial("1002")
        await answered(boss, caller)
        boss.press("Hold")
        await assistant.until(lambda phone: key(phone)[0] == "Held on another phone")
        assert ("red", "flash") == (assistant.leds["line1"].color, assistant.leds["line1"].pattern)
        assistant.press("LineKey1", "Resume")
        await assistant.until("call:connected")
        await boss.until(lambda phone: all(call.ended for call in phone.calls))
        await boss.until(lambda phone: key(phone) == ("In use on another phone", "red"))
        assert "connected" == next(call.state for call in caller.calls if not call.ended)
        assistant.press("End Call")
        await caller.until(lambda phone: all(call.ended for call in phone.calls))


async def test_a_call_that_is_held_privately_is_nobody_elses(office: Office) -> None:
    """The key flashes red, and offers no Resume; who holds it takes it back, after which a plain hold is for all."""
    async with desks(office, reg__1__enablePvtHoldSoftKey=1) as (boss, assistant, caller):
        boss.dial("1002")
        await answered(boss, caller)
        boss.press("soft:More", "soft:PvtHold")
        await assistant.until(lambda phone: key(phone)[0] == "Held on another phone")
        await boss.until("call:held")
        assistant.press("LineKey1")
        assert ["New Call", "Back"] == [each.label for each in assistant.screen.actions]
        assistant.press("Back")
        boss.press("Resume")
        await assistant.until(lambda phone: key(phone)[0] == "In use on another phone")
        await boss.until("call:connected")
        boss.press("Hold")
        await assistant.until(lambda phone: key(phone)[0] == "Held on another phone")
        assistant.press("LineKey1")
        assert "Resume" == assistant.screen.actions[0].label
        caller.press("End Call")
    within = [str(each.get("call-info")) for each in requests(boss, "INVITE") if each.to.tag]
    own = "<sip:1001@127.0.0.1>;appearance-index=1"
    assert [f"{own};appearance-state=held-private", own, own] == within, wire(boss)


async def test_a_call_to_the_line_rings_everywhere_and_is_seen_when_taken(office: Office) -> None:
    """Who answers says by its 200 which appearance it is; the other phone stops ringing, and shows it."""
    async with desks(office) as (boss, assistant, caller):
        caller.dial("1001")
        await asyncio.gather(boss.until("call:offering"), assistant.until("call:offering"))
        assistant.press("Answer")
        await caller.until("call:connected")
        await boss.until(lambda phone: all(call.ended for call in phone.calls))
        await boss.until(lambda phone: key(phone) == ("In use on another phone", "red"))
        await assistant.until("call:connected")
        assistant.press("Hold")
        await boss.until(lambda phone: key(phone)[0] == "Held on another phone")
        caller.press("End Call")
        await boss.until(lambda phone: key(phone) == ("Registered", "off"))


@pytest.mark.parametrize("strict", [0, 1])
async def test_a_line_that_is_refused(office: Office, strict: int) -> None:
    """All appearances are tried that may be; then the call ends with reorder tone."""
    values = {"voIpProt__SIP__lineSeize__retries": 3, "reg__1__strictLineSeize": strict}
    async with desks(office, **values) as (boss, *_):
        office.kamailio.fault("SUBSCRIBE", 480)
        boss.press("Speaker")
        await boss.until(lambda phone: phone.calls[0].ended)
        seizes = [each for each in requests(boss, "SUBSCRIBE") if each.get("event") == "line-seize"]
        assert ["1", "2", "3"] == list(dict.fromkeys(str(each.get("call-info"))[-1] for each in seizes))
        assert "reorder" == boss.state[Audio].tone
