"""What can be heard on a phone and where it can go: tones, recordings, devices.

Values only, shared by all who ask for a sound and by the engine that makes it.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec


class Silence(msgspec.Struct, frozen=True, tag=True):
    """No sound."""


class Beep(msgspec.Struct, frozen=True, array_like=True):
    """One part of a tone: some frequencies together, then a pause."""

    hz: tuple[int, ...]
    on: int
    """Milliseconds."""
    off: int = 0
    """Milliseconds."""
    level: float = -15.0
    """Of each frequency, in dB below full scale; desk phones play their call-progress tones at -15."""


class Tones(msgspec.Struct, frozen=True, tag=True):
    """A cadence of beeps, for ever or once."""

    beeps: tuple[Beep, ...]
    repeat: bool = True


class Wav(msgspec.Struct, frozen=True, tag=True):
    """A WAV file: 16-bit PCM, mono."""

    path: str
    repeat: bool = False


class Device(msgspec.Struct, frozen=True, tag=True):
    """A sound device of the computer; empty name: the default one."""

    name: str = ""


class Unheard(msgspec.Struct, frozen=True, tag=True):
    """Sound goes nowhere."""


class Recording(msgspec.Struct, frozen=True, tag=True):
    """A WAV file to write: 16-bit PCM, mono, 16 kHz."""

    path: str


Source: TypeAlias = Silence | Tones | Wav | Device
Sink: TypeAlias = Unheard | Recording | Device


def tone(*hz: int) -> Tones:
    """Return a steady tone of these frequencies."""
    return Tones((Beep(hz, 30_000),))
