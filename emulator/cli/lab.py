"""`vphone lab`: the servers alone, for phones of any kind on this machine."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
from pathlib import Path

from emulator.cli.errors import DONE, MISSING, UNREADABLE, USAGE, CommandError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("--port-base", metavar="N", type=int, default=0, help="first port to use (default: free ones)")
    parser.add_argument("--tree", metavar="DIR", type=Path, help="a configuration tree to serve instead of the lab's")
    parser.add_argument("--sip", choices=("embedded", "kamailio"), default="embedded", help="which SIP server")


def run(options: argparse.Namespace) -> int:
    """Run the servers until interrupted."""
    if options.tree is not None and not options.tree.is_dir():
        raise CommandError(f"{options.tree} is not a folder.", UNREADABLE)
    if not 0 <= options.port_base <= 65000:
        raise CommandError("--port-base is a port from 0 to 65000.", USAGE)
    try:
        return asyncio.run(_serve(options))
    except OSError as error:
        raise CommandError(f"the lab cannot be started: {error.strerror or error}.", MISSING) from None


async def _serve(options: argparse.Namespace) -> int:
    from emulator.lab.kamailio import KamailioError
    from emulator.lab.lab import Lab

    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    try:
        async with Lab(tree=options.tree, port_base=options.port_base, sip=options.sip) as lab:
            print(json.dumps(lab.describe()), flush=True)
            await ended.wait()
    except KamailioError as error:
        raise CommandError(f"{error}.", MISSING) from None
    return DONE
