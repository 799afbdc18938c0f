"""Lines of files as reports quote them: short enough, without secrets, with a caret below."""

from __future__ import annotations

import re

from emulator.config.catalogue import is_secret
from emulator.config.findings import Finding
from emulator.config.places import FileText

WIDEST = 110
"""Characters of a line that are quoted."""
_BEFORE = 60
_ATTRIBUTE = re.compile(r"([^\s=<>\"'/]+)(\s*=\s*)(\"[^\"]*\"?|'[^']*'?)")
_LOOSE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def quote(found: Finding, text: FileText) -> tuple[str, str]:
    """The line that a finding is about, and below it the blanks and carets that point at the place.

    Both are empty for findings about a whole file.
    """
    if not found.line:
        return "", ""
    line = mask(text.line(found.line))
    at = found.column - 1
    if not line.strip() or at >= len(line):
        return "", ""
    length = len(found.parameter) if found.parameter and line.startswith(found.parameter, at) else 1
    start = max(0, at - _BEFORE) if len(line) > WIDEST else 0
    shown = line[start : start + WIDEST]
    head = "…" if start else ""
    tail = "…" if start + WIDEST < len(line) else ""
    length = min(length, len(shown) - (at - start))
    return head + _LOOSE.sub(" ", shown) + tail, " " * (at - start + len(head)) + "^" * max(1, length)


def mask(line: str) -> str:
    """The line with stars for the values of passwords and keys."""
    return _ATTRIBUTE.sub(_star, line)


def _star(found: re.Match[str]) -> str:
    name, between, value = found.groups()
    if not is_secret(name):
        return found[0]
    end = value[-1] if len(value) > 1 and value[-1] == value[0] else ""
    return f"{name}{between}{value[0]}{'*' * (len(value) - 1 - len(end))}{end}"
