"""How `vphone lab accounts`, `devices` and `activate` talk to a running lab: one question a connection, as JSON.

The lab listens at a socket in the user's data folder that only its owner can open.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from emulator.lab.lab import Lab

NAME = "lab.sock"
PATIENCE = 5.0
"""Seconds that an answer may take."""

LIMIT = 1 << 16
"""Bytes of one question."""


class NoLabError(Exception):
    """There is no lab to talk to; the message says what to do."""


class RefusedError(Exception):
    """The lab cannot do what it was asked; the message says why."""


def place() -> Path:
    """Where a lab of this user listens."""
    from platformdirs import user_data_path

    folder = user_data_path("vphone")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / NAME


class Control:
    """Answers for a lab: `async with Control(lab)`. A lab that runs already keeps the socket."""

    def __init__(self, lab: Lab, path: Path | None = None) -> None:
        self._lab = lab
        self._path = path or place()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Control:
        if not _alive(self._path):
            self._path.unlink(missing_ok=True)
            self._server = await asyncio.start_unix_server(self._talk, self._path, limit=LIMIT)
            self._path.chmod(0o600)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
            self._path.unlink(missing_ok=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            question = json.loads(await reader.readline())
            answer = {"ok": self._answer(question)}
        except (ValueError, LookupError, TypeError) as error:
            text = error.args[0] if error.args else type(error).__name__
            answer = {"error": str(text)}
        writer.write(json.dumps(answer).encode() + b"\n")
        # Another lab that starts only looks whether this one is there, and has gone when it is answered.
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        writer.close()

    def _answer(self, question: dict[str, Any]) -> Any:
        questions: dict[str, Callable[[], Any]] = {
            "accounts": lambda: self._lab.describe()["accounts"],
            "devices": lambda: msgspec.to_builtins(list(self._service().devices.values())),
            "activate": lambda: msgspec.to_builtins(self._service().activate(str(question["mac"]))),
        }
        asked = str(question["ask"])
        return questions[asked]() if asked in questions else self._skype(asked, question)

    def _skype(self, asked: str, question: dict[str, Any]) -> Any:
        from emulator.lab.skype.questions import QUESTIONS, answer

        if asked not in QUESTIONS:
            raise LookupError(f"there is no question {asked}")
        front_end = getattr(self._lab, "skype", None)
        if front_end is None:
            raise LookupError("the lab that runs has no Skype for Business front end; start it with vphone lab --skype")
        return answer(front_end, asked, [str(word) for word in question.get("words", [])])

    def _service(self) -> Any:
        if self._lab.hosted is None:
            raise LookupError("the lab that runs has no hosted service; start it with vphone lab --hosted")
        return self._lab.hosted


def _alive(path: Path) -> bool:
    """Whether a lab listens there."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(os.fspath(path))
        except OSError:
            return False
    return True


def ask(question: dict[str, Any], path: Path | None = None) -> Any:
    """Ask the lab that runs. Raises NoLabError, RefusedError."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(PATIENCE)
        try:
            line.connect(os.fspath(path or place()))
            line.sendall(json.dumps(question).encode() + b"\n")
            with line.makefile() as answers:
                answer = json.loads(answers.readline())
        except (OSError, ValueError):
            raise NoLabError("no lab runs; start one with vphone lab") from None
    if "error" in answer:
        raise RefusedError(answer["error"])
    return answer["ok"]
