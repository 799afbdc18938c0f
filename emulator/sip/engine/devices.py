# ruff: noqa: N802  (the stack names its callbacks)
"""Sound devices of the computer, through PortAudio. Imported when a device is first chosen.

The bridge may call a port for one more frame after it was removed, so ports for devices are never given up: when a
device is closed its port waits, silent, for the next one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import pjsua2 as pj

from emulator.sip.engine.ports import Opened
from emulator.sip.engine.stack import Refused, attempt

RATE = 16_000
FRAME_BYTES = 640
"""20 ms of 16-bit samples."""

_FRAME_MICROSECONDS = 20_000
_SAMPLES = FRAME_BYTES // 2
_DELAY_FRAMES = 5

try:
    import sounddevice
except (ImportError, OSError) as missing:
    raise Refused("PortAudio is not installed (on Debian: apt-get install libportaudio2)") from missing


class Queue:
    """Sound on its way between threads with clocks of their own: what is too late is dropped, a lack is silence."""

    def __init__(self, limit: int) -> None:
        """Keep `limit` bytes at most."""
        self._limit = limit
        self._bytes = bytearray()
        self._lock = threading.Lock()

    def put(self, data: bytes) -> None:
        """Add sound, dropping the oldest beyond the limit."""
        with self._lock:
            self._bytes += data
            del self._bytes[: max(0, len(self._bytes) - self._limit)]

    def take(self, size: int) -> bytes:
        """Return `size` bytes, filled up with silence."""
        with self._lock:
            data = bytes(self._bytes[:size])
            del self._bytes[:size]
        return data.ljust(size, b"\0")


class _DevicePort(pj.AudioMediaPort):  # type: ignore[misc]
    """A port of the bridge whose frames go through a queue."""

    def __init__(self) -> None:
        super().__init__()
        self.queue = Queue(_DELAY_FRAMES * FRAME_BYTES)
        frames = pj.MediaFormatAudio()
        frames.init(pj.PJMEDIA_FORMAT_PCM, RATE, 1, _FRAME_MICROSECONDS, 16)
        attempt(self.createPort, "device", frames)


class _Source(_DevicePort):
    def onFrameRequested(self, frame: pj.MediaFrame) -> None:
        frame.type = pj.PJMEDIA_FRAME_TYPE_AUDIO
        frame.buf = pj.ByteVector(self.queue.take(FRAME_BYTES))


class _Sink(_DevicePort):
    def onFrameReceived(self, frame: pj.MediaFrame) -> None:
        self.queue.put(bytes(frame.buf))


PortT = TypeVar("PortT", bound=_DevicePort)
_spare: dict[type[_DevicePort], list[Any]] = {_Source: [], _Sink: []}


def open_microphone(name: str) -> Opened:
    """Return a microphone of the computer, the default one for an empty name; raises Refused."""
    port = _port(_Source)
    return _open(port, sounddevice.RawInputStream, name, lambda data, *_: port.queue.put(bytes(data)))


def open_loudspeaker(name: str) -> Opened:
    """Return a loudspeaker of the computer, the default one for an empty name; raises Refused."""
    port = _port(_Sink)

    def fill(data: Any, *_: object) -> None:
        data[:] = port.queue.take(len(data))

    return _open(port, sounddevice.RawOutputStream, name, fill)


def _port(kind: type[PortT]) -> PortT:
    spare: list[PortT] = _spare[kind]
    return spare.pop() if spare else kind()


def _open(port: _DevicePort, kind: Any, name: str, callback: Callable[..., None]) -> Opened:
    try:
        stream = kind(RATE, _SAMPLES, name or None, 1, "int16", callback=callback)
        stream.start()
    except (sounddevice.PortAudioError, ValueError) as error:
        _spare[type(port)].append(port)
        raise Refused(f"sound device {name or 'default'}: {error}") from error

    def close() -> None:
        stream.close()
        _spare[type(port)].append(port)

    return Opened((port,), close)
