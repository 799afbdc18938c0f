"""The screens in another language: what a screen says, translated as it is put together.

The tables in `profiles/strings/` have the device's English on the left, and short forms of labels on the right.
Numbers within a text stand there as {}, and a name at its end as {name}. What a table does not have, such as the names
of people and lines, stays as it is; so do the value behind a label (To: Reception) and the time behind a state. Days,
months and the places of time zones stand in braces in the tables, as people and lines may be called so.
"""

from __future__ import annotations

import csv
import re
from functools import cache

from msgspec.structs import replace

from emulator.display.model import Block, CallCard, Field, Item, Items, Screen, SoftKey, StatusBar, Text, Tiles
from emulator.kernel.data import list_data, read_data

_NUMBER = re.compile(r"\d+")
_NUMBERED = re.compile(r"(\d+ )(.+)")
_LABELLED = re.compile(r"([^:]+:) (.+)")
_TIMED = re.compile(r"(.*\D)( \d+(?::\d\d)+)")
_ZONE = re.compile(r"(\(GMT[^)]*\) )(.+)")
_WORD = re.compile(r"[^\W\d]+")
_NAME = "{name}"


class Language:
    """One language's table."""

    def __init__(self, table: dict[str, str]) -> None:
        self._table = table
        self._named = [row for row in table if row.endswith(_NAME)]

    def say(self, text: str) -> str:
        """A text in this language, as far as the table has it."""
        known = self._table.get(text)
        if known is not None or not text:
            return known or text
        pattern = self._table.get(_NUMBER.sub("{}", text))
        if pattern is not None:
            return pattern.format(*_NUMBER.findall(text))
        numbered = _NUMBERED.fullmatch(text)
        return f"{numbered[1]}{self.say(numbered[2])}" if numbered else self._in_parts(text)

    def _in_parts(self, text: str) -> str:
        """A text made of one that the table has, and of something that stays as it is."""
        zone = _ZONE.fullmatch(text)
        if zone:
            return zone[1] + ", ".join(self._table.get(f"{{{place}}}", place) for place in zone[2].split(", "))
        timed, labelled = _TIMED.fullmatch(text), _LABELLED.fullmatch(text)
        if timed and timed[1] in self._table:
            return f"{self._table[timed[1]]}{timed[2]}"
        if labelled and labelled[1] in self._table:
            return f"{self._table[labelled[1]]} {labelled[2]}"
        named = next((row for row in self._named if text.startswith(row.removesuffix(_NAME))), None)
        return self._table[named].format(name=text[len(named) - len(_NAME) :]) if named else self._date(text)

    def _date(self, text: str) -> str:
        """A date, in the names of days and months that the table has in braces."""
        words = {word for word in _WORD.findall(text) if word not in ("AM", "PM")}
        if not words or not all(f"{{{word}}}" in self._table for word in words) or not _NUMBER.search(text):
            return text
        return _WORD.sub(lambda found: self._table.get(f"{{{found[0]}}}", found[0]), text)

    def knows(self, text: str) -> bool:
        """Whether the table has the text, or one that differs in its numbers."""
        return text in self._table or _NUMBER.sub("{}", text) in self._table

    def screen(self, screen: Screen) -> Screen:
        """A screen in this language."""
        return replace(
            screen,
            title=self.say(screen.title),
            popup="\n".join(map(self.say, screen.popup.split("\n"))),
            body=tuple(map(self._block, screen.body)),
            actions=self._keys(screen.actions),
            soft_keys=self._keys(screen.soft_keys),
            status=self._status(screen.status) if screen.status else None,
            line_keys=tuple(replace(key, state=self.say(key.state)) for key in screen.line_keys),
        )

    def _status(self, bar: StatusBar) -> StatusBar:
        left = "  ".join(map(self.say, bar.left.split("  ")))
        return replace(bar, left=left, right=self.say(bar.right))

    def _keys(self, keys: tuple[SoftKey, ...]) -> tuple[SoftKey, ...]:
        return tuple(SoftKey(self.say(key.label), key.intent) for key in keys)

    def _block(self, block: Block) -> Block:
        match block:
            case Text():
                return replace(block, lines=tuple(map(self.say, block.lines)))
            case Items():
                return replace(block, rows=tuple(map(self._item, block.rows)))
            case Tiles():
                return replace(block, items=tuple(map(self._item, block.items)))
            case Field():
                return replace(block, prompt=self.say(block.prompt))
            case CallCard():
                return replace(block, state=self.say(block.state), line=self.say(block.line), to=self.say(block.to))
        return block

    def _item(self, item: Item) -> Item:
        return replace(item, text=self.say(item.text), detail=self.say(item.detail))


def languages() -> list[str]:
    """The languages besides English, as lcl.ml.lang names them: German_Germany."""
    return list_data("strings", ".csv")


@cache
def language(name: str) -> Language | None:
    """The language that lcl.ml.lang names; None for English, and for one without a table."""
    if name not in languages():
        return None
    return Language({row[0]: row[1] for row in _rows(name)})


@cache
def short_forms() -> dict[str, str]:
    """In all languages, what stands for a label where there is little room for it."""
    return {row[1]: row[2] for name in languages() for row in _rows(name) if row[2]}


def _rows(name: str) -> list[list[str]]:
    """A table's rows: English, the text in the language, and its short form or nothing."""
    rows = csv.reader(read_data(f"strings/{name}.csv").decode().splitlines())
    return [row for row in rows if len(row) == 3 and row[1]]
