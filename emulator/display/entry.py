"""Typing: what dial-pad keys, a keyboard and the cursor do to the fields of a form.

Several taps on one key go through its characters, in the order of the device's keypad (`profiles/keypad.csv`). In an
address the * key begins with a point and # with a slash (a hosted service's guide to reusing phones, appendix A).
"""

from __future__ import annotations

import csv
from functools import cache
from typing import NamedTuple

from msgspec.structs import replace

from emulator.display import keyboard
from emulator.display.forms import Entry, EraseCharacter, KeyTyped, MoveCursor, NextMode
from emulator.display.model import Display, Field, Scene, Screen, SoftKey
from emulator.kernel.data import read_data
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.state import Event, State

MODES = ("123", "abc", "Abc", "ABC")
"""What dial-pad keys write, in the order of the Mode key: digits, small letters, leading capitals, capitals."""

CLASSIC = ("123", "ABC", "abc")
"""The same on SoundPoint and SoundStation phones, whose key is called after what is now and what follows."""

CLASSIC_LABELS = ("1->Aa", "A->a1", "a->1A")
"""What that key says (phone dictionary of UCS 4.0)."""

NEXT_TAP = 1_000_000
"""Microseconds after which a second tap on a key begins another character (a hosted service's dial-pad article)."""

LONGEST = 255
"""How many characters a field takes."""

CCX_PAGE = 4
"""How many fields a CCX shows at the least beside its dial pad."""

_FIRST_MODE = {"text": "Abc", "address": "abc", "number": "123", "password": "123", "digits": "123"}
_ADDRESS = {"*": ".", "#": "/"}
_DIGITS = "0123456789"


class Key(NamedTuple):
    """What a dial-pad key writes besides its digit."""

    letters: str
    symbols: str


@cache
def keypad() -> dict[str, Key]:
    """The dial pad's characters by key."""
    rows = csv.DictReader(read_data("keypad.csv").decode().splitlines())
    return {row["key"]: Key(row["letters"], row["symbols"]) for row in rows}


def fields(screen: Screen) -> tuple[Field, ...]:
    """The fields of a screen that can be typed into, with their texts of now if the screen has been composed."""
    return tuple(block for block in screen.body if isinstance(block, Field) and block.name)


def typed(phone: State, screen: str, field: Field) -> str:
    """What the user has made of a field of the form `screen`."""
    entry = phone[Display].entry
    return entry.texts.get(field.name, field.value) if entry.screen == screen else field.value


def modes(profile: DeviceProfile) -> tuple[str, ...]:
    """The modes of a model, in the order of its key."""
    return CLASSIC if profile.family in ("SoundPoint", "SoundStation") else MODES


def mode_of(entry: Entry, field: Field) -> str:
    """What dial-pad keys write into the field now."""
    return entry.mode or _FIRST_MODE[field.kind]


def filled(screen: Screen, scene: Scene) -> Screen:
    """A form with what has been typed, the cursor, and the keys for typing; other screens as they are."""
    places = fields(screen)
    if not places:
        return screen
    entry = _entry_on(scene.phone[Display].entry, screen)
    focused = places[min(entry.focus, len(places) - 1)]
    body = []
    for block in screen.body:
        if isinstance(block, Field) and block.name:
            text = typed(scene.phone, screen.name, block)
            cursor = (len(text) if entry.cursor is None else entry.cursor) if block is focused else None
            block = replace(block, value=text, cursor=cursor)
        body.append(block)
    return replace(
        screen,
        body=tuple(body),
        actions=_soft_keys(screen, scene, focused, mode_of(entry, focused)),
        keys={**_keys(len(places)), **_swipes(len(places), scene.profile, entry), **screen.keys},
        keyboard=_keyboard(entry, focused, typed(scene.phone, screen.name, focused), scene.profile),
    )


