"""Where the registration table finds and changes its instances: one binding of one line, by a key made of both."""

from __future__ import annotations

from typing import Any, TypeAlias

from msgspec.structs import replace

from emulator.kernel.slices import Step
from emulator.lines.model import Binding, Line, Lines, Server, summed

Bindings: TypeAlias = Step[Lines]
"""A step whose key is that of a binding."""

IDLE = ("unregistered", "failed")
TRYING = ("registering", "registered")

_BASE = 10
"""More than the servers of a line, so that a key reads as line and server side by side."""


def key_of(line: int, server: int) -> int:
    """The key of a line's binding at its server number `server`."""
    return line * _BASE + server


def find_line(lines: Lines, index: int) -> Line | None:
    """The line of that index, if there is one."""
    return next((line for line in lines.lines if line.index == index), None)


def _find(lines: Lines, key: int) -> tuple[Line, Binding]:
    index, server = divmod(key, _BASE)
    line = find_line(lines, index)
    if line is not None:
        for binding in line.bindings:
            if binding.server == server:
                return line, binding
    raise LookupError(f"line {index}, server {server}")


def line_of(step: Bindings) -> Line:
    """The line that the step is about."""
    return _find(step.own, step.key)[0]


def binding_of(step: Bindings) -> Binding:
    """The binding that the step is about."""
    return _find(step.own, step.key)[1]


def server_of(step: Bindings) -> Server:
    """The server of that binding."""
    line, binding = _find(step.own, step.key)
    return line.settings.servers[binding.server]


def timer(step: Bindings, purpose: str) -> str:
    """The name of one of the binding's timers."""
    index, server = divmod(step.key, _BASE)
    return f"lines/{index}/{server}/{purpose}"


def change_line(step: Bindings, index: int, **fields: Any) -> None:
    """Change a line; its state follows from its bindings."""
    step.own = Lines(tuple(summed(replace(line, **fields)) if line.index == index else line for line in step.own.lines))


def change_binding(step: Bindings, **fields: Any) -> None:
    """Change the binding that the step is about."""
    step.own = _changed(step.own, step.key, **fields)


def _changed(lines: Lines, key: int, **fields: Any) -> Lines:
    line, old = _find(lines, key)
    bindings = tuple(replace(each, **fields) if each is old else each for each in line.bindings)
    new = summed(replace(line, bindings=bindings))
    return Lines(tuple(new if each is line else each for each in lines.lines))


def read_state(lines: Lines, key: int) -> str:
    """The state of a binding."""
    return _find(lines, key)[1].state


def write_state(lines: Lines, key: int, state: str) -> Lines:
    """The lines with another state of one binding."""
    return _changed(lines, key, state=state)
