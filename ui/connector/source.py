"""What the window needs of the PC behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol


class Desk(Protocol):
    """A PC as its window sees it: what is, verbs to act, and a bell that rings after each change."""

    @property
    def log(self) -> str:
        """The connector's log."""

    def status(self) -> dict[str, Any]:
        """Its four parts as plain data: windows, connector, client, sound."""

    def act(self, verb: str, words: Mapping[str, Any]) -> None:
        """Do one of `emulator.lab.pc.verbs`. Raises ValueError with one sentence if that cannot be."""

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have `callback` called in the event loop after each change; what comes back ends that."""
