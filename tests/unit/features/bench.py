"""A phone whose features have been read from configuration, its two lines registered."""

from __future__ import annotations

from emulator.boot.model import Ready
from emulator.calls.model import CallEnded
from emulator.features.model import Features
from tests.unit.calls.rig import Rig

LINES = {"reg.1.address": "1001", "reg.2.address": "1002"}


def start(values: dict[str, str] | None = None) -> Rig:
    """A running phone of these settings."""
    phone = Rig({**LINES, **(values or {})})
    read = Rig({**LINES, **(values or {})})
    read.feed(Ready())
    phone.core.state = phone.core.state.replaced(read[Features])
    return phone


def missed(phone: Rig) -> list[int]:
    """The calls of which the user is told that they were missed."""
    return [event.call for event in phone.told(CallEnded) if isinstance(event, CallEnded) and event.missed]


def icons(phone: Rig) -> tuple[str, ...]:
    """The icons over every screen."""
    bar = phone.screen.status
    return bar.icons if bar else ()
