"""The engine's end of the socket pair."""

from __future__ import annotations

import select
import socket
from collections import deque

from emulator.sip.frames import Inbox, frame
from emulator.sip.protocol import Command, EngineMessage

_CHUNK = 1 << 16


class Hangup(Exception):  # noqa: N818
    """The phone has closed its end."""


class Wire:
    """Commands in, events out. Only `post` may be called from the stack's own threads."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._inbox = Inbox[Command](Command)  # type: ignore[arg-type]
        self._commands: deque[Command] = deque()
        self._events: deque[EngineMessage] = deque()

    def post(self, event: EngineMessage) -> None:
        """Put an event in line."""
        self._events.append(event)

    def flush(self) -> None:
        """Send what is in line; raises Hangup if nobody is there to read it."""
        data = b"".join(frame(self._events.popleft()) for _ in range(len(self._events)))
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise Hangup from error

    def poll(self, seconds: float) -> Command | None:
        """Return the next command, waiting up to `seconds` for one; raises Hangup, ProtocolError."""
        if not self._commands and select.select([self._socket], [], [], seconds)[0]:
            self._read()
        return self._commands.popleft() if self._commands else None

    def wait(self) -> Command:
        """Return the next command, however long it takes; raises Hangup, ProtocolError."""
        while not self._commands:
            self._read()
        return self._commands.popleft()

    def _read(self) -> None:
        try:
            data = self._socket.recv(_CHUNK)
        except OSError as error:
            raise Hangup from error
        if not data:
            raise Hangup
        self._commands.extend(self._inbox.feed(data))
