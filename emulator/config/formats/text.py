"""Reports for people: a line as compilers print it, the line of the file, a caret."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from emulator.config.check import PhoneCheck
from emulator.config.findings import SEVERITIES, Finding, Severity
from emulator.config.formats.quote import quote
from emulator.config.formats.reporter import Once
from emulator.config.places import FileText

_COLORS: dict[Severity, str] = {"error": "31;1", "warning": "33;1", "info": "36"}
_PLURALS: dict[Severity, str] = {"error": "errors", "warning": "warnings", "info": "notes"}
_SINGULARS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


class TextReport:
    """Findings as they come, and a summary. Notes are counted, and shown only with `notes`."""

    def __init__(self, text: Callable[[str], FileText], *, color: bool = False, notes: bool = False) -> None:
        """`text` gives files by the names that findings have for them."""
        self._text = text
        self._color = color
        self._notes = notes
        self._once = Once()
        self._count = dict.fromkeys(SEVERITIES, 0)
        self._phones = 0
        self._files: set[str] = set()
        self._parameters = 0

    def phone(self, check: PhoneCheck) -> Iterator[str]:
        """The phone's findings, as far as they were not told for another one."""
        self._phones += 1
        for file in check.files:
            if file.path not in self._files:
                self._files.add(file.path)
                self._parameters += file.parameters
        for found in self._once.fresh(check.findings):
            self._count[found.severity] += 1
            if found.severity != "info" or self._notes:
                yield from self._tell(found)

    def end(self) -> Iterator[str]:
        """How many there were."""
        looked = [
            _counted(self._phones, "phone", "phones"),
            _counted(len(self._files), "file", "files"),
            _counted(self._parameters, "parameter", "parameters"),
        ]
        told = [_counted(self._count[each], _SINGULARS[each], _PLURALS[each]) for each in SEVERITIES]
        hint = " (--notes shows them)" if self._count["info"] and not self._notes else ""
        worst = next((each for each in SEVERITIES[:2] if self._count[each]), None)
        summary = f"{', '.join(told)}{hint}"
        yield f"{', '.join(looked)}: {self._paint(summary, _COLORS[worst] if worst else '32')}\n"

    def _tell(self, found: Finding) -> Iterator[str]:
        place = f"{found.file}:{found.line}:{found.column}" if found.line else found.file
        severity = self._paint(_SINGULARS[found.severity], _COLORS[found.severity])
        yield f"{self._paint(place, '1')}: {severity}: {found.message} {self._paint(f'[{found.rule}]', '2')}\n"
        line, caret = quote(found, self._text(found.file))
        advice = f" try {found.suggestion}" if found.suggestion else ""
        if line:
            yield f"{found.line:>6} | {line}\n       | {self._paint(caret + advice, '32')}\n"
        elif advice:
            yield f"       |{self._paint(advice, '32')}\n"

    def _paint(self, text: str, color: str) -> str:
        return f"\x1b[{color}m{text}\x1b[0m" if self._color else text


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
