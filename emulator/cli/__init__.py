"""The `vphone` command: one module a command, loaded when it is asked for.

`vphone --help` must not load the phone, so this module and the table below stay light.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from emulator.cli.errors import DONE, FAULT, INTERRUPTED, MISSING, USAGE, CommandError, reason
from emulator.cli.parser import Parser
from emulator.cli.streams import abandon_output, finish_output, prepare


class Command(NamedTuple):
    """A command, and the module that has its `arguments(parser)` and `run(options) -> exit code`."""

    name: str
    summary: str
    module: str


COMMANDS = (
    Command("demo", "the phone with a lab of its own: a tour, or the full-screen phone", "emulator.cli.demo"),
    Command("run", "one phone against your provisioning server", "emulator.cli.run"),
    Command("lab", "the servers alone: boot server, registrar, voicemail", "emulator.cli.lab"),
    Command("btoe", "the computer side of pairing: a connector and a client", "emulator.cli.btoe"),
    Command("replay", "play a recording again and compare the screens", "emulator.cli.replay"),
    Command("check", "what is wrong with a provisioning tree", "emulator.cli.check"),
    Command("explain", "where a phone's settings come from", "emulator.cli.explain"),
    Command("diff", "what two provisioning trees configure differently", "emulator.cli.diff"),
    Command("dial-plan", "what a digit map does with numbers", "emulator.cli.dial_plan"),
    Command("encrypt", "encrypt a configuration file", "emulator.cli.encrypt"),
    Command("decrypt", "show what an encrypted configuration file says", "emulator.cli.decrypt"),
    Command("models", "the models that can be emulated", "emulator.cli.models"),
    Command("parameters", "configuration parameters: names, values, defaults", "emulator.cli.parameters"),
    Command("machines", "the state machines, printed from the tables that run", "emulator.cli.machines"),
    Command("state", "what a phone's state folder holds", "emulator.cli.state"),
    Command("completion", "print a completion script for your shell", "emulator.cli.completion"),
)

EPILOG = "Exit codes: 0 done; 1 it did not hold; 2 wrong usage; 3 a part is missing or in use; 4 input unreadable."


def build_parser(command: Command | None) -> Parser:
    """The parser of `vphone`, or the whole parser of one of its commands."""
    if command is not None:
        parser = Parser(prog=f"vphone {command.name}", description=f"{command.summary}.".capitalize())
        import_module(command.module).arguments(parser)
        return parser
    width = max(len(each.name) for each in COMMANDS)
    listing = "\n".join(f"  {each.name:<{width}}  {each.summary}" for each in COMMANDS)
    parser = Parser(
        prog="vphone",
        usage="vphone COMMAND [options]",
        description="A virtual Poly VVX/CCX desk phone.",
        epilog=f"commands:\n{listing}\n\nvphone COMMAND --help tells more. {EPILOG}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="store_true", help="show the version and end")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the process's exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["help"]:
        words = [*words[1:], "--help"]
    command = next((each for each in COMMANDS if words and each.name == words[0]), None)
    prepare()
    try:
        return finish_output(_top(words) if command is None else _run(command, words[1:]))
    except CommandError as error:
        return _end(command, str(error), error.code)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        abandon_output()  # the reader has gone; there is nobody to tell
        return DONE
    except OSError as error:
        abandon_output()
        return _end(command, f"{reason(error)}.", MISSING)
    except MemoryError:
        return _end(command, "there is not enough memory for this.", MISSING)
    except Exception as error:
        return _end(command, _keep(error), FAULT)


def _end(command: Command | None, sentence: str, code: int) -> int:
    print(f"vphone {command.name if command else ''}".rstrip() + f": {sentence}", file=sys.stderr)
    return code


def _keep(error: Exception) -> str:
    """One sentence on a fault in vphone itself; the details are kept for whoever mends it."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="vphone-fault-", suffix=".txt", delete=False) as file:
        traceback.print_exception(error, file=file)
    return f"this is a fault in vphone itself ({type(error).__name__}); the details are in {file.name}."


def _run(command: Command, words: list[str]) -> int:
    options = build_parser(command).read(words)
    return int(import_module(command.module).run(options))


def _top(words: list[str]) -> int:
    """`vphone` without any of its commands."""
    if words and not words[0].startswith("-"):
        from emulator.kernel.spelling import meant

        near = meant(words[0], [each.name for each in COMMANDS])
        raise CommandError(f"there is no command {words[0]!r}; {near}", USAGE)
    parser = build_parser(None)
    if parser.read(words).version:
        from emulator.kernel.data import product_version

        print(f"vphone {product_version()}")
        return DONE
    parser.print_help(sys.stderr)
    return USAGE
