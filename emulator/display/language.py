"""The screens in another language: what a screen says, translated as it is put together.

The tables in `profiles/strings/` have the device's English on the left, and short forms of labels on the right. Numbers
within a text stand there as {}. What a table does not have, such as the names of people and lines, stays as it is.
"""

from __future__ import annotations

import csv
import re
from functools import cache

from msgspec.structs import replace

from emulator.display.model import Block, CallCard, Field, Item, Items, Screen, SoftKey, Text, Tiles
from emulator.kernel.data import list_data, read_data

_NUMBER = re.compile(r"\d+")
_NUMBERED = re.compile(r"(\d+ )(.+)")


class Language:
    """One language's table."""

    def __init__(self, table: dict[str, str]) -> None:
        self._table = table

    def say(self, text: str) -> str:
        """A text in this language, as far as the table has it."""
        known = self._table.get(text)
        if known is not None or not text:
            return known or text
        pattern = self._table.get(_NUMBER.sub("{}", text))
        if pattern is not None:
            return pattern.format(*_NUMBER.findall(text))
        numbered = _NUMBERED.fullmatch(text)
        return f"{numbered[1]}{self.say(numbered[2])}" if numbered else text

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
        )

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
                return replace(block, state=self.say(block.state), line=self.say(block.line))
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
