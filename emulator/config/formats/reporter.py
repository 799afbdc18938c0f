"""What every form of report has in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from emulator.config.check import PhoneCheck
from emulator.config.findings import Finding


class Reporter(Protocol):
    """Turns one checked phone after another into text; every piece can be written as soon as it comes."""

    def phone(self, check: PhoneCheck) -> Iterator[str]:
        """What there is to write about a phone."""

    def end(self) -> Iterator[str]:
        """What there is to write after the last one."""


class Once:
    """Lets each finding through once, however many phones share the file."""

    def __init__(self) -> None:
        self._told: set[Finding] = set()

    def fresh(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings that have not been there before."""
        for finding in findings:
            if finding not in self._told:
                self._told.add(finding)
                yield finding
