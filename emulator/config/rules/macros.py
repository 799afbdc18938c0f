"""Macros of soft keys and enhanced feature keys: complete, and naming what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emulator.config.findings import Finding
from emulator.config.rules.spot import Spot, Subject

_COMMANDS = "LCTMPSF"
_TYPES = frozenset({"invite", "refer", "dtmf", "intercom"})
_PROMPT = re.compile(r"P([0-9]+)(?:N[0-9]+)?")
_ACTIONS = re.compile(r"softkey\.[0-9]+\.action|efk\.efklist\.[0-9]+\.action\.string")


def check_macro(spot: Spot) -> Iterator[Finding]:
    """Commands of a macro stand between two dollar signs and are known."""
    for at, message in _faults(spot.value):
        yield spot.found("macro-invalid", f"{spot.name}: {message}", at)


def _faults(macro: str) -> Iterator[tuple[int, str]]:
    if "://" in macro:
        return
    pieces = macro.split("$")
    if len(pieces) % 2 == 0:
        yield macro.rfind("$"), "the last '$' has no partner"
        return
    at = 0
    for index, piece in enumerate(pieces):
        if index % 2:
            message = _fault(piece)
            if message:
                yield at - 1, message
        at += len(piece) + 1


def _fault(command: str) -> str:
    if not command:
        return "'$$' holds no command"
    if command[0] not in _COMMANDS:
        return f"${command[:20]}$ is no command: they begin with one of {', '.join(_COMMANDS)}"
    if command[0] == "T" and command[1:].lower() not in _TYPES:
        return f"${command[:20]}$ is no way to send: {', '.join(sorted(_TYPES))} are"
    if command[0] == "P" and not _PROMPT.fullmatch(command):
        return f"${command[:20]}$ is no prompt, such as $P1N4$"
    return ""


def check_references(subject: Subject) -> Iterator[Finding]:
    """The macros and prompts that a macro names are there and switched on."""
    if not subject.whole:
        return
    text = subject.configuration.text
    macros = {text(f"efk.efklist.{index}.mname") for index in subject.configuration.indices("efk.efklist.x.mname")}
    for name in subject.names("softkey", _ACTIONS) + subject.names("efk", _ACTIONS):
        for macro in _named_macros(text(name)):
            if macro not in macros:
                message = f"{name}: there is no macro {macro[:40]}: no efk.efklist.x.mname has this name"
                yield subject.found("macro-invalid", message, name)
        for prompt in _named_prompts(text(name)):
            if not subject.configuration.flag(f"efk.efkprompt.{prompt}.status"):
                message = f"{name}: prompt {prompt} is not switched on"
                yield subject.found("macro-invalid", message, name, f'efk.efkprompt.{prompt}.status="1"')


def _named_macros(macro: str) -> Iterator[str]:
    if macro.startswith("!") and "$" not in macro:
        yield macro[1:]
    for command in macro.split("$")[1::2]:
        if command.startswith("M"):
            yield command[1:]


def _named_prompts(macro: str) -> Iterator[str]:
    for command in macro.split("$")[1::2]:
        prompt = _PROMPT.fullmatch(command)
        if prompt:
            yield prompt[1]
