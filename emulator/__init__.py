"""A virtual Poly VVX/CCX desk phone and the servers to test it against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emulator.lab.lab import Lab
    from emulator.phone import Phone

__all__ = ["Lab", "Phone"]

_HOMES = {"Lab": "emulator.lab.lab", "Phone": "emulator.phone"}


def __getattr__(name: str) -> Any:
    """Load what is exported when it is first asked for: commands and call engines start without it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
