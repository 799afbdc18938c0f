"""Parameters of a file that this model has no use for, and those that the virtual phone does not act on."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import cache

import msgspec

from emulator.config.catalogue import Parameter
from emulator.config.files import Setting
from emulator.config.findings import Finding, finding
from emulator.kernel.data import read_data

_NAMED = 6


class Absence(msgspec.Struct, frozen=True):
    """Names that begin so mean nothing to these models."""

    prefix: str
    models: frozenset[str]
    reason: str


@cache
def absences() -> tuple[Absence, ...]:
    """What models do not have, from `profiles/absent.csv`."""
    rows = list(csv.reader(read_data("absent.csv").decode().splitlines()))[1:]
    return tuple(Absence(prefix, frozenset(models.split("|")), reason) for prefix, models, reason in rows)


def check_model(settings: Iterable[tuple[str, Setting]], model: str) -> Iterator[Finding]:
    """Parameters for what the model does not have: one finding for all that begin alike."""
    lacking = [absence for absence in absences() if model in absence.models]
    met: dict[str, list[tuple[str, Setting]]] = {}
    for name, setting in settings:
        for absence in lacking:
            if name.startswith(absence.prefix):
                met.setdefault(absence.prefix, []).append((name, setting))
    for absence in lacking:
        if found := met.get(absence.prefix):
            name, setting = found[0]
            more = f" (and {len(found) - 1} more {absence.prefix}*)" if len(found) > 1 else ""
            message = f"{name}{more} does nothing on this model: {absence.reason}"
            place = (setting.file, setting.line, setting.column)
            yield finding("not-on-this-model", message, *place, parameter=name)


def check_emulated(file: str, parameters: Iterable[Parameter]) -> Iterator[Finding]:
    """One note about all parameters of a file that change nothing in the virtual phone."""
    names = sorted({parameter.name for parameter in parameters if not parameter.emulated})
    if names:
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        message = f"vphone does not act on {', '.join(names[:_NAMED])}{more}"
        yield finding("not-emulated", message, file)
