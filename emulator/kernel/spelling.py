"""What was probably meant by a word that is spelt nearly like a known one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import takewhile


def nearest(word: str, words: Iterable[str]) -> str:
    """The word with the fewest letters added, left out, changed or swapped; at most one in four, and two in all.

    Of several the one that begins like `word` for longest: VVX_450 for VVX_451, not VVX_401.
    """
    limit = min(2, max(1, len(word) // 4))
    best, begins, found = limit + 1, -1, ""
    for other in dict.fromkeys(words):
        if abs(len(other) - len(word)) > best:
            continue
        distance = _distance(word.lower(), other.lower(), limit + 1)
        alike = _alike(word.lower(), other.lower())
        if distance <= limit and (distance, -alike) < (best, -begins):
            best, begins, found = distance, alike, other
    return found


def meant(word: str, words: Collection[str]) -> str:
    """What is said to somebody who wrote `word`: which of the words was meant, or all of them where none is near."""
    begun = [each for each in words if len(word) > 1 and each.lower().startswith(word.lower())]
    near = begun[0] if len(begun) == 1 else nearest(word, words)
    return f"did you mean {near}?" if near else f"there are {', '.join(words)}"


def _alike(one: str, other: str) -> int:
    """How many letters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _distance(one: str, other: str, limit: int) -> int:
    """How many letters differ, swapped neighbours counted once (Damerau); `limit` if it is that or more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, 1):
        after = [index]
        for place, against in enumerate(other, 1):
            cost = min(row[place] + 1, after[-1] + 1, row[place - 1] + (letter != against))
            if index > 1 and place > 1 and letter == other[place - 2] and one[index - 2] == against:
                cost = min(cost, before[place - 2] + 1)
            after.append(cost)
        if min(after) >= limit and (not before or min(row) >= limit):
            return limit
        before, row = row, after
    return min(row[-1], limit)
