"""The device's two logs, in the device's format, kept until they have been uploaded."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from emulator.boot.flash import Flash
from emulator.boot.model import DropLog, Log, LogRead, OpenLog, ReadLog
from emulator.kernel.clock import MILLISECOND, Clock
from emulator.kernel.links import Post
from emulator.kernel.state import Effect

LARGEST = 180 * 1024
"""Bytes that a log may have; the oldest lines go first (largest log.render.file.size of UC Software 5, from memory)."""

NAMES = ("boot", "app")


class LogLink:
    """Writes log lines, and hands out what is to be uploaded.

    A line is `<time>|<component, five wide>|<level>|<missed>|<text>`, its time HHMMSS.mmm since the boot began, as on a
    device whose clock is not set (CX5100 administrator guide, log file format).
    """

    effects: tuple[type[Effect], ...] = (Log, OpenLog, ReadLog, DropLog)

    def __init__(self, post: Post, clock: Clock, flash: Flash, show: Callable[[str], None] | None = None) -> None:
        """`show` is given every line as it is written; the application's log outlives the phone in `flash`."""
        self._post = post
        self._clock = clock
        self._flash = flash
        self._show = show
        self._began = 0
        self._open = "boot"
        self._logs = {name: bytearray() for name in NAMES}
        self._logs["app"] += flash.read("app.log") or b""

    def perform(self, effect: Log | OpenLog | ReadLog | DropLog) -> None:
        """Do what is asked, at once."""
        if isinstance(effect, Log):
            self._write(effect)
        elif isinstance(effect, OpenLog):
            self._switch(effect)
        elif isinstance(effect, ReadLog):
            self._post(LogRead(effect.id, bytes(self._logs[effect.name])))
        else:
            del self._logs[effect.name][: effect.size]

    async def close(self) -> None:
        """Keep what has not been uploaded."""
        with contextlib.suppress(OSError):  # a log that cannot be kept is no reason to fail at the very end
            self._flash.write("app.log", bytes(self._logs["app"]))

    def text(self, name: str) -> str:
        """What the log `name` holds."""
        return self._logs[name].decode()

    def _switch(self, effect: OpenLog) -> None:
        self._open = effect.name
        if effect.fresh:
            self._began = self._clock.now()
            self._logs[effect.name].clear()

    def _write(self, entry: Log) -> None:
        line = (
            f"{stamp(self._clock.now() - self._began)}|{entry.component:<5}|{entry.level}|00|{_printable(entry.text)}"
        )
        log = self._logs[self._open]
        log += f"{line}\n".encode()
        if len(log) > LARGEST:
            del log[: log.index(b"\n", len(log) - LARGEST) + 1]
        if self._show:
            self._show(line)


def stamp(elapsed: int) -> str:
    """A time since boot as the device writes it before its clock is set: HHMMSS.mmm."""
    seconds, milliseconds = divmod(elapsed // MILLISECOND, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}{minute:02}{second:02}.{milliseconds:03}"


def _printable(text: str) -> str:
    """One line, whatever a server put into a name."""
    return "".join(character if character.isprintable() else "?" for character in text)
