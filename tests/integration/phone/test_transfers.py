"""Transfers and conferences of whole phones on the lab."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from emulator.lab.lab import Lab
from emulator.phone import Phone
from emulator.sip.sounds import tone
from emulator.sip.tones import heard, read

HERTZ = (900, 1400, 1900)
"""What the three phones' microphones hear."""


@pytest.fixture
async def phones(lab: Lab) -> AsyncIterator[tuple[Phone, ...]]:
    """Three phones of different kinds, registered: 1001, 1003, 1004."""
    async with AsyncExitStack() as stack:
        made = []
        for number, model in enumerate(("VVX_450", "VVX_250", "CCX_500")):
            phone = Phone(model, server=lab.boot_server.url, mac=f"0004f2aabb0{number + 1}")
            made.append(await stack.enter_async_context(phone))
            await phone.until("registered")
            phone.speak(tone(HERTZ[number]))
        yield tuple(made)


def press(phone: Phone, label: str) -> None:
    """Press a soft key, on whichever page it is."""
    while label not in {key.label for key in phone.screen.soft_keys}:
        phone.press("soft:More")
    phone.press(f"soft:{label}")


async def answer(phone: Phone) -> None:
    """Take the call that comes."""
    await phone.until("call:offering")
    phone.press("Answer")
    await phone.until("call:connected")


def number(phone: Phone) -> str:
    """A phone's number."""
    return phone.lines[0].settings.user


async def listen(folder: Path, *phones: Phone) -> list[set[int]]:
    """The phones' tones that each of these phones hears."""
    await asyncio.sleep(0.3)
    files = await asyncio.gather(*(phone.listen(0.6, folder / f"{number(phone)}.wav") for phone in phones))
    return [set(HERTZ).intersection(heard(read(file).part(0.1))) for file in files]


@pytest.mark.parametrize("way", ["consultative", "blind"])
async def test_a_call_is_handed_on(phones: tuple[Phone, ...], tmp_path: Path, way: str) -> None:
    """The second phone calls the first, which gives the call to the third: those two talk."""
    first, second, third = phones
    second.dial(number(first))
    await answer(first)
    press(first, "Transfer")
    if way == "blind":
        press(first, "Blind")
    first.press(*number(third))
    await answer(third)
    if way == "consultative":
        await first.until(lambda phone: phone.calls[1].state == "connected")
        press(first, "Transfer")
    await second.until(lambda phone: phone.calls[0].state == "connected" and phone.calls[0].number == number(third))
    await first.until(lambda phone: all(call.ended for call in phone.calls))
    assert [{HERTZ[2]}, {HERTZ[1]}] == await listen(tmp_path, second, third)
    press(third, "End Call")
    await second.until(lambda phone: all(call.ended for call in phone.calls))


async def test_a_conference_is_held_and_left(phones: tuple[Phone, ...], tmp_path: Path) -> None:
    """All hear all; on hold nobody hears anybody; the host leaves, and the others stay together."""
    first, second, third = phones
    second.dial(number(first))
    await answer(first)
    press(first, "Conference")
    first.press(*number(third))
    await answer(third)
    await first.until(lambda phone: phone.calls[1].state == "connected")
    press(first, "Conference")
    await first.until(lambda phone: [call.state for call in phone.calls] == ["conference", "conference"])
    assert "In Conference" in first.screen.text
    everybody = set(HERTZ)
    assert [everybody - {hertz} for hertz in HERTZ] == await listen(tmp_path, *phones)
    press(first, "Hold")
    await first.until(lambda phone: [call.state for call in phone.calls] == ["held", "held"])
    assert [set(), set()] == await listen(tmp_path, second, third)
    press(first, "Resume")
    await first.until(lambda phone: [call.state for call in phone.calls] == ["conference", "conference"])
    press(first, "End Call")
    await second.until(lambda phone: phone.calls[0].state == "connected" and phone.calls[0].number == number(third))
    await first.until(lambda phone: all(call.ended for call in phone.calls))
    assert [{HERTZ[2]}, {HERTZ[1]}] == await listen(tmp_path, second, third)
