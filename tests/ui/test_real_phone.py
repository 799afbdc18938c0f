"""The full-screen phone with a whole phone behind it, on the lab."""

from __future__ import annotations

from emulator.lab.lab import Lab
from emulator.phone import Phone
from tests.ui.screen import shown, text, until
from ui.source import Source


async def test_a_call_from_the_keyboard() -> None:
    """Digits open the dialer, F1 dials; call, lamps, journal and SIP messages appear; F2 ends the call."""
    async with Lab() as lab, Phone("VVX_450", server=lab.boot_server.url, mac="0004f2aabb01") as phone:
        await phone.until("registered")
        async with shown(phone, 140, 45) as pilot:
            await until(pilot, "☎ 1001")
            await pilot.press("1", "0", "0", "2")
            await until(pilot, "1002▏")
            await until(pilot, "[ 1●G ]")
            await pilot.press("f1")
            await until(pilot, "▶ Active")
            await until(pilot, "Speaker  ●G")
            await pilot.press("ctrl+u")
            await until(pilot, "Mute   ●R")
            await pilot.press("f2")
            await until(pilot, "Disconnected")
            await pilot.press("f9")
            await until(pilot, "CSeq:")


def place(drawn: str, label: str) -> tuple[int, int]:
    """The column and row of the last place where the terminal says `label`."""
    return max((row, line.index(label) + 1) for row, line in enumerate(drawn.splitlines()) if label in line)[::-1]


async def test_a_call_by_touch_alone() -> None:
    """A CCX dials with its drawn keys, even where its display is drawn smaller than it is."""
    async with Lab() as lab, Phone("CCX_500", server=lab.boot_server.url, mac="0004f2aabb01") as phone:
        await phone.until("registered")
        async with shown(phone, 80, 24) as pilot:
            for label in ("New Call", "1", "0", "0", "2"):
                await until(pilot, f" {label} ")
                await pilot.click(offset=place(text(pilot), f" {label} "))
            await until(pilot, "▶ Active")


async def test_a_call_by_keyboard_from_the_home_screen() -> None:
    """A CCX has no dial pad on its Home screen; a keyboard has one, and its Enter dials."""
    async with Lab() as lab, Phone("CCX_500", server=lab.boot_server.url, mac="0004f2aabb01") as phone:
        await phone.until("registered")
        async with shown(phone, 80, 24) as pilot:
            await pilot.press("1", "0", "0", "2")
            await until(pilot, "1002▏")
            await pilot.press("enter")
            await until(pilot, "▶ Active")


async def test_the_underside_can_be_read() -> None:
    """Turned over, the phone shows the label on its underside."""
    async with Phone("VVX_250", mac="0004f2aabb01", state="none") as phone:
        source: Source = phone
        async with shown(source) as pilot:
            source.turn_over(True)
            await until(pilot, "00:04:F2:AA:BB:01")
