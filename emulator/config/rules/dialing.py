"""Digit maps and their time-outs."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.config.digitgrammar import compile_digit_map, timeout_faults
from emulator.config.findings import Finding
from emulator.config.rules.spot import Spot


def check_digit_map(spot: Spot) -> Iterator[Finding]:
    """Every alternative of a digit map complies and can be reached."""
    digit_map = compile_digit_map(spot.value)
    for fault in digit_map.faults:
        which = f", so alternative {fault.alternative} is left out" if fault.alternative else ""
        yield spot.found("digitmap-invalid", f"{spot.name}: {fault.message}{which}", fault.at)
    for hidden, by in digit_map.hidden():
        one, other = digit_map.alternatives[hidden], digit_map.alternatives[by]
        message = f"{spot.name}: {one.text} is never reached: {other.text} dials at once before it"
        yield spot.found("digitmap-hidden", message, one.at)


def check_timeouts(spot: Spot) -> Iterator[Finding]:
    """The time-outs of a digit map are numbers of seconds."""
    for fault in timeout_faults(spot.value):
        yield spot.found("digitmap-invalid", f"{spot.name}: {fault.message}", fault.at)
