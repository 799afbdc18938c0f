"""What can go wrong at the front end, as data: by itself, or because somebody wants it to."""

from __future__ import annotations

import csv
from functools import cache
from typing import NamedTuple

import msgspec

from emulator.kernel.data import read_data

SILENT = 0
"""The status that stands for no answer at all."""


class Fault(msgspec.Struct, frozen=True):
    """One failure: where it happens and how it is told.

    `status` is that of HTTP or SIP; `id`, `code` and `reason` are the fields of X-Ms-diagnostics, `pin` is the word of
    the catalogue of PIN failures (UCMA 4.0, PinFailureReason).
    """

    name: str
    place: str
    status: int = 200
    id: str = ""
    code: str = ""
    reason: str = ""
    pin: str = ""


class RefusedError(Exception):
    """The front end refuses what it was asked for; `fault` is how, `delay` the seconds until it says so."""

    def __init__(self, name: str, delay: float = 0.0) -> None:
        self.fault = catalogue()[name]
        self.delay = delay
        super().__init__(self.fault.reason)


@cache
def catalogue() -> dict[str, Fault]:
    """Every failure by its name."""
    rows = csv.DictReader(read_data("lab/skype/faults.csv").decode().splitlines())
    filled = [{key: value for key, value in row.items() if value} for row in rows]
    return {fault.name: fault for fault in msgspec.convert(filled, list[Fault], strict=False)}


class _Wanted(NamedTuple):
    """A fault that lasts, for one account or, with an empty address, for all."""

    fault: Fault
    address: str


class Faults:
    """Which failures are wanted just now."""

    def __init__(self) -> None:
        self._wanted: list[_Wanted] = []

    def set(self, name: str, address: str = "") -> Fault:
        """From now on this happens, to one account or to everybody. Raises LookupError if there is no such fault."""
        if name not in catalogue():
            raise LookupError(f"there is no fault {name}; there are {', '.join(catalogue())}")
        wanted = _Wanted(catalogue()[name], address.lower())
        self._wanted = [*(each for each in self._wanted if each != wanted), wanted]
        return wanted.fault

    def clear(self, name: str = "") -> None:
        """End one fault, or all."""
        self._wanted = [each for each in self._wanted if name and each.fault.name != name]

    def names(self) -> list[str]:
        """What is wanted now, each as its name, with the address if it is for one account."""
        return [f"{each.fault.name} {each.address}".strip() for each in self._wanted]

    def at(self, place: str, address: str = "") -> Fault | None:
        """What is to happen at a place to an account; None for nothing."""
        concerned = ("", address.lower())
        found = (each.fault for each in self._wanted if each.fault.place == place and each.address in concerned)
        return next(found, None)

    def check(self, place: str, address: str = "") -> None:
        """Raise RefusedError if something is to happen at a place to an account."""
        if fault := self.at(place, address):
            raise RefusedError(fault.name)
