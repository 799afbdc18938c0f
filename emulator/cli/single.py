"""One phone from its start to its end: its face, what it is waited for, its picture."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from emulator.cli.errors import DONE, INTERRUPTED, MISSING, NOT_HELD, CommandError
from emulator.cli.serving import served

if TYPE_CHECKING:
    from emulator.cli.faces import JsonFace, LinesFace
    from emulator.phone import Phone


async def run_one(phone: Phone, options: argparse.Namespace, face: str) -> int:
    """Run the phone behind this face; the exit code. Raises CommandError for what the user must mend."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, phone.request_end, "terminated")
    if face != "full":
        loop.add_signal_handler(signal.SIGINT, phone.request_end, "interrupted")
    talker = _talker(phone, face)
    if talker is not None:
        await talker.open()
    code = NOT_HELD
    try:
        await phone.start()
        async with served([phone], options, face) as word:
            code = await (_full_screen(phone, options, word) if face == "full" else _wait(phone, options))
        if options.screenshot is not None:
            _screenshot(phone, options.screenshot, options.theme or "dark")
    finally:
        await phone.close()
        if talker is not None:
            await talker.close(phone.end_reason or ("done" if code == DONE else "condition not reached"))
    if phone.failure:
        raise CommandError(phone.failure, MISSING)
    return code


def _talker(phone: Phone, face: str) -> JsonFace | LinesFace | None:
    from emulator.cli.faces import JsonFace, LinesFace

    return JsonFace(phone) if face == "json" else LinesFace(phone) if face == "lines" else None


async def _full_screen(phone: Phone, options: argparse.Namespace, word: str) -> int:
    from ui.app import run_app

    waiting = asyncio.create_task(_wait(phone, options)) if options.until else None
    if waiting is not None:
        waiting.add_done_callback(lambda _: phone.request_end("done"))
    code = await run_app(phone, theme=options.theme or "", word=word)
    phone.request_end("quit")
    return code if waiting is None else await waiting


async def _wait(phone: Phone, options: argparse.Namespace) -> int:
    if not options.until:
        await phone.ended.wait()
        return _code_of(phone)
    ended = asyncio.create_task(phone.ended.wait())
    waiting = asyncio.create_task(_all_hold(phone, options.until, options.timeout))
    await asyncio.wait({ended, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if not waiting.done():
        waiting.cancel()
        return _code_of(phone) or NOT_HELD
    ended.cancel()
    try:
        waiting.result()
    except TimeoutError as error:
        print(f"vphone run: {error}", file=sys.stderr)
        return NOT_HELD
    return DONE


def _code_of(phone: Phone) -> int:
    return INTERRUPTED if phone.end_reason == "interrupted" else DONE


async def _all_hold(phone: Phone, conditions: list[str], timeout: float) -> None:
    deadline = asyncio.get_running_loop().time() + timeout
    for condition in conditions:
        await phone.until(condition, timeout=max(0.0, deadline - asyncio.get_running_loop().time()))


def _screenshot(phone: Phone, path: Path, theme: str) -> None:
    from ui.screenshot import save

    try:
        save(phone, path, theme)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.", MISSING) from None
