"""How `vphone btoe lock` and the like reach the PC that runs: one command a connection, as JSON.

The PC listens at a socket in its folder that only its owner can open.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from pathlib import Path
from typing import Any

from emulator.lab.pc.pc import PC
from emulator.lab.pc.talk import PATIENCE, carry_out

NAME = "pc.sock"

LIMIT = 1 << 16
"""Bytes of one command."""

GRACE = 5.0
"""Seconds that an answer may take on top of what the phone may take."""


class NoPcError(Exception):
    """No PC of that folder runs; the message says what to do."""


class BusyError(Exception):
    """A PC of that folder runs already, or its socket cannot be made."""


class Control:
    """Answers for a PC: `async with Control(pc)`. `ended` is set once it is told to go."""

    def __init__(self, pc: PC) -> None:
        self._pc = pc
        self._path = pc.folder / NAME
        self._talks: set[asyncio.Task[Any]] = set()
        self.ended = asyncio.Event()

    async def __aenter__(self) -> Control:
        """Listen. Raises BusyError."""
        if alive(self._pc.folder):
            raise BusyError(f"the PC of {self._pc.folder} runs already")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.unlink(missing_ok=True)
            before = os.umask(0o177)  # from its first moment on the socket is its owner's alone
            try:
                self._server = await asyncio.start_unix_server(self._talk, self._path, limit=LIMIT)
            finally:
                os.umask(before)
        except OSError as error:
            raise BusyError(f"{self._path} cannot be used: {error.strerror or error}") from None
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self._path.unlink(missing_ok=True)
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._talks.add(task)
            task.add_done_callback(self._talks.discard)
        with contextlib.suppress(ConnectionError):
            try:
                command = json.loads(await reader.readline())
            except ValueError:
                command = None
            writer.write(json.dumps(await carry_out(self._pc, command)).encode() + b"\n")
            await writer.drain()
        writer.close()
        if isinstance(command, dict) and command.get("do") in ("exit", "quit"):
            self.ended.set()


def alive(folder: Path) -> bool:
    """Whether a PC of that folder runs."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(os.fspath(folder / NAME))
        except OSError:
            return False
    return True


def ask(folder: Path, command: dict[str, Any]) -> dict[str, Any]:
    """Tell the PC of that folder to do something; its answer. Raises NoPcError."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(PATIENCE + GRACE)
        try:
            line.connect(os.fspath(folder / NAME))
            line.sendall(json.dumps(command).encode() + b"\n")
            with line.makefile() as answers:
                answer: dict[str, Any] = json.loads(answers.readline())
        except (OSError, ValueError):
            raise NoPcError("the connector does not run; start it with vphone btoe start") from None
    return answer