def _keys(count: int) -> dict[str, Event]:
    along: dict[str, Event] = {"Left": MoveCursor(by=-1), "Right": MoveCursor(by=1)}
    between: dict[str, Event] = {"Up": MoveCursor(fields=-1), "Down": MoveCursor(fields=1)} if count > 1 else {}
    return {**along, **between, **{key: KeyTyped(key) for key in keypad()}}


def _swipes(count: int, profile: DeviceProfile, entry: Entry) -> dict[str, Event]:
    """A finger that wipes over a long form goes on by as many fields as are seen at once, or nearly."""
    page = profile.display.rows // 2 - 2 - 2 * entry.keyboard if profile.display.layout == "touch" else CCX_PAGE
    if not profile.display.touch or count <= page:
        return {}
    return {"SwipeUp": MoveCursor(fields=page), "SwipeDown": MoveCursor(fields=-page)}


def _keyboard(entry: Entry, field: Field, text: str, profile: DeviceProfile) -> tuple[str, ...] | None:
    """The keys that are drawn below the form; None on a phone or for a field without."""
    pad = profile.display.layout == "ccx" and field.kind == "digits"  # which a CCX has on its dial pad
    if profile.display.layout not in ("touch", "ccx") or field.choices or pad:
        return None
    return keyboard.rows(field.kind, mode_of(entry, field), text[: entry.cursor]) if entry.keyboard else ()


def _soft_keys(screen: Screen, scene: Scene, focused: Field, mode: str) -> tuple[SoftKey, ...]:
    """The form's own soft keys; behind the first << (as soon as there is something to erase) and the mode."""
    if focused.choices:
        return screen.actions
    first, *others = screen.actions
    erase = (SoftKey("<<", EraseCharacter()),) if typed(scene.phone, screen.name, focused) else ()
    turn = () if focused.kind == "digits" else (SoftKey(_mode_label(scene, mode), NextMode()),)
    return (first, *erase, *turn, *others)


def _mode_label(scene: Scene, mode: str) -> str:
    if modes(scene.profile) is MODES:
        return mode
    return CLASSIC_LABELS[CLASSIC.index(mode) if mode in CLASSIC else 1]


def _entry_on(entry: Entry, screen: Screen) -> Entry:
    return entry if entry.screen == screen.name else Entry(screen.name)


class _Typing(NamedTuple):
    """A field being typed into: its text before and behind the cursor."""

    entry: Entry
    field: Field
    before: str
    behind: str

    def written(self, before: str, **changes: object) -> Entry:
        """The entry with another text before the cursor."""
        texts = {**self.entry.texts, self.field.name: (before + self.behind)}
        cursor = len(before) if self.behind else None
        return replace(self.entry, texts=texts, cursor=cursor, **{"tapped": "", **changes})


def _typing(entry: Entry, screen: Screen) -> _Typing | None:
    """Where the cursor is on a composed screen, None on one that is no form."""
    places = fields(screen)
    if not places:
        return None
    entry = _entry_on(entry, screen)
    field = places[min(entry.focus, len(places) - 1)]
    cursor = len(field.value) if entry.cursor is None else entry.cursor
    return _Typing(entry, field, field.value[:cursor], field.value[cursor:])


def tap(entry: Entry, screen: Screen, key: str, now: int) -> Entry:
    """A dial-pad key, once or again."""
    typing = _typing(entry, screen)
    if typing is None or typing.field.choices:
        return entry
    choices = characters(typing.field, mode_of(typing.entry, typing.field), key, typing.before)
    if not choices:
        return entry
    again = typing.entry.tapped == key and now - typing.entry.at < NEXT_TAP and len(choices) > 1
    if again:
        taps = typing.entry.taps + 1
        before = typing.before[:-1]
        choices = characters(typing.field, mode_of(typing.entry, typing.field), key, before)
    elif len(typing.field.value) >= LONGEST:
        return entry
    else:
        taps, before = 0, typing.before
    return typing.written(before + choices[taps % len(choices)], tapped=key, taps=taps, at=now)


