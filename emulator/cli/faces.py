"""The phone in words: as JSON lines for programs, as plain lines for people (and their screen readers)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import stat
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from emulator.display.device import device_text
from emulator.display.keys import InputError
from emulator.inputs import WORDS, carry_out, read_words
from emulator.kernel.data import product_version
from emulator.reports import SCHEMA, Report, describe
from emulator.voice import Voice, keys

if TYPE_CHECKING:
    from emulator.phone import Phone

Handler = Callable[[str], Awaitable[None]]

LIMIT = 1 << 16
"""Characters that one line of input may have."""


async def read_lines(handle: Handler) -> None:
    """Call `handle(line)` for each line of standard input, until it ends."""
    kind = os.fstat(sys.stdin.fileno()).st_mode
    if not (stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind) or sys.stdin.isatty()):
        for line in sys.stdin:  # a plain file cannot be waited for; it is simply read
            await handle(line)
        return
    reader = asyncio.StreamReader(limit=LIMIT)
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    try:
        while line := (await _next_line(reader)):
            await handle(line)
    finally:
        transport.close()


async def _next_line(reader: asyncio.StreamReader) -> str:
    """A line of input; of one beyond the limit, what fits, which is answered as what it is: not an input."""
    try:
        return (await reader.readline()).decode("utf-8", "replace")
    except ValueError:
        return "(too long)\n"


class JsonFace:
    """One JSON object per line: reports on stdout, commands on stdin."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._reader: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Say hello, and listen."""
        who = {"model": self._phone.profile.token, "mac": self._phone.mac, "version": product_version()}
        self._print({"kind": "hello", "schema": SCHEMA} | who)
        self._phone.on_report(self._print)
        self._reader = asyncio.create_task(read_lines(self._handle))

    async def close(self, reason: str) -> None:
        """Say goodbye, once the phone is off."""
        await _cancel(self._reader)
        self._print({"t": self._phone.now / 1_000_000, "kind": "end", "reason": reason})

    async def _handle(self, line: str) -> None:
        if not line.strip():
            return
        try:
            command = json.loads(line)
        except ValueError as error:
            answer: Report = {"kind": "error", "text": f"not JSON: {error}"}
        else:
            answer = await carry_out(self._phone, command)
        self._print({"t": self._phone.now / 1_000_000} | answer)

    def _print(self, report: Report) -> None:
        try:
            print(json.dumps(report, ensure_ascii=False), flush=True)
        except BrokenPipeError:
            self._phone.request_end("output closed")


class LinesFace:
    """Plain words, one line for each thing that changes; the display itself is drawn when it is asked for."""

    SILENT = frozenset({"fetch", "log", "screen"})

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._voice = Voice()
        self._reader: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Introduce the phone, and listen."""
        print(f"{self._phone.profile.name}, MAC {self._phone.mac}. Type help for the words there are.", flush=True)
        self._phone.on_report(self._tell)
        self._phone.subscribe(self._look)
        self._reader = asyncio.create_task(read_lines(self._handle))

    async def close(self, reason: str) -> None:
        """Say goodbye."""
        await _cancel(self._reader)
        print(f"The phone is off ({reason}).", flush=True)

    def _tell(self, report: Report) -> None:
        if report["kind"] not in self.SILENT:
            print(describe(report), flush=True)

    def _look(self) -> None:
        for line in self._voice.look(self._phone.screen):
            print(line, flush=True)

    def _show(self) -> None:
        phone = self._phone
        print(device_text(phone.screen, phone.leds, phone.profile, phone.now))
        print(keys(phone.screen))
        plugged = [what for what in phone.profile.sockets if what in phone.plugged]
        print(f"Plugged in: {', '.join(plugged) or 'nothing'}", flush=True)

    async def _handle(self, line: str) -> None:
        words = line.strip().lower()
        if words == "help":
            print("\n".join(f"{word:<22} {meaning}" for word, meaning in WORDS.items()))
            print(f"Things to plug into this phone: {', '.join(self._phone.profile.sockets)}.", flush=True)
        elif words == "show":
            self._show()
        elif words:
            await self._act(line)

    async def _act(self, line: str) -> None:
        try:
            answer = await carry_out(self._phone, read_words(line))
        except InputError as error:
            answer = {"kind": "error", "text": str(error)}
        if answer["kind"] == "error":
            print(f"Sorry: {answer['text'].removesuffix('.')}.", flush=True)


async def _cancel(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
