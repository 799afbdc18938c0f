"""Sound devices of the computer, through PortAudio. Imported when a device is first chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator.sip.engine.opened import Opened
from emulator.sip.engine.stack import Refused
from emulator.sip.engine.streams import FRAME_BYTES, RATE, StreamPort, StreamSink, StreamSource, give_back, take_port

_SAMPLES = FRAME_BYTES // 2

try:
    import sounddevice
except (ImportError, OSError) as missing:
    raise Refused("PortAudio is not installed (on Debian: apt-get install libportaudio2)") from missing


def open_microphone(name: str) -> Opened:
    """Return a microphone of the computer, the default one for an empty name; raises Refused."""
    port = take_port(StreamSource)
    return _open(port, sounddevice.RawInputStream, name, lambda data, *_: port.queue.put(bytes(data)))


def open_loudspeaker(name: str) -> Opened:
    """Return a loudspeaker of the computer, the default one for an empty name; raises Refused."""
    port = take_port(StreamSink)

    def fill(data: Any, *_: object) -> None:
        data[:] = port.queue.take(len(data))

    return _open(port, sounddevice.RawOutputStream, name, fill)


def _open(port: StreamPort, kind: Any, name: str, callback: Callable[..., None]) -> Opened:
    try:
        stream = kind(RATE, _SAMPLES, name or None, 1, "int16", callback=callback)
        stream.start()
    except (sounddevice.PortAudioError, ValueError) as error:
        give_back(port)
        raise Refused(f"sound device {name or 'default'}: {error}") from error

    def close() -> None:
        stream.close()
        give_back(port)

    return Opened((port,), close)
