"""Letters for everything that can be pressed or touched, so that two keystrokes reach any of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from string import ascii_letters

from emulator.display.frame import Hit
from ui.geometry import Control, Layout

DIAL_PAD = frozenset("1234567890*#")


def letters(places: Mapping[str, Control | Hit]) -> dict[str, str]:
    """The name of a place by its letter: dial-pad keys have their own characters, the others a to z, then A to Z."""
    own = {_called(place): name for name, place in places.items() if _called(place) in DIAL_PAD}
    rest = (name for name in places if name not in own.values())
    return own | dict(zip(ascii_letters, rest, strict=False))


def _called(place: Control | Hit) -> str:
    return place.key if isinstance(place, Hit) else place.name


def marks(
    plan: Layout, places: Mapping[str, Control | Hit], names: Mapping[str, str]
) -> Iterable[tuple[int, int, str]]:
    """Where each letter is drawn: column, row, letter."""
    for letter, name in names.items():
        place = places[name]
        if isinstance(place, Hit):
            yield plan.display.x + place.column, plan.display.y + place.row + (place.height - 1) // 2, letter
        else:
            yield place.rect.x, place.rect.y + (place.rect.height - 1) // 2, letter
