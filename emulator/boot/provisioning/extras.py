"""Files that a phone keeps in flash besides its configuration: fonts and sounds, a dictionary, pictures."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from emulator.boot.model import Role, StoredFile
from emulator.config.layers import Configuration
from emulator.config.master import Master
from emulator.kernel.data import read_data

MOST = 64
"""How many such files a phone keeps."""

ROOM = 8 << 20
"""Bytes that they may have together (a guess: the device's ramdisk has some megabytes)."""

LANGUAGE = "lcl.ml.lang"
_PICTURES = ("bg.color.bm.x.name", "bg.hiRes.color.bm.x.name")
_PICTURES_1500 = ("bg.VVX_1500.color.bm.x.name",)
_BUILT_IN = ("", "English_United_States", "Internal")


class Extra(NamedTuple):
    """A file to be kept; `name` is as configuration has it: relative to the server, or a URL."""

    role: Role
    name: str


@cache
def _dictionaries() -> dict[str, str]:
    rows = csv.DictReader(read_data("boot/dictionaries.csv").decode().splitlines())
    return {row["family"]: row["path"] for row in rows}


def concerns(names: Iterable[str]) -> bool:
    """Whether parameters of these names decide about such files."""
    return any(name == LANGUAGE or name.startswith("bg.") for name in names)


def wanted_extras(settings: Configuration, master: Master | None, family: str) -> tuple[Extra, ...]:
    """What configuration and master file want kept, each once; no more than a phone keeps."""
    misc = [Extra("misc", name) for name in master.misc] if master else []
    wanted = (*misc, *_dictionary(settings, family), *_pictures(settings))
    return tuple(dict.fromkeys(wanted))[:MOST]


def _dictionary(settings: Configuration, family: str) -> Iterator[Extra]:
    """The words of another language than American English, from the folder of this family of phones."""
    language = settings.text(LANGUAGE)
    if language not in _BUILT_IN:
        path = _dictionaries().get(family) or _dictionaries()["other"]
        yield Extra("dictionary", path.format(language=language))


def _pictures(settings: Configuration) -> Iterator[Extra]:
    for pattern in _PICTURES_1500 if settings.identity.model == "VVX1500" else _PICTURES:
        for index in settings.indices(pattern):
            yield Extra("background", settings.text(pattern.replace("x", str(index), 1)))


def room_for(file: StoredFile, kept: Iterable[StoredFile]) -> bool:
    """Whether flash takes one more."""
    return sum(len(each.body) for each in kept) + len(file.body) <= ROOM
