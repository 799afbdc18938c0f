"""Digit maps as they are written.

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

from emulator.config.digitmap import Alternative, DigitMap, Element, Fault

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
