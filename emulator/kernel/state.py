"""Events, effects, and the state of one phone as plain, frozen values.

The state is a set of parts, one a slice. A part is replaced, never changed in place: an action that fails leaves
nothing half done, and an earlier state stays comparable to a later one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec


class Event(msgspec.Struct, frozen=True, tag=True):
    """Something that happened: outside the phone (a key, an answer, a timer) or inside it (a fact)."""


class Effect(msgspec.Struct, frozen=True, tag=True):
    """Something that a link is asked to do."""


class Part(msgspec.Struct, frozen=True):
    """One slice's share of the state; every field has a default, so that `Part()` is the phone as unpacked."""


class Request(Effect, frozen=True):
    """An effect whose answer a flow waits for. The phone fills in `id` when it passes the request on."""

    id: int = msgspec.field(default=0, name="id")


class Response(Event, frozen=True):
    """The answer to a `Request`; dropped if nobody waits for it any more."""

    request: int


PartT = TypeVar("PartT", bound=Part)


class State:
    """The whole phone, read by part type: `state[Calls].active`."""

    __slots__ = ("_parts",)

    def __init__(self, parts: Mapping[type[Part], Part]) -> None:
        self._parts = dict(parts)

    def __getitem__(self, kind: type[PartT]) -> PartT:
        return self._parts[kind]  # type: ignore[return-value]

    def __iter__(self) -> Iterator[Part]:
        return iter(self._parts.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, State) and self._parts == other._parts

    __hash__ = None  # type: ignore[assignment]

    def replaced(self, part: Part) -> State:
        """The same state with one part exchanged."""
        return State({**self._parts, type(part): part})

    def dump(self) -> dict[str, Any]:
        """The state as plain data, by part name in lower case."""
        return {type(part).__name__.lower(): msgspec.to_builtins(part) for part in self}
