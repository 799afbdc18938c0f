"""A user who follows a guide: presses keys by their labels, and reads the screen after each step."""

from __future__ import annotations

import re
from typing import Self

from emulator.boot.model import Power
from emulator.display.canvas import Hit
from emulator.display.entry import CLASSIC_LABELS, MODES, characters, fields
from emulator.phone import Phone

MESSAGE = 11
"""Seconds after which what a boot has to tell is off the screen again."""

TAP = 1.1
"""Seconds between two keys of the same letter group."""


class Walker:
    """A phone in somebody's hands. Every step waits for the screen that it leads to."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.phone.close()

    @property
    def text(self) -> str:
        """What the display shows."""
        return self.phone.screen.text

    async def reads(self, *texts: str) -> None:
        """Wait until all of the texts stand on the display."""
        await self.phone.until(lambda phone: all(text in phone.screen.text for text in texts), timeout=15)

    async def boots_to(self, state: str, limit: int = 300) -> None:
        """Let time pass, second by second, until the phone is in that stage of its boot."""
        for _ in range(limit):
            if self.phone.state[Power].state == state:
                await self.phone.advance(MESSAGE if state == "running" else 0)
                return
            await self.phone.advance(1)
        raise AssertionError(f"never {state}:\n{self.phone.snapshot()}")

    async def press(self, *labels: str) -> None:
        """Press keys one after another; a soft key behind More is looked for there."""
        for label in labels:
            while label in self._labels and label not in [key.label for key in self.phone.screen.soft_keys]:
                self.phone.press("More")
            self.phone.press(label)
            await self.phone.advance(0)

    async def touch(self, *labels: str) -> None:
        """Touch what stands on the screen, one thing after another; lists and tiles are wiped until it comes."""
        for label in labels:
            for _ in range(20):
                if hit := self._place(label):
                    break
                self.phone.swipe("up" if "SwipeUp" in self.phone.screen.keys else "left")
            else:
                raise AssertionError(f"no {label!r} on\n{self.text}")
            self.phone.touch(*hit.center)
            await self.phone.advance(0.1)

    def _place(self, label: str) -> Hit | None:
        """Where the label stands, or what begins so; rows of menus have a number before it."""
        named = [
            (hit.label.lstrip("0123456789 ") if hit.label != label else label, hit) for hit in self.phone.frame.hits
        ]
        exact = (hit for name, hit in named if name == label)
        return next(exact, None) or next((hit for name, hit in named if name.startswith(label)), None)

    async def select(self, label: str) -> None:
        """Scroll to the row or tile of that name and select it, or touch it where there are no keys for that."""
        if self.phone.profile.display.touch and (self._place(label) or "Down" not in self.phone.profile.hard_keys):
            await self.touch(label)
            return
        for _ in range(80):
            rows = [row for row in self.text.splitlines() if "▸" in row]
            if any(re.match(rf"\W*\d*\W*{re.escape(label)}", row.partition("▸")[2]) for row in rows):
                await self.press("Select")
                return
            await self.press("Down" if "Down" in self.phone.screen.keys else "Right")
        raise AssertionError(f"no {label!r} on\n{self.text}")

    async def enter(self, text: str) -> None:
        """Write a text into the field in focus with the dial pad alone, as the guide says: letters by taps."""
        assert fields(self.phone.screen), self.text
        for character in text:
            await self._write(character)

    async def _write(self, character: str) -> None:
        field = next(field for field in fields(self.phone.screen) if field.cursor is not None)
        wanted = ("123", "1->Aa") if character.isdigit() else ("abc", "a->1A")
        modes = [label for label in self._labels if label in (*MODES, *CLASSIC_LABELS)]
        while modes and not set(wanted) & set(self._labels):
            await self.press(next(label for label in self._labels if label in (*MODES, *CLASSIC_LABELS)))
        mode = "123" if character.isdigit() else "abc"
        key = next(key for key in "1234567890*#" if character in characters(field, mode, key, ""))
        await self.press(*[key] * (characters(field, mode, key, "").index(character) + 1))
        await self.phone.advance(TAP)

    @property
    def _labels(self) -> list[str]:
        return [key.label for key in self.phone.screen.actions]
