"""Who calls the phone of the demo when its user wants a call: the lab's second party, from the palette."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from typing import TYPE_CHECKING, Any

from emulator.lab.accounts import ECHO, PARTY, VOICEMAIL
from ui.deeds import Deed

if TYPE_CHECKING:
    from emulator.lab.lab import Lab
    from emulator.lab.studio import LabCall

WELCOME = (
    f"Welcome. {PARTY.user} answers your calls, {ECHO.user} says what you say, {VOICEMAIL.user} is voicemail. "
    "Ctrl+P has all commands: have somebody call you, for one."
)
"""What a newcomer is told first."""

MESSAGE = 3.0
"""Seconds that a message lasts."""


class Guests:
    """Calls to one user of a lab, made when they are wanted."""

    def __init__(self, lab: Lab, user: str) -> None:
        self._lab, self._user = lab, user
        self._tasks: set[asyncio.Task[None]] = set()

    def deeds(self) -> Iterator[Deed]:
        """What the palette offers now."""
        name = PARTY.display_name
        yield Deed(f"Lab: {name} calls you", f"from {PARTY.user}", lambda: self._call(self._user))
        yield Deed(
            "Lab: somebody leaves you a message", "The message lamp blinks", lambda: self._begin(self._message())
        )
        if self._open:
            yield Deed(f"Lab: {name} hangs up", "", self._hang_up)

    async def close(self) -> None:
        """Leave nothing behind."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def _open(self) -> list[LabCall]:
        return [call for call in self._lab.party.calls if call.state != "ended"]

    def _call(self, whom: str) -> None:
        self._lab.party.call(whom)

    def _begin(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(errand)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _message(self) -> None:
        call = self._lab.party.call(f"*{self._user}")
        try:
            await call.until("connected")
            await asyncio.sleep(MESSAGE)
        except TimeoutError:
            return
        finally:
            call.hang_up()

    def _hang_up(self) -> None:
        for call in self._open:
            call.hang_up()
