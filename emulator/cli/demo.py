"""`vphone demo`: the phone with a lab of its own: full screen on a terminal, else a tour that checks itself."""

from __future__ import annotations

import argparse
import signal
import sys

from emulator.cli.errors import DONE, MISSING, NOT_HELD, CommandError
from emulator.cli.run import on_terminal
from emulator.cli.run_arguments import THEMES
from emulator.cli.serving import serve_argument, served


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("--headless", action="store_true", help="the scripted tour, also on a terminal")
    parser.add_argument("--model", default="VVX_450", help="the model to show (default VVX_450)")
    parser.add_argument("--boot", choices=("device", "quick"), default="quick", help="full screen: keep the pauses")
    parser.add_argument("--theme", choices=THEMES, help="full screen: its colours")
    serve_argument(parser)
    parser.add_argument(
        "--registrar", choices=("on", "off"), default="on", help="off: let the tour fail, to see that it checks"
    )


def run(options: argparse.Namespace) -> int:
    """Show the phone."""
    import asyncio

    from emulator.kernel.profile import UnknownModelError, load_profile

    try:
        load_profile(options.model)
    except UnknownModelError as error:
        raise CommandError(f"{error}.", 2) from None
    full = (on_terminal() or options.serve is not None) and not options.headless
    try:
        return asyncio.run(_full(options) if full else _tour(options))
    except OSError as error:
        raise CommandError(f"the lab cannot be started: {error.strerror or error}.", MISSING) from None


async def _tour(options: argparse.Namespace) -> int:
    from emulator.cli.desk_tour import lead_desk_tour
    from emulator.cli.stage import TourFailed
    from emulator.cli.tour import CallTour
    from emulator.lab.lab import Lab

    def say(line: str) -> None:
        print(line, flush=True)

    try:
        async with Lab() as lab:
            if options.registrar == "off":
                lab.sip.faults.set("REGISTER", 503)
            steps = await CallTour(lab, say, options.model).lead()
        await lead_desk_tour(say, options.model, steps + 1)
    except TourFailed as failure:
        print(f"\nvphone demo: {failure}", file=sys.stderr)
        return NOT_HELD
    print("\nThe tour is complete; everything that it showed was checked.")
    return DONE


async def _full(options: argparse.Namespace) -> int:
    import asyncio

    from emulator.cli.tour import MAC
    from emulator.lab.lab import Lab
    from emulator.phone import Phone

    async with Lab() as lab:
        lab.boot_server.add_phone(MAC)
        async with Phone(options.model, mac=MAC, server=lab.boot_server.url, boot=options.boot) as phone:
            face = "full" if on_terminal() else "none"
            async with served([phone], options, face) as word:
                if face == "none":
                    for number in (signal.SIGTERM, signal.SIGINT):
                        asyncio.get_running_loop().add_signal_handler(number, phone.request_end, "interrupted")
                    await phone.ended.wait()
                    return DONE
                from ui.app import run_app

                return await run_app(phone, theme=options.theme or "", word=word)
