"""Digit maps: which numbers a phone dials by itself, when, and in what form.

A digit map is a list of alternatives with `|` between them (RFC 3435, 2.1.5, with the letters that UC Software adds):

    0-9 * # + A-D   that key              [2-9#]    one of these keys         x   any digit
    .               what stands before it, any number of times, also none
    T               last: dial after a pause; without it a match is dialed at once
    ,               dial tone again, once the number has come so far
    RaRbR           what matches `a` is dialed as `b`
    S H             last: call by SIP, by H.323

An alternative that breaks these rules is left out, the others work on (UCS 4.0 administrator guide, digit maps).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

import msgspec

LONGEST = 2560
"""Characters that a digit map may have, and `MOST` alternatives (UCS 4.0 administrator guide, dialplan.digitmap)."""
MOST = 100
TIMEOUT = 3
"""Seconds for alternatives that have no time-out of their own."""

_DIGITS = "0123456789"
_KEYS = frozenset(f"{_DIGITS}*#+ABCD")
_REPLACING = frozenset(f"{_DIGITS}*#+")
_ANY = frozenset(_DIGITS)
_PROTOCOLS = frozenset("SH")


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


class _NonCompliantError(Exception):
    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at = at


class _Compiler:
    """Reads one alternative."""

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.offset = at
        self.at = 0
        self.elements: list[Element] = []
        self.inserted: dict[int, str] = {}
        self.tones: set[int] = set()
        self.replacing = 0  # Rs of the present triplet so far
        self.timed = False
        self.protocol = ""

    def refuse(self, message: str, at: int | None = None) -> _NonCompliantError:
        return _NonCompliantError(self.offset + (self.at if at is None else at), message)

    def compile(self, timeout: int) -> Alternative:
        while self.at < len(self.text):
            self.step(self.text[self.at])
        if self.replacing:
            raise self.refuse("an R begins a replacement that three Rs would make", self.text.rfind("R"))
        if not self.elements:
            raise self.refuse("the alternative matches no key", 0)
        return Alternative(
            self.text,
            self.offset,
            tuple(self.elements),
            self.inserted,
            frozenset(self.tones),
            timeout if self.timed else None,
            self.protocol,
        )

    def step(self, letter: str) -> None:
        if self.timed or self.protocol:
            self.end(letter)
        elif letter == "x":
            self.add(_ANY)
        elif letter in _KEYS:
            self.add(frozenset(letter))
        elif letter == "[":
            self.add(self.span())
        else:
            self.special(letter)
        self.at += 1

    def special(self, letter: str) -> None:
        if letter == ".":
            self.repeat()
        elif letter == ",":
            self.tones.add(len(self.elements))
        elif letter == "R":
            self.replace()
        elif letter == "T" or letter in _PROTOCOLS:
            self.end(letter)
        elif letter in "Xtrsh":
            raise self.refuse(f"{letter!r} is no letter of a digit map; {letter.swapcase()!r} is")
        else:
            raise self.refuse(f"{letter!r} is no letter of a digit map")

    def add(self, keys: frozenset[str]) -> None:
        self.elements.append(Element(keys, kept=not self.replacing))

    def repeat(self) -> None:
        if not self.at or self.text[self.at - 1] in ".,R":
            raise self.refuse("'.' repeats a key, and there is none before it")
        last = self.elements[-1]
        self.elements[-1] = Element(last.keys, True, last.kept)

    def replace(self) -> None:
        """The first R begins what is replaced; the second one stands before what replaces it, up to the third."""
        if not self.replacing:
            self.replacing = 1
            return
        end = self.text.find("R", self.at + 1)
        if end < 0:
            raise self.refuse("a replacement has three Rs; this one has two")
        written = self.text[self.at + 1 : end]
        for index, letter in enumerate(written, self.at + 1):
            if letter not in _REPLACING:
                raise self.refuse(f"{letter!r} cannot replace digits: 0 to 9, '*', '#' and '+' can", index)
        place = len(self.elements)
        self.inserted[place] = self.inserted.get(place, "") + written
        self.at = end
        self.replacing = 0

    def end(self, letter: str) -> None:
        if self.replacing:
            raise self.refuse(f"{letter!r} cannot stand in what is replaced")
        if letter == "T" and not self.timed:
            self.timed = True
        elif letter in _PROTOCOLS and not self.protocol:
            self.protocol = letter
        else:
            raise self.refuse(f"{letter!r} stands behind the end of the alternative")

    def span(self) -> frozenset[str]:
        """The keys in square brackets; ends on the closing one."""
        begin, end = self.at, self.text.find("]", self.at)
        if end < 0:
            raise self.refuse("'[' has no ']'")
        keys: set[str] = set()
        self.at += 1
        while self.at < end:
            keys |= self.one(end)
        if not keys:
            raise self.refuse("the brackets hold no key", begin)
        return frozenset(keys)

    def one(self, end: int) -> set[str]:
        low = self.text[self.at]
        if self.text[self.at + 1 : self.at + 2] == "-" and self.at + 2 < end:
            high = self.text[self.at + 2]
            if low not in _DIGITS or high not in _DIGITS:
                raise self.refuse("a range goes from digit to digit")
            if low > high:
                raise self.refuse(f"{low}-{high} is empty: the lower digit comes first")
            self.at += 3
            return set(_DIGITS[int(low) : int(high) + 1])
        if low not in _KEYS and low != "x":
            raise self.refuse(f"{low!r} is no key")
        self.at += 1
        return set(_ANY) if low == "x" else {low}


@lru_cache(maxsize=64)
def compile_digit_map(text: str, timeouts: str = "", *, least: bool = False) -> DigitMap:
    """Compile a digit map and the time-outs of its alternatives, in seconds: `3|5|3`, or one for all.

    Alternatives beyond the last time-out wait 3 s; time-outs beyond the last alternative are not read.
    """
    found: dict[int, Alternative] = {}
    faults: list[Fault] = []
    if len(text) > LONGEST:
        faults.append(Fault(LONGEST, f"longer than {LONGEST} characters; the rest is not read"))
        text = text[:LONGEST].rpartition("|")[0]
    pauses = read_timeouts(timeouts)
    at = 0
    for number, written in enumerate(text.split("|") if text else (), 1):
        if number > MOST:
            faults.append(Fault(at, f"more than {MOST} alternatives; the rest is not read"))
            break
        pause = pauses[0] if len(pauses) == 1 else dict(enumerate(pauses, 1)).get(number, TIMEOUT)
        try:
            found[number] = _Compiler(written, at).compile(pause)
        except _NonCompliantError as error:
            faults.append(Fault(error.at, str(error), number))
        at += len(written) + 1
    return DigitMap(found, tuple(faults), least)


def read_timeouts(text: str) -> tuple[int, ...]:
    """The time-outs of alternatives in seconds; those that are no numbers count as 3."""
    return tuple(
        int(each) if each.isascii() and each.isdecimal() and len(each) < 5 else TIMEOUT
        for each in (text.split("|") if text else ())
    )


def timeout_faults(text: str) -> Iterator[Fault]:
    """The time-outs that are no numbers of seconds."""
    at = 0
    for number, each in enumerate(text.split("|") if text else (), 1):
        if each and not (each.isascii() and each.isdecimal() and len(each) < 5):
            yield Fault(at, f"{each[:20]!r} is no number of seconds; {TIMEOUT} are used", number)
        at += len(each) + 1
