"""Lamps: which are lit at a moment, when that changes, and how a lamp reads without colour."""

from __future__ import annotations

from collections.abc import Iterable

from emulator.display.model import Led
from emulator.kernel.clock import MILLISECOND
from emulator.kernel.profile import DeviceProfile

FAST = 600
"""A pattern that repeats within so many milliseconds is marked as fast."""

Steps = tuple[tuple[int, int], ...]


def _steps(led: Led, profile: DeviceProfile) -> Steps:
    """The pattern's steps, or none if the lamp does not blink."""
    if led.color == "off":
        return ()
    steps = profile.patterns.get(led.pattern, ())
    lasting = any(duration <= 0 for _, duration in steps)
    return () if lasting or len({on for on, _ in steps}) < 2 else steps


def _phase(steps: Steps, now: int) -> tuple[bool, int]:
    """Whether the lamp is lit, and for how many microseconds more."""
    place = now % (sum(duration for _, duration in steps) * MILLISECOND)
    for on, duration in steps:
        place -= duration * MILLISECOND
        if place < 0:
            return bool(on), -place
    raise AssertionError("a place within the period lies within one of its steps")


def lit(led: Led, profile: DeviceProfile, now: int) -> bool:
    """Whether the lamp shines at `now` (microseconds since power on). All lamps blink in step."""
    steps = _steps(led, profile)
    return _phase(steps, now)[0] if steps else led.color != "off"


def next_change(leds: Iterable[Led], profile: DeviceProfile, now: int) -> int | None:
    """When (microseconds since power on) the first of the blinking lamps changes, None if none blinks."""
    rests = [_phase(steps, now)[1] for led in leds if (steps := _steps(led, profile))]
    return now + min(rests) if rests else None


def mark(led: Led, profile: DeviceProfile, now: int) -> str:
    """Three cells that say all without colour: a disc, full when lit; the colour's letter; "~" or "!" for slow or fast.

    A lamp that is off is an empty disc alone.
    """
    if led.color == "off":
        return "○  "
    disc = "●" if lit(led, profile, now) else "○"
    return f"{disc}{led.color[0].upper()}{_pace(_steps(led, profile))}"


def _pace(steps: Steps) -> str:
    if not steps:
        return " "
    return "!" if sum(duration for _, duration in steps) <= FAST else "~"
