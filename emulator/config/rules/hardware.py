"""Parameters of a file that this model has no use for, and those that the virtual phone does not act on."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import cache

import msgspec

from emulator.config.files import Setting
from emulator.config.findings import Finding, finding
from emulator.kernel.data import read_data
from emulator.kernel.profile import load_profile

_NAMED = 6


class Absence(msgspec.Struct, frozen=True):
    """Names that begin so mean nothing to models that have none of these features."""

    prefix: str
    features: frozenset[str]
    reason: str


@cache
def absences() -> tuple[Absence, ...]:
    """What some models do not have, from `profiles/absent.csv`."""
    rows = list(csv.reader(read_data("absent.csv").decode().splitlines()))[1:]
    return tuple(Absence(prefix, frozenset(features.split("|")), reason) for prefix, features, reason in rows)


def absence_of(name: str) -> Absence | None:
    """What the parameter of that catalogued name is for, if there are models that do not have it."""
    return next((absence for absence in absences() if name.startswith(absence.prefix)), None)


def check_model(names: dict[Absence, list[str]], settings: dict[str, Setting], model: str) -> Iterator[Finding]:
    """Parameters for what the model does not have: one finding for all that begin alike."""
    features = load_profile(model).features
    for absence, found in names.items():
        if absence.features.isdisjoint(features):
            setting = settings[found[0]]
            more = f" (and {len(found) - 1} more {absence.prefix}*)" if len(found) > 1 else ""
            message = f"{found[0]}{more} does nothing on this model: {absence.reason}"
            place = (setting.file, setting.line, setting.column)
            yield finding("not-on-this-model", message, *place, parameter=found[0])


def check_emulated(file: str, idle: Iterable[str]) -> Iterator[Finding]:
    """One note about all parameters of a file that change nothing in the virtual phone."""
    if names := sorted(idle):
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        message = f"vphone does not act on {', '.join(names[:_NAMED])}{more}"
        yield finding("not-emulated", message, file)
