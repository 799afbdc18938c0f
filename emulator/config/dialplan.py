"""The dial plan of a line: its digit map, and what becomes of numbers that are dialed in other ways."""

from __future__ import annotations

from typing import Literal

import msgspec

from emulator.config.digitgrammar import compile_digit_map
from emulator.config.digitmap import DigitMap, Match
from emulator.config.layers import Configuration

Way = Literal["UserDial", "UserSend", "CallListDial", "DirectoryDial", "Forward", "TelUriDial"]
"""How a number came to be called: digits pressed off hook, the Dial key, lists, the directory, forwarding, the web."""

WAYS: tuple[Way, ...] = ("UserDial", "UserSend", "CallListDial", "DirectoryDial", "Forward", "TelUriDial")


class DialPlan(msgspec.Struct, frozen=True):
    """What decides about numbers dialed on one line.

    `impossible` says what becomes of digits that can never match: 0 they are sent at once, 1 the phone gives a reorder
    tone, 2 it collects until the Dial key is pressed (UCS 4.0 administrator guide, dialplan.impossibleMatchHandling),
    3 it sends them after `patience` seconds (as remembered of later releases).
    """

    map: DigitMap
    source: str
    impossible: int = 0
    patience: int = 0
    strip_end: bool = True
    applied: frozenset[str] = frozenset()

    @property
    def watches(self) -> bool:
        """Whether the digit map has a say while digits are pressed off hook: it is applied then, and there is one."""
        return "UserDial" in self.applied and bool(self.map.alternatives)

    def advance(self, digits: str) -> Match:
        """What to do once `digits` have been pressed off hook."""
        return self.map.advance(digits) if self.watches else Match("partial", digits)

    def expects(self, digits: str) -> bool:
        """Whether `digits` lead somewhere in the digit map."""
        return self.watches and self.map.advance(digits).state != "impossible"

    def translate(self, number: str, way: Way) -> str:
        """A number called in this way, as it is sent: where the plan applies, with what the digit map replaces."""
        bare = number[:-1] if self.strip_end and len(number) > 1 and number.endswith("#") else number
        return self.map.advance(bare).dialed if way in self.applied else bare


def read_dial_plan(configuration: Configuration, line: int = 1) -> DialPlan:
    """The dial plan of a line: its own, dialplan.<line>.*, if that has a digit map, else the one of all lines."""
    own = f"dialplan.{line}"
    source = own if configuration.text(f"{own}.digitmap") else "dialplan"
    flag = configuration.flag
    digit_map = compile_digit_map(
        configuration.text(f"{source}.digitmap"),
        configuration.text(f"{source}.digitmap.timeOut"),
        least=flag(f"{source}.conflictMatchHandling"),
    )
    return DialPlan(
        digit_map,
        source,
        configuration.number(f"{source}.impossibleMatchHandling"),
        configuration.number(f"{source}.impossibleMatchHandling.timeOut"),
        flag(f"{source}.removeEndOfDial"),
        frozenset(way for way in WAYS if flag(f"{source}.applyTo{way}")),
    )
