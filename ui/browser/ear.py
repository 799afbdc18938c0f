"""What a page says to those who listen instead of looking: one line of words for each thing that changes."""

from __future__ import annotations

from typing import Any

from emulator.voice import Voice
from ui.source import Source, since

SILENT = frozenset({"boot", "fetch", "key", "log"})
"""Lines of the journal that are not said: what the device does for itself, and what its user has just done."""


class Ear:
    """Follows one phone from now on."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._voice = Voice()
        self._last: Any = source.journal[-1] if source.journal else None

    def heard(self) -> list[str]:
        """What has changed since it was asked last."""
        fresh = since(self._source.journal, self._last)
        self._last = fresh[-1] if fresh else self._last
        reports = [line.text for line in fresh if line.kind not in SILENT]
        return [*reports, *self._voice.look(self._source.screen)]
