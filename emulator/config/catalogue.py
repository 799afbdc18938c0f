"""The catalogue of parameters that UC Software knows, read once from `profiles/parameters/`.

Names are kept with a letter for every index: reg.x.server.y.address. `MODEL` stands for the name of a model within a
name, `NAME` for a word that is free.
"""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from typing import Literal

import msgspec

from emulator.config.identity import Identity
from emulator.config.values import Reading, read_value
from emulator.kernel.data import list_data, read_data

Kind = Literal["bool", "int", "enum", "string", "secret", "host", "ip", "url", "time", "pem"]
Change = Literal["none", "restart", "reboot", "?"]

LETTERS = ("x", "y", "z")
_INDEX = re.compile(r"(?<=\.)(?:0|[1-9][0-9]{0,4})(?=\.|$)")
_MODEL = re.compile(r"(?:VVX|CCX|SPIP|SSIP|IP|CX|Trio|Edge)_?E?\d\w*")
_SUSPECT = re.compile(r"passw|secret|private_?key|psk", re.IGNORECASE)
_LYNC = frozenset({"Lync", "SkypeUSB"})


class Parameter(msgspec.Struct, frozen=True):
    """One parameter, or one family of parameters with indices, as its row in the catalogue says.

    `defaults` is the default, followed by others for particular phones (`3;VVX6xx=4;lync=1`); `change` tells what a
    phone must do for a new value to take effect; `certainty` is S for rows read in a document, M for remembered ones;
    `emulated` parameters change what the virtual phone does.
    """

    name: str
    kind: Kind
    permitted: str
    defaults: str
    change: Change
    bases: Literal["sip", "lync", "both"]
    certainty: Literal["S", "M"]
    source: str
    emulated: bool = False
    description: str = ""

    @property
    def is_family(self) -> bool:
        """Whether the name holds a place for an index, a model or a word."""
        return not {*LETTERS, "MODEL", "NAME"}.isdisjoint(self.name.split("."))

    def read(self, raw: str) -> Reading:
        """What a phone makes of the value `raw`."""
        return read_value(self.kind, self.permitted, raw)

    def default(self, identity: Identity, base_profile: str) -> str:
        """The value on this phone if nobody sets one."""
        if ";" not in self.defaults:
            return self.defaults
        plain, *others = self.defaults.split(";")
        for other in others:
            condition, _, value = other.partition("=")
            if _holds(condition, identity, base_profile):
                return value
        return plain

    def preset(self, base_profile: str) -> bool:
        """Whether the base profile, rather than the software, decides the default."""
        return base_profile in _LYNC and ";lync=" in self.defaults


def _holds(condition: str, identity: Identity, base_profile: str) -> bool:
    if condition == "lync":
        return base_profile in _LYNC
    if condition.startswith("ucs"):
        major = identity.version.partition(".")[0]
        return not major.isdecimal() or int(major[:4]) >= int(condition[3:])
    return re.fullmatch(condition.replace("x", r"\d"), identity.model) is not None


@cache
def catalogue() -> dict[str, Parameter]:
    """Every parameter by its name as catalogued."""
    found: dict[str, Parameter] = {}
    for family in list_data("parameters", ".csv"):
        rows = csv.reader(read_data(f"parameters/{family}.csv").decode().splitlines())
        next(rows)
        for row in rows:
            found[row[0]] = Parameter(*row[:8], row[8] == "yes", row[9])  # type: ignore[arg-type, call-arg]
    return found


@cache
def _reasons() -> tuple[tuple[str, str], ...]:
    rows = csv.reader(read_data("unemulated.csv").decode().splitlines())
    next(rows)
    return tuple((row[0], row[1]) for row in rows)


def why_not(name: str) -> str:
    """Why a parameter changes nothing here, as far as there is more to say than that nobody has built it yet."""
    return next((reason for prefix, reason in _reasons() if name.startswith(prefix)), "not emulated yet")


@cache
def _free() -> tuple[tuple[re.Pattern[str], Parameter], ...]:
    places = {"MODEL": _MODEL.pattern, "NAME": r"\w+"}
    return tuple(
        (re.compile(r"\.".join(places.get(part, re.escape(part)) for part in name.split("."))), parameter)
        for name, parameter in catalogue().items()
        if not places.keys().isdisjoint(name.split("."))
    )


@cache
def _folded_case() -> dict[str, str]:
    return {name.lower(): name for name in catalogue()}


def fold(name: str) -> str:
    """The catalogued form of a name: its indices as letters, reg.1.server.2.port -> reg.x.server.y.port."""
    letters = iter(LETTERS)
    return _INDEX.sub(lambda index: next(letters, index[0]), name)


def positions(name: str) -> tuple[int, ...]:
    """The indices in a name, in order."""
    return tuple(int(index) for index in _INDEX.findall(name))


@lru_cache(maxsize=16384)
def find(name: str) -> Parameter | None:
    """The parameter that a name in a configuration file means, or None. Case counts, as on the device.

    A model as the last part limits a parameter to that model: powerSaving.enable.VVX500.
    """
    folded = fold(name)
    exact = catalogue().get(name) or catalogue().get(folded)  # some indices have rows, and defaults, of their own
    if exact:
        return None if folded == name and exact.is_family else exact
    for pattern, parameter in _free():
        if pattern.fullmatch(folded):
            return parameter
    plain, _, suffix = folded.rpartition(".")
    return catalogue().get(plain) if _MODEL.fullmatch(suffix) else None


def is_secret(name: str) -> bool:
    """Whether values of that name must never be shown or logged; misspelled passwords are secret too."""
    parameter = find(name) or find(respell(name))
    return parameter.kind == "secret" if parameter else _SUSPECT.search(name) is not None


def respell(name: str) -> str:
    """The name of a known parameter that differs from `name` in nothing but case, or an empty string."""
    right = _folded_case().get(fold(name).lower())
    if right is None:
        return ""
    indices = iter(positions(name))
    parts = (str(next(indices, part)) if part in LETTERS else part for part in right.split("."))
    respelled = ".".join(parts)
    return "" if respelled == name else respelled
