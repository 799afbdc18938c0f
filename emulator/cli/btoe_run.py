"""`vphone btoe start`: the PC as a process, with its window, as JSON lines, as plain lines, or in the background."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from emulator.cli.errors import DONE, INTERRUPTED, MISSING, NOT_HELD, UNREADABLE, USAGE, CommandError
from emulator.lab.pc.control import BusyError, Control, alive
from emulator.lab.pc.memory import MemoryFileError
from emulator.lab.pc.pc import PC
from emulator.lab.pc.talk import carry_out

PATIENCE = 15.0
"""Seconds that a PC in the background has to be ready."""


def opened(folder: Path, **setup: Any) -> PC:
    """The PC of a folder. Raises CommandError if what it has kept cannot be read."""
    try:
        return PC(folder, **setup)
    except MemoryFileError as error:
        raise CommandError(f"{error}.", UNREADABLE) from None


def start(options: argparse.Namespace) -> int:
    """Switch the PC on, and start the connector."""
    if options.background and (options.json or options.verb == "window"):
        raise CommandError("--background has neither a window nor --json.", USAGE)
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if options.verb == "window" and (options.json or not terminal):
        raise CommandError("the window needs a terminal, and has no --json.", USAGE)
    window = terminal and not options.json
    return _detach(options) if options.background else asyncio.run(_run(options, window))


def _detach(options: argparse.Namespace) -> int:
    """Start a process of its own, and wait until it answers."""
    if alive(options.folder):
        raise CommandError(f"the PC of {options.folder} runs already.", MISSING)
    words = ["btoe", "start", "--folder", str(options.folder.absolute()), "--json"]
    words += ["--phones", str(options.phones.absolute())] if options.phones else []
    process = subprocess.Popen(  # noqa: S603 - this program itself
        [sys.executable, "-m", "emulator", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    limit = time.monotonic() + PATIENCE
    while not alive(options.folder):
        if process.poll() is not None:
            raise CommandError(_complaint(process), process.returncode or MISSING)
        if time.monotonic() > limit:
            process.terminate()
            raise CommandError("the connector did not start in time.", MISSING)
        time.sleep(0.02)
    print(f"The connector runs (process {process.pid}).")
    return DONE


def _complaint(process: subprocess.Popen[bytes]) -> str:
    _, told = process.communicate()
    return told.decode("utf-8", "replace").strip().removeprefix("vphone btoe: ")


async def _run(options: argparse.Namespace, window: bool) -> int:
    browse = _browse if window else None
    try:
        async with opened(options.folder, run=options.phones, browse=browse) as pc, Control(pc) as control:
            started = await carry_out(pc, {"do": "start"})
            if started["kind"] == "error":
                raise CommandError(started["text"], NOT_HELD)
            return await (_show(pc, control, options) if window else _speak(pc, control, options))
    except BusyError as error:
        raise CommandError(f"{error}.", MISSING) from None


def _browse(url: str) -> None:
    import webbrowser

    webbrowser.open(url)


async def _show(pc: PC, control: Control, options: argparse.Namespace) -> int:
    from ui.connector.app import run_window

    return await run_window(pc, control.ended, theme=options.theme or "")


async def _speak(pc: PC, control: Control, options: argparse.Namespace) -> int:
    """Print what happens; with --json, take commands as well."""
    loop, codes = asyncio.get_running_loop(), [DONE]

    def end(code: int) -> None:
        codes.append(code)
        control.ended.set()

    loop.add_signal_handler(signal.SIGTERM, end, DONE)
    loop.add_signal_handler(signal.SIGINT, end, INTERRUPTED)
    face = JsonFace(pc, control) if options.json else PlainFace(pc)
    await face.open()
    await control.ended.wait()
    await face.close()
    return codes[-1]


class PlainFace:
    """The connector's log, line by line."""

    def __init__(self, pc: PC) -> None:
        self._pc = pc

    async def open(self) -> None:
        """Say who is there, and go on with the log."""
        print(f"Polycom BToE Connector {self._pc.windows.connector} on {self._pc.windows.name}", flush=True)
        self._pc.on_report(self._tell)

    def _tell(self, report: dict[str, Any]) -> None:
        if report["kind"] in ("log", "web"):
            print(report.get("text") or report["url"], flush=True)

    async def close(self) -> None:
        """Nothing more to say."""
        print("The connector has ended.", flush=True)


class JsonFace:
    """One JSON object a line: reports on stdout, commands on stdin. The end of stdin does not end the PC."""

    def __init__(self, pc: PC, control: Control) -> None:
        self._pc, self._control = pc, control
        self._reader: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Say hello, and listen."""
        from emulator.cli.faces import read_lines
        from emulator.kernel.data import product_version
        from emulator.lab.pc.reports import SCHEMA

        name = {"computer": self._pc.windows.name, "version": product_version()}
        self._print({"kind": "hello", "schema": SCHEMA} | name | {"connector": self._pc.windows.connector})
        self._pc.on_report(self._print)
        self._reader = asyncio.create_task(read_lines(self._handle))

    async def close(self) -> None:
        """Say goodbye."""
        if self._reader is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader
        self._print({"kind": "end"})

    async def _handle(self, line: str) -> None:
        if not line.strip():
            return
        try:
            command = json.loads(line)
        except ValueError as error:
            self._print({"kind": "error", "text": f"not JSON: {error}"})
            return
        answer = await carry_out(self._pc, command)
        self._print(answer)
        if answer["kind"] == "ok" and command["do"] in ("exit", "quit"):
            self._control.ended.set()

    def _print(self, report: dict[str, Any]) -> None:
        try:
            print(json.dumps(report, ensure_ascii=False), flush=True)
        except BrokenPipeError:
            self._control.ended.set()
