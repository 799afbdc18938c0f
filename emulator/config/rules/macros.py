"""Macros of soft keys and enhanced feature keys: complete, and naming what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emulator.config.findings import Finding
from emulator.config.macros import Action, MacroFault, scan
from emulator.config.rules.spot import Spot, Subject

_ACTIONS = re.compile(r"softkey\.[0-9]+\.action|efk\.efklist\.[0-9]+\.action\.string")


def check_macro(spot: Spot) -> Iterator[Finding]:
    """Commands of a macro stand between two dollar signs and are known."""
    for each in scan(spot.value):
        if isinstance(each, MacroFault):
            yield spot.found("macro-invalid", f"{spot.name}: {each.message}", each.at)


def check_references(subject: Subject) -> Iterator[Finding]:
    """The macros and prompts that a macro names are there and switched on."""
    if not subject.whole:
        return
    text = subject.configuration.text
    macros = {text(f"efk.efklist.{index}.mname") for index in subject.configuration.indices("efk.efklist.x.mname")}
    for name in subject.names("softkey", _ACTIONS) + subject.names("efk", _ACTIONS):
        for action in scan(text(name)):
            if isinstance(action, Action):
                yield from _reference(subject, name, action, macros)


def _reference(subject: Subject, name: str, action: Action, macros: set[str]) -> Iterator[Finding]:
    if action.does == "macro" and action.text not in macros:
        message = f"{name}: there is no macro {action.text[:40]}: no efk.efklist.x.mname has this name"
        yield subject.found("macro-invalid", message, name)
    switch = f"efk.efkprompt.{action.number}.status"
    if action.does == "prompt" and not subject.configuration.flag(switch):
        message = f"{name}: prompt {action.number} is not switched on"
        yield subject.found("macro-invalid", message, name, f'{switch}="1"')
