"""The busy lamp field and shared lines on the lab: phones that see each other's calls, by its own server's word."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from emulator.lab.lab import Lab
from emulator.phone import Phone
from tests.integration.phone.configuring import configure
from tests.integration.phone.conftest import MAC

ONE = {"attendant__resourceList__1__address": "1003", "attendant__resourceList__1__label": "Carol"}
LIST = {"attendant__uri": "staff"}


async def office(stack: AsyncExitStack, lab: Lab, values: dict[str, str]) -> tuple[Phone, Phone, Phone]:
    """Three registered phones, the first of which is configured so: 1001, 1003, 1004."""
    lab.sip.notifier.lists["staff"] = {"1003": "Carol", "1004": "Dan"}
    lab.boot_server.add_phone(MAC)
    configure(lab, MAC, **values)
    phones = [Phone("VVX_450", server=lab.boot_server.url, mac=f"{MAC[:-1]}{number}") for number in (1, 2, 3)]
    for phone in phones:
        await stack.enter_async_context(phone)
        await phone.until("registered")
    return phones[0], phones[1], phones[2]


def key(phone: Phone, label: str = "Carol") -> tuple[str, str]:
    """What the key with that label says, and the colour of its lamp."""
    numbers = (number for number, each in enumerate(phone.screen.line_keys, 1) if each.label == label)
    number = next(numbers, 0)
    return (phone.screen.line_keys[number - 1].state, phone.leds[f"line{number}"].color) if number else ("", "")


@pytest.mark.parametrize("values", [ONE, LIST], ids=["each by itself", "a list of the server's"])
async def test_calls_of_others_are_seen_and_taken(lab: Lab, values: dict[str, str]) -> None:
    """Free, ringing; taken by Replaces, with which the other one stops ringing; and free again."""
    async with AsyncExitStack() as stack:
        phone, carol, dan = await office(stack, lab, values)
        await phone.until(lambda phone: key(phone) == ("Available", "off"))
        dan.dial("1003")
        await phone.until(lambda phone: key(phone) == ("Ringing", "red"))
        await phone.until("screen:Pickup")
        phone.press("line:Carol")
        await asyncio.gather(phone.until("call:connected"), dan.until("call:connected"))
        await carol.until(lambda carol: all(call.ended for call in carol.calls))
        await phone.until(lambda phone: key(phone) == ("Available", "off"))
        if values is LIST:
            await phone.until(lambda phone: key(phone, "Dan") == ("Busy", "red"))
        phone.press("End Call")
        await dan.until(lambda dan: all(call.ended for call in dan.calls))


async def test_a_call_that_is_answered_there_is_busy(lab: Lab) -> None:
    """Solid red until its end."""
    async with AsyncExitStack() as stack:
        phone, carol, dan = await office(stack, lab, ONE)
        dan.dial("1003")
        await carol.until("call:offering")
        carol.press("Answer")
        await phone.until(lambda phone: key(phone) == ("Busy", "red"))
        dan.press("End Call")
        await phone.until(lambda phone: key(phone) == ("Available", "off"))
