"""`vphone btoe`: a PC with the connector of Better Together over Ethernet, and a Skype for Business client."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from emulator.cli.errors import DONE, MISSING, NOT_HELD, UNREADABLE, CommandError
from emulator.cli.files import read_text
from emulator.lab.pc.verbs import BY_NAME, VERBS, Verb, Word


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments: one verb each for what the user of a PC does."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--folder", metavar="DIR", type=Path, help="the folder of its user (default: one of yours)")
    common.add_argument("--json", action="store_true", help="print JSON")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=type(parser))
    for verb in VERBS:
        own = verbs.add_parser(
            verb.name, help=verb.about, description=f"{verb.about[:1].upper()}{verb.about[1:]}.", parents=[common]
        )
        for word in verb.words:
            _add(own, word)
    _start_arguments(verbs.choices["start"])
    window = verbs.add_parser("window", help="start it, with its window", parents=[common])
    _start_arguments(window)
    log = verbs.add_parser("log", help="print the connector's log", parents=[common])
    log.add_argument("--setup", action="store_true", help="the logs of the installer instead")
    verbs.choices["web"].add_argument("--open", action="store_true", help="open it in your browser, too")


def _add(parser: argparse.ArgumentParser, word: Word) -> None:
    if word.kind == "flag":
        parser.add_argument(f"--{word.name}", action="store_true", help=word.about)
    elif word.kind == "secret":
        file = f"--{word.name}-file"
        parser.add_argument(file, metavar="FILE|-", dest=word.name, required=word.needed, help=word.about)
    elif word.option:
        parser.add_argument(f"--{word.name}", choices=word.choices or None, help=word.about)
    else:
        count = None if word.needed else "*" if word.several else "?"
        parser.add_argument(word.name, nargs=count, metavar=None if word.choices else word.name.upper(),
                            choices=word.choices or None, help=word.about)  # fmt: skip


def _start_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--background", action="store_true", help="return at once, and let it run")
    parser.add_argument("--phones", metavar="DIR", type=Path, help="the folder where phones are found")
    parser.add_argument("--theme", help="colours of the window")


def run(options: argparse.Namespace) -> int:
    """Start the PC, or tell the one that runs to do something."""
    if options.folder is None:
        from platformdirs import user_data_path

        options.folder = user_data_path("vphone") / "pc"
    try:
        if options.verb in ("start", "window"):
            from emulator.cli.btoe_run import start

            return start(options)
        return _log(options) if options.verb == "log" else _do(options, BY_NAME[options.verb])
    except OSError as error:
        raise CommandError(f"{options.folder} cannot be used: {error.strerror or error}.", MISSING) from None


def _do(options: argparse.Namespace, verb: Verb) -> int:
    from emulator.lab.pc.control import NoPcError, alive, ask

    command = {"do": verb.name} | _words(options, verb)
    try:
        resting = verb.resting and not alive(options.folder)
        answer = asyncio.run(_at_rest(options.folder, command)) if resting else ask(options.folder, command)
    except NoPcError as error:
        raise CommandError(f"{error}.", MISSING) from None
    if answer["kind"] == "error":
        raise CommandError(answer["text"], NOT_HELD)
    if verb.name == "web" and options.open:
        import webbrowser

        webbrowser.open(answer["connector"]["page"])
    _print(options, verb, answer)
    return DONE


def _words(options: argparse.Namespace, verb: Verb) -> dict[str, Any]:
    """The words of the verb that the user has said."""
    said = {word.name: getattr(options, word.name) for word in verb.words}
    for word in verb.words:
        if word.kind == "secret":
            said[word.name] = _secret(said[word.name])
    if verb.name in ("play", "speak", "record") and said["wav"]:
        said["wav"] = str(Path(said["wav"]).absolute())
    return {name: value for name, value in said.items() if value not in (None, False, [])}


def _secret(source: str) -> str:
    """A password, from a file or standard input."""
    if source == "-":
        return sys.stdin.readline().rstrip("\n")
    return read_text(Path(source)).rstrip("\n")


async def _at_rest(folder: Path, command: dict[str, Any]) -> dict[str, Any]:
    """Do something with a PC that does not run: install, for example."""
    from emulator.cli.btoe_run import opened
    from emulator.lab.pc.talk import carry_out

    async with opened(folder) as pc:
        return await carry_out(pc, command)


def _print(options: argparse.Namespace, verb: Verb, answer: dict[str, Any]) -> None:
    from emulator.lab.pc.words import describe, described

    if options.json:
        print(json.dumps(answer))
    elif verb.name == "web":
        print(answer["connector"]["page"])
    else:
        parts = described(answer) if verb.name == "status" else describe(verb.part, answer[verb.part])
        print("\n".join(parts))


def _log(options: argparse.Namespace) -> int:
    from emulator.lab.pc.logs import Logs

    logs = Logs(options.folder)
    files = logs.read_setups() if options.setup else [logs.log] if logs.log.is_file() else []
    texts = {str(path): path.read_text(encoding="utf-8") for path in files}
    if options.json:
        print(json.dumps([{"file": path, "lines": text.splitlines()} for path, text in texts.items()]))
    elif texts:
        print("\n".join(f"{path}\n{text}" if options.setup else text.rstrip("\n") for path, text in texts.items()))
    else:
        raise CommandError("there is no log yet.", UNREADABLE)
    return DONE
