"""The scripted tour of a desk: a phone in the Skype profile and its PC; signed in, locked, lent to a guest."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from emulator.boot.model import ChangeSettings
from emulator.cli.stage import PATIENCE, Stage, Step
from emulator.display.entry import fields
from emulator.lab.lab import Lab
from emulator.lab.pc.pc import PC
from emulator.lab.skype.accounts import SkypeAccount
from emulator.phone import Phone
from emulator.signin.model import user

HOST, GUEST = "jdoe", "asmith"
CODE = "135790"
"""The lock code that the host makes."""

DELAY: dict[str, str | None] = {"up.btoeDeviceLock.timeOut": "1"}
"""The phone follows its PC after this many seconds, and not ten: a tour is short."""


class DeskTour(Stage):
    """Leads a phone and its PC through a working day."""

    def __init__(self, lab: Lab, pc: PC, say: Callable[[str], None], model: str = "VVX_450") -> None:
        """The phone has the configuration that the lab's boot server hands out."""
        self._lab = lab
        self._pc = pc
        server, skype = lab.boot_server.url, lab.skype
        super().__init__(Phone(model, server=server, run=pc.run, ca=skype.ca, lyncdiscover=skype.web.place), say)
        pc.on_report(lambda report: say(f"     PC: {report['text']}") if report["kind"] == "log" else None)

    @property
    def _steps(self) -> tuple[Step, ...]:
        return (
            Step("Another phone, in the Skype profile: nobody is signed in", self._boot),
            Step("Its user signs in on the PC beside it (Via PC), and makes a lock code", self._sign_in),
            Step("The PC is locked, and the phone with it; both are unlocked", self._follow_pc),
            Step("The phone is locked by its key, and takes no wrong code", self._lock),
            Step("A guest signs in, and leaves: the host is back", self._lend),
            Step("The user signs out", self._sign_out),
        )

    async def lead(self, first: int) -> int:
        """Make the tour, its steps numbered from `first`; how many it took. Raises TourFailed."""
        try:
            await self.run(self._steps, first)
        finally:
            await self._phone.close()
        return len(self._steps)

    # Steps

    async def _boot(self) -> None:
        await self._phone.start()
        await self._until("signed-out")
        self._phone.post(ChangeSettings(DELAY))
        self._check(user(self._phone.state) is None, "somebody is signed in")
        self._show()

    async def _sign_in(self) -> None:
        host, pc = self._account(HOST), self._pc
        for verb in ("install", "allow", "start"):
            pc.do(verb)
        pc.do("sign-in", address=host.address)
        pc.plug(self._phone)
        await self._until("paired")
        await pc.until(lambda pc: pc.client.dialog)
        self._show()
        pc.do("credentials", address=host.address, user=host.user, domain=host.domain, password=host.password)
        await self._until("signed-in")
        await self._until("btoe-activated")
        for title in ("screen:Create Lock Code", "screen:Confirm"):
            await self._until(title)
            self._type(CODE)
            self._press("Enter")
        await self._until("screen:Skip")
        self._press("Skip")
        await self._until("registered")
        self._show()

    async def _follow_pc(self) -> None:
        self._say("  » the PC is locked")
        self._pc.do("lock")
        await self._until("locked")
        self._show()
        self._say("  » the PC is unlocked")
        self._pc.do("unlock")
        await self._until("unlocked")
        self._say("The phone is open again, without a code.")

    async def _lock(self) -> None:
        self._soft("Lock")
        await self._until("locked")
        self._press("Unlock")
        for code, outcome in ((CODE[::-1], "screen:Incorrect lock code"), (CODE, "unlocked")):
            self._type(code)
            self._press("Enter")
            await self._until(outcome)
            self._show()

    async def _lend(self) -> None:
        guest = self._account(GUEST)
        self._soft("Guest")
        self._press("Yes")
        await self._choose("User Credentials")
        for field, text in zip(
            fields(self._phone.screen), (guest.address, guest.domain, guest.user, guest.password), strict=True
        ):
            self._go_to(field.prompt)
            self._type(text, field.secret)
        self._press("Sign In")
        await self._phone.until(lambda _: self._user == guest.address, PATIENCE)
        self._show()
        self._soft("Sign Out")
        await self._phone.until(lambda _: self._user == self._account(HOST).address, PATIENCE)
        self._say(f"The phone is {self._user}'s again.")

    async def _sign_out(self) -> None:
        self._soft("Sign Out")
        await self._until("signed-out")
        self._show()

    # Tools

    def _account(self, name: str) -> SkypeAccount:
        return self._lab.skype.directory.account(name)

    @property
    def _user(self) -> str:
        account = user(self._phone.state)
        return account.address if account else ""

    def _soft(self, label: str) -> None:
        """Press a soft key, on whichever page it is."""
        for _ in range(4):
            if label in [key.label for key in self._phone.screen.soft_keys]:
                break
            self._press("More")
        self._press(label)

    async def _choose(self, label: str) -> None:
        """Select a row of a list."""
        phone = self._phone
        await self._until(f"screen:{label}")
        if "Down" not in phone.profile.hard_keys:
            phone.touch_label(label)
            return
        while not any(label in row for row in phone.screen.text.splitlines() if row.lstrip().startswith("▸")):
            phone.press("Down")
        phone.press("Select")

    def _go_to(self, prompt: str) -> None:
        """Move to a field of a form."""
        phone = self._phone
        while not any(each.prompt == prompt and each.cursor is not None for each in fields(phone.screen)):
            if "Down" in phone.profile.hard_keys:
                phone.press("Down")
            else:
                phone.touch_label(prompt)


async def lead_desk_tour(say: Callable[[str], None], model: str, first: int) -> int:
    """Make the tour with a lab, a phone and a PC of its own; how many steps it took. Raises TourFailed."""
    with tempfile.TemporaryDirectory(prefix="vphone-desk-") as name:
        folder = Path(name)
        async with Lab(skype=True) as lab, PC(folder / "pc", run=folder / "run") as pc:
            return await DeskTour(lab, pc, say, model).lead(first)
