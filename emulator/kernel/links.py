"""What the phone expects of a link: the part of a slice that talks to the outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from emulator.kernel.state import Effect, Event

Post = Callable[[Event], None]
"""Puts an outside event into the phone's inbox; safe to call from any callback of the event loop."""


class Link(Protocol):
    """Performs effects and posts what comes of them. It holds sockets and tasks, never a decision."""

    @property
    def effects(self) -> tuple[type[Effect], ...]:
        """The effects that it performs."""

    def perform(self, effect: Any) -> None:
        """Start on an effect; its outcome is posted later. Never raises for what the outside does."""

    async def close(self) -> None:
        """End all that it started, at once."""
