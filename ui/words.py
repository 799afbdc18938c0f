"""What keys mean, in words for people: "answer call" for AnswerCall."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emulator.audio.model import HeadsetKey, MuteKey, SpeakerKey, VolumeKey
from emulator.boot.model import EnterSetup, RestartRequested
from emulator.calls.model import Dial, DigitErased, DigitPressed
from emulator.display.forms import KeyTyped, MoveCursor
from emulator.display.model import GoBack, GoHome, HookMoved, Items, LineKey, MoveSelection, OpenView, Screen, Tiles
from emulator.kernel.state import Event
from emulator.settings.model import AskReset, KeyTested, OpenPage

PLAIN: dict[type[Event], str] = {
    DigitErased: "erase a digit",
    DigitPressed: "dial",
    EnterSetup: "enter Setup",
    GoBack: "back",
    GoHome: "Home view, or back to rest",
    HeadsetKey: "headset on or off",
    HookMoved: "lift, or hang up",
    KeyTested: "test the key",
    KeyTyped: "write into the field",
    MoveSelection: "move the selection",
    MuteKey: "microphone off or on",
    RestartRequested: "restart the phone",
    SpeakerKey: "speakerphone on or off",
    VolumeKey: "louder or softer",
}
"""What is said of an intent, whatever it is about."""

DOING = ("add", "change", "choose", "confirm", "edit", "test")
"""Views named for what is done in them."""

DIGITS = frozenset("1234567890*#")

MANY = 16
"""So many keys that do the same are all that there are."""

_NUMBER = re.compile(r"^\d+ +")
_PARTS = re.compile(r"[A-Z][a-z0-9]*")


def said(intent: Event) -> str:
    """An intent in a few words."""
    if type(intent) in PLAIN:
        return PLAIN[type(intent)]
    match intent:
        case OpenView(name) | OpenPage(name):
            view = _plain(name)
            return view if view.startswith(DOING) else f"open {view}"
        case AskReset(what):
            return f"reset: {_plain(what)}"
        case Dial(number):
            return f"dial {_plain(number)}".rstrip()
        case MoveCursor(fields=0):
            return "move the cursor"
        case MoveCursor(fields=to):
            return "next field" if to > 0 else "previous field"
    words = " ".join(_PARTS.findall(type(intent).__name__)).lower()
    details = (getattr(intent, name) for name in intent.__struct_fields__)
    about = " ".join(_plain(each) for each in details if isinstance(each, str) and each)
    return f"{words} {about}".rstrip()


def _plain(text: str) -> str:
    return re.sub(r"[/.-]+", " ", text).strip()


def module_lines(screen: Screen) -> Iterator[tuple[int, LineKey]]:
    """The line keys on the shown pages of expansion modules, by number."""
    for module in screen.modules:
        yield from enumerate(module.keys, module.first)


def meanings(screen: Screen) -> dict[str, str]:
    """What each hard key, gesture or chord does on this screen: keys that do the same share an entry, as "1 2 3"."""
    shown = _labels(screen)
    grouped: dict[str, list[str]] = {}
    for key, intent in screen.keys.items():
        if not key.startswith("LineKey"):
            label = next((text for each, text in shown if each == intent), "")
            grouped.setdefault(label or said(intent), []).append(key)
    ordered = sorted(grouped.items(), key=lambda entry: all("+" in key[1:] for key in entry[1]))
    return {_fingers(keys): meaning for meaning, keys in ordered}


def _labels(screen: Screen) -> list[tuple[Event | None, str]]:
    """What can be chosen on the screen, by the text it has there."""
    soft = [(key.intent, key.label) for key in screen.soft_keys if key.label]
    lists = [block.rows for block in screen.body if isinstance(block, Items)]
    lists += [block.items for block in screen.body if isinstance(block, Tiles)]
    return [(item.intent, _NUMBER.sub("", item.text)) for items in lists for item in items if item.intent] + soft


def _fingers(keys: list[str]) -> str:
    """Keys, gestures and chords as they are called."""
    if len(keys) > MANY:
        return "Every key"
    rest = [_finger(key) for key in keys if not (DIGITS <= {*keys} and key in DIGITS)]
    return " ".join(["0-9 * #"] * (DIGITS <= {*keys}) + rest)


def _finger(key: str) -> str:
    if key.startswith("Swipe"):
        return f"wipe {key.removeprefix('Swipe').lower()}"
    return f"{key} together" if "+" in key[1:] else key
