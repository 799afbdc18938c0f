"""Settings that another file decides about."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.config.files import Setting
from emulator.config.findings import Finding, finding
from emulator.config.rules.spot import Subject


def check_shadows(subject: Subject) -> Iterator[Finding]:
    """A file sets what a higher one has set to something else."""
    if not subject.whole:
        return
    deciding: dict[str, Setting] = {}
    for file in subject.files:
        for name, setting in file.settings.items():
            first = deciding.setdefault(name, setting)
            if first is not setting and first.value != setting.value:
                message = f"{name} is decided by {first.file}, line {first.line}"
                yield finding("parameter-shadowed", message, setting.file, setting.line, setting.column, parameter=name)
