"""What values a parameter takes, and what a phone makes of one it was given.

The permitted values are written in the catalogue as alternatives with `|` between them: `null` (may be empty),
`1..8`, `..256` or `10..` (a number's range, a text's length), `TLS` (a word), `HTTP=2` (a word that may also be
written as a number), `ringer1..ringer24` (a run of words), `ringer1..ringer24=1..24` (both).
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

_NUMBER = re.compile(r"-?[0-9]{1,18}")
_RANGE = re.compile(r"(-?\d+)?\.\.(-?\d+)?")
_RUN = re.compile(r"([A-Za-z]*)(\d+)\.\.\1(\d+)")
_LIMIT = 10**18


class Permitted(msgspec.Struct, frozen=True):
    """The values that a parameter takes: the ranges for numbers and lengths, each word with its canonical form."""

    null: bool = False
    ranges: tuple[tuple[int, int], ...] = ()
    words: dict[str, str] = {}


class Reading(msgspec.Struct, frozen=True):
    """A value as the phone takes it; None leaves the parameter at its default. `rule` names the defect, if any."""

    value: str | None
    rule: str = ""
    message: str = ""


_DEFAULT = Reading(None)
_SWITCH = {"0": Reading("0"), "1": Reading("1"), "": _DEFAULT}


@lru_cache(maxsize=1024)
def parse_permitted(kind: str, text: str) -> Permitted:
    """The permitted values of a parameter of that kind, from the catalogue's notation."""
    null = False
    ranges: list[tuple[int, int]] = []
    words: dict[str, str] = {}
    for item in filter(None, text.split("|")):
        span = _RANGE.fullmatch(item)
        if item == "null":
            null = True
        elif span and kind != "enum":
            ranges.append((int(span[1] or -_LIMIT), int(span[2] or _LIMIT)))
        elif kind == "int":
            ranges.append((int(item), int(item)))
        else:
            words.update(_words(item))
    return Permitted(null, tuple(ranges), words)


def _words(item: str) -> dict[str, str]:
    names, _, numbers = item.partition("=")
    spelled = _run(names)
    return {word: word for word in spelled} | dict(zip(_run(numbers), spelled, strict=False))


def _run(item: str) -> list[str]:
    run = _RUN.fullmatch(item)
    if not run:
        return [item] if item else []
    return [f"{run[1]}{number}" for number in range(int(run[2]), int(run[3]) + 1)]


def read_value(kind: str, permitted: str, raw: str) -> Reading:
    """What a phone makes of the value `raw`.

    An empty value is Null where Null is a value, else it stands for the default; so does, with a defect, a value
    that is not permitted (CX5100 administrator guide, page 46, for device parameters).
    """
    if kind == "bool":
        return _SWITCH.get(raw) or Reading(None, "value-invalid", f"{raw!r} is neither 0 nor 1")
    allowed = parse_permitted(kind, permitted)
    if kind == "int":
        return _read_number(allowed, raw)
    if kind == "enum" or allowed.words:
        return _read_word(allowed, raw)
    return _read_text(allowed, raw)


def _read_number(allowed: Permitted, raw: str) -> Reading:
    if not raw:
        return Reading("") if allowed.null else _DEFAULT
    if not _NUMBER.fullmatch(raw):
        return Reading(None, "value-invalid", f"{raw[:40]!r} is not a whole number")
    number = int(raw)
    if allowed.ranges and not any(low <= number <= high for low, high in allowed.ranges):
        return Reading(None, "value-out-of-range", f"{number} is not {_spell(allowed)}")
    return Reading(str(number))


def _read_word(allowed: Permitted, raw: str) -> Reading:
    if not raw:
        return Reading("") if allowed.null else _DEFAULT
    if not allowed.words:
        return Reading(raw)
    word = allowed.words.get(raw)
    if word is None:
        choices = list(dict.fromkeys(allowed.words.values()))
        more = f" and {len(choices) - 8} more" if len(choices) > 8 else ""
        return Reading(None, "value-invalid", f"{raw[:40]!r} is not one of {', '.join(choices[:8])}{more}")
    return Reading(word)


def _read_text(allowed: Permitted, raw: str) -> Reading:
    low, high = allowed.ranges[0] if allowed.ranges else (0, _LIMIT)
    if not raw:
        return Reading("") if low <= 0 else _DEFAULT
    if not low <= len(raw) <= high:
        return Reading(None, "value-out-of-range", f"{len(raw)} characters are not {_spell(allowed)}")
    return Reading(raw)


def _spell(allowed: Permitted) -> str:
    spans = []
    for low, high in allowed.ranges:
        if high == _LIMIT:
            spans.append(f"{low} or more")
        elif low == -_LIMIT:
            spans.append(f"{high} or fewer")
        else:
            spans.append(str(low) if low == high else f"{low} to {high}")
    return " or ".join(spans)
