"""Reports as JSON: one document, or one line for each phone."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from emulator.config.check import PhoneCheck

SCHEMA = 1


class JsonReport:
    """One JSON document, written phone by phone."""

    def __init__(self) -> None:
        self._begun = False

    def phone(self, check: PhoneCheck) -> Iterator[str]:
        """The phone as an item of the list."""
        yield ",\n" if self._begun else f'{{"schema": {SCHEMA}, "phones": [\n'
        self._begun = True
        yield msgspec.json.encode(check).decode()

    def end(self) -> Iterator[str]:
        """The end of the document."""
        yield "\n]}\n" if self._begun else f'{{"schema": {SCHEMA}, "phones": []}}\n'


class JsonLinesReport:
    """One JSON object in a line for each phone."""

    def phone(self, check: PhoneCheck) -> Iterator[str]:
        """The phone's line."""
        yield msgspec.json.encode(check).decode() + "\n"

    def end(self) -> Iterator[str]:
        """Nothing more."""
        yield from ()
