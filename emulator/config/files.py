"""One configuration file as a phone reads it: names, values, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from emulator.config.catalogue import find, respell
from emulator.config.encryption import is_encrypted, key_description
from emulator.config.findings import Finding, finding
from emulator.config.values import Reading
from emulator.config.xml import Attribute, read_xml

_UNKNOWN = Reading(None, "parameter-unknown")

Status = Literal["ok", "unreadable", "missing", "ignored"]


class Setting(msgspec.Struct, frozen=True):
    """A value as written, and where: `line` and `column` count from 1, `file` may be empty for what is no file."""

    value: str
    file: str = ""
    line: int = 0
    column: int = 0


class ParameterFile(msgspec.Struct, frozen=True):
    """A configuration file that was looked for, and what a phone takes from it."""

    name: str
    size: int = 0
    status: Status = "ok"
    settings: dict[str, Setting] = {}
    findings: tuple[Finding, ...] = ()


def read_parameters(name: str, data: bytes) -> ParameterFile:
    """Read a configuration file.

    The first attribute of a name in document order counts. A file that is not well-formed counts for nothing.
    """
    if is_encrypted(data):
        return encrypted(name, data)
    document = read_xml(name, data)
    if not document.readable:
        return ParameterFile(name, len(data), "unreadable", {}, document.findings)
    return collect(name, len(data), document.attributes)


def encrypted(name: str, data: bytes, problem: str = "") -> ParameterFile:
    """A configuration file that nobody has decrypted; `problem` says why its key did not do it."""
    message = f"encrypted with the key {key_description(data) or '(unknown)'}, so nothing in it can be looked at"
    rule = "file-undecryptable" if problem else "file-encrypted"
    if problem:
        message = f"cannot be decrypted: {problem}"
    return ParameterFile(name, len(data), "ignored", findings=(finding(rule, message, name, 1),))


def missing(name: str) -> ParameterFile:
    """A configuration file that the server does not have."""
    return ParameterFile(name, status="missing")


def collect(file: str, size: int, attributes: Iterable[Attribute]) -> ParameterFile:
    """A configuration file of these attributes; those that belong to XML itself are passed over."""
    settings: dict[str, Setting] = {}
    findings: list[Finding] = []
    for attribute in attributes:
        if attribute.name.startswith(("xmlns", "xsi:", "xml:")):
            continue
        name = attribute.name
        first = settings.get(name)
        if first:
            findings.append(_repeated(file, attribute, first))
            continue
        settings[name] = Setting(attribute.value, file, attribute.line, attribute.column)
        parameter = find(name)
        reading = parameter.read(attribute.value) if parameter else _UNKNOWN
        if reading.rule:
            findings.append(_defect(file, attribute, reading))
    return ParameterFile(file, size, "ok", settings, tuple(findings))


def _defect(file: str, attribute: Attribute, reading: Reading) -> Finding:
    """What a phone would log about one setting by itself."""
    name, rule, suggestion = attribute.name, reading.rule, ""
    message = f"{name}: {reading.message}; the default is used"
    if reading is _UNKNOWN:
        suggestion = respell(name)
        rule = "parameter-case" if suggestion else rule
        message = f"{name} is unknown" + (": the case of names counts" if suggestion else "")
    return finding(rule, message, file, attribute.line, attribute.column, parameter=name, suggestion=suggestion)


def _repeated(file: str, attribute: Attribute, first: Setting) -> Finding:
    message = f"{attribute.name} was already set on line {first.line}, and that value counts"
    return finding("parameter-repeated", message, file, attribute.line, attribute.column, parameter=attribute.name)
