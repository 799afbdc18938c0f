"""The pure PC: Windows, connector, client and sound in one core. Actions and news in, effects out; no I/O at all."""

from __future__ import annotations

from typing import Any

from emulator.kernel.core import Core, Fault
from emulator.kernel.slices import Slice
from emulator.kernel.state import Effect, Event, Part, State
from emulator.lab.pc import client, connector, sound, windows
from emulator.lab.pc.actions import ActionError
from emulator.lab.pc.model import Client, Connector, Note, Refused, Sound, Windows

SLICES: tuple[Slice[Any], ...] = (windows.SLICE, connector.SLICE, client.SLICE, sound.SLICE)

_NO_MODEL: Any = None
"""A PC is no model of phone; none of its slices asks for a profile."""


class Computer:
    """One PC without links; `now` is microseconds since it was switched on."""

    def __init__(self, *parts: Part) -> None:
        """`parts` replace those of a PC as it comes out of its box."""
        self._core = Core(SLICES, _NO_MODEL, parts)
        self._core.observers.append(self._observe)
        self._refusals: list[str] = []
        self._faults: list[Effect] = []

    def do(self, action: Event, now: int) -> list[Effect]:
        """What an action of the user leads to. Raises ActionError if it cannot be; effects of the attempt are kept."""
        self._refusals.clear()
        effects = self.feed(action, now)
        if self._refusals:
            raise RefusedError(self._refusals[0], effects)
        return effects

    def feed(self, event: Event, now: int) -> list[Effect]:
        """What news from outside leads to."""
        return self._core.feed(event, now) + self._taken_faults()

    def advance(self, now: int) -> list[Effect]:
        """What time leads to."""
        return self._core.advance(now) + self._taken_faults()

    @property
    def next_due(self) -> int | None:
        """When the next timer is due."""
        return self._core.next_due

    @property
    def state(self) -> State:
        """The whole state, part by part."""
        return self._core.state

    @property
    def windows(self) -> Windows:
        """The session, what is installed, cable and firewall."""
        return self.state[Windows]

    @property
    def connector(self) -> Connector:
        """Pairing."""
        return self.state[Connector]

    @property
    def client(self) -> Client:
        """Account, contacts, calls, the sign-in dialog."""
        return self.state[Client]

    @property
    def sound(self) -> Sound:
        """Audio devices."""
        return self.state[Sound]

    def _observe(self, event: Event) -> None:
        if isinstance(event, Refused):
            self._refusals.append(event.reason)
        if isinstance(event, Fault):
            self._faults.append(Note(f"{event.slice} could not handle {event.event}: {event.error}", "ERROR"))

    def _taken_faults(self) -> list[Effect]:
        """What went wrong in a reaction, which was undone: a line of the log."""
        faults, self._faults = self._faults, []
        return faults


class RefusedError(ActionError):
    """The PC does not do it; the message says why, and `effects` what came of the attempt."""

    def __init__(self, reason: str, effects: list[Effect]) -> None:
        super().__init__(reason)
        self.effects = effects
