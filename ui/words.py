"""What keys mean, in words for people: "answer call" for AnswerCall."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emulator.display.forms import KeyTyped, MoveCursor
from emulator.display.model import GoBack, GoHome, LineKey, MoveSelection, OpenView, Screen
from emulator.kernel.state import Event

_PARTS = re.compile(r"[A-Z][a-z0-9]*")


def said(intent: Event) -> str:
    """An intent in a few words."""
    match intent:
        case OpenView(view):
            return f"open {_plain(view)}"
        case KeyTyped():
            return "write into the field"
        case MoveCursor(fields=0):
            return "move the cursor"
        case MoveCursor(fields=to):
            return "next field" if to > 0 else "previous field"
        case MoveSelection():
            return "move the selection"
        case GoBack():
            return "back"
        case GoHome():
            return "Home view, or back to rest"
    words = " ".join(_PARTS.findall(type(intent).__name__)).lower()
    details = (getattr(intent, name) for name in intent.__struct_fields__)
    about = " ".join(_plain(each) for each in details if isinstance(each, str) and each)
    return f"{words} {about}".rstrip()


def _plain(text: str) -> str:
    return re.sub(r"[/.-]+", " ", text)


def module_lines(screen: Screen) -> Iterator[tuple[int, LineKey]]:
    """The line keys on the shown pages of expansion modules, by number."""
    for module in screen.modules:
        yield from enumerate(module.keys, module.first)


def meanings(screen: Screen) -> dict[str, str]:
    """What each hard key, gesture or chord does on this screen: keys that do the same share an entry, as "1 2 3"."""
    grouped: dict[str, list[str]] = {}
    for key, intent in screen.keys.items():
        if key.startswith("LineKey"):
            continue
        label = next((soft.label for soft in screen.soft_keys if soft.label and soft.intent == intent), "")
        grouped.setdefault(label or said(intent), []).append(_finger(key))
    return {" ".join(keys): meaning for meaning, keys in grouped.items()}


def _finger(key: str) -> str:
    if key.startswith("Swipe"):
        return f"wipe {key.removeprefix('Swipe').lower()}"
    return f"{key} together" if "+" in key[1:] else key
