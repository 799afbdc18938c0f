"""Sound devices of the computer, through PortAudio. Imported when a device is first chosen."""

# ruff: noqa: N802  (the stack names its callbacks)
from __future__ import annotations

import threading
from typing import Any

import pjsua2 as pj

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
    raise Refused("PortAudio is not installed: apt-get install libportaudio2") from missing


class Queue:
    """Sound on its way between two threads with clocks of their own: what is too late is dropped, a lack is silence."""

    def __init__(self, limit: int) -> None:
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


def _open(kind: Any, name: str, callback: Any) -> Any:
    try:
        stream = kind(RATE, _SAMPLES, name or None, 1, "int16", callback=callback)
        stream.start()
    except (sounddevice.PortAudioError, ValueError) as error:
        raise Refused(f"sound device {name or 'default'}: {error}") from error
    return stream


class _DevicePort(pj.AudioMediaPort):  # type: ignore[misc]
    """A port of the bridge whose frames go through a queue."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._queue = Queue(_DELAY_FRAMES * FRAME_BYTES)
        frames = pj.MediaFormatAudio()
        frames.init(pj.PJMEDIA_FORMAT_PCM, RATE, 1, _FRAME_MICROSECONDS, 16)
        attempt(self.createPort, name or "default", frames)

    def __del__(self) -> None:
        stream = getattr(self, "_stream", None)
        if stream is not None:
            stream.close()


class DeviceSource(_DevicePort):
    """A microphone of the computer."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._stream = _open(sounddevice.RawInputStream, name, self._recorded)

    def _recorded(self, data: Any, frames: int, time: object, status: object) -> None:
        self._queue.put(bytes(data))

    def onFrameRequested(self, frame: pj.MediaFrame) -> None:
        """Give the bridge 20 ms of sound; comes on the media thread."""
        frame.type = pj.PJMEDIA_FRAME_TYPE_AUDIO
        frame.buf = pj.ByteVector(self._queue.take(FRAME_BYTES))


class DeviceSink(_DevicePort):
    """A loudspeaker of the computer."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._stream = _open(sounddevice.RawOutputStream, name, self._wanted)

    def _wanted(self, data: Any, frames: int, time: object, status: object) -> None:
        data[:] = self._queue.take(len(data))

    def onFrameReceived(self, frame: pj.MediaFrame) -> None:
        """Take 20 ms of sound from the bridge; comes on the media thread."""
        self._queue.put(bytes(frame.buf))
