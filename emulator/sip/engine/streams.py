# ruff: noqa: N802  (the stack names its callbacks)
"""Sound that comes from outside the bridge, or goes there: of devices, and of the paired computer.

The bridge may call a port for one more frame after it was removed, so ports of this kind are never given up: when
one is closed it waits, silent, for the next use.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import pjsua2 as pj

from emulator.sip.engine.opened import Opened
from emulator.sip.engine.stack import attempt

RATE = 16_000
FRAME_BYTES = 640
"""20 ms of 16-bit samples."""

_FRAME_MICROSECONDS = 20_000
_DELAY_FRAMES = 5
PATIENT_FRAMES = 25
"""Frames of the paired computer that wait at most: they come over a network, in the rhythm of another clock."""


class Queue:
    """Sound on its way between threads with clocks of their own: what is too late is dropped, a lack is silence."""

    def __init__(self, limit: int) -> None:
        """Keep `limit` bytes at most."""
        self.limit = limit
        self._bytes = bytearray()
        self._lock = threading.Lock()

    def put(self, data: bytes) -> None:
        """Add sound, dropping the oldest beyond the limit."""
        with self._lock:
            self._bytes += data
            del self._bytes[: max(0, len(self._bytes) - self.limit)]

    def take(self, size: int) -> bytes:
        """Return `size` bytes, filled up with silence."""
        with self._lock:
            data = bytes(self._bytes[:size])
            del self._bytes[:size]
        return data.ljust(size, b"\0")


class StreamPort(pj.AudioMediaPort):  # type: ignore[misc]
    """A port of the bridge whose frames go through a queue, or to whoever takes them."""

    def __init__(self) -> None:
        super().__init__()
        self.queue = Queue(_DELAY_FRAMES * FRAME_BYTES)
        self.taken: Callable[[bytes], None] = self.queue.put
        frames = pj.MediaFormatAudio()
        frames.init(pj.PJMEDIA_FORMAT_PCM, RATE, 1, _FRAME_MICROSECONDS, 16)
        attempt(self.createPort, "stream", frames)


class StreamSource(StreamPort):
    """Brings sound to the bridge."""

    def onFrameRequested(self, frame: pj.MediaFrame) -> None:
        """Give the next 20 ms."""
        frame.type = pj.PJMEDIA_FRAME_TYPE_AUDIO
        frame.buf = pj.ByteVector(self.queue.take(FRAME_BYTES))


class StreamSink(StreamPort):
    """Takes sound from the bridge."""

    def onFrameReceived(self, frame: pj.MediaFrame) -> None:
        """Take 20 ms."""
        self.taken(bytes(frame.buf))


PortT = TypeVar("PortT", bound=StreamPort)
_spare: dict[type[StreamPort], list[Any]] = {StreamSource: [], StreamSink: []}


def take_port(kind: type[PortT]) -> PortT:
    """A port that nobody uses."""
    spare: list[PortT] = _spare[kind]
    return spare.pop() if spare else kind()


def give_back(port: StreamPort) -> None:
    """Keep a port for the next use; nobody hears of its sound any more."""
    port.taken = port.queue.put
    _spare[type(port)].append(port)


def open_pc_source() -> tuple[Opened, Queue]:
    """Where sound of the computer comes in, and the queue to put it into."""
    port = take_port(StreamSource)
    port.queue = Queue(PATIENT_FRAMES * FRAME_BYTES)
    return Opened((port,), lambda: give_back(port)), port.queue


def open_pc_sink(taken: Callable[[bytes], None]) -> Opened:
    """What passes the sound on to the computer, on a thread of the stack's."""
    port = take_port(StreamSink)
    port.taken = taken
    return Opened((port,), lambda: give_back(port))
