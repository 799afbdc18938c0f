"""Reports as annotations of a GitHub workflow."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.config.check import PhoneCheck
from emulator.config.findings import Finding, Severity
from emulator.config.formats.reporter import Once

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


class GithubReport:
    """One workflow command for each finding."""

    def __init__(self) -> None:
        self._once = Once()

    def phone(self, check: PhoneCheck) -> Iterator[str]:
        """The phone's findings, as far as they were not told for another one."""
        for found in self._once.fresh(check.findings):
            yield _command(found)

    def end(self) -> Iterator[str]:
        """Nothing more."""
        yield from ()


def _command(found: Finding) -> str:
    place = f",line={found.line},col={found.column}" if found.line else ""
    advice = f" (try {found.suggestion})" if found.suggestion else ""
    where = f"file={_escape(found.file, _PROPERTY)}{place},title={found.rule}"
    return f"::{_COMMANDS[found.severity]} {where}::{_escape(found.message + advice, _DATA)}\n"


def _escape(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(letter, letter) for letter in text)
