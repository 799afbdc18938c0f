"""A desk: a phone of the Skype profile, and a PC beside it that finds it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from emulator.boot.model import Power
from emulator.btoe.model import Btoe
from emulator.btoe.places import places
from emulator.kernel.clock import ManualClock
from emulator.lab import PC
from emulator.lab.lab import Lab
from emulator.phone import Phone
from emulator.signin.model import user as user_of

MAC = "0004f2aabb01"
JANE, ALEX = "jdoe@example.com", "asmith@example.com"

MASTER = '<APPLICATION CONFIG_FILES="site.cfg"/>'
SITE = '<site device.set="1" device.baseProfile.set="1" device.baseProfile="Lync" {}/>'


@asynccontextmanager
async def skype_phone(folder: Path, model: str = "VVX_450", more: str = "", **setup: Any) -> AsyncIterator[Phone]:
    """A phone of the Skype profile with a front end to sign in at; nobody is signed in."""
    tree = folder / "tree"
    tree.mkdir(parents=True)
    (tree / "000000000000.cfg").write_text(MASTER)
    (tree / "site.cfg").write_text(SITE.format(more))
    async with (
        Lab(skype=True, tree=tree) as lab,
        Phone(model, server=lab.boot_server.url, mac=MAC, run=folder / "run", ca=lab.skype.ca,
              lyncdiscover=lab.skype.web.place, **setup) as phone,
    ):  # fmt: skip
        await _ready(phone, folder / "run")
        yield phone


async def _ready(phone: Phone, run: Path) -> None:
    """Wait until it is at rest and can be found."""
    async with asyncio.timeout(20):
        while phone.state[Power].state != "running" or not places(run):
            await (phone.clock.run(1) if isinstance(phone.clock, ManualClock) else asyncio.sleep(0.02))
    await phone.until("ready")


@asynccontextmanager
async def computer(folder: Path, version: str = "4.3.0", account: str = JANE) -> AsyncIterator[PC]:
    """A PC with a connector that runs, and somebody signed in to the client."""
    async with PC(folder / "pc", run=folder / "run") as pc:
        pc.do("install", version=version)
        pc.do("start")
        if account:
            pc.do("sign-in", address=account)
        yield pc


async def shows(phone: Phone, *texts: str) -> None:
    """Wait until the phone's display shows all of the texts."""
    await phone.until(lambda phone: all(text in phone.screen.text for text in texts))


async def code_of(phone: Phone) -> str:
    """The pairing code, once the phone has one."""
    await phone.until(lambda phone: phone.state[Btoe].state == "code")
    return phone.state[Btoe].code


async def pair(pc: PC, phone: Phone) -> None:
    """By the cable."""
    pc.plug(phone)
    await pc.until(lambda pc: pc.connector.state == "paired")
    await phone.until(lambda phone: phone.state[Btoe].paired)


MANUAL = 'btoe.PairingMode="Manual"'

UNLOCKED = 'feature.deviceLock.enable="0"'
"""No lock code is asked for."""

PASSWORDS = {JANE: "correct horse battery staple", ALEX: "steady purple lantern"}


async def sign_in(pc: PC, phone: Phone, account: str = JANE) -> None:
    """Answer the sign-in dialog that the phone asks for, and skip what comes then."""
    await pc.until(lambda pc: pc.client.dialog)
    user = account.partition("@")[0]
    pc.do("credentials", address=account, user=user, domain="EXAMPLE", password=PASSWORDS[account])
    await phone.until(lambda phone: (found := user_of(phone.state)) is not None and found.address == account)
    await pc.until(lambda pc: pc.connector.account == account)
    if any(key.label == "Skip" for key in phone.screen.soft_keys):
        phone.press("Skip")


def keys(phone: Phone) -> list[str]:
    """The soft keys that there are."""
    return [key.label for key in phone.screen.soft_keys if key.label]
