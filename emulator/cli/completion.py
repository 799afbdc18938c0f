"""`vphone completion`: a script that teaches your shell the commands and their options."""

from __future__ import annotations

import argparse

from emulator.cli import COMMANDS, build_parser
from emulator.cli.errors import DONE

BASH = """_vphone() {{
    local word=${{COMP_WORDS[COMP_CWORD]}}
    case $COMP_CWORD in
        1) COMPREPLY=($(compgen -W "{commands}" -- "$word")) ;;
        *) case ${{COMP_WORDS[1]}} in
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
    cases = [CASE.format(name=each.name, words=" ".join(_words(build_parser(each)))) for each in COMMANDS]
    script = BASH.format(commands=" ".join(each.name for each in COMMANDS), cases="\n".join(cases))
    if options.shell == "zsh":
        script = "autoload -U +X bashcompinit && bashcompinit\n" + script
    print(script, end="")
    return DONE


def _words(parser: argparse.ArgumentParser) -> list[str]:
    words: list[str] = []
    for action in parser._actions:
        words += action.option_strings
        words += [str(choice) for choice in action.choices or () if not action.option_strings]
    return words
