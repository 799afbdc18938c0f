"""Finding tones in sound."""

from __future__ import annotations

import math
import random
import wave
from array import array
from pathlib import Path

import pytest

from emulator.sip.tones import Recorded, heard, power, read

RATE = 16_000


def sines(*hz: float, seconds: float = 0.3, level: float = 0.2, rate: int = RATE) -> Recorded:
    """Sound of these frequencies together, each of the given amplitude."""
    peak = 32_767 * level
    moments = range(round(seconds * rate))
    return Recorded([round(sum(peak * math.sin(2 * math.pi * f * n / rate) for f in hz)) for n in moments], rate)


def noise(level: int, seconds: float = 0.3) -> Recorded:
    source = random.Random(7)
    return Recorded([source.randint(-level, level) for _ in range(round(seconds * RATE))], RATE)


def write(path: Path, sound: Recorded, channels: int = 1, width: int = 2) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, width, sound.rate, 0, "NONE", ""))
        file.writeframes(array("h", sound.samples).tobytes())


def test_power_of_a_sine() -> None:
    """A sine has half the square of its amplitude at its own frequency, and next to nothing elsewhere."""
    sound = sines(1000, level=0.2)
    assert power(sound.samples, RATE, 1000) == pytest.approx(0.02, rel=0.01)
    assert power(sound.samples, RATE, 1400) < 1e-6


def test_power_of_nothing() -> None:
    """No samples have no strength."""
    assert power([], RATE, 1000) == 0


@pytest.mark.parametrize("hz", [(440,), (350, 440), (480, 620), (697, 1209), (941, 1633), (445,), (1010,)])
@pytest.mark.parametrize("rate", [8000, 16000, 48000])
def test_tones_are_found(hz: tuple[int, ...], rate: int) -> None:
    """Dial tone, busy tone, digits: all their frequencies are found, to the nearest that is tried, and no others."""
    found = sorted(heard(sines(*hz, rate=rate)))
    assert len(hz) == len(found)
    assert all(abs(real - seen) <= 10 for real, seen in zip(hz, found, strict=True))


def test_the_strongest_comes_first() -> None:
    """Tones are ordered by strength."""
    loud, faint = sines(1200, level=0.3), sines(600, level=0.15)
    both = Recorded([a + b for a, b in zip(loud.samples, faint.samples, strict=True)], RATE)
    assert (1200, 600) == heard(both)


@pytest.mark.parametrize("sound", [Recorded([], RATE), Recorded([0] * 8000, RATE), noise(1), noise(8000)])
def test_silence_and_noise_have_no_tones(sound: Recorded) -> None:
    """Nothing is found in no sound, silence, faint or loud noise."""
    assert () == heard(sound)


def test_a_tone_in_noise_is_found() -> None:
    """A tone as strong as the noise around it stands out."""
    both = [a + b for a, b in zip(sines(800).samples, noise(6000).samples, strict=True)]
    assert (800,) == heard(Recorded(both, RATE))


def test_parts() -> None:
    """A part is cut out by seconds, also from the end; length and loudness are its own."""
    sound = Recorded([0] * RATE + [16_384] * RATE, RATE)
    assert (2.0, 0.5, 0.5) == (sound.seconds, sound.part(0.5, 1.0).seconds, sound.part(-0.5).seconds)
    assert (0.0, 0.25) == (sound.part(0, 1).loudness, sound.part(1).loudness)


def test_reading_a_file(tmp_path: Path) -> None:
    """What was written is read."""
    sound = sines(440, seconds=0.01)
    write(tmp_path / "tone.wav", sound)
    assert (sound.samples, RATE) == (list(read(str(tmp_path / "tone.wav")).samples), RATE)


def test_what_is_no_recording(tmp_path: Path) -> None:
    """Stereo, an empty file and something else raise ValueError naming the file."""
    write(tmp_path / "stereo.wav", sines(440), channels=2)
    (tmp_path / "empty.wav").touch()
    (tmp_path / "text.wav").write_text("no sound in here at all")
    for path in tmp_path.iterdir():
        with pytest.raises(ValueError, match=path.name):
            read(str(path))
