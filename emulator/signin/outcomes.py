"""What the phone says of signing in, from `profiles/signin/outcomes.csv`: progress and failures in words."""

from __future__ import annotations

import csv
from functools import cache
from typing import Literal

import msgspec

from emulator.boot.orders import Log
from emulator.kernel.data import read_data

COMPONENT = "lync"
"""The part of the software that writes of it into the device's log."""


class Outcome(msgspec.Struct, frozen=True):
    """One row: what the screen says, and what the log does, with its level.

    `then` is fail; retry, for a server that may recover; or patience: try again where nobody waits for it. `sure` is S
    (the maker's words) or D (ours).
    """

    outcome: str
    text: str
    level: str
    log: str
    then: Literal["", "fail", "retry", "patience"]
    sure: Literal["S", "D"]
    basis: str


@cache
def outcomes() -> dict[str, Outcome]:
    """All rows by name."""
    rows = csv.DictReader(read_data("signin/outcomes.csv").decode().splitlines())
    return {row["outcome"]: msgspec.convert(row, Outcome) for row in rows}


def outcome(name: str) -> Outcome:
    """The row of that name; what nobody has foreseen has failed."""
    return outcomes().get(name) or outcomes()["failed"]


def line(name: str, who: str = "", detail: str = "", method: str = "") -> Log:
    """The line for the device's log."""
    row = outcome(name)
    return Log(COMPONENT, row.level, row.log.format(who=who or "somebody", detail=detail or name, method=method))


def back_off(failures: int) -> int:
    """Seconds until a server in trouble is asked again, after so many failures in a row: 30 to 300, doubling."""
    return int(min(300, 30 * 2 ** min(failures - 1, 8)))
