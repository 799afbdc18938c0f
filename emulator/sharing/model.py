"""Shared lines: what other phones do on a line that this one shares with them (bridged line appearance)."""

from __future__ import annotations

import msgspec

from emulator.boot.model import config
from emulator.calls.model import Dial
from emulator.kernel.state import Event, Part, State
from emulator.watching.model import Dialog

VIEW = "shared"
"""The view of the calls of other phones on a line; its index stands behind a slash."""

ELSEWHERE, HELD_ELSEWHERE = "elsewhere", "held elsewhere"
"""The states of a line that other phones use: any call is up, or all wait."""


class SharedLine(msgspec.Struct, frozen=True):
    """A line that is shared, with the calls that other phones have on it."""

    line: int
    dialogs: tuple[Dialog, ...] = ()

    @property
    def held(self) -> Dialog | None:
        """The call that was put on hold first, and that any phone may take."""
        return next((each for each in self.dialogs if each.held and each.state == "confirmed"), None)

    @property
    def used(self) -> tuple[Dialog, ...]:
        """The calls that somebody has made or taken: what rings, rings here too."""
        return tuple(each for each in self.dialogs if each.state == "confirmed" or each.direction == "initiator")

    @property
    def state(self) -> str:
        """ELSEWHERE, HELD_ELSEWHERE, or "" as long as no other phone uses it."""
        if not self.used:
            return ""
        return HELD_ELSEWHERE if all(each.held for each in self.used) else ELSEWHERE


class Sharing(Part, frozen=True):
    """The lines that are shared."""

    lines: tuple[SharedLine, ...] = ()

    def find(self, line: int) -> SharedLine | None:
        """The shared line of that index; None for a private one."""
        return next((each for each in self.lines if each.line == line), None)


class PressShared(Event, frozen=True):
    """The key of a line on which other phones have calls."""

    line: int


# Questions


def is_shared(phone: State, line: int) -> bool:
    """Whether a line is shared (reg.x.type)."""
    return config(phone).text(f"reg.{line}.type").strip().lower() == "shared"


def resume(line: int, dialog: Dialog) -> Event | None:
    """The call that takes one that another phone holds; None if the server does not tell what is needed for it."""
    if not (dialog.call_id and dialog.local_tag and dialog.remote_tag and dialog.target):
        return None
    replaces = f"{dialog.call_id};to-tag={dialog.remote_tag};from-tag={dialog.local_tag}"
    return Dial(dialog.number, line, target=dialog.target, headers=(("Replaces", replaces),))
