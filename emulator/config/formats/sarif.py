"""Reports as SARIF 2.1.0, which code hosts and editors show beside the files (OASIS, March 2020)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec

from emulator.config.check import PhoneCheck
from emulator.config.findings import Finding, Severity, rules
from emulator.config.formats.reporter import Once

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


class SarifReport:
    """One run with a result for each finding."""

    def __init__(self, version: str) -> None:
        """`version` is that of this program."""
        self._version = version
        self._once = Once()
        self._results: list[dict[str, Any]] = []
        self._indices = {name: index for index, name in enumerate(rules())}

    def phone(self, check: PhoneCheck) -> Iterator[str]:
        """Nothing yet: the document is written at the end."""
        self._results += [self._result(found) for found in self._once.fresh(check.findings)]
        yield from ()

    def end(self) -> Iterator[str]:
        """The document."""
        driver = {"name": "vphone", "version": self._version, "rules": [_rule(name) for name in rules()]}
        run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": self._results}
        document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
        yield msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"

    def _result(self, found: Finding) -> dict[str, Any]:
        advice = f" Try {found.suggestion}." if found.suggestion else ""
        place: dict[str, Any] = {"artifactLocation": {"uri": quote(found.file, safe="/:%@-._~")}}
        if found.line:
            place["region"] = {"startLine": found.line, "startColumn": max(1, found.column)}
        return {
            "ruleId": found.rule,
            "ruleIndex": self._indices[found.rule],
            "level": _LEVELS[found.severity],
            "message": {"text": found.message + "." + advice},
            "locations": [{"physicalLocation": place}],
        }


def _rule(name: str) -> dict[str, Any]:
    rule = rules()[name]
    return {
        "id": name,
        "shortDescription": {"text": rule.fires},
        "fullDescription": {"text": rule.matters},
        "help": {"text": rule.mend},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }
