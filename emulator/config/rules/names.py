"""Unknown names and refused values: what was probably meant, and what has another name by now."""

from __future__ import annotations

import csv
from functools import cache

import msgspec

from emulator.config.catalogue import find, fold
from emulator.config.files import Setting
from emulator.config.findings import Finding, finding
from emulator.config.suggest import suggest_name, suggest_value
from emulator.kernel.data import read_data


@cache
def renamed() -> dict[str, tuple[str, str]]:
    """Old names as catalogued would be, each with the new one and since when, from `profiles/renamed.csv`."""
    rows = list(csv.reader(read_data("renamed.csv").decode().splitlines()))[1:]
    return {old: (new, since) for old, new, since in rows}


def improve(found: Finding, settings: dict[str, Setting]) -> Finding:
    """The finding of one setting with what its author can do about it."""
    if found.rule == "parameter-unknown":
        return _unknown(found)
    if found.rule == "value-invalid":
        parameter, setting = find(found.parameter), settings.get(found.parameter)
        suggestion = suggest_value(parameter, setting.value) if parameter and setting else ""
        return msgspec.structs.replace(found, suggestion=suggestion)
    return found


def _unknown(found: Finding) -> Finding:
    new, since = renamed().get(fold(found.parameter), ("", ""))
    if new:
        message = f"{found.parameter} is called {new} since {since}"
        place = (found.file, found.line, found.column)
        return finding("deprecated", message, *place, parameter=found.parameter, suggestion=new)
    return msgspec.structs.replace(found, suggestion=suggest_name(found.parameter))
