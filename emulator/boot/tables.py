"""The boot's tables in `profiles/boot/`: pauses, texts, log lines, and what the phone does about each fault.

Every row there says whether it was read in a source or guessed.
"""

from __future__ import annotations

import csv
from functools import cache
from typing import Literal

import msgspec

from emulator.boot.orders import Log
from emulator.kernel.data import read_data

InForce = Literal["new", "read", "last good"]
"""Which configuration a fault leaves in force: the server's, as much of it as could be read, or the last good one."""


class FaultRule(msgspec.Struct, frozen=True):
    """What the phone does about one fault of one kind of file.

    `attempts` and `delay` are numbers, or "limit" and "delay" for the server settings; `log` names log lines, written
    after each attempt; `screen` is told to the user; `then` is next (go on with the next file), stop (ask for none), or
    reboot (ask for none, and begin again).
    """

    fault: str
    role: str
    attempts: str
    delay: str
    log: str
    screen: str
    configuration: InForce
    then: Literal["next", "stop", "reboot"]
    sure: Literal["sourced", "guessed"]
    basis: str


_KINDS = {
    "master": "master",
    "parameters": "parameters",
    "phone": "overrides",
    "web": "overrides",
    "upload": "upload",
}


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(read_data(f"boot/{name}.csv").decode().splitlines()))


@cache
def fault_rules() -> dict[tuple[str, str], FaultRule]:
    """All rules, by fault and kind of file."""
    rules = msgspec.convert(_rows("faults"), list[FaultRule])
    return {(rule.fault, rule.role): rule for rule in rules}


def rule_for(fault: str, role: str) -> FaultRule:
    """What to do about a fault of a file in that role; one that the table does not know is final, as a refusal."""
    rules, kind = fault_rules(), _KINDS.get(role, "optional")
    return rules.get((fault, kind)) or rules["4xx", kind]


@cache
def _upload_rules() -> dict[str, str]:
    return {row["rule"]: row["value"] for row in _rows("uploads")}


def upload_faults(name: str) -> frozenset[str]:
    """The faults of an upload that a rule is about."""
    return frozenset(_upload_rules()[name].split())


def upload_rule(name: str) -> float:
    """A number that governs uploads: seconds, or how many failures."""
    return float(_upload_rules()[name])


@cache
def _pauses() -> dict[str, dict[str, str]]:
    return {row["stage"]: row for row in _rows("pace")}


def pause(stage: str, pace: str) -> float:
    """How long a stage lasts at least, in seconds."""
    return float(_pauses()[stage][pace])


@cache
def _texts() -> dict[str, str]:
    return {row["key"]: row["text"] for row in _rows("texts")}


def text(key: str, **values: object) -> str:
    """What the screen says."""
    return _texts()[key].format(**values)


@cache
def _lines() -> dict[str, tuple[str, str, str]]:
    return {row["key"]: (row["component"], row["level"], row["text"]) for row in _rows("log")}


def line(key: str, **values: object) -> Log:
    """A line for the device's log."""
    component, level, template = _lines()[key]
    return Log(component, level, template.format(**values))


_ELSEWHERE = ("btoe", "lync", "ptt")
"""Parts whose lines do not stand in the table of the boot."""


def components() -> tuple[str, ...]:
    """The parts of the software that have lines in the log."""
    return tuple(dict.fromkeys((*(component for component, _, _ in _lines().values()), *_ELSEWHERE)))


@cache
def _severities() -> dict[str, int]:
    return {row["level"]: int(row["severity"]) for row in _rows("syslog")}


def severity(level: str) -> int:
    """The severity (RFC 3164, 4.1.1) that a level of the log has for a syslog server."""
    return _severities()[level]
