"""Lamps: which are lit at a moment, when that changes, and how a lamp reads without colour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from emulator.display.model import Led
from emulator.display.patterns import Steps
from emulator.kernel.clock import MILLISECOND

FAST = 600
"""A pattern that repeats within so many milliseconds is marked as fast."""


class Blinking(Protocol):
    """Whatever knows how lamps blink: a profile, or a phone whose configuration changes it."""

    @property
    def patterns(self) -> Mapping[str, Steps]:
        """Steps (1 on or 0 off, milliseconds) by name of pattern; a step of 0 milliseconds lasts for ever."""


def _steps(led: Led, ways: Blinking) -> Steps:
    """The pattern's steps, or none if the lamp is off or steady."""
    return () if led.color == "off" else ways.patterns.get(led.pattern, ())


def _phase(steps: Steps, now: int) -> tuple[bool, int | None]:
    """Whether the lamp is lit, and for how many microseconds more; None for ever."""
    lasting = next((step for step in steps if step[1] <= 0), None)
    if lasting or len({on for on, _ in steps}) < 2:
        return bool((lasting or steps[0])[0]), None
    place = now % (sum(duration for _, duration in steps) * MILLISECOND)
    for on, duration in steps:
        place -= duration * MILLISECOND
        if place < 0:
            return bool(on), -place
    raise AssertionError("a place within the period lies within one of its steps")


def lit(led: Led, ways: Blinking, now: int) -> bool:
    """Whether the lamp shines at `now` (microseconds since power on). All lamps blink in step."""
    steps = _steps(led, ways)
    return _phase(steps, now)[0] if steps else led.color != "off"


def glow(led: Led, ways: Blinking, now: int) -> str:
    """The colour in which the lamp shines at `now`, "off" while it is dark."""
    return led.color if lit(led, ways, now) else led.other


def next_change(leds: Iterable[Led], ways: Blinking, now: int) -> int | None:
    """When (microseconds since power on) the first of the blinking lamps changes, None if none blinks."""
    phases = (_phase(steps, now)[1] for led in leds if (steps := _steps(led, ways)))
    rests = [rest for rest in phases if rest is not None]
    return now + min(rests) if rests else None


def mark(led: Led, ways: Blinking, now: int) -> str:
    """Three cells that say all without colour: a disc, full when lit; the colour's letter; "~" or "!" for slow or fast.

    A lamp that is off is an empty disc alone.
    """
    if led.color == "off":
        return "○  "
    shine = glow(led, ways, now)
    disc = "○" if shine == "off" else "●"
    steps = _steps(led, ways)
    letter = (led.color if shine == "off" else shine)[0].upper()
    return f"{disc}{letter}{_pace(steps) if steps and _phase(steps, now)[1] is not None else ' '}"


def _pace(steps: Steps) -> str:
    return "!" if sum(duration for _, duration in steps) <= FAST else "~"
