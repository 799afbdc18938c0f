"""What fingers do on a form, and what they have typed so far."""

from __future__ import annotations

import msgspec

from emulator.kernel.state import Event


class KeyTyped(Event, frozen=True):
    """A dial-pad key, into the field in focus."""

    key: str


class CharacterTyped(Event, frozen=True):
    """A key of the keyboard that a touch screen draws, into the field in focus."""

    character: str


class ShowKeyboard(Event, frozen=True):
    """A finger on the keyboard's icon: the form has its keyboard below it, or not any more."""

    shown: bool


class EraseCharacter(Event, frozen=True):
    """The << soft key of a form: the character before the cursor goes."""


class NextMode(Event, frozen=True):
    """The key that changes what dial-pad keys write: small letters, capitals, digits."""


class MoveCursor(Event, frozen=True):
    """An arrow key in a form: `by` characters along, or `fields` fields on."""

    by: int = 0
    fields: int = 0


class FocusField(Event, frozen=True):
    """A finger on the field of that name: the cursor goes there; a field with choices shows its next one."""

    name: str


class Entry(msgspec.Struct, frozen=True):
    """What is typed on the form `screen`: texts by field name, as far as they differ from what the fields held.

    `mode` is one of `entry.MODES`, or empty for the one that the field begins with. `tapped` is the key pressed last,
    at the time `at`: pressed again soon, it turns to its next character. `keyboard` says whether one is drawn below.
    """

    screen: str = ""
    focus: int = 0
    texts: dict[str, str] = {}
    cursor: int | None = None  # None: behind the last character
    mode: str = ""
    tapped: str = ""
    taps: int = 0
    at: int = 0
    keyboard: bool = False
