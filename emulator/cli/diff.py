"""`vphone diff`: what two provisioning trees configure differently."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from emulator.cli.errors import DONE, NOT_HELD, UNREADABLE, CommandError
from emulator.cli.trees import macs, open_checker, phone_arguments

if TYPE_CHECKING:
    from emulator.config.check import Checker
    from emulator.config.explain import Difference, Step

_NAMED = 3


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("left", help="a tree: folder, file or server")
    parser.add_argument("right", help="the tree to compare it with")
    phone_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--exit-code", action="store_true", help="exit code 1 if there is a difference")


def run(options: argparse.Namespace) -> int:
    """Compare what each phone makes of the two trees."""
    from emulator.config.sources import SourceError

    left, right = (open_checker(options, [tree]) for tree in (options.left, options.right))
    phones = sorted({*macs(left, options.mac), *macs(right, options.mac)})
    if len(phones) > 1:
        phones = [mac for mac in phones if mac]
    try:
        compared = {mac: tuple(_compare(left, right, mac)) for mac in phones}
    except SourceError as error:
        raise CommandError(f"{error}.", UNREADABLE) from None
    if options.json:
        import msgspec

        report = [{"model": left.model, "mac": mac, "differences": each} for mac, each in compared.items()]
        print(msgspec.json.format(msgspec.json.encode({"schema": 1, "phones": report}), indent=2).decode())
    else:
        print("\n".join(_lines(compared)))
    return NOT_HELD if options.exit_code and any(compared.values()) else DONE


def _compare(left: Checker, right: Checker, mac: str) -> Iterator[Difference]:
    from emulator.config.explain import differences

    one, other = left.load(mac), right.load(mac)
    return differences(one.configuration, other.configuration)


def _lines(compared: dict[str, Any]) -> Iterator[str]:
    """The differences, each set of them once for all phones that have it."""
    groups: dict[Any, list[str]] = {}
    for mac, found in compared.items():
        key = tuple((each.name, each.left, each.right) for each in found)
        groups.setdefault(key, []).append(mac)
    for phones in groups.values():
        found = compared[phones[0]]
        yield f"{_who(phones)}: {len(found) or 'no'} difference{'' if len(found) == 1 else 's'}"
        for each in found:
            yield f"- {each.name} = {each.left or '(empty)'}{_place(each.left_source)}"
            yield f"+ {each.name} = {each.right or '(empty)'}{_place(each.right_source)}"


def _who(phones: list[str]) -> str:
    named = ", ".join(mac or "any phone" for mac in phones[:_NAMED])
    return f"{named} and {len(phones) - _NAMED} more" if len(phones) > _NAMED else named


def _place(step: Step) -> str:
    return f"  ({step.file}:{step.line})" if step.file else f"  ({step.layer})"
