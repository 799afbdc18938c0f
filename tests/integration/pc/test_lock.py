"""The phone is locked and unlocked with the computer."""

from __future__ import annotations

from pathlib import Path

from emulator.lock.model import Lock, locked
from emulator.phone import Phone
from tests.integration.pc.desk import computer, pair, shows, sign_in, skype_phone

CODE = "135790"


async def make_code(phone: Phone) -> None:
    """Answer the prompt for a lock code."""
    for title in ("Create Lock Code", "Confirm Lock Code"):
        await shows(phone, title)
        phone.type_text(CODE)
        phone.press("Enter")
    await phone.until(lambda phone: phone.state[Lock].state == "unlocked")


async def test_the_phone_follows_the_computer(tmp_path: Path) -> None:
    """Locked some seconds after it (here: none), unlocked at once; the PC hears of both."""
    async with (
        skype_phone(tmp_path, more='up.btoeDeviceLock.timeOut="0"') as phone,
        computer(tmp_path) as pc,
    ):
        await pair(pc, phone)
        await sign_in(pc, phone)
        await make_code(phone)
        await pc.until(lambda pc: pc.connector.activated)
        pc.do("lock")
        await phone.until(lambda phone: locked(phone.state))
        await pc.until(lambda pc: pc.connector.phone_locked)
        pc.do("unlock")
        await phone.until(lambda phone: not locked(phone.state))
        await pc.until(lambda pc: not pc.connector.phone_locked)


async def test_a_connector_that_ends_leaves_the_phone_locked(tmp_path: Path) -> None:
    """A pairing that breaks locks the phone."""
    async with skype_phone(tmp_path) as phone, computer(tmp_path) as pc:
        await pair(pc, phone)
        await sign_in(pc, phone)
        await make_code(phone)
        await pc.until(lambda pc: pc.connector.activated)
        pc.do("exit")
        await phone.until(lambda phone: locked(phone.state))
