"""`vphone lab`: the servers alone, for phones of any kind on this machine, and questions to a lab that runs."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from emulator.cli.errors import DONE, MISSING, NOT_HELD, UNREADABLE, USAGE, CommandError

QUESTIONS = ("accounts", "devices", "activate")

HEADINGS = {
    "accounts": {"user": "User", "password": "Password", "name": "Name", "role": "Role"},
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
    parser.add_argument("question", nargs="?", choices=QUESTIONS, help="ask a lab that runs, instead of starting one")
    parser.add_argument("mac", nargs="?", help="the device to activate")
    parser.add_argument("--port-base", metavar="N", type=int, default=0, help="first port to use (default: free ones)")
    parser.add_argument("--tree", metavar="DIR", type=Path, help="a configuration tree to serve instead of the lab's")
    parser.add_argument("--sip", choices=("embedded", "kamailio"), default="embedded", help="which SIP server")
    parser.add_argument("--hosted", action="store_true", help="with a hosted service, which wants to be activated")
    parser.add_argument("--json", action="store_true", help="print answers as JSON")


def run(options: argparse.Namespace) -> int:
    """Run the servers until interrupted, or ask those that run."""
    if (options.question == "activate") != (options.mac is not None):
        raise CommandError("activate takes the MAC address of a device: vphone lab activate 0004f2aabb01.", USAGE)
    if options.question:
        return _ask(options)
    if options.tree is not None and not options.tree.is_dir():
        raise CommandError(f"{options.tree} is not a folder.", UNREADABLE)
    if not 0 <= options.port_base <= 65000:
        raise CommandError("--port-base is a port from 0 to 65000.", USAGE)
    try:
        return asyncio.run(_serve(options))
    except OSError as error:
        raise CommandError(f"the lab cannot be started: {error.strerror or error}.", MISSING) from None


def _ask(options: argparse.Namespace) -> int:
    from emulator.kernel.mac import MacError, parse_mac
    from emulator.lab.control import NoLabError, RefusedError, ask

    try:
        answer = ask({"ask": options.question, "mac": parse_mac(options.mac) if options.mac else ""})
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
    lab = Lab(tree=options.tree, port_base=options.port_base, sip=options.sip, hosted=options.hosted)
    try:
        async with lab, Control(lab):
            print(json.dumps(lab.describe()), flush=True)
            await ended.wait()
    except KamailioError as error:
        raise CommandError(f"{error}.", MISSING) from None
    return DONE
