"""A stage for tours: a phone is led through steps, what it does is told, and every claim is checked as it is made.

A step that does not hold ends the tour with `TourFailed`, which says where.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from emulator.display.device import device_text
from emulator.phone import Phone
from emulator.reports import Report, describe

PATIENCE = 8.0
"""Real seconds that a step may take until it counts as failed."""

TOLD = ("boot", "fetch", "line", "call", "mwi", "led", "say", "signin", "lock", "btoe")
"""The kinds of reports that a tour passes on."""


class TourFailed(Exception):  # noqa: N818 - it names what happened
    """A step of the tour did not hold; the message says which and why."""


class Step(NamedTuple):
    """One stop of a tour."""

    title: str
    act: Callable[[], Awaitable[None]]


class Stage:
    """One phone and who watches it. `say` is given every line that is printed."""

    def __init__(self, phone: Phone, say: Callable[[str], None]) -> None:
        self._phone = phone
        self._say = say
        phone.on_report(self._narrate)

    async def run(self, steps: tuple[Step, ...], first: int = 1) -> None:
        """Take one step after the other, numbered from `first`. Raises TourFailed."""
        for number, step in enumerate(steps, first):
            self._say(f"\n=== {number}. {step.title}")
            try:
                await step.act()
            except (TourFailed, TimeoutError) as failure:
                raise TourFailed(f"Step {number} ({step.title}) failed: {failure}") from None

    def _press(self, name: str) -> None:
        """Press a key, and say so."""
        self._say(f"  » {name}")
        self._phone.press(name)

    def _dial(self, number: str) -> None:
        """Dial a number, and say so."""
        self._say(f"  » {number}, Dial")
        self._phone.dial(number)

    def _type(self, text: str, secret: bool = False) -> None:
        """Type into the field in focus, and say so; of a secret its length alone."""
        self._say(f"  » {'*' * len(text) if secret else text}")
        self._phone.type_text(text)

    async def _until(self, condition: str) -> None:
        """Wait for a condition of the phone; a registration that fails ends the waiting."""
        refused = asyncio.create_task(self._phone.until("registration-failed", PATIENCE))
        wanted = asyncio.create_task(self._phone.until(condition, PATIENCE))
        done, _ = await asyncio.wait({refused, wanted}, return_when=asyncio.FIRST_COMPLETED)
        refused.cancel()
        with contextlib.suppress(asyncio.CancelledError, TimeoutError):
            await refused
        if wanted not in done:
            wanted.cancel()
            raise TourFailed(f"the registration failed while waiting for {condition!r}.\n{self._phone.snapshot()}")
        await wanted

    def _check(self, holds: bool, otherwise: str) -> None:
        if not holds:
            raise TourFailed(otherwise)

    def _narrate(self, report: Report) -> None:
        if report["kind"] in TOLD:
            self._say(f"{report['t']:8.3f} s  {describe(report)}")

    def _show(self) -> None:
        phone = self._phone
        self._say(device_text(phone.screen, phone.leds, phone.profile, phone.device.core.now))
