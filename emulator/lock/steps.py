"""What the machine of the locks is made of: its step, its timers, and what flash keeps."""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

from emulator.boot.orders import Remember
from emulator.kernel.slices import Step
from emulator.kernel.state import Event
from emulator.lock.model import Kept, Lock

LockStep: TypeAlias = Step[Lock]

IDLE, CREATE, PC, BACKOFF = "lock/idle", "lock/create", "lock/pc", "lock/backoff"
"""The timers."""

CODE = "lock/code"
"""The conversation in which secrets are compared and made; there is one at a time."""


class IdleDue(Event, frozen=True):
    """Timer: nobody has used the phone for as long as the lock waits."""


class CreateDue(Event, frozen=True):
    """Timer: a lock code should have been made by now."""


class PcLockDue(Event, frozen=True):
    """Timer: the computer has been locked for long enough for the phone to follow."""


class BackoffOver(Event, frozen=True):
    """Timer: the code may be tried again."""


def keep(step: LockStep, **fields: Any) -> None:
    """Change what flash keeps."""
    kept = msgspec.structs.replace(step.own.kept, **fields)
    if kept != step.own.kept:
        step.change(kept=kept)
        step.do(Remember("lock", msgspec.json.encode(kept)))


def forget(step: LockStep) -> None:
    """Keep nothing any more."""
    keep(step, **{name: getattr(Kept(), name) for name in Kept.__struct_fields__})
