"""Findings: what is wrong, or worth knowing, about a provisioning tree, each with its place.

A defect in what a server sends is never an exception; the phone carries on and the finding tells where to look.
"""

from __future__ import annotations

import csv
from functools import cache
from typing import Literal

import msgspec

from emulator.kernel.data import read_data

Severity = Literal["error", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""From the gravest."""


class Rule(msgspec.Struct, frozen=True):
    """A rule by its stable name: how severe a breach is, when it fires, why it matters on the phone, how to mend it."""

    name: str
    severity: Severity
    fires: str
    matters: str
    mend: str


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its name, from `profiles/rules.csv`."""
    rows = csv.reader(read_data("rules.csv").decode().splitlines())
    next(rows)
    return {row[0]: Rule(*row) for row in rows}  # type: ignore[arg-type]


class Finding(msgspec.Struct, frozen=True):
    """One breach of one rule. `line` and `column` count characters from 1; 0 means the file as a whole."""

    rule: str
    severity: Severity
    file: str
    line: int
    column: int
    parameter: str
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        """The finding on one line, as a compiler prints it."""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.severity}: {self.message} [{self.rule}]"


def finding(
    rule: str,
    message: str,
    file: str,
    line: int = 0,
    column: int = 0,
    *,
    parameter: str = "",
    suggestion: str = "",
) -> Finding:
    """A finding with the severity that its rule has."""
    return Finding(rule, rules()[rule].severity, file, line, column, parameter, message, suggestion)
