"""`--serve`: what runs, in a browser too."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from emulator.cli.errors import MISSING, CommandError

if TYPE_CHECKING:
    from emulator.phone import Phone


def port(text: str) -> int:
    """A port from the command line; 0 is any that is free."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: 0 to 65535")
    return int(text)


def serve_argument(parser: argparse._ActionsContainer) -> None:
    """Add the option."""
    where = "the phone in a browser too, on this machine alone (default port: any that is free)"
    parser.add_argument("--serve", metavar="PORT", nargs="?", const=0, type=port, help=where)


@asynccontextmanager
async def served(phones: Sequence[Phone], options: argparse.Namespace, face: str) -> AsyncIterator[str]:
    """Serve the phones to browsers meanwhile, if that is asked for; a word on where, for a full screen to show.

    Other faces find it on standard error. Raises CommandError if the port is taken.
    """
    if options.serve is None:
        yield ""
        return
    from ui.browser.server import BrowserView

    browser = BrowserView(*phones, port=options.serve, theme=options.theme or "black")
    try:
        url = await browser.open()
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise CommandError(f"port {options.serve} cannot be served: {reason}.", MISSING) from None
    word = f"In a browser: {url}"
    if face != "full":
        print(word, file=sys.stderr, flush=True)
    try:
        yield word
    finally:
        await browser.close()
