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

from emulator.cli.errors import reason
from emulator.display.device import device_text
from emulator.display.keys import InputError
from emulator.inputs import WORDS, carry_out, read_words
from emulator.kernel.data import product_version
from emulator.reports import SCHEMA, Report, describe
from emulator.voice import Voice, keys, whole

if TYPE_CHECKING:
    from emulator.phone import Phone

Handler = Callable[[str], Awaitable[None]]

LIMIT = 1 << 16
"""Characters that one line of input may have."""

HELP = max(map(len, WORDS))
"""The width of the column with the words."""


def put(phone: Phone, *lines: str) -> None:
    """Print lines; the phone ends once nobody reads them, or they cannot be written."""
    try:
        print(*lines, sep="\n", flush=True)
    except BrokenPipeError:
        phone.request_end("output closed")
    except OSError as error:
        phone.fail(f"{reason(error)}.")


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

    async def close(self, why: str) -> None:
        """Say goodbye, once the phone is off."""
        await _cancel(self._reader)
        self._print({"t": self._phone.now / 1_000_000, "kind": "end", "reason": why})

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
        put(self._phone, json.dumps(report, ensure_ascii=False))


class LinesFace:
    """Plain words, one line for each thing that changes; the display itself is drawn when it is asked for."""

    SILENT = frozenset({"fetch", "log", "screen"})

    def __init__(self, phone: Phone, head: str = "") -> None:
        """`head` stands in front of each line."""
        self._phone = phone
        self._head = head
        self._voice = Voice()
        self._reader: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Introduce the phone, and listen."""
        self.follow()
        self._reader = asyncio.create_task(read_lines(self.take))

    def follow(self) -> None:
        """Introduce the phone, and tell what changes."""
        self._put(f"{self._phone.profile.name}, MAC {self._phone.mac}. Type help for the words there are.")
        self._phone.on_report(self._tell)
        self._phone.subscribe(self._look)

    async def close(self, why: str) -> None:
        """Say goodbye."""
        await _cancel(self._reader)
        self._put(f"The phone is off ({why}).")

    def _put(self, *lines: str) -> None:
        put(self._phone, *(f"{self._head}{row}" for line in lines for row in line.split("\n")))

    def _tell(self, report: Report) -> None:
        if report["kind"] not in self.SILENT:
            self._put(describe(report))

    def _look(self) -> None:
        for line in self._voice.look(self._phone.screen):
            self._put(line)

    def _show(self) -> None:
        phone = self._phone
        plugged = [what for what in phone.profile.sockets if what in phone.plugged]
        shown = device_text(phone.screen, phone.leds, phone.profile, phone.now)
        self._put(shown, keys(phone.screen), f"Plugged in: {', '.join(plugged) or 'nothing'}")

    async def take(self, line: str) -> None:
        """Do what a line of words asks for."""
        told = {"help": self._help, "say": self._say, "keys": self._keys, "show": self._show}
        wanted = line.strip().lower()
        if wanted in told:
            told[wanted]()
        elif wanted:
            await self._act(line)

    def _help(self) -> None:
        words = (f"{word:<{HELP}} {meaning}" for word, meaning in WORDS.items())
        self._put(*words, f"Things to plug into this phone: {', '.join(self._phone.profile.sockets)}.")

    def _say(self) -> None:
        self._put(*whole(self._phone.screen, self._phone.leds))

    def _keys(self) -> None:
        from ui.words import meanings

        self._put(*(f"{each}: {meaning}" for each, meaning in meanings(self._phone.screen).items()))

    async def _act(self, line: str) -> None:
        try:
            answer = await carry_out(self._phone, read_words(line))
        except InputError as error:
            answer = {"kind": "error", "text": str(error)}
        if answer["kind"] == "error":
            text = answer["text"].removesuffix(".")
            self._put(f"Sorry: {text}{'' if text.endswith('?') else '.'}")


async def _cancel(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
