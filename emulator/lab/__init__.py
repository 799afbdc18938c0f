"""Servers to test a phone against, and a PC to pair it with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emulator.lab.lab import Lab
    from emulator.lab.pc.pc import PC

__all__ = ["PC", "Lab"]

_HOMES = {"Lab": "emulator.lab.lab", "PC": "emulator.lab.pc.pc"}


def __getattr__(name: str) -> Any:
    """Load what is exported when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