def characters(field: Field, mode: str, key: str, before: str) -> str:
    """What a key writes in turn, in this mode and behind this text."""
    letters, symbols = keypad()[key]
    if field.kind == "digits":
        return "" if key in "*#" else key
    if mode == "123":
        address = _ADDRESS.get(key, "") if field.kind == "address" else ""
        return address or key
    if mode == "ABC" or (mode == "Abc" and (not before or before[-1] == " ")):
        letters = letters.upper()
    first = _ADDRESS.get(key, "") if field.kind == "address" else ""
    rest = f"{letters}{symbols}".replace(first, "") if first else f"{letters}{symbols}"
    digit = "" if key in "*#" else key
    return f"{first}{rest}{digit}"


def insert(entry: Entry, screen: Screen, text: str) -> Entry:
    """Text from a keyboard; what cannot be printed is left out."""
    typing = _typing(entry, screen)
    if typing is None or typing.field.choices:
        return entry
    room = LONGEST - len(typing.field.value)
    takes = _DIGITS.__contains__ if typing.field.kind == "digits" else str.isprintable
    return typing.written(typing.before + "".join(filter(takes, text))[:room])


def show_keyboard(entry: Entry, screen: Screen, *, shown: bool) -> Entry:
    """The keyboard is drawn below the form, or not any more."""
    return replace(_entry_on(entry, screen), keyboard=shown)


def erase(entry: Entry, screen: Screen) -> Entry:
    """The character before the cursor goes."""
    typing = _typing(entry, screen)
    return typing.written(typing.before[:-1]) if typing and not typing.field.choices else entry


def move(entry: Entry, screen: Screen, by: int, to_field: int) -> Entry:
    """The cursor moves along the text, or to another field."""
    typing = _typing(entry, screen)
    if typing is None:
        return entry
    if to_field:
        focus = max(0, min(typing.entry.focus + to_field, len(fields(screen)) - 1))
        return replace(typing.entry, focus=focus, cursor=None, mode="", tapped="")
    if typing.field.choices:
        return _chosen(typing.entry, typing.field, by)
    cursor = max(0, min(len(typing.before) + by, len(typing.field.value)))
    return replace(typing.entry, cursor=None if cursor == len(typing.field.value) else cursor, tapped="")


def _chosen(entry: Entry, field: Field, by: int) -> Entry:
    """The choice `by` places on, round and round."""
    now = field.choices.index(field.value) if field.value in field.choices else 0
    choice = field.choices[(now + by) % len(field.choices)]
    return replace(entry, texts={**entry.texts, field.name: choice}, tapped="")


def focus(entry: Entry, screen: Screen, name: str) -> Entry:
    """The cursor goes to the field `name`; one with choices shows its next."""
    entry, places = _entry_on(entry, screen), fields(screen)
    place = next((number for number, field in enumerate(places) if field.name == name), None)
    if place is None:
        return entry
    entry = replace(entry, focus=place, cursor=None, mode="", tapped="")
    return _chosen(entry, places[place], 1) if places[place].choices else entry


def next_mode(entry: Entry, screen: Screen, order: tuple[str, ...] = MODES) -> Entry:
    """The next of these modes."""
    typing = _typing(entry, screen)
    if typing is None:
        return entry
    mode = mode_of(typing.entry, typing.field)
    now = order.index(mode) if mode in order else 1
    return replace(typing.entry, mode=order[(now + 1) % len(order)], tapped="")


class Secret(NamedTuple):
    """What a secret field holds, and where that stands."""

    screen: str
    field: str
    text: str


def secret(screen: Screen) -> Secret | None:
    """What a composed screen's field in focus holds, if it must not be seen; None if there is none."""
    focused = next((field for field in fields(screen) if field.cursor is not None), None)
    return Secret(screen.name, focused.name, focused.value) if focused and focused.secret else None


def conceal(entry: Entry, screen: Screen, length: int) -> Entry:
    """As if `length` characters had been typed into the secret field in focus."""
    typing = _typing(entry, screen)
    if typing is None:
        return entry
    return replace(typing.entry, texts={**typing.entry.texts, typing.field.name: "*" * length}, cursor=None)
