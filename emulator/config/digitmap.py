"""Compiled digit maps: which numbers a phone dials by itself, when, and in what form.

`emulator.config.digitgrammar` makes them from the text of a digit map.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with a digit map. `at` counts characters from 0; `alternative` from 1, 0 for none in particular."""

    at: int
    message: str
    alternative: int = 0


class Element(msgspec.Struct, frozen=True):
    """One key to press: any of `keys`. It is dialed as pressed if `kept`."""

    keys: frozenset[str]
    repeated: bool = False
    kept: bool = True


class Alternative(msgspec.Struct, frozen=True):
    """One alternative, compiled.

    `inserted` tells what is dialed on arrival at an element (or at the end), `tones` where the dial tone is back;
    `timeout` is in seconds, None to dial at once.
    """

    text: str
    at: int
    elements: tuple[Element, ...]
    inserted: dict[int, str]
    tones: frozenset[int]
    timeout: int | None
    protocol: str = ""


class Match(msgspec.Struct, frozen=True):
    """What a phone does about the digits so far.

    `timeout` is in seconds: 0 to dial now, None to wait for more digits or the Dial key. `dialed` is the number as it
    would be sent now: with what alternatives replace if one matches, else the digits themselves.
    """

    state: Literal["partial", "complete", "impossible"]
    dialed: str
    timeout: int | None = None
    tone: bool = False
    alternative: int = 0
    protocol: str = ""


class DigitMap(msgspec.Struct, frozen=True):
    """A compiled digit map: the alternatives that comply, and what is wrong with the others.

    `least` chooses among alternatives that match the one with the shortest time-out, else the first one counts
    (dialplan.conflictMatchHandling).
    """

    alternatives: dict[int, Alternative]
    faults: tuple[Fault, ...] = ()
    least: bool = False

    def advance(self, digits: str) -> Match:
        """What to do once `digits` have been pressed."""
        alive = False
        tone = False
        whole: list[Match] = []
        for number, alternative in self.alternatives.items():
            threads, fresh = _run(alternative, digits)
            alive = alive or bool(threads)
            tone = tone or (bool(digits) and not alternative.tones.isdisjoint(fresh))
            end = len(alternative.elements)
            if end in threads and digits:
                timeout = alternative.timeout
                whole.append(Match("partial", threads[end], timeout or 0, tone, number, alternative.protocol))
        if not alive:
            return Match("impossible", digits)
        if not whole:
            return Match("partial", digits, tone=tone)
        return self._decide(whole, tone)

    def _decide(self, whole: list[Match], tone: bool) -> Match:
        at_once = [match for match in whole if self.alternatives[match.alternative].timeout is None]
        if at_once:
            return msgspec.structs.replace(at_once[0], state="complete", tone=False)
        chosen = min(whole, key=lambda match: match.timeout or 0) if self.least else whole[0]
        return msgspec.structs.replace(chosen, tone=tone)

    def hidden(self) -> Iterator[tuple[int, int]]:
        """Alternatives that are never reached, each with the one that always dials before it."""
        quick = [
            (number, each)
            for number, each in self.alternatives.items()
            if each.timeout is None and not any(element.repeated for element in each.elements)
        ]
        for number, each in self.alternatives.items():
            for other, first in quick:
                if other != number and _covers(first, each, earlier=other < number):
                    yield number, other
                    break


def _covers(first: Alternative, later: Alternative, *, earlier: bool) -> bool:
    """Whether whatever `later` matches begins with something that `first` has dialed already."""
    length = len(first.elements)
    if length > len(later.elements) or any(element.repeated for element in later.elements[:length]):
        return False
    if length == len(later.elements) and (later.timeout is None) > earlier:
        return False
    return all(one.keys <= other.keys for one, other in zip(later.elements, first.elements, strict=False))


def _run(alternative: Alternative, digits: str) -> tuple[dict[int, str], set[int]]:
    """All ways through an alternative: the element to come next, and what would be dialed; and those just reached."""
    elements = alternative.elements
    threads: dict[int, str] = {}
    fresh = {0}
    _arrive(alternative, threads, 0, "")
    for digit in digits:
        after: dict[int, str] = {}
        fresh = set()
        for place, dialed in threads.items():
            if place == len(elements) or digit not in elements[place].keys:
                continue
            sent = dialed + digit if elements[place].kept else dialed
            if elements[place].repeated:
                _stay(alternative, after, place, sent)
            else:
                fresh.add(place + 1)
                _arrive(alternative, after, place + 1, sent)
        threads = after
        if not threads:
            break
    return threads, fresh


def _arrive(alternative: Alternative, threads: dict[int, str], place: int, dialed: str) -> None:
    _stay(alternative, threads, place, dialed + alternative.inserted.get(place, ""))


def _stay(alternative: Alternative, threads: dict[int, str], place: int, dialed: str) -> None:
    """Wait before an element; before a repeated one is also behind it."""
    while place not in threads:
        threads[place] = dialed
        if place == len(alternative.elements) or not alternative.elements[place].repeated:
            return
        place += 1
        dialed += alternative.inserted.get(place, "")
