"""Which tones are in a recording: how the demonstration and the tests prove that sound went both ways.

The Goertzel filter gives the strength of one frequency without a whole spectrum. Strengths are mean squares of full
scale: a full sine has 0.5, one at -15 dB about 0.016.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import wave
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

WINDOW = 0.05
"""Seconds looked at in one go; frequencies 20 Hz apart are told apart."""
STEP = 20
"""Hertz between two frequencies that are tried."""
RANGE = 100, 3400
"""Hertz that a telephone line carries, more or less."""

_FULL_SCALE = 32_768
_WINDOWS = 20
_SHARE = 0.1
_NOISE = 1e-6


class Recorded(NamedTuple):
    """Sound out of a file: mono samples, 16 bits each."""

    samples: Sequence[int]
    rate: int

    def part(self, start: float, end: float | None = None) -> Recorded:
        """Return the sound between two moments, in seconds; negative ones count from the end."""
        last = None if end is None else round(end * self.rate)
        return Recorded(self.samples[round(start * self.rate) : last], self.rate)

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate

    @property
    def loudness(self) -> float:
        """Mean square of full scale; 0 for silence."""
        return sum(sample * sample for sample in self.samples) / (_FULL_SCALE**2 * max(1, len(self.samples)))


async def completed(path: str | Path) -> None:
    """Wait until a recorder has closed its file; it writes the header then, with the next frame of sound."""
    while True:
        with contextlib.suppress(OSError, EOFError, wave.Error), wave.open(str(path)):
            return
        await asyncio.sleep(0.01)


def read(path: str | Path) -> Recorded:
    """Return the sound of a 16-bit mono WAV file; raises ValueError if it is none, OSError if it cannot be read."""
    try:
        with wave.open(str(path), "rb") as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, 2):
                raise ValueError(f"{path}: not 16-bit mono")
            return Recorded(array("h", file.readframes(file.getnframes())), file.getframerate())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{path}: {error}") from error


def power(samples: Sequence[int], rate: int, hz: float) -> float:
    """Return the strength of one frequency in these samples (Goertzel's algorithm)."""
    coefficient = 2 * math.cos(2 * math.pi * hz / rate)
    before = last = 0.0
    for sample in samples:
        before, last = last, sample + coefficient * last - before
    squared = before * before + last * last - coefficient * before * last
    return 2 * squared / (_FULL_SCALE * max(1, len(samples))) ** 2


def spectrum(sound: Recorded) -> dict[int, float]:
    """Return the strength of the frequencies of `RANGE`, averaged over windows spread over the sound."""
    size = round(WINDOW * sound.rate)
    starts = range(0, len(sound.samples) - size + 1, size)
    windows = [sound.samples[start : start + size] for start in starts[:: max(1, len(starts) // _WINDOWS)]]
    return {
        hz: sum(power(window, sound.rate, hz) for window in windows) / max(1, len(windows))
        for hz in range(*RANGE, STEP)
    }


def heard(sound: Recorded) -> tuple[int, ...]:
    """Return the tones that stand out of the sound, the strongest first, in steps of 20 Hz; none in silence or noise.

    A tone stands out if it has a tenth of the strength of the whole sound and both its neighbours are weaker.
    """
    strengths = spectrum(sound)
    floor = max(_NOISE, _SHARE * sound.loudness)
    peaks = [
        (strength, hz)
        for hz, strength in strengths.items()
        if strength >= max(floor, strengths.get(hz - STEP, 0.0), strengths.get(hz + STEP, 0.0))
    ]
    return tuple(hz for _, hz in sorted(peaks, reverse=True))
