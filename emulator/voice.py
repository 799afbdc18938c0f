"""What changes on the display, in words: one line a change, for people who listen instead of looking.

Calls, lines, lamps and messages have reports of their own (`emulator.reports`); here is the rest of what an eye sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest

from emulator.display.device import signs
from emulator.display.icons import word
from emulator.display.model import (
    Block,
    CallCard,
    Field,
    Item,
    Items,
    Led,
    LineKey,
    Module,
    Progress,
    Screen,
    Text,
    Tiles,
)

CLOCK = "big"
"""The style of the clock of an idle phone, which nobody wants to hear every minute."""

TOLD_ELSEWHERE = ("active", "headset", "muted", "registered", "speaker", "unregistered")
"""Icons of the status bar that say what a lamp or a report says too."""

OWN = ("active", "held", "incoming", "outgoing", "registered", "remote-held", "unregistered")
"""Icons of line keys that say what reports of lines and calls say."""

NAMES = {"asleep": "The display is dark.", "off": "The phone is off."}

_NUMBERS = re.compile(r"[\d:]+")
_TIMER = re.compile(r"\b\d+:\d\d(:\d\d)?\b")


class Voice:
    """Looks at one screen after another and tells what is new."""

    def __init__(self) -> None:
        self._screen = Screen("")
        self._told: set[str] = set()

    def look(self, screen: Screen) -> Iterator[str]:
        """The lines that a screen is worth, after the one before."""
        before, self._screen = self._screen, screen
        if (screen.name, screen.title) != (before.name, before.title):
            self._told = set()
            list(self._texts(screen))
            yield introduction(screen)
        else:
            yield from self._texts(screen)
            yield from _changes(before, screen)
        yield from _around(before, screen)

    def _texts(self, screen: Screen) -> Iterator[str]:
        """Texts that this screen has not shown yet: messages take turns, and numbers of a boot count down."""
        for line in (line for block in screen.body if isinstance(block, Text) for line in _sayings(block)):
            known = line if screen.status else _NUMBERS.sub("", line)
            if known not in self._told:
                self._told.add(known)
                yield line


def _changes(before: Screen, screen: Screen) -> Iterator[str]:
    """What is new on a screen that stays, besides texts."""
    for old, new in zip_longest(before.body, screen.body):
        if new is not None and new != old and not isinstance(new, Text):
            said = _sayings(new)
            yield from said if old is None or said != _sayings(old) else ()
    if labels(screen) != labels(before):
        yield keys(screen)


def _around(before: Screen, screen: Screen) -> Iterator[str]:
    """What is new around the screen: icons, line keys, modules, light."""
    yield from _icons(before, screen)
    if screen.status is not None or screen.name == "asleep":
        yield from _line_keys(before.line_keys, screen.line_keys)
        yield from _modules(before.modules, screen.modules)
    if 0 < screen.light != before.light > 0:
        yield "The display is dimmed." if screen.light < before.light else "The display is lit."


def introduction(screen: Screen) -> str:
    """A screen that comes up, in one line: its title, what it says, and its soft keys."""
    if screen.name in NAMES:
        return NAMES[screen.name]
    title = screen.title or screen.name.replace("-", " ").capitalize()
    said = [title, *(line for block in screen.body for line in [*_clock(block), *_sayings(block)])]
    whole = [line.rstrip(".:") for line in said if line]
    return ". ".join([*whole, *([keys(screen)] if labels(screen) else [])])


def whole(screen: Screen, leds: Mapping[str, Led]) -> Iterator[str]:
    """All that the phone shows now, in words: the screen, every row of its lists, line keys, lamps and icons."""
    yield introduction(screen)
    for block in screen.body:
        if isinstance(block, Items | Tiles):
            rows = _rows(block.rows if isinstance(block, Items) else block.items, -1)
            yield f"In the list: {''.join(rows) or 'nothing'}"
    said = [_line_key(number, key) for number, key in enumerate(screen.line_keys, 1) if key.label]
    yield from [f"Line keys: {'; '.join(said)}"] * bool(said)
    yield from _modules((), screen.modules)
    yield from signs(screen, leds)


def labels(screen: Screen) -> list[str]:
    """The soft keys that have a label."""
    return [key.label for key in screen.soft_keys if key.label]


def keys(screen: Screen) -> str:
    """The soft keys in words."""
    return f"Soft keys: {', '.join(labels(screen)) or 'none'}"


def _clock(block: Block) -> Iterator[str]:
    if isinstance(block, Text) and block.style == CLOCK:
        yield ", ".join(block.lines)


def _sayings(block: Block) -> list[str]:
    """What a block says; of things that only count on, nothing but that they are there."""
    match block:
        case Text(lines, _, style):
            return [line for line in lines if line.strip()] if style not in (CLOCK, "dim") else []
        case Items(rows, selected):
            return _rows(rows, selected)
        case Tiles(items, selected):
            return _rows(items, selected)
        case Field():
            return [_field(block)]
        case CallCard():
            who = " ".join(dict.fromkeys(filter(None, (block.name, block.number))))
            return [", ".join(filter(None, (block.line, who, block.to, block.state, *map(word, block.marks))))]
        case Progress():
            return []


def _rows(rows: Iterable[Item], selected: int) -> list[str]:
    """The selected row and its place; where none is, all rows."""
    said = [_TIMER.sub("", ", ".join(filter(None, (row.text, row.detail)))).strip(" ,>") for row in rows]
    if 0 <= selected < len(said):
        return [f"{selected + 1} of {len(said)}: {said[selected]}"]
    return [", ".join(said)] if said else []


def _field(field: Field) -> str:
    value = f"{len(field.value)} characters" if field.secret and field.value else field.value
    return f"{field.prompt}: {value or 'empty'}"


def _icons(before: Screen, screen: Screen) -> Iterator[str]:
    """Icons of the status bar that have come or gone."""
    if screen.status is None or before.status is None:
        return
    old, new = ([icon for icon in bar.icons if icon not in TOLD_ELSEWHERE] for bar in (before.status, screen.status))
    yield from (f"Icon: {word(icon)}" for icon in new if icon not in old)
    yield from (f"Icon gone: {word(icon)}" for icon in old if icon not in new)


def _line_keys(before: tuple[LineKey, ...], now: tuple[LineKey, ...]) -> Iterator[str]:
    """Labels that are new, and what has changed about those who are watched."""
    if not any(key.label for key in before):
        said = [_line_key(number, key) for number, key in enumerate(now, 1) if key.label]
        yield from [f"Line keys: {'; '.join(said)}"] * bool(said)
        return
    for number, (old, new) in enumerate(zip_longest(before, now, fillvalue=LineKey("")), 1):
        if (old.label, old.icon) != (new.label, new.icon) and not (old.label == new.label and new.icon in OWN):
            yield f"Line key {_line_key(number, new)}" if new.label else f"Line key {number}: nothing"


def _line_key(number: int, key: LineKey) -> str:
    return f"{number}: {key.label}, {key.state}".removesuffix(", ")


def _modules(before: tuple[Module, ...], now: tuple[Module, ...]) -> Iterator[str]:
    for number, (old, new) in enumerate(zip_longest(before, now), 1):
        if new is None:
            yield f"Expansion module {number} is gone"
        elif old is None or (old.first, old.page) != (new.first, new.page):
            page = f", page {new.page} of {new.pages}" if new.pages > 1 else ""
            said = [_line_key(place, key) for place, key in enumerate(new.keys, new.first) if key.label]
            yield f"Expansion module {number}{page}: {'; '.join(said) or 'no labels'}"
        else:
            changed = ((place, key) for place, key in enumerate(new.keys) if key != old.keys[place])
            yield from (
                f"Line key {_line_key(new.first + place, key)}" for place, key in changed if key.icon not in OWN
            )
