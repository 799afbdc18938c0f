"""What was probably meant: known names and permitted values that are spelled nearly alike."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from emulator.config.catalogue import LETTERS, Parameter, catalogue, find, fold, positions
from emulator.config.values import parse_permitted
from emulator.kernel.spelling import nearest

_SWITCHES = {"true": "1", "yes": "1", "on": "1", "enabled": "1", "false": "0", "no": "0", "off": "0", "disabled": "0"}
_LONGEST = 80


@lru_cache(maxsize=512)
def suggest_name(name: str) -> str:
    """The known parameter whose name is nearest to an unknown one; empty if none is near."""
    folded = fold(name)
    if len(folded) > _LONGEST:
        return ""
    if folded == name and name in catalogue():
        return with_indices(name, ())
    parts = folded.split(".")
    if find(name.partition(".")[2]):
        return name.partition(".")[2]
    near = nearest(folded, (*_families().get(parts[0], ()), *_endings().get(parts[-1], ())))
    return with_indices(near, positions(name)) if near else ""


def with_indices(catalogued: str, indices: Iterable[int]) -> str:
    """A catalogued name with these indices; 1 where there are not enough."""
    left = iter(indices)
    return ".".join(str(next(left, 1)) if part in LETTERS else part for part in catalogued.split("."))


@cache
def _families() -> dict[str, tuple[str, ...]]:
    return _grouped(0)


@cache
def _endings() -> dict[str, tuple[str, ...]]:
    return _grouped(-1)


def _grouped(part: int) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for name in catalogue():
        groups.setdefault(name.split(".")[part], []).append(name)
    return {key: tuple(names) for key, names in groups.items()}


def suggest_value(parameter: Parameter, value: str) -> str:
    """The permitted value that is nearest to one that is not; empty if none is near."""
    wanted = value.strip().lower()
    if parameter.kind == "bool":
        return _SWITCHES.get(wanted, "")
    if len(wanted) > _LONGEST or not wanted:
        return ""
    words = tuple(dict.fromkeys(parse_permitted(parameter.kind, parameter.permitted).words.values()))
    alike = [word for word in words if word.lower() == wanted]
    begun = [word for word in words if len(wanted) > 1 and word.lower().startswith(wanted)]
    if alike or len(begun) == 1:
        return (alike or begun)[0]
    return nearest(value, words)
