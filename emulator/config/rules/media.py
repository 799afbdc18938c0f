"""Codecs that calls are to have and that there are none of here."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.config.codecs import preferred
from emulator.config.findings import Finding
from emulator.config.rules.spot import Subject


def check_codecs(subject: Subject) -> Iterator[Finding]:
    """A codec that a file asks for; the device has it, the virtual phone does without."""
    wanted = preferred(subject.configuration)
    others = ", ".join(codec.label for codec in wanted if codec.engine) or "G.711"
    for codec in wanted:
        name = f"voice.codecPref.{codec.name}"
        if not codec.engine and subject.written(name):
            message = f"{name} asks for {codec.label}, which vphone has not: its calls use {others}"
            yield subject.found("codec-missing", message, name)
