"""State machines as tables: rows of (event, from, to, guard, action) that `transitions` runs.

One `transitions.Machine` serves all phones: it is given a step whose `state` reads and writes the slice's own part,
so a machine costs a phone nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, cast

import msgspec
from transitions import Machine as Engine
from transitions import State as EngineState

from emulator.kernel.slices import Step
from emulator.kernel.state import Event, PartT

logging.getLogger("transitions").setLevel(logging.ERROR)

ANY = "*"

Guard = Callable[[Any], bool]
Action = Callable[[Any], None]


class Row(NamedTuple):
    """On `event` in `source`, if `guard` holds, do `action` and go to `target` (None: stay, without leaving).

    Of several rows for one event and state, the first whose guard holds is taken.
    """

    event: type[Event]
    source: str | tuple[str, ...]
    target: str | None
    guard: Guard | None = None
    action: Action | None = None


def _read_state(part: Any, _key: int) -> str:
    return cast("str", part.state)


def _write_state(part: Any, _key: int, value: str) -> Any:
    return msgspec.structs.replace(part, state=value)


class Machine(Generic[PartT]):
    """A table that runs. A taken row does: action, then the source's `leave`, then the target's `enter`."""

    def __init__(
        self,
        name: str,
        states: Sequence[str],
        rows: Sequence[Row],
        *,
        enter: Mapping[str, Action] | None = None,
        leave: Mapping[str, Action] | None = None,
        read: Callable[[PartT, int], str] = _read_state,
        write: Callable[[PartT, int, str], PartT] = _write_state,
    ) -> None:
        """`read` and `write` find the machine's state in the part; their second argument is the step's key."""
        self.name = name
        self.states = tuple(states)
        self.rows = tuple(rows)
        self.read = read
        self.write = write
        enter, leave = enter or {}, leave or {}
        self._engine = Engine(
            model=None,
            states=[
                EngineState(
                    state,
                    on_enter=[enter[state]] if state in enter else None,
                    on_exit=[leave[state]] if state in leave else None,
                )
                for state in states
            ],
            initial=self.states[0],
            auto_transitions=False,
            ignore_invalid_triggers=True,
        )
        for row in rows:
            self._engine.add_transition(
                row.event.__name__,
                list(self.states if row.source == ANY else [row.source] if isinstance(row.source, str) else row.source),
                row.target,
                conditions=[row.guard] if row.guard else None,
                before=[row.action] if row.action else None,
            )

    @property
    def initial(self) -> str:
        """The state a phone is unpacked in."""
        return self.states[0]

    def feed(self, step: Step[PartT], key: int = 0) -> bool:
        """Run one event through the table for the instance `key`; whether a row was taken."""
        trigger = self._engine.events.get(type(step.event).__name__)
        if trigger is None:
            return False
        step.machine, step.key = self, key
        return bool(trigger.trigger(step, step))
