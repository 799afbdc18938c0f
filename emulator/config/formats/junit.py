"""Reports as JUnit XML: a suite for each phone, a case for each file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from emulator.config.check import PhoneCheck
from emulator.config.findings import Finding

_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class JunitReport:
    """Errors and warnings are failures, notes the output of their case."""

    def __init__(self) -> None:
        self._begun = False

    def phone(self, check: PhoneCheck) -> Iterator[str]:
        """The phone's suite."""
        if not self._begun:
            yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="vphone check">\n'
            self._begun = True
        name = f"{check.model} {check.mac}".strip()
        cases = _cases(check)
        failures = sum(any(found.severity != "info" for found in findings) for findings in cases.values())
        yield f'  <testsuite name={_quoted(name)} tests="{len(cases)}" failures="{failures}" errors="0">\n'
        for file, findings in cases.items():
            yield from _case(name, file, findings)
        yield "  </testsuite>\n"

    def end(self) -> Iterator[str]:
        """The end of the document."""
        yield "</testsuites>\n" if self._begun else "<testsuites/>\n"


def _cases(check: PhoneCheck) -> dict[str, list[Finding]]:
    cases: dict[str, list[Finding]] = {file.path: [] for file in check.files}
    for found in check.findings:
        cases.setdefault(found.file, []).append(found)
    return cases


def _case(suite: str, file: str, findings: list[Finding]) -> Iterator[str]:
    failed = [found for found in findings if found.severity != "info"]
    notes = [str(found) for found in findings if found.severity == "info"]
    head = f"    <testcase classname={_quoted(suite)} name={_quoted(file)}"
    if not findings:
        yield f"{head}/>\n"
        return
    yield f"{head}>\n"
    if failed:
        worst = "error" if any(found.severity == "error" for found in failed) else "warning"
        text = "\n".join(map(str, failed))
        yield f'      <failure type="{worst}" message={_quoted(failed[0].message)}>{escape(_clean(text))}</failure>\n'
    if notes:
        yield f"      <system-out>{escape(_clean(chr(10).join(notes)))}</system-out>\n"
    yield "    </testcase>\n"


def _quoted(text: str) -> str:
    return quoteattr(_clean(text))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
