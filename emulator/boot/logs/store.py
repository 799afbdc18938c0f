"""The device's two logs, kept until they have been uploaded."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from emulator.boot.flash import Flash
from emulator.boot.logs.form import is_filed, is_recorded, render, write_moment
from emulator.boot.logs.model import DropLog, LogFull, LogRead, OpenLog, ReadLog
from emulator.boot.model import config
from emulator.boot.orders import Log
from emulator.kernel.links import Host
from emulator.kernel.state import Effect

LARGEST = 180 * 1024
"""Bytes of a log that cannot be uploaded, before its oldest lines go (the most that log.render.file.size may be)."""

_MARGIN = LARGEST // 8  # what goes at once

NAMES = ("boot", "app")


class _File:
    """One log: `written` counts all bytes that ever were in it."""

    def __init__(self, text: bytes = b"") -> None:
        self.text = bytearray(text)
        self.written = len(text)

    def add(self, line: bytes) -> None:
        self.text += line
        self.written += len(line)

    def drop(self, end: int) -> None:
        """Forget what was there when `end` bytes had been written."""
        del self.text[: max(0, len(self.text) - (self.written - end))]

    def shorten(self) -> bool:
        """Let the oldest lines go if there are too many."""
        too_long = len(self.text) > LARGEST
        if too_long:
            del self.text[: self.text.index(b"\n", len(self.text) - LARGEST + _MARGIN) + 1]
        return too_long


class LogLink:
    """Writes log lines, and hands out what is to be uploaded."""

    effects: tuple[type[Effect], ...] = (Log, OpenLog, ReadLog, DropLog)

    def __init__(self, phone: Host, flash: Flash, relay: Callable[[Log, str], None] | None = None) -> None:
        """`relay` is given every line that is recorded; the application's log outlives the phone in `flash`."""
        self._phone = phone
        self._flash = flash
        self._relay = relay
        self._plugged = self._booted = phone.clock.now()
        self._open = "boot"
        self._full = False
        self._logs = {"boot": _File(), "app": _File(_whole_lines(flash.read("app.log") or b""))}

    def perform(self, effect: Log | OpenLog | ReadLog | DropLog) -> None:
        """Do what is asked, at once."""
        if isinstance(effect, Log):
            self._write(effect)
        elif isinstance(effect, OpenLog):
            self._switch(effect)
        elif isinstance(effect, ReadLog):
            log = self._logs[effect.name]
            self._phone.post(LogRead(effect.id, bytes(log.text), log.written))
        else:
            self._drop(effect)

    async def close(self) -> None:
        """Nothing is under way."""

    def text(self, name: str) -> str:
        """What the log `name` holds."""
        return self._logs[name].text.decode()

    def _switch(self, effect: OpenLog) -> None:
        self._open = effect.name
        if effect.fresh:
            self._booted = self._phone.clock.now()
            self._logs[effect.name] = _File()

    def _write(self, entry: Log) -> None:
        phone = self._phone.state
        if not is_recorded(phone, entry):
            return
        now = self._phone.clock.now() - self._plugged
        line = render(entry, write_moment(phone, self._open, now, self._booted - self._plugged))
        if self._relay:
            self._relay(entry, line)
        if is_filed(phone, entry):
            self._file(f"{line}\n".encode())

    def _file(self, line: bytes) -> None:
        log = self._logs[self._open]
        log.add(line)
        shortened = log.shorten()
        if self._open == "app":
            with contextlib.suppress(OSError):  # a log that cannot be kept is no reason to stop logging
                if shortened:
                    self._flash.write("app.log", bytes(log.text))
                else:
                    self._flash.append("app.log", line)
            self._watch_size()

    def _watch_size(self) -> None:
        """Say once that the log has become too large."""
        full = len(self._logs["app"].text) > config(self._phone.state).number("log.render.file.size") * 1024
        if full and not self._full:
            self._phone.post(LogFull())
        self._full = full

    def _drop(self, effect: DropLog) -> None:
        log = self._logs[effect.name]
        log.drop(effect.end)
        if effect.name == "app":
            self._full = False
            with contextlib.suppress(OSError):
                self._flash.write("app.log", bytes(log.text))


def _whole_lines(text: bytes) -> bytes:
    """A log without the line that a power cut broke off."""
    return text[: text.rfind(b"\n") + 1]
