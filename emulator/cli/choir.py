"""Several phones in words at once: who of them speaks, and who is spoken to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from emulator.cli.faces import LinesFace, put

if TYPE_CHECKING:
    from emulator.phone import Phone


class JsonChoir:
    """Reports as JSON lines with the MAC of each phone; commands to one of them, or to all."""

    def __init__(self, phones: list[Phone]) -> None:
        self._phones = phones

    def open(self) -> None:
        """Pass on what phones report."""
        for phone in self._phones:
            phone.on_report(lambda report, phone=phone: self._print(phone, report))  # type: ignore[misc]

    async def take(self, line: str) -> None:
        """Carry out a command, `mac` in it says by which phone."""
        from emulator.inputs import carry_out

        try:
            command = json.loads(line)
        except ValueError as error:
            put(self._phones[0], json.dumps({"kind": "error", "text": f"not JSON: {error}"}))
            return
        wanted = command.pop("mac", None) if isinstance(command, dict) else None
        for phone in self._phones:
            if wanted in (None, phone.mac):
                self._print(phone, {"t": phone.now / 1_000_000} | await carry_out(phone, command))

    def _print(self, phone: Phone, report: dict[str, Any]) -> None:
        put(phone, json.dumps({"mac": phone.mac} | report, ensure_ascii=False))


class LinesChoir:
    """Plain words with the number of each phone in front; a number in front of a command says for which phone it is."""

    def __init__(self, phones: list[Phone]) -> None:
        self._phones = phones
        self._faces = [LinesFace(phone, f"{number}: ") for number, phone in enumerate(phones, 1)]
        self._current = 0

    def open(self) -> None:
        """Introduce the phones."""
        for face in self._faces:
            face.follow()

    async def take(self, line: str) -> None:
        """Carry out a command by the phone whose number stands in front, else by the one that had the last."""
        number, _, rest = line.strip().partition(" ")
        if not number.isdecimal():
            await self._faces[self._current].take(line)
        elif 1 <= int(number) <= len(self._faces):
            self._current = int(number) - 1
            await self._faces[self._current].take(rest)
        else:
            put(self._phones[0], f"Sorry: there is no phone {number}; there are 1 to {len(self._faces)}.")
