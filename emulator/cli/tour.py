"""The scripted tour of calls: one phone on a lab of its own calls, is called, and takes a message."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from emulator.boot.model import Power
from emulator.cli.stage import PATIENCE, Stage, Step, TourFailed
from emulator.lab.accounts import PARTY, VOICEMAIL
from emulator.lab.lab import Lab
from emulator.lab.studio import LabCall
from emulator.phone import Phone
from emulator.sip.sounds import Silence, tone
from emulator.sip.tones import heard, read

MAC = "0004f2aabb01"
VOICE = 900
"""Hz of the tone that stands in for the user's voice."""

LISTENING = 0.8
"""Seconds of sound that are looked at for a tone."""

HEARINGS = 3
"""How often a tone is listened for until it counts as not there."""

MESSAGE = 3.0
"""Seconds that the message lasts."""

TOLERANCE = 20
"""Hz by which a detected tone may be off: the step of the detector."""


class CallTour(Stage):
    """Leads a phone through its calls."""

    def __init__(self, lab: Lab, say: Callable[[str], None], model: str = "VVX_450") -> None:
        self._lab = lab
        self._user = lab.boot_server.add_phone(MAC).user
        super().__init__(Phone(model, mac=MAC, server=lab.boot_server.url, boot="quick"), say)
        self._folder = tempfile.TemporaryDirectory(prefix="vphone-tour-")
        self._files = 0
        self._party: LabCall | None = None

    @property
    def _steps(self) -> tuple[Step, ...]:
        return (
            Step("The phone boots and fetches its configuration", self._boot),
            Step("It registers, with digest authentication", self._register),
            Step("It calls 1002; sound goes both ways", self._call_out),
            Step("The call is held, and resumed", self._hold),
            Step("The call ends", self._end),
            Step("1002 calls the phone", self._call_in),
            Step("Somebody leaves a message; the message light blinks", self._leave_message),
            Step("The message is heard; the light goes out", self._hear_message),
        )

    async def lead(self) -> int:
        """Make the tour; how many steps it took. Raises TourFailed."""
        try:
            await self.run(self._steps)
        finally:
            await self._phone.close()
            self._folder.cleanup()
        return len(self._steps)

    # Steps

    async def _boot(self) -> None:
        await self._phone.start()
        await self._until("ready")
        fetched = [line for line in self._phone.journal if line.kind == "fetch" and " 200 " in line.text]
        self._check(len(fetched) >= 3, "master and configuration files were not fetched")
        self._check(self._phone.state[Power].boots == 1, "the phone booted more than once")
        self._show()

    async def _register(self) -> None:
        await self._until("registered")
        register = [text for _, way, _, text in self._phone.sip_trace if way == "out" and text.startswith("REGISTER")]
        self._check("Authorization: Digest" in register[-1], "the registrar did not ask for a digest")
        self._say(f"Line 1 is registered as {self._user} after {len(register)} REGISTER requests.")

    async def _call_out(self) -> None:
        self._phone.speak(tone(VOICE))
        self._dial(PARTY.user)
        self._show()
        await self._until("call:connected")
        self._party = self._lab.party.calls[-1]
        await self._party.until("connected")
        await self._both_hear()
        self._show()

    async def _hold(self) -> None:
        self._press("Hold")
        await self._until("call:held")
        await self._partner.until("remote-held")
        path = await self._partner.listen(LISTENING)
        self._check(not self._tones(path), "the far end still hears the phone while held")
        self._say("Held: the far end hears nothing.")
        self._show()
        self._press("Resume")
        await self._until("call:connected")
        await self._both_hear()

    async def _end(self) -> None:
        self._press("End Call")
        await self._partner.until("ended", PATIENCE)
        self._say(f"The far end got BYE (the call ended with {self._partner.code}).")
        await self._until("idle")

    async def _call_in(self) -> None:
        self._say(f"  » {PARTY.user} calls {self._user}")
        self._party = self._lab.party.call(self._user)
        await self._until("call:offering")
        self._show()
        self._press("Answer")
        await self._until("call:connected")
        await self._partner.until("connected")
        await self._both_hear()
        self._partner.hang_up()
        await self._until("idle")
        self._say("1002 hung up, and the phone is idle.")

    async def _leave_message(self) -> None:
        self._say(f"  » {PARTY.user} calls the mailbox of {self._user}")
        self._party = self._lab.party.call(f"*{self._user}")
        await self._partner.until("connected")
        await asyncio.sleep(MESSAGE)
        self._partner.hang_up()
        await self._until("messages")
        await self._until("led:mwi=red")
        self._show()

    async def _hear_message(self) -> None:
        self._phone.speak(Silence())
        self._dial(VOICEMAIL.user)
        await self._until("call:connected")
        path = await self._hear(self._lab.party.hz)
        self._check(self._hears(path, self._lab.party.hz), "the message was not played")
        self._say(f"The phone plays the message: {self._spell(path)}.")
        self._press("End Call")
        await self._until("led:mwi=off")
        await self._until("idle")
        self._show()

    # Tools

    @property
    def _partner(self) -> LabCall:
        if self._party is None:
            raise TourFailed("there is no call")
        return self._party

    async def _both_hear(self) -> None:
        """Check that each side hears the other's tone; sound may need a moment to set in."""
        for _ in range(HEARINGS):
            here, there = await asyncio.gather(
                self._phone.listen(LISTENING, self._file()), self._partner.listen(LISTENING)
            )
            if self._hears(here, self._lab.party.hz) and self._hears(there, VOICE):
                break
        self._say(f"The phone hears {self._spell(here)}, the far end hears {self._spell(there)}.")
        self._check(self._hears(here, self._lab.party.hz), f"the phone does not hear {self._lab.party.hz} Hz")
        self._check(self._hears(there, VOICE), f"the far end does not hear {VOICE} Hz")

    async def _hear(self, hz: int) -> Path:
        """Listen at the phone until there is that tone, or patience ends; the last recording."""
        for _ in range(HEARINGS):
            path = await self._phone.listen(LISTENING, self._file())
            if self._hears(path, hz):
                break
        return path

    def _file(self) -> Path:
        self._files += 1
        return Path(self._folder.name) / f"heard-{self._files}.wav"

    def _tones(self, path: Path) -> tuple[int, ...]:
        return heard(read(path))

    def _hears(self, path: Path, hz: int) -> bool:
        return any(abs(found - hz) <= TOLERANCE for found in self._tones(path))

    def _spell(self, path: Path) -> str:
        return " and ".join(f"{hz} Hz" for hz in self._tones(path)) or "nothing"
