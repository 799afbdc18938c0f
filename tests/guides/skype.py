"""A desk in a Skype for Business company: a front end, a phone of its own in somebody's hands, and a PC beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from emulator.display.entry import fields
from emulator.display.icons import word
from emulator.kernel.clock import ManualClock
from emulator.lab.lab import Lab
from emulator.lab.pc.pc import PC
from emulator.lab.skype.accounts import SkypeAccount
from emulator.phone import Phone
from emulator.signin.model import SignIn
from tests.guides.hands import Walker

MAC = "0004f2aabb01"
MASTER = '<APPLICATION CONFIG_FILES="site.cfg" LOG_FILE_DIRECTORY="logs"/>'
BASE = 'device.set="1" device.baseProfile.set="1" device.baseProfile="Lync"'
NOON = 1_700_568_000.0
"""Of a Tuesday in November."""
SETTLED = 6
"""Seconds after which messages are off the screen."""


class Desk(Walker):
    """Phone and PC, and the server that both know."""

    def __init__(self, phone: Phone, lab: Lab, pc: PC) -> None:
        super().__init__(phone)
        self.lab = lab
        self.pc = pc
        self.shown: list[str] = []
        phone.subscribe(self._look)

    def _look(self) -> None:
        self.shown.append(self.phone.screen.text)

    async def told(self, *texts: str) -> None:
        """Wait until the display has shown all of the texts, one after the other or at once, if only for a moment."""
        await self.phone.until(lambda _: all(any(text in each for each in self.shown) for text in texts), timeout=5)

    async def reads(self, *texts: str) -> None:
        """Wait until all of the texts stand on the display."""
        await self.phone.until(lambda phone: all(text in phone.screen.text for text in texts), timeout=5)

    @property
    def host(self) -> SkypeAccount:
        """Whose phone it is."""
        return self.lab.skype.directory.account("jdoe")

    @property
    def colleague(self) -> SkypeAccount:
        """Somebody else with an account."""
        return self.lab.skype.directory.account("asmith")

    @property
    def icons(self) -> list[str]:
        """The icons of the status bar in words."""
        status = self.phone.screen.status
        return [word(name) for name in status.icons] if status else []

    @property
    def user(self) -> str:
        """The sign-in address of who is signed in at the phone."""
        own = self.phone.state[SignIn]
        return own.account.address if own.account and own.state == "in" else ""

    async def home(self) -> None:
        """Go to the Home screen with its tiles."""
        for _ in range(3):
            if self.phone.screen.title == "Home":
                return
            await self.press("Home")
        raise AssertionError(self.text)

    async def path(self, *labels: str) -> None:
        """Walk a path of the guide from the Home screen; the user's password where it is asked for."""
        await self.home()
        for label in labels:
            await self.select(label)
            if "Enter password" in self.text:
                await self.fill("456")
                await self.press("Enter")
        await self.phone.advance(0)

    async def fill(self, *texts: str) -> None:
        """Write into the fields of a form, one after another, with the dial pad; nothing here has capital letters."""
        places = fields(self.phone.screen)
        for place, text in zip(places[len(places) - len(texts) :], texts, strict=True):
            await self.focus(place.prompt)
            while "<<" in [key.label for key in self.phone.screen.soft_keys]:
                await self.press("<<")
            await self.enter(text.lower())

    async def focus(self, label: str) -> None:
        """Go to a field: touch it, or move down to it."""
        while not any(place.cursor is not None and place.prompt == label for place in fields(self.phone.screen)):
            if "Down" in self.phone.profile.hard_keys:
                await self.press("Down")
            else:
                await self.touch(label)

    async def signs_in(self, code: str = "135790", by: str = "password") -> None:
        """Sign in by Settings > Features > Skype for Business; make a lock code, skip what comes then."""
        who = self.host
        await self.path("Settings", "Features", "Skype for Business", "Sign In")
        if by == "pin":
            await self.select("PIN Authentication")
            await self.fill(who.extension, who.pin)
        else:
            await self.select("User Credentials")
            await self.fill(who.address, who.domain, who.user, who.password)
        await self.press("Sign In")
        await self.phone.until(lambda _: self.user == who.address)
        await self.makes_code(code)
        await self.skips()

    async def pairs(self, account: SkypeAccount | None = None) -> None:
        """Install the connector, sign in to the client, and put the PC's cable into the phone's PC port."""
        self.pc.do("install")
        self.pc.do("start")
        if account is not None:
            self.pc.do("sign-in", address=account.address)
        self.pc.plug(self.phone)
        await self.seen_on_pc("paired")
        await self.phone.advance(SETTLED)

    def types_on_pc(self, who: SkypeAccount) -> None:
        """Answer the dialog of the client on the PC."""
        self.pc.do("credentials", address=who.address, user=who.user, domain=who.domain, password=who.password)

    async def calls_favorite(self) -> None:
        """Touch the favorite on the Home screen who always answers."""
        await self.home()
        await self.select("Second Party")
        await self.phone.until(lambda phone: phone.calls[0].state in ("ringing", "connected"))
        await self.phone.advance(1)
        await self.phone.until("call:connected")

    async def makes_code(self, code: str) -> None:
        """Answer the prompt for a lock code, if there is one."""
        if "Create Lock Code" in self.text:
            for _ in range(2):
                await self.fill(code)
                await self.press("Enter")

    async def skips(self) -> None:
        """Leave the pages for a new user, and let messages go by."""
        if "Skip" in [key.label for key in self.phone.screen.soft_keys]:
            await self.press("Skip")
        await self.phone.advance(SETTLED)

    async def seen_on_pc(self, condition: str) -> None:
        """Wait until the PC's connector is in that state."""
        await self.pc.until(lambda pc: pc.connector.state == condition)


@asynccontextmanager
async def desk(
    folder: Path, model: str = "CCX_500", *, more: str = "", files: Mapping[str, str] = {}, **about: Any
) -> AsyncIterator[Desk]:
    """A desk with a phone that has started in the Skype profile, and a PC that is on, and has no connector yet.

    `more` are parameters of the phone's, `files` further ones on its boot server; `about` goes to `Phone`.
    """
    tree, run = folder / "tree", folder / "run"
    tree.mkdir(exist_ok=True)
    run.mkdir(mode=0o700, exist_ok=True)
    clock = ManualClock()
    async with Lab(skype=True, clock=clock, tree=tree, seed=1) as lab:
        records = " ".join(f'{name}="{value}"' for name, value in lab.skype.parameters().items())
        for name, text in {"000000000000.cfg": MASTER, **files}.items():
            (tree / name).write_text(text)
        (tree / "site.cfg").write_text(f"<site {BASE} {records} {more}/>")
        phone = Phone(
            model, mac=MAC, clock=clock, server=lab.boot_server.url, ca=lab.skype.ca, wall=lambda: NOON,
            lyncdiscover=lab.skype.web.place, dhcp=lab.skype.dhcp, run=run, seed=7, **about,
        )  # fmt: skip
        await phone.start()
        async with PC(folder / "pc", clock=clock, run=run) as pc, Desk(phone, lab, pc) as at:
            await at.boots_to("running")
            yield at
