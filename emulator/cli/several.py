"""`vphone run --phones FILE`: several phones at once, on one screen or headless, each with settings of its own."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tomllib
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emulator.cli.choir import JsonChoir, LinesChoir
from emulator.cli.errors import DONE, INTERRUPTED, MISSING, NOT_HELD, UNREADABLE, USAGE, CommandError
from emulator.cli.faces import read_lines
from emulator.cli.files import read_text
from emulator.cli.parser import Parser
from emulator.cli.run_arguments import arguments
from emulator.cli.serving import served
from emulator.kernel.spelling import meant

if TYPE_CHECKING:
    from emulator.phone import Phone

OWN = (
    "model", "mac", "server", "server_user", "server_password_file", "firmware", "part_number", "certificate", "dhcp",
    "ztp", "lyncdiscover", "state", "bind", "sip_port", "record", "audio_in", "audio_out", "usb",
)  # fmt: skip
"""What a `[[phone]]` table may hold: options of `vphone run`, with underscores."""


ALONE = ("mac", "record", "audio_out", "screenshot")
"""Options of the command line that several phones cannot share."""


def read_phones(options: argparse.Namespace) -> list[argparse.Namespace]:
    """The options of each phone in the file, where it says nothing those of the command line. Raises CommandError."""
    for name in ALONE:
        if getattr(options, name):
            option = f"--{name.replace('_', '-')}"
            raise CommandError(f"{option} is for one phone, and cannot go with --phones.", USAGE)
    try:
        content = tomllib.loads(read_text(Path(options.phones)))
    except ValueError as error:
        raise CommandError(f"{options.phones} is not TOML: {error}.", UNREADABLE) from None
    tables = content.get("phone")
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise CommandError(f"{options.phones} holds no [[phone]] tables.", UNREADABLE)
    phones = [_one(options, table) for table in tables]
    macs = [phone.mac for phone in phones]
    if None in macs or len(set(macs)) < len(macs):
        raise CommandError(f"each [[phone]] in {options.phones} needs a mac of its own.", USAGE)
    return phones


def _one(options: argparse.Namespace, table: dict[str, Any]) -> argparse.Namespace:
    """The options of the command line with those of a table in their place, read as if they stood there."""
    parser = Parser(prog="vphone run", add_help=False)
    arguments(parser)
    words = []
    for name, value in table.items():
        if name not in OWN:
            raise CommandError(f"{options.phones}: a [[phone]] has no {name!r}; {meant(name, OWN)}", USAGE)
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise CommandError(f"{options.phones}: {name} = {value!r} is neither a text nor a number.", USAGE)
        words.append(f"--{name.replace('_', '-')}={value}")
    try:
        return parser.read(words, argparse.Namespace(**vars(options)))
    except CommandError as error:
        raise CommandError(f"{options.phones}: {error}", USAGE) from None


async def run_several(phones: list[Phone], options: argparse.Namespace, face: str) -> int:
    """Run all phones until their conditions hold, the time is over, or the run is interrupted or left."""
    ended, interrupted = asyncio.Event(), asyncio.Event()

    def interrupt() -> None:
        interrupted.set()
        ended.set()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    if face != "full":
        loop.add_signal_handler(signal.SIGINT, interrupt)
    reader = _listener(phones, face)
    try:
        for phone in phones:
            await phone.start()
        async with served(phones, options, face) as word:
            if face == "full":
                return await _full_screen(phones, options, word, ended)
            code = await _until(phones, options, ended)
        return INTERRUPTED if interrupted.is_set() else code
    finally:
        if reader is not None:
            reader.cancel()
        await asyncio.gather(*(phone.close() for phone in phones))
        for failure in filter(None, (phone.failure for phone in phones)):
            raise CommandError(failure, MISSING)


def _listener(phones: list[Phone], face: str) -> asyncio.Task[None] | None:
    """What takes commands from standard input, once the phones tell what they do there; faces to look at need none."""
    if face not in ("json", "lines"):
        return None
    choir = JsonChoir(phones) if face == "json" else LinesChoir(phones)
    choir.open()
    return asyncio.create_task(read_lines(choir.take))


async def _full_screen(phones: list[Phone], options: argparse.Namespace, word: str, ended: asyncio.Event) -> int:
    """All phones on the terminal, until the user leaves or the conditions hold."""
    from ui.app import run_app

    screen = asyncio.create_task(run_app(*phones, theme=options.theme or "", word=word))
    waiting = asyncio.create_task(_until(phones, options, ended))
    await asyncio.wait({screen, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for phone in phones:
        phone.request_end("quit")
    code = await screen
    return await waiting if options.until else code


async def _until(phones: list[Phone], options: argparse.Namespace, ended: asyncio.Event) -> int:
    waits = [phone.until(each, timeout=options.timeout) for phone in phones for each in options.until]
    stopped = asyncio.create_task(_any_end(phones, ended))
    reached = asyncio.create_task(_all(waits))
    await asyncio.wait({stopped, reached} if waits else {stopped}, return_when=asyncio.FIRST_COMPLETED)
    problems = reached.result() if waits and reached.done() else []
    for task in (stopped, reached):
        task.cancel()
    await asyncio.gather(stopped, reached, return_exceptions=True)
    for problem in problems:
        print(f"vphone run: {problem}", file=sys.stderr)
    return NOT_HELD if problems or (waits and ended.is_set()) else DONE


async def _any_end(phones: list[Phone], ended: asyncio.Event) -> None:
    """Wait until the run is interrupted, or a phone has ended by itself."""
    waits = [asyncio.create_task(event.wait()) for event in (ended, *(phone.ended for phone in phones))]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def _all(waits: list[Coroutine[Any, Any, None]]) -> list[BaseException]:
    """Wait for all conditions; what came of those that did not hold."""
    results = await asyncio.gather(*waits, return_exceptions=True)
    return [result for result in results if result is not None]
