"""What a key of the dial pad sounds like while a path is open: its DTMF, or what stands in for it on the speaker."""

from __future__ import annotations

from emulator.audio.model import Audio, PlayKey
from emulator.config.layers import Configuration

_ROWS, _COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
"""The two groups of frequencies in Hz (ITU-T Q.23)."""

_KEYS = "123A456B789C*0#D"

PACIFIER = (500,)
"""Sounds for a key on the speaker with tone.dtmf.chassis.masking, so that no DTMF gets into the microphone."""

FEEDBACK = 100
"""Milliseconds that a key sounds at least."""


def frequencies(key: str) -> tuple[int, ...]:
    """The two tones of a key; none for what is no key."""
    place = _KEYS.find(key.upper()) if len(key) == 1 else -1
    return (_ROWS[place // 4], _COLUMNS[place % 4]) if place >= 0 else ()


def key_tone(settings: Configuration, audio: Audio, key: str) -> PlayKey | None:
    """What the user hears of a key that was pressed, on the path that is open."""
    hz = frequencies(key)
    if not hz or not audio.off_hook:
        return None
    if audio.state == "speaker" and settings.flag("tone.dtmf.chassis.masking"):
        hz = PACIFIER
    on = max(FEEDBACK, min(settings.number("tone.dtmf.onTime"), 2000))
    return PlayKey(hz, on, min(0.0, float(settings.number("tone.dtmf.level"))))
