"""The icons of presence."""

from __future__ import annotations

_ICONS = {
    "Available": "idle",
    "Busy": "busy",
    "In a Call": "busy",
    "Do Not Disturb": "dnd",
    "Offline": "offline",
    "": "unknown",
}


def icon_of(status: str) -> str:
    """The icon that stands for how somebody is; "" for one of whom nothing is known."""
    return _ICONS.get(status, "away")
