"""Comments that silence rules: for the element that follows, or for a whole file.

<!-- vphone-ignore: parameter-unknown, value-invalid -->    for the next element; without rules, all of them
<!-- vphone-ignore-file: not-emulated -->                   for the file
"""

from __future__ import annotations

import re

import msgspec

from emulator.config.findings import Finding
from emulator.config.places import FileText

_COMMENT = re.compile(r"<!--\s*vphone-ignore(-file)?\b:?([\sa-z,-]*?)-->")
_ELEMENT = re.compile(r"<[^!?/](?:\"[^\"]*\"|'[^']*'|[^'\">])*>")
_EVERYWHERE = (0, 0)
_END = (1 << 60, 0)


class Silence(msgspec.Struct, frozen=True):
    """Rules that do not speak between two places of a file; no rules means all."""

    begin: tuple[int, int]
    end: tuple[int, int]
    rules: frozenset[str]

    def covers(self, finding: Finding) -> bool:
        """Whether the finding is not to be told."""
        inside = self.begin <= (finding.line, finding.column) <= self.end
        return inside and (not self.rules or finding.rule in self.rules)


def read_silences(text: FileText) -> tuple[Silence, ...]:
    """The silences that a file asks for."""
    if b"v" not in text.data or "vphone-ignore" not in text.content:
        return ()
    found = []
    for comment in _COMMENT.finditer(text.content):
        rules = frozenset(comment[2].replace(",", " ").split())
        if comment[1]:
            found.append(Silence(_EVERYWHERE, _END, rules))
        elif element := _ELEMENT.search(text.content, comment.end()):
            found.append(Silence(text.position(element.start()), text.position(element.end()), rules))
    return tuple(found)
