"""Indices: within what phones have, and lists without gaps."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache

import msgspec

from emulator.config.catalogue import LETTERS, find, positions
from emulator.config.findings import Finding
from emulator.config.rules.spot import Spot, Subject
from emulator.kernel.data import read_data


class Family(msgspec.Struct, frozen=True):
    """A list of entries: its name up to the index, its highest index (0: not known), what a dense one has in each."""

    prefix: str
    highest: int
    dense: str


@cache
def families() -> tuple[Family, ...]:
    """The families with known rules, from `profiles/indices.csv`."""
    rows = list(csv.reader(read_data("indices.csv").decode().splitlines()))[1:]
    return tuple(Family(prefix, int(highest or 0), dense) for prefix, highest, dense in rows)


@cache
def limits(catalogued: str) -> tuple[int, ...]:
    """The highest value of each index in a name, 0 where none is known; empty if all are free."""
    parts = catalogued.split(".")
    places = [number for number, part in enumerate(parts) if part in LETTERS]
    highest = {family.prefix: family.highest for family in families()}
    known = tuple(highest.get(_canonical(parts[:place]), 0) for place in places)
    return known if any(known) else ()


def _canonical(parts: list[str]) -> str:
    return ".".join("x" if part in LETTERS else part for part in parts)


def within(name: str, highest: tuple[int, ...]) -> bool:
    """Whether no index of a name is beyond the highest there is, or 0."""
    return all(1 <= index <= most or not most for index, most in zip(positions(name), highest, strict=False))


def check_limits(spot: Spot, highest: tuple[int, ...]) -> Finding:
    """The finding for a name that is not within its limits."""
    pairs = zip(positions(spot.name), highest, strict=False)
    index, most = next((index, most) for index, most in pairs if most and not 1 <= index <= most)
    return spot.found("index-out-of-range", f"{spot.name}: {index} is not 1 to {most}")


def check_registrations(subject: Subject) -> Iterator[Finding]:
    """The model has as many lines as are configured."""
    most = subject.profile.registrations
    for index in subject.configuration.indices("reg.x.address"):
        if most < index <= 34:
            message = f"line {index} is one too many: a {subject.profile.name} has {most} lines"
            yield subject.found("index-out-of-range", message, f"reg.{index}.address")


def check_gaps(subject: Subject) -> Iterator[Finding]:
    """Lists that are read to their first gap have none."""
    if not subject.whole:
        return
    for family in families():
        if family.dense:
            yield from _gap(subject, family)


def _gap(subject: Subject, family: Family) -> Iterator[Finding]:
    pattern = re.compile(rf"{re.escape(family.prefix)}\.[1-9][0-9]{{0,4}}\.{re.escape(family.dense)}")
    names = subject.names(family.prefix.partition(".")[0], pattern)
    used = sorted(positions(name)[0] for name in names if find(name))
    for place, index in enumerate(used, 1):
        if place != index:
            name = f"{family.prefix}.{index}.{family.dense}"
            yield subject.found("index-gap", f"{name} is not read: there is no {family.prefix}.{place}", name)
            return
