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

from emulator.display.keys import InputError
from emulator.inputs import WORDS, carry_out, read_words
from emulator.kernel.data import product_version
from emulator.reports import SCHEMA, Report, describe

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
    """Plain words, one fact per line; the display is printed when it becomes another screen, or when asked for."""

    SILENT = frozenset({"fetch", "log", "screen"})

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._reader: asyncio.Task[None] | None = None
        self._name = ""

    async def open(self) -> None:
        """Introduce the phone, and listen."""
        print(f"{self._phone.profile.name}, MAC {self._phone.mac}. Type help for the words there are.", flush=True)
        self._phone.on_report(self._tell)
        self._reader = asyncio.create_task(read_lines(self._handle))

    async def close(self, reason: str) -> None:
        """Say goodbye."""
        await _cancel(self._reader)
        print(f"The phone is off ({reason}).", flush=True)

    def _tell(self, report: Report) -> None:
        if report["kind"] == "screen" and report["name"] != self._name:
            self._name = report["name"]
            self._show()
        elif report["kind"] not in self.SILENT:
            print(describe(report), flush=True)

    def _show(self) -> None:
        screen = self._phone.screen
        for row in screen.text.split("\n"):
            if row.strip():
                print(f"| {row.rstrip()}")
        labels = [key.label for key in screen.soft_keys if key.label]
        print(f"soft keys: {', '.join(labels) or 'none'}", flush=True)

    async def _handle(self, line: str) -> None:
        words = line.strip().lower()
        if words == "help":
            print("\n".join(f"{word:<22} {meaning}" for word, meaning in WORDS.items()), flush=True)
        elif words == "show":
            self._show()
            lit = [f"{name} {led.color} {led.pattern}" for name, led in self._phone.leds.items() if led.color != "off"]
            print(f"lamps: {', '.join(lit) or 'all off'}", flush=True)
        elif words:
            await self._act(line)

    async def _act(self, line: str) -> None:
        try:
            answer = await carry_out(self._phone, read_words(line))
        except InputError as error:
            answer = {"kind": "error", "text": str(error)}
        if answer["kind"] == "error":
            print(f"Sorry: {answer['text']}.", flush=True)


async def _cancel(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
