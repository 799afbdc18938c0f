"""`vphone lab`: the servers alone, for phones of any kind on this machine, and questions to a lab that runs."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from emulator.cli.errors import DONE, MISSING, NOT_HELD, UNREADABLE, USAGE, CommandError

WORDS = {
    "accounts": "",
    "devices": "",
    "activate": "MAC",
    "policy": "[NAME=VALUE ...]",
    "faults": "",
    "fault": "NAME [USER]",
    "clear": "[NAME]",
    "approve": "CODE USER",
    "deny": "CODE",
    "password": "USER",
    "unlock": "USER",
    "certificates": "",
    "revoke": "USER",
}
"""What can be asked of a lab that runs, with the words that each question takes."""

HEADINGS = {
    "accounts": {
        "user": "User",
        "login": "Domain\\User",
        "address": "Sign-in Address",
        "password": "Password",
        "extension": "Extension",
        "pin": "PIN",
        "name": "Name",
        "role": "Role",
    },
    "policy": {"name": "Policy", "value": "Value"},
    "certificates": {"serial": "Serial Number", "address": "Sign-in Address", "device": "Device", "ends": "Ends"},
    "faults": {"name": "Fault", "place": "Where", "reason": "Reason", "now": "Now for"},
    "devices": {
        "mac": "MAC Address",
        "mac_password": "MAC Password",
        "model": "Device Model",
        "extension": "Extension",
        "code": "Activation Code",
        "site": "Site",
        "status": "Status",
        "user": "User",
    },
}
"""What stands over the columns of each list; that of devices is headed like the report of a hosted service."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    asked = ", ".join(f"{name} {words}".strip() for name, words in WORDS.items())
    help_ = f"ask a lab that runs, instead of starting one: {asked}; a new password is read from standard input"
    parser.add_argument("question", nargs="?", choices=tuple(WORDS), metavar="QUESTION", help=help_)
    parser.add_argument("words", nargs="*", metavar="WORD", help="what the question is about")
    parser.add_argument("--port-base", metavar="N", type=int, default=0, help="first port to use (default: free ones)")
    parser.add_argument("--tree", metavar="DIR", type=Path, help="a configuration tree to serve instead of the lab's")
    parser.add_argument("--sip", choices=("embedded", "kamailio"), default="embedded", help="which SIP server")
    parser.add_argument("--hosted", action="store_true", help="with a hosted service, which wants to be activated")
    parser.add_argument(
        "--lync",
        choices=("login", "credentials", "all-in-one"),
        help="a Lync Server 2010 deployment: TLS and SRTP, logins entered at the phone, in files, or all in one file",
    )
    parser.add_argument("--skype", action="store_true", help="with a Skype for Business front end")
    parser.add_argument("--json", action="store_true", help="print answers as JSON")


def run(options: argparse.Namespace) -> int:
    """Run the servers until interrupted, or ask those that run."""
    if options.question:
        _check_words(options.question, len(options.words))
        return _ask(options)
    if options.tree is not None and not options.tree.is_dir():
        raise CommandError(f"{options.tree} is not a folder.", UNREADABLE)
    if options.lync and (options.sip == "kamailio" or options.tree):
        raise CommandError("--lync has a tree of its own, and the embedded SIP server.", USAGE)
    if options.skype and (options.sip == "kamailio" or options.lync):
        raise CommandError("--skype has a domain of its own, and the embedded SIP server.", USAGE)
    if not 0 <= options.port_base <= 65000:
        raise CommandError("--port-base is a port from 0 to 65000.", USAGE)
    try:
        return asyncio.run(_serve(options))
    except OSError as error:
        raise CommandError(f"the lab cannot be started: {error.strerror or error}.", MISSING) from None


def _check_words(question: str, given: int) -> None:
    """Whether a question has as many words as it takes."""
    usage = WORDS[question]
    wanted = len([word for word in usage.split() if word.isalpha()])
    most = 99 if "..." in usage else len(usage.split())
    if not wanted <= given <= most:
        raise CommandError(f"usage: vphone lab {question} {usage}".rstrip() + ".", USAGE)


def _question(options: argparse.Namespace) -> dict[str, Any]:
    """The question as the lab understands it. Raises MacError."""
    from emulator.kernel.mac import parse_mac

    words = list(options.words)
    if options.question == "password":
        words.append(sys.stdin.readline().rstrip("\n"))
    mac = parse_mac(words[0]) if options.question == "activate" else ""
    return {"ask": options.question, "mac": mac, "words": words}


def _ask(options: argparse.Namespace) -> int:
    from emulator.kernel.mac import MacError
    from emulator.lab.control import NoLabError, RefusedError, ask

    try:
        answer = ask(_question(options))
    except MacError as error:
        raise CommandError(f"{error}.", USAGE) from None
    except NoLabError as error:
        raise CommandError(f"{error}.", MISSING) from None
    except RefusedError as error:
        raise CommandError(f"{error}.", NOT_HELD) from None
    if options.json:
        print(json.dumps(answer))
    elif options.question == "activate":
        print(f"{answer['mac']} is activated as extension {answer['extension']}.")
    elif isinstance(answer, str):
        print(answer)
    else:
        _table(answer, HEADINGS[options.question])
    return DONE


def _table(rows: Sequence[dict[str, Any]], headings: dict[str, str]) -> None:
    texts = [list(headings.values()), *([str(row[key]) for key in headings] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for text in texts:
        print("  ".join(cell.ljust(width) for cell, width in zip(text, widths, strict=True)).rstrip())


async def _serve(options: argparse.Namespace) -> int:
    from emulator.lab.control import Control
    from emulator.lab.kamailio import KamailioError
    from emulator.lab.lab import Lab

    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    lab = Lab(
        tree=options.tree,
        port_base=options.port_base,
        sip=options.sip,
        hosted=options.hosted,
        lync=options.lync,
        skype=options.skype,
    )
    try:
        async with lab, Control(lab):
            print(json.dumps(lab.describe()), flush=True)
            await ended.wait()
    except KamailioError as error:
        raise CommandError(f"{error}.", MISSING) from None
    return DONE
