"""What keys are called, and which key or touch somebody means who names one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from emulator.display.frame import draw
from emulator.display.model import Chorded, KeyPressed, LineKey, Screen, Swiped, Touched
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.state import Event

ALIASES = {
    "arrowdown": "Down",
    "arrowleft": "Left",
    "arrowright": "Right",
    "arrowup": "Up",
    "dialpadpound": "#",
    "dialpadstar": "*",
    "handsfree": "Speaker",
    "micmute": "Mute",
    "ok": "Select",
    "pound": "#",
    "speakerphone": "Speaker",
    "star": "*",
    "volumedown": "VolDown",
    "volumeup": "VolUp",
    "vol+": "VolUp",
    "vol-": "VolDown",
    **{f"dialpad{digit}": str(digit) for digit in range(10)},
}
"""Other names of keys, in lower case; the device's own stand in push messages and key remapping (UCS 4.0
administrator guide)."""


class InputError(ValueError):
    """What somebody wants of the phone makes no sense, or is not offered now; the text is a sentence for the user."""


class UnknownKeyError(InputError):
    """The phone has no such key, or its screen does not offer it."""


def meaning(screen: Screen, key: str) -> Event | None:
    """What pressing a key, by its canonical name, means on this screen; None for nothing."""
    for prefix, row in (("SoftKey", screen.soft_keys), ("LineKey", screen.line_keys)):
        number = key.removeprefix(prefix)
        if number != key and number.isdecimal():
            labelled = row[int(number) - 1].intent if 0 < int(number) <= len(row) else None
            return screen.keys.get(key, labelled)
    return screen.keys.get(key)


LONG = 1.0
"""Seconds for which a key must be held to mean what it means when held (a guess: guides say "press and hold")."""

CHORD = 3.0
"""Seconds for which keys must be held together (answers of the maker's support to users)."""

_PAD = "123456789*0#"

CORNERS = ("TopLeft", "TopRight", "BottomLeft", "BottomRight")
"""The corners of a touch screen, which can be held together like keys."""


def key_name(event: KeyPressed, screen: Screen) -> str:
    """The name under which a screen keeps what a key press means: its own if the key is held long and has one."""
    return event.key if held_meaning(screen, event.key, event.hold) is None else f"{event.key} held"


def held_meaning(screen: Screen, key: str, hold: float) -> Event | None:
    """What holding a key for so many seconds means that pressing it does not; None for nothing of its own."""
    return screen.keys.get(f"{key} held") if key and hold >= LONG else None


def chord_name(keys: Iterable[str]) -> str:
    """The name under which a screen keeps what keys held together mean: 1+3+5."""
    return "+".join(sorted(keys, key=lambda key: (_PAD.find(key) if key in _PAD else len(_PAD), key)))


def swipe_name(direction: str) -> str:
    """The name under which a screen keeps what wiping over it means: SwipeLeft."""
    return f"Swipe{direction.capitalize()}"


def resolve_chord(names: Iterable[str], screen: Screen, profile: DeviceProfile, hold: float) -> Chorded:
    """The keys held together that `names` stand for. Raises UnknownKeyError if they mean nothing now."""
    keys = []
    for name in names:
        keys.append(canonical(name, profile) or _corner(name, profile))
        if not keys[-1]:
            raise UnknownKeyError(f"The {profile.name} has no key {name!r}.")
    if chord_name(keys) not in screen.keys:
        raise UnknownKeyError(f"The {profile.name} does nothing now for {' and '.join(keys)} held together.")
    if hold < CHORD:
        raise UnknownKeyError(f"Hold {' and '.join(keys)} together for {CHORD:g} seconds.")
    return Chorded(tuple(keys), hold)


def resolve_swipe(direction: str, screen: Screen, profile: DeviceProfile) -> Swiped:
    """A finger's wipe. Raises InputError if the display takes none now."""
    if not profile.display.touch:
        raise InputError(f"The display of the {profile.name} cannot be touched.")
    if swipe_name(direction) not in screen.keys:
        raise InputError(f"The screen takes no swipe to the {direction} now.")
    return Swiped(direction)


def resolve(name: str, screen: Screen, profile: DeviceProfile, now: int = 0, hold: float = 0.0) -> Event:
    """The key press (or touch, where the model has no such key but draws it) that `name` stands for.

    A name is a hard key first, then a soft key on the screen; the prefixes `key:`, `soft:` and `line:` say which.
    Raises UnknownKeyError.
    """
    kind, colon, rest = name.partition(":")
    kind, wanted = (kind.lower(), rest.strip()) if colon and kind.lower() in _FINDERS else ("", name.strip())
    for finder in [_FINDERS[kind]] if kind else [_hard, _soft, _drawn]:
        found = finder(wanted, screen, profile, now)
        if found:
            return KeyPressed(found, hold) if isinstance(found, str) else replace(found, hold=hold)
    raise UnknownKeyError(_complaint(wanted, kind, screen, profile))


def canonical(name: str, profile: DeviceProfile) -> str:
    """The canonical name of a hard key, numbered soft key or line key of this model in any usual spelling, or ""."""
    folded = name.casefold()
    wanted = ALIASES.get(folded, folded).casefold()
    known = {key.casefold(): key for key in profile.hard_keys}
    known |= {f"softkey{number}": f"SoftKey{number}" for number in range(1, profile.soft_keys + 1)}
    for number in range(1, profile.line_key_count + 1):
        known |= {f"linekey{number}": f"LineKey{number}", f"line{number}": f"LineKey{number}"}
    return known.get(wanted, "")


def _corner(name: str, profile: DeviceProfile) -> str:
    known = {corner.casefold(): corner for corner in CORNERS} if profile.display.touch else {}
    return known.get(name.casefold().replace(" ", ""), "")


ATTACHED = ("Hookswitch", "LineKey", "EM")
"""How keys begin that are on something plugged in: a headset, or an expansion module."""


def _hard(name: str, screen: Screen, profile: DeviceProfile, _now: int) -> str:
    return canonical(name, profile) or _attached(name, screen)


def _attached(name: str, screen: Screen) -> str:
    known = {key.casefold(): key for key in screen.keys if key.startswith(ATTACHED) and " " not in key}
    return known.get(ALIASES.get(name.casefold(), name).casefold(), "")


def _soft(name: str, screen: Screen, _profile: DeviceProfile, _now: int) -> str:
    labels = [key.label.casefold() for key in screen.soft_keys]
    return f"SoftKey{labels.index(name.casefold()) + 1}" if name and name.casefold() in labels else ""


def _line(name: str, screen: Screen, profile: DeviceProfile, now: int) -> str | Touched:
    if name.isdecimal():
        key = f"LineKey{name}"
        return _hard(key, screen, profile, now) or _drawn(key, screen, profile, now) or ""
    labels = {key.label.casefold(): number for number, key in reversed(list(_line_keys(screen)))}
    number = labels.get(name.casefold())
    return _line(str(number), screen, profile, now) if number else ""


def _line_keys(screen: Screen) -> Iterator[tuple[int, LineKey]]:
    """The line keys with labels now, on the phone and on its expansion modules."""
    yield from enumerate(screen.line_keys, 1)
    for module in screen.modules:
        yield from enumerate(module.keys, module.first)


def _drawn(name: str, screen: Screen, profile: DeviceProfile, now: int) -> Touched | None:
    """A touch on a key that the screen draws: dial pad, Back, Home, the lines of a CCX."""
    if not profile.display.touch:
        return None
    wanted = ALIASES.get(name.casefold(), name).casefold()
    for hit in draw(screen, profile, now).hits:
        if hit.key and hit.key.casefold() == wanted:
            return Touched(*hit.center)
    return None


_FINDERS = {"key": _hard, "soft": _soft, "line": _line}


def _complaint(name: str, kind: str, screen: Screen, profile: DeviceProfile) -> str:
    if kind == "line":
        return f"The {profile.name} has no line key {name!r} just now."
    if kind != "key" and any(key.label.casefold() == name.casefold() for key in screen.actions):
        return f"The soft key {name!r} is not on this page of soft keys; press More."
    if screen.name == "asleep":
        return f"The display is dark and shows no {name!r}; press any key of the phone first."
    offered = ", ".join(key.label for key in screen.soft_keys if key.label) or "none"
    if kind == "key":
        return f"The {profile.name} has no key {name!r}."
    if kind == "soft":
        return f"The screen does not offer a soft key {name!r}; it offers: {offered}."
    return f"The {profile.name} has no key {name!r}, and its screen offers no such soft key; it offers: {offered}."
