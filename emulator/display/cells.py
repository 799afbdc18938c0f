"""How much room text takes in a grid of character cells.

Names come from the network: control characters, which a terminal would obey, and invisible format characters, which
would turn lines around, are dropped here, once for every face of the phone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

ELLIPSIS = "…"

JOINING = frozenset("\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
"""Variation selectors and skin tones, left out too: some terminals merge them with what stands before, some do not."""


def glyphs(text: str) -> Iterator[tuple[str, int]]:
    """What is drawn of `text`: each glyph with its combining marks, and the cells it takes (1 or 2)."""
    if text.isascii() and text.isprintable():  # nearly all text, at a third of the cost
        yield from ((character, 1) for character in text)
        return
    held, wide = "", 0
    for character in text:
        if character in JOINING:
            continue
        category = unicodedata.category(character)
        if category in ("Mn", "Me"):
            held += character if held else ""
        elif category[0] != "C" and category not in ("Zl", "Zp"):
            if held:
                yield held, wide
            held, wide = character, 2 if unicodedata.east_asian_width(character) in "WF" else 1
    if held:
        yield held, wide


def width(text: str) -> int:
    """How many cells `text` takes."""
    return sum(wide for _, wide in glyphs(text))


def fit(text: str, room: int) -> str:
    """The text in at most `room` cells; what is cut off is told by an ellipsis."""
    taken, kept = 0, ""
    for glyph, wide in glyphs(text):
        if taken + wide > room:
            return _shortened(kept, room)
        kept, taken = kept + glyph, taken + wide
    return kept


def _shortened(text: str, room: int) -> str:
    if room < 1:
        return ""
    kept = list(glyphs(text))
    while kept and sum(wide for _, wide in kept) > room - 1:
        kept.pop()
    return "".join(glyph for glyph, _ in kept).rstrip() + ELLIPSIS


def pad(text: str, room: int, align: str = "left") -> str:
    """The text fitted and filled with blanks to exactly `room` cells; `align` is left, center or right."""
    fitted = fit(text, room)
    spare = max(0, room - width(fitted))
    before = {"left": 0, "center": spare // 2, "right": spare}[align]
    return " " * before + fitted + " " * (spare - before)


def wrap(text: str, room: int) -> list[str]:
    """The text in lines of at most `room` cells, broken at blanks; a word too long for a line gets an ellipsis.

    A text that fits keeps its blanks.
    """
    if width(text) <= room:
        return [fit(text, room)] if text else []
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if width(longer) <= room:
            line = longer
        else:
            lines += [line] if line else []
            line = fit(word, room)
    return [*lines, line] if line else lines


def balanced(text: str, room: int) -> list[str]:
    """The same for the middle of a display, in no more lines: broken where a sentence ends, else about equally long."""
    ways = [wrap(text, room)]
    for narrower in range(room - 1, 0, -1) if len(ways[0]) > 1 else ():
        lines = wrap(text, narrower)
        if len(lines) > len(ways[0]) or ELLIPSIS in "".join(lines):
            break
        ways.append(lines)
    return max(ways, key=lambda lines: (sum(map(_pauses, lines[:-1])), -max(map(width, lines), default=0)))


def _pauses(line: str) -> bool:
    return line.endswith((".", ",", "?", ":"))
