"""The word on the keyboard that stands on the device: variants of it, longest first, for as much room as there is."""

from __future__ import annotations

from emulator.display.model import Screen

REST = ("? keys · F8 journal · Ctrl+P commands · Ctrl+Q quit", "? keys · Ctrl+Q quit", "? keys · ^Q quit", "? keys", "")
"""What newcomers need."""

JUMP = ("Type a letter to press its key · Esc leaves that", "Type a key's letter", "Type a letter", "")
"""What is to be done while keys have letters."""

ASLEEP = ("The display sleeps: any key wakes it", "Any key wakes it", "asleep", "")
"""Why the display is dark."""


def hints(screen: Screen, jumping: bool, number: int, count: int) -> tuple[str, ...]:
    """What is said now of the keyboard; of several phones, which one this is comes first."""
    now = JUMP if jumping else ASLEEP if screen.name == "asleep" else REST
    if count == 1:
        return now
    which = f"Phone {number} of {count} · F6 next"
    return (
        *(f"{which} · {each}" for each in now[:-1]),
        which,
        f"{number} of {count} · F6 next",
        f"{number} of {count}",
        "",
    )
