"""Explanations of settings, and comparisons of what two phones are configured to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

import msgspec

from emulator.config.catalogue import catalogue, find, fold, is_secret
from emulator.config.files import Setting
from emulator.config.flash import PREFIX, SWITCH
from emulator.config.layers import Configuration, Source


class Step(msgspec.Struct, frozen=True):
    """One source of a value: its layer, the name as it stands there, the value (secrets starred), the place."""

    layer: str
    name: str
    value: str
    file: str = ""
    line: int = 0
    column: int = 0


class Account(msgspec.Struct, frozen=True):
    """All there is to say about a value in force; `who` tells by whom it can be changed."""

    name: str
    value: str
    source: Step
    overridden: tuple[Step, ...]
    default: str
    problem: str
    who: str
    change: str
    emulated: bool
    description: str


class Difference(msgspec.Struct, frozen=True):
    """A parameter that is not the same on both sides."""

    name: str
    left: str
    right: str
    left_source: Step
    right_source: Step


def account(configuration: Configuration, name: str, device: Mapping[str, Setting] = {}) -> Account:
    """Where a value comes from, what it overrode, and what may change it.

    `device` tells where the settings stand that were written into flash.
    """
    explanation = configuration.explain(name)
    parameter = explanation.parameter
    default = parameter.default(configuration.identity, configuration.base_profile) if parameter else ""
    return Account(
        name,
        _shown(name, explanation.value),
        _step(explanation.source, device),
        tuple(_step(each, device) for each in explanation.overridden),
        _shown(name, default),
        explanation.problem if parameter else "no software has a parameter of this name",
        _who(name),
        parameter.change if parameter else "",
        parameter is not None and parameter.emulated,
        parameter.description if parameter else "",
    )


def _step(source: Source, device: Mapping[str, Setting]) -> Step:
    setting = device.get(source.name, source.setting) if source.layer == "flash" else source.setting
    value = _shown(source.name, source.setting.value)
    return Step(source.layer, source.name, value, setting.file, setting.line, setting.column)


def _shown(name: str, value: str) -> str:
    return "*" * len(value) if is_secret(name) else value


def _who(name: str) -> str:
    if not name.startswith(PREFIX):
        return "the phone's menus, its web page, the user's profile and the files, in this order"
    if name.endswith(SWITCH) or name == "device.set":
        return "the files"
    return f"the phone's menus, and files that set device.set and {name}{SWITCH} to 1"


def choose(configuration: Configuration, pattern: str) -> list[str]:
    """The parameters that a name or pattern means: those that are set, else the known ones.

    `*` stands for anything, and x, y, z for every index. A full name is always itself.
    """
    if not {*"*?["} & set(pattern) and not (find(pattern) is None and pattern in catalogue()):
        return [pattern]
    names = [name for name in configuration.names() if fnmatchcase(name, pattern) or fold(name) == pattern]
    known = [name for name in catalogue() if fnmatchcase(name, pattern)]
    return sorted(names, key=_natural) or sorted(name for name in known if not catalogue()[name].is_family) or known


def differences(left: Configuration, right: Configuration) -> Iterator[Difference]:
    """What two configurations make different, by name; settings that come to the same are no difference."""
    names = {*left.names(), *right.names()}
    if left.base_profile != right.base_profile:
        names |= {name for name, each in catalogue().items() if not each.is_family}
    for name in sorted(names, key=_natural):
        if left.text(name) != right.text(name):
            one, other = account(left, name), account(right, name)
            yield Difference(name, one.value, other.value, one.source, other.source)


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Orders reg.2 before reg.10."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in name.split("."))
