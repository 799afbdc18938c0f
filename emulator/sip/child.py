"""One engine process as the phone sees it: started, commanded, listened to, and buried."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import emulator
from emulator.kernel.clock import Clock
from emulator.sip.frames import Inbox, ProtocolError, frame
from emulator.sip.protocol import Command, Configure, Event, Mark, Reached, Shutdown, Started

PATIENCE = 10.0
"""Real seconds after which an engine that obeys no commands is taken for dead and killed."""
FAREWELL = 0.15
"""Real seconds that an engine has to end by itself."""

_CHUNK: Final = 1 << 16
_LAST_WORDS = 400


class EngineChild:
    """An engine process. While it has commands to obey, the phone's clock is owed an answer."""

    def __init__(
        self,
        settings: Configure,
        clock: Clock,
        on_event: Callable[[Event], None],
        on_death: Callable[[str], None],
    ) -> None:
        """Start the process, inside a running event loop; raises OSError if the system gives none."""
        self.port: int | None = None
        self._clock = clock
        self._on_event = on_event
        self._on_death = on_death
        self._loop = asyncio.get_running_loop()
        self._inbox = Inbox[Event](Event)  # type: ignore[arg-type]
        self._outgoing = bytearray()
        self._sent = self._reached = 0
        self._debt = contextlib.ExitStack()
        self._watchdog: asyncio.TimerHandle | None = None
        self._buried = self._loop.create_future()
        self._last_words = tempfile.TemporaryFile()  # noqa: SIM115
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = _spawn(theirs, self._last_words.fileno())
        self._socket.setblocking(False)
        self._loop.add_reader(self._socket, self._read)
        self.send(settings)

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Exit status, negative for the signal that ended it; None while it lives."""
        return self._process.returncode

    def send(self, command: Command) -> None:
        """Give a command; one to a dead engine is lost, its death is told anyway."""
        if self._buried.done():
            return
        if self._sent == self._reached:
            self._debt.enter_context(self._clock.owe())
            self._watchdog = self._loop.call_later(PATIENCE, self._give_up)
        self._sent += 1
        self._outgoing += frame(command) + frame(Mark(self._sent))
        self._write()

    def _write(self) -> None:
        with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
            del self._outgoing[: self._socket.send(self._outgoing)]
        if self._outgoing:
            self._loop.add_writer(self._socket, self._write)
        else:
            self._loop.remove_writer(self._socket)

    def _read(self) -> None:
        try:
            data = self._socket.recv(_CHUNK)
        except BlockingIOError:
            return
        except ConnectionResetError:
            data = b""
        if not data:
            self._bury()
            return
        try:
            for event in self._inbox.feed(data):
                self._hear(event)
        except ProtocolError as error:
            self._bury(str(error))

    def _hear(self, event: Event) -> None:
        match event:
            case Reached(serial):
                self._settle(serial)
                return
            case Started(port):
                self.port = port
        self._on_event(event)

    def _settle(self, serial: int) -> None:
        self._reached = serial
        if self._watchdog is not None:
            self._watchdog.cancel()
        if self._reached == self._sent:
            self._debt.close()
        else:
            self._watchdog = self._loop.call_later(PATIENCE, self._give_up)

    def _give_up(self) -> None:
        self._bury(f"it obeyed no command for {PATIENCE:g} s")

    def kill(self) -> None:
        """End the process the hard way; its death is told as any other."""
        self._process.kill()

    def _bury(self, reason: str = "") -> None:
        """Make sure that it is dead, clear up, and tell."""
        if self._buried.done():
            return
        self._buried.set_result(None)
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        self._socket.close()
        status = self._reap(bool(reason))
        if self._watchdog is not None:
            self._watchdog.cancel()
        self._debt.close()
        self._on_death(reason or self._obituary(status))
        self._last_words.close()

    def _reap(self, by_force: bool) -> int:
        # The socket closes a moment before the process is gone.
        if not by_force:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self._process.wait(FAREWELL)
        self._process.kill()
        return self._process.wait()

    def _obituary(self, status: int) -> str:
        cause = signal.Signals(-status).name if status < 0 else f"exit status {status}"
        size = self._last_words.seek(0, os.SEEK_END)
        self._last_words.seek(max(0, size - _LAST_WORDS))
        lines = self._last_words.read().decode(errors="replace").strip().splitlines()
        return f"{cause}: {lines[-1]}" if lines else cause

    async def close(self) -> None:
        """End the process: politely, then by force; returns when it is gone."""
        self.send(Shutdown())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._buried), FAREWELL)
        self._bury("closed")


def _spawn(theirs: socket.socket, errors: int) -> subprocess.Popen[bytes]:
    """Start the engine program; it finds this package where the phone found it, and nothing in the current folder."""
    home = str(Path(emulator.__file__).parent.parent)
    path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-m", "emulator.sip.engine", str(theirs.fileno())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        pass_fds=[theirs.fileno()],
        env={**os.environ, "PYTHONPATH": path},
        start_new_session=True,
    )
