"""What the phone expects of a link: the part of a slice that talks to the outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from emulator.kernel.clock import Clock
from emulator.kernel.state import Effect, Event, State

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


class Host(Protocol):
    """The phone, as its links see it."""

    @property
    def clock(self) -> Clock:
        """The phone's time."""

    @property
    def state(self) -> State:
        """The phone as it is now."""

    def post(self, event: Event) -> None:
        """Put an outside event into the inbox."""

    def trace(self, direction: str, peer: str, text: str) -> None:
        """Note a SIP message that went by: "in" or "out", the far address, the message."""

    def fail(self, message: str) -> None:
        """End because of something that the user must mend; the message says how."""
