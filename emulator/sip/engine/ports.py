"""What is plugged into the conference bridge besides calls: generators, players, recorders, sound devices."""

# ruff: noqa: N802  (the stack names its callbacks)
from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import TypeAlias

import pjsua2 as pj

from emulator.sip.engine.opened import Opened
from emulator.sip.engine.stack import Refused, attempt
from emulator.sip.protocol import SendDigits
from emulator.sip.sounds import Beep, Device, Recording, Silence, Sink, Source, Tones, Unheard, Wav

MAX_BEEPS = 32
"""Beeps that a generator can hold in one cadence."""
LONGEST = 32_767
"""Milliseconds that a beep, or the pause after it, can last."""

ToneGenerator: TypeAlias = pj.ToneGenerator

KEYS = "0123456789*#ABCD"
"""The keys that DTMF has."""

_FULL_SCALE = 32_767


def open_source(source: Source, finished: Callable[[], None]) -> Opened:
    """Return what makes this sound; raises Refused.

    `finished` is called, on any thread, at the end of a file that is not repeated.
    """
    match source:
        case Silence():
            return Opened()
        case Tones():
            return Opened(_generators(source))
        case Wav():
            return Opened([_Player(source, finished)])
        case Device():
            from emulator.sip.engine.devices import open_microphone  # loads sounddevice

            return open_microphone(source.name)


def open_sink(sink: Sink) -> Opened:
    """Return what takes the sound; raises Refused."""
    match sink:
        case Unheard():
            return Opened()
        case Recording():
            recorder = pj.AudioMediaRecorder()
            attempt(recorder.createRecorder, sink.path)
            return Opened([recorder])
        case Device():
            from emulator.sip.engine.devices import open_loudspeaker

            return open_loudspeaker(sink.name)


class _Player(pj.AudioMediaPlayer):  # type: ignore[misc]
    """A WAV file being played."""

    def __init__(self, wav: Wav, finished: Callable[[], None]) -> None:
        super().__init__()
        self._finished = finished
        attempt(self.createPlayer, wav.path, 0 if wav.repeat else pj.PJMEDIA_FILE_NO_LOOP)

    def onEof2(self) -> None:
        self._finished()


def _generators(tones: Tones) -> list[pj.AudioMedia]:
    """A generator makes two frequencies at most, so a chord takes several that play in step."""
    if not 0 < len(tones.beeps) <= MAX_BEEPS:
        raise Refused(f"a cadence has 1 to {MAX_BEEPS} beeps")
    voices = zip_longest(*([*_pairs(beep.hz)] for beep in tones.beeps), fillvalue=(0, 0))
    return [_generator(tones, voice) for voice in voices]


def _pairs(hz: Sequence[int]) -> list[tuple[int, int]]:
    return [(hz[place], (*hz, 0)[place + 1]) for place in range(0, len(hz), 2)]


def _generator(tones: Tones, voice: Sequence[tuple[int, int]]) -> pj.ToneGenerator:
    cadence = pj.ToneDescVector()
    for beep, pair in zip(tones.beeps, voice, strict=True):
        cadence.append(_description(beep, *pair))
    generator = pj.ToneGenerator()
    attempt(generator.createToneGenerator)
    attempt(generator.play, cadence, tones.repeat)
    return generator


def _description(beep: Beep, first: int, second: int) -> pj.ToneDesc:
    if not (0 <= beep.on <= LONGEST and 0 <= beep.off <= LONGEST and beep.level <= 0):
        raise Refused(f"not a beep: {beep}")
    description = pj.ToneDesc()
    description.freq1, description.freq2 = first, second
    sounding = beep.on if first else 0
    description.on_msec, description.off_msec = sounding, beep.on + beep.off - sounding
    description.volume = _volume(beep.level, 2 if second else 1)
    return description


def _volume(level: float, voices: int) -> int:
    """The stack's volume for a level in dB below full scale: it shares a volume out among two frequencies."""
    return max(1, min(_FULL_SCALE, round(voices * _FULL_SCALE * 10 ** (level / 20))))


def key_generator() -> ToneGenerator:
    """Return what makes the tones of keys; it stays plugged in and sounds when keys are pressed."""
    generator = pj.ToneGenerator()
    attempt(generator.createToneGenerator)
    return generator


def press_keys(generator: ToneGenerator, order: SendDigits) -> None:
    """Sound keys after those that still sound; raises Refused for what is no key, and for too many at once."""
    keys = pj.ToneDigitVector()
    for digit in order.digits.upper():
        if digit not in KEYS or not 0 < order.on <= LONGEST or not 0 <= order.off <= LONGEST:
            raise Refused(f"not a key: {digit}")
        key = pj.ToneDigit()
        key.digit, key.on_msec, key.off_msec = digit, order.on, order.off
        key.volume = _volume(order.level, 2)
        keys.append(key)
    attempt(generator.playDigits, keys)
