"""Findings: what is wrong, or worth knowing, about a provisioning tree, each with its place.

A defect in what a server sends is never an exception; the phone carries on and the finding tells where to look.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Severity = Literal["error", "warning", "info"]

RULES: dict[str, Severity] = {
    "encoding-invalid": "error",
    "xml-not-well-formed": "error",
    "xml-refused": "error",
    "master-invalid": "error",
    "master-flat": "info",
    "placeholder-unresolved": "warning",
    "parameter-unknown": "warning",
    "parameter-case": "warning",
    "parameter-repeated": "warning",
    "value-invalid": "error",
    "value-out-of-range": "error",
    "set-companion-missing": "warning",
}
"""Every rule by its stable name, and how severe a breach of it is."""


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
    return Finding(rule, RULES[rule], file, line, column, parameter, message, suggestion)
