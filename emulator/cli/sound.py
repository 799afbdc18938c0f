"""Looks for the sound device that a user asked for, before the phone starts."""

from __future__ import annotations

from emulator.cli.errors import MISSING, CommandError


def check_device(name: str) -> None:
    """Raise CommandError unless the device ("default", or a part of its name) is there; "none" always is."""
    if name == "none":
        return
    try:
        import sounddevice
    except (ImportError, OSError):
        raise CommandError(
            "--audio needs PortAudio, which is not installed; on Debian: apt-get install libportaudio2.", MISSING
        ) from None
    try:
        if name == "default":
            sounddevice.query_devices(kind="output")
        else:
            sounddevice.query_devices(name)
    except (sounddevice.PortAudioError, ValueError):
        there = ", ".join(each["name"] for each in sounddevice.query_devices()) or "none"
        raise CommandError(f"there is no sound device {name!r}; there are: {there}.", MISSING) from None
