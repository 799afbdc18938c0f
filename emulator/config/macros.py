"""The language of enhanced feature keys: macros as text, and as the actions that they stand for.

A macro is a row of digits and of commands between dollar signs: *444*$P1N4$$Tinvite$ asks for four digits and calls
*444* with them. !name stands for another macro and !1 for a favorite, ^ before a macro in a contact's number (SIP 3.1
administrator guide, pages 4-40 to 4-46; UCS 5.8 administrator guide, macro actions).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

COMMANDS = "LCTMPSF"
TYPES = ("invite", "refer", "dtmf", "intercom")

LONGEST_PAUSE = 10
"""Seconds that $Cpause$ waits at most."""

_PROMPT = re.compile(r"P([0-9]{1,3})(?:N([0-9]{1,3}))?")
_ORDERS = {"hangup": "hangup", "hu": "hangup", "hold": "hold", "h": "hold", "waitconnect": "wait", "wc": "wait"}
_PAUSE = re.compile(r"p(?:ause)?([0-9]{1,3})")


class Action(msgspec.Struct, frozen=True):
    """One step of a macro.

    `does` is label, digits, hangup, hold, wait (for the call to be connected), pause (`number` seconds), one of `TYPES`
    (send the digits so far), macro, prompt (number `number`, for `room` characters, 0 for any), favorite, function or
    url; `text` is what it is about.
    """

    does: str
    text: str = ""
    number: int = 0
    room: int = 0


class MacroFault(msgspec.Struct, frozen=True):
    """What is wrong with a macro, and at which character."""

    message: str
    at: int


class MacroError(ValueError):
    """A macro that is not well-formed does nothing."""


def parse_macro(text: str) -> tuple[Action, ...]:
    """The actions of a macro. Raises MacroError."""
    found = tuple(scan(text))
    for each in found:
        if isinstance(each, MacroFault):
            raise MacroError(each.message)
    return tuple(each for each in found if isinstance(each, Action))


def is_macro(contact: str) -> bool:
    """Whether a contact's number is a macro to be run."""
    return contact.startswith(("!", "^"))


def scan(text: str) -> Iterator[Action | MacroFault]:
    """All actions and faults of a macro, in order."""
    body = text.removeprefix("^")
    if "://" in body:
        yield Action("url", body)
    elif body.startswith("!") and "$" not in body:
        yield from (_reference(name) for name in body[1:].split("!"))
    else:
        yield from _commands(body, len(text) - len(body))


def _reference(name: str) -> Action:
    return Action("favorite", name, int(name)) if name.isdecimal() and len(name) < 6 else Action("macro", name)


def _commands(body: str, at: int) -> Iterator[Action | MacroFault]:
    pieces = body.split("$")
    if len(pieces) % 2 == 0:
        yield MacroFault("the last '$' has no partner", body.rfind("$"))
        return
    for index, piece in enumerate(pieces):
        if index % 2:
            yield _command(piece, at - 1)
        elif piece:
            yield Action("digits", piece)
        at += len(piece) + 1


def _command(command: str, at: int) -> Action | MacroFault:
    if not command:
        return MacroFault("'$$' holds no command", at)
    if command[0] not in COMMANDS:
        message = f"${command[:20]}$ is no command: they begin with one of {', '.join(COMMANDS)}"
        return MacroFault(message, at)
    match command[0]:
        case "T":
            return _sending(command, at)
        case "P":
            return _prompt(command, at)
        case "C":
            return _order(command, at)
        case "S":
            return _reference(command[1:])
    return Action({"L": "label", "M": "macro", "F": "function"}[command[0]], command[1:])


def _sending(command: str, at: int) -> Action | MacroFault:
    kind = command[1:].lower()
    if kind not in TYPES:
        return MacroFault(f"${command[:20]}$ is no way to send: {', '.join(sorted(TYPES))} are", at)
    return Action(kind)


def _prompt(command: str, at: int) -> Action | MacroFault:
    found = _PROMPT.fullmatch(command)
    if not found:
        return MacroFault(f"${command[:20]}$ is no prompt, such as $P1N4$", at)
    return Action("prompt", "", int(found[1]), int(found[2] or 0))


def _order(command: str, at: int) -> Action | MacroFault:
    order = command[1:].lower()
    pause = _PAUSE.fullmatch(order)
    if pause:
        return Action("pause", "", min(int(pause[1]), LONGEST_PAUSE))
    if order not in _ORDERS:
        return MacroFault(f"${command[:20]}$ is no command: hangup, hold, waitconnect and pause are", at)
    return Action(_ORDERS[order])
