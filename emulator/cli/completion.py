"""`vphone completion`: a script that teaches your shell the commands, their options, and what these can be."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from typing import NamedTuple

from emulator.cli import COMMANDS, build_parser
from emulator.cli.errors import DONE
from emulator.cli.parser import Parser

BASH = """_vphone() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} verb= words=
    [[ $COMP_CWORD -gt 2 ]] && verb=${{COMP_WORDS[2]}}
    case $COMP_CWORD in
        1) words="{commands}" ;;
        *) case "${{COMP_WORDS[1]}} $before" in
{values}
           *) case "${{COMP_WORDS[1]}} $verb" in
{words}
              esac ;;
           esac ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$word"))
    [[ ${{#COMPREPLY[@]}} -gt 0 ]] || COMPREPLY=($(compgen -f -- "$word"))
}}
complete -o filenames -F _vphone vphone
"""

ZSH = "autoload -U +X bashcompinit && bashcompinit\n"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    shells = 'use it as: eval "$(vphone completion bash)", the same for zsh; vphone completion fish | source'
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help=shells)


def run(options: argparse.Namespace) -> int:
    """Print the script; it is made from the parsers themselves."""
    parsers = {each.name: build_parser(each) for each in COMMANDS}
    if options.shell == "fish":
        print("\n".join(_fish(parsers)))
    else:
        print((ZSH if options.shell == "zsh" else "") + _bash(parsers), end="")
    return DONE


class Choice(NamedTuple):
    """Something that can be written after a command, or after one of its verbs.

    `names` are those of an option, none for a word that stands by itself; `values` is what either can be.
    """

    names: tuple[str, ...]
    values: tuple[str, ...]
    takes: bool
    about: str


def _choices(parser: Parser) -> Iterator[Choice]:
    for action in parser._actions:
        names = tuple(action.option_strings)
        values = _models() if "--model" in names else _conditions() if "--until" in names else action.choices or ()
        plain = tuple(value for value in map(str, values) if " " not in value)
        yield Choice(names, plain, action.nargs != 0, action.help or "")


def _models() -> tuple[str, ...]:
    from emulator.kernel.profile import models

    return tuple(models())


def _conditions() -> tuple[str, ...]:
    from emulator.condition_names import NAMES

    return tuple(name.partition(":")[0] + ":" * (":" in name) for name in NAMES)


def _bash(parsers: dict[str, Parser]) -> str:
    """For bash, and for zsh by its means. Words with blanks in them cannot be completed so, and are left out."""
    values: list[str] = []
    words: list[str] = []
    for name, parser in parsers.items():
        for verb, own in (*parser.verbs(), ("*", parser)):
            found = list(_choices(own))
            values += (_case(f"{name} {each}", one.values) for one in found for each in one.names if one.values)
            after = [word for one in found for word in one.names or one.values]
            words.append(_case(f"{name} {verb}", after))
    listing = " ".join(parsers)
    return BASH.format(commands=listing, values="\n".join(dict.fromkeys(values)), words="\n".join(words))


def _case(words: str, offered: list[str] | tuple[str, ...]) -> str:
    pattern = shlex.quote(words.removesuffix("*")) + "*" * words.endswith("*")
    return f'             {pattern}) words="{" ".join(offered)}" ;;'


def _fish(parsers: dict[str, Parser]) -> Iterator[str]:
    """For fish, which shows what each option is for."""
    about = {each.name: each.summary for each in COMMANDS}
    for name, parser in parsers.items():
        yield f"complete -c vphone -f -n __fish_use_subcommand -a {name} -d {shlex.quote(about[name])}"
        yield from _after(f"__fish_seen_subcommand_from {name}", parser)
        for verb, own in parser.verbs():
            yield from _after(f"__fish_seen_subcommand_from {name}; and __fish_seen_subcommand_from {verb}", own)


def _after(condition: str, parser: Parser) -> Iterator[str]:
    """What follows once the condition holds."""
    for names, values, takes, about in _choices(parser):
        parts = [f"complete -c vphone -n {shlex.quote(condition)}"]
        parts += (f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in names)
        parts += ["-r"] * (bool(names) and takes)
        parts += [f"-a {shlex.quote(' '.join(values))}"] * bool(values)
        parts += [f"-d {shlex.quote(about.partition('. ')[0])}"] * bool(names)
        if names or values:
            yield " ".join(parts)
