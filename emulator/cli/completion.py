"""`vphone completion`: a script that teaches your shell the commands and their options."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from emulator.cli import COMMANDS, build_parser
from emulator.cli.errors import DONE

BASH = """_vphone() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} verb=
    [[ $COMP_CWORD -gt 2 ]] && verb=${{COMP_WORDS[2]}}
    case $COMP_CWORD in
        1) COMPREPLY=($(compgen -W "{commands}" -- "$word")) ;;
        *) case "${{COMP_WORDS[1]}} $verb" in
{cases}
           esac
           [[ ${{#COMPREPLY[@]}} -gt 0 ]] || COMPREPLY=($(compgen -f -- "$word")) ;;
    esac
}}
complete -o filenames -F _vphone vphone
"""

CASE = '             {name}) COMPREPLY=($(compgen -W "{words}" -- "$word")) ;;'


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("shell", choices=("bash", "zsh"), help='use it as: eval "$(vphone completion bash)"')


def run(options: argparse.Namespace) -> int:
    """Print the script; it is made from the parsers themselves."""
    cases = [case for each in COMMANDS for case in _cases(each.name, build_parser(each))]
    script = BASH.format(commands=" ".join(each.name for each in COMMANDS), cases="\n".join(cases))
    if options.shell == "zsh":
        script = "autoload -U +X bashcompinit && bashcompinit\n" + script
    print(script, end="")
    return DONE


def _cases(name: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    """What can follow a command: the words of its verbs, if it has verbs, come before its own."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb, own in action.choices.items():
                yield CASE.format(name=f'"{name} {verb}"', words=_plain(own))
    yield CASE.format(name=f'"{name} "*', words=_plain(parser))


def _plain(parser: argparse.ArgumentParser) -> str:
    """Words with blanks in them cannot be completed this way, and are left out."""
    return " ".join(word for word in _words(parser) if " " not in word)


def _words(parser: argparse.ArgumentParser) -> list[str]:
    words: list[str] = []
    for action in parser._actions:
        words += action.option_strings
        words += [str(choice) for choice in action.choices or () if not action.option_strings]
    return words
