"""WAV files as the wire wants them: 16 kHz, one channel, in frames of 20 ms; and frames as a WAV file."""

from __future__ import annotations

import sys
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from emulator.btoe.wire import FRAME_BYTES, RATE

LONGEST = 64_000_000
"""Bytes of the largest file that is played."""

if TYPE_CHECKING:
    Samples = array[int]


class WaveError(ValueError):
    """A file cannot be played or written; the message says why."""


def read(path: str | Path) -> Samples:
    """The sound of a file of 16-bit PCM, of any rate and number of channels. Raises WaveError."""
    try:
        with wave.open(str(path), "rb") as file:
            if file.getsampwidth() != 2 or file.getnframes() * file.getnchannels() * 2 > LONGEST:
                raise WaveError(f"{path} is not 16-bit PCM of at most {LONGEST // 1_000_000} MB.")
            samples = _native(file.readframes(file.getnframes()))
            return _resampled(_mono(samples, file.getnchannels()), file.getframerate())
    except OSError as error:
        raise WaveError(f"{path} cannot be read: {error.strerror}.") from None
    except (wave.Error, EOFError) as error:
        raise WaveError(f"{path} is not a WAV file: {error}.") from None


def _native(data: bytes) -> Samples:
    """Samples from little endian."""
    samples = array("h")
    samples.frombytes(data[: len(data) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _mono(samples: Samples, channels: int) -> Samples:
    if channels == 1:
        return samples
    ends = range(0, len(samples) - channels + 1, channels)
    return array("h", (sum(samples[start : start + channels]) // channels for start in ends))


def _resampled(samples: Samples, rate: int) -> Samples:
    """Straight lines between the samples: good enough for what a desk phone plays."""
    if rate == RATE or not samples:
        return samples
    step, last = rate / RATE, len(samples) - 1
    return array("h", (_between(samples, number * step, last) for number in range(int(len(samples) / step))))


def _between(samples: Samples, at: float, last: int) -> int:
    before = int(at)
    after = min(before + 1, last)
    return round(samples[before] + (samples[after] - samples[before]) * (at - before))


def frames(samples: Samples) -> Iterator[Samples]:
    """20 ms after 20 ms; the last one is filled up with silence."""
    size = FRAME_BYTES // 2
    for start in range(0, len(samples), size):
        part = samples[start : start + size]
        yield part + array("h", bytes(FRAME_BYTES - 2 * len(part)))


def mixed(*parts: Samples) -> bytes:
    """Frames on top of each other, as they go over the wire."""
    if len(parts) == 1:
        whole = parts[0]
    else:
        whole = array("h", (max(-32768, min(32767, sum(each))) for each in zip(*parts, strict=True)))
    if sys.byteorder == "big":
        whole = array("h", whole)
        whole.byteswap()
    return whole.tobytes()


class Recorder:
    """A WAV file that grows; it is whole once it is closed."""

    def __init__(self, path: str | Path) -> None:
        """Raises WaveError if the file cannot be written."""
        try:
            self._file = Path(path).open("wb")  # noqa: SIM115 - it stays open between frames
        except OSError as error:
            raise WaveError(f"{path} cannot be written: {error.strerror}.") from None
        self._wave = wave.open(self._file, "wb")  # noqa: SIM115 - the same
        self._wave.setparams((1, 2, RATE, 0, "NONE", "not compressed"))

    def take(self, pcm: bytes) -> None:
        """Add a frame."""
        self._wave.writeframesraw(pcm)

    def close(self) -> None:
        """Finish the file."""
        self._wave.close()
        self._file.close()
