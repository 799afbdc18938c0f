"""`vphone parameters`: what can be configured."""

from __future__ import annotations

import argparse
import shutil
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from emulator.cli.errors import DONE, NOT_HELD, CommandError

if TYPE_CHECKING:
    from emulator.config.catalogue import Parameter


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("pattern", nargs="?", default="", help="a name, part of one, a pattern, or words to look for")
    parser.add_argument("--emulated", action="store_true", help="only those that change what vphone does")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """List the parameters; one alone is described in full."""
    from emulator.config.catalogue import catalogue

    found = [each for each in search(options.pattern) if each.emulated or not options.emulated]
    if options.json:
        import msgspec

        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    elif len(found) == 1:
        print("\n".join(_whole(found[0])))
    elif found:
        _table(found)
        print(f"{len(found)} of {len(catalogue())} parameters")
    if not found:
        from emulator.config.suggest import suggest_name

        near = suggest_name(options.pattern)
        hint = f"; did you mean {near}?" if near else ""
        raise CommandError(f"no parameter is like {options.pattern!r}{hint}", NOT_HELD)
    return DONE


def search(pattern: str) -> list[Parameter]:
    """The parameters that a pattern means: by its name, else by part of the name, else by all words somewhere."""
    from fnmatch import fnmatchcase

    from emulator.config.catalogue import catalogue, find

    exact = find(pattern) or catalogue().get(pattern)
    if exact:
        return [exact]
    rows = sorted(catalogue().values(), key=lambda each: each.name.lower())
    wanted = pattern.lower()
    if {*"*?["} & set(wanted):
        return [each for each in rows if fnmatchcase(each.name.lower(), wanted)]
    named = [each for each in rows if wanted in each.name.lower()]
    words = wanted.split()
    return named or [each for each in rows if all(word in f"{each.name} {each.description}".lower() for word in words)]


def _table(found: Iterable[Parameter]) -> None:
    wide = shutil.get_terminal_size().columns
    for each in found:
        values = f"{_values(each)}, {each.defaults.partition(';')[0] or 'empty'}"
        line = f"{'*' if each.emulated else ' '} {each.name:<44} {values:<28} {each.description}"
        print(line[:wide].rstrip())


def _values(parameter: Parameter) -> str:
    permitted = parameter.permitted.replace("|", " ")
    return f"{parameter.kind} {permitted}".strip()


def _whole(parameter: Parameter) -> list[str]:
    from emulator.config.catalogue import why_not

    plain, *others = parameter.defaults.split(";")
    effect = "changes what the phone does" if parameter.emulated else f"changes nothing: {why_not(parameter.name)}"
    lines = [parameter.name]
    if parameter.description:
        lines += textwrap.wrap(parameter.description, 78, initial_indent="  ", subsequent_indent="  ")
    lines += [f"  values    {_values(parameter)}", f"  default   {plain or '(empty)'}"]
    lines += [f"            {other.replace('=', ': ', 1)}" for other in others]
    lines += [
        f"  change    {parameter.change}",
        f"  profiles  {parameter.bases}",
        f"  in vphone {effect}",
        f"  source    {parameter.source}",
    ]
    return lines
