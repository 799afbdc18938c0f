"""Places inside values: from a character of a value back to the line and column of the file it was read from."""

from __future__ import annotations

import re
from functools import cached_property

import msgspec

from emulator.config.encoding import decode
from emulator.config.files import Setting

_OPENING = re.compile(r"[^=<>]*?=[ \t\n]*[\"']")
_REFERENCE = re.compile(r"&#?\w{1,8};")


class FileText(msgspec.Struct, frozen=True, dict=True):
    """The bytes of a file, and the text in it once it is asked for."""

    data: bytes

    @cached_property
    def content(self) -> str:
        """The text, ends of line being line feeds."""
        return decode(self.data).content

    @cached_property
    def starts(self) -> list[int]:
        """Where each line starts."""
        return [0, *(found.end() for found in re.finditer("\n", self.content))]

    def line(self, number: int) -> str:
        """A line by its number from 1; empty beyond the end."""
        if not 1 <= number <= len(self.starts):
            return ""
        start = self.starts[number - 1]
        return self.content[start:].partition("\n")[0]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of a character of the text."""
        line = self.content.count("\n", 0, offset) + 1
        return line, offset - self.starts[line - 1] + 1

    def inside(self, setting: Setting, at: int) -> tuple[int, int]:
        """Line and column of character `at` of a setting's value; those of its name if it cannot be found."""
        if not 1 <= setting.line <= len(self.starts):
            return setting.line, setting.column
        opening = _OPENING.match(self.content, self.starts[setting.line - 1] + setting.column - 1)
        if not opening:
            return setting.line, setting.column
        offset = opening.end()
        for _ in range(at):
            reference = _REFERENCE.match(self.content, offset)
            offset = reference.end() if reference else offset + 1
        return self.position(min(offset, len(self.content)))
