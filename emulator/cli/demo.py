"""`vphone demo`: the phone with a lab of its own: full screen on a terminal, else a tour that checks itself."""

from __future__ import annotations

import argparse
import signal
import sys
from typing import TYPE_CHECKING

from emulator.cli.errors import DONE, INTERRUPTED, MISSING, NOT_HELD, USAGE, CommandError, reason
from emulator.cli.run import on_terminal
from emulator.cli.run_arguments import THEMES
from emulator.cli.serving import serve_argument, served

if TYPE_CHECKING:
    from emulator.lab.lab import Lab
    from emulator.phone import Phone

INTRODUCTION = """\
A tour of vphone. A lab starts on this computer (boot server, SIP registrar, a second party, voicemail), and a desk
phone that knows nothing but the lab's address. What its user does is marked with »; the rest is what the phone did,
with the seconds since its power came on. Every claim is checked; the first that does not hold ends the tour."""

ENCORE = (
    "Next: vphone demo on a terminal, to press the keys yourself; vphone run --server URL, for servers of your own."
)


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
        raise CommandError(f"{error}.", USAGE) from None
    full = (on_terminal() or options.serve is not None) and not options.headless
    try:
        return asyncio.run(_full(options) if full else _tour(options))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CommandError(f"the demo cannot go on: {reason(error)}.", MISSING) from None


async def _tour(options: argparse.Namespace) -> int:
    """Make the tour; one that is terminated leaves nothing behind, and has not held what it promised."""
    import asyncio

    tour = asyncio.create_task(_lead(options))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, tour.cancel)
    await asyncio.wait({tour})
    return NOT_HELD if tour.cancelled() else tour.result()


async def _lead(options: argparse.Namespace) -> int:
    from emulator.cli.desk_tour import lead_desk_tour
    from emulator.cli.stage import TourFailed
    from emulator.cli.tour import CallTour
    from emulator.lab.lab import Lab

    def say(line: str) -> None:
        print(line, flush=True)

    say(INTRODUCTION)
    try:
        async with Lab() as lab:
            if options.registrar == "off":
                lab.sip.faults.set("REGISTER", 503)
            steps = await CallTour(lab, say, options.model).lead()
        steps += await lead_desk_tour(say, options.model, steps + 1)
    except TourFailed as failure:
        print(f"\nvphone demo: {failure}", file=sys.stderr)
        return NOT_HELD
    say(f"\nThe tour is complete: {steps} steps; everything that it showed was checked.\n{ENCORE}")
    return DONE


async def _full(options: argparse.Namespace) -> int:
    import asyncio

    from emulator.cli.tour import MAC
    from emulator.lab.lab import Lab
    from emulator.phone import Phone

    loop, face = asyncio.get_running_loop(), "full" if on_terminal() else "none"
    async with Lab() as lab:
        user = lab.boot_server.add_phone(MAC).user
        async with Phone(options.model, mac=MAC, server=lab.boot_server.url, boot=options.boot) as phone:
            loop.add_signal_handler(signal.SIGTERM, phone.request_end, "terminated")
            async with served([phone], options, face) as word:
                if face == "full":
                    return await _shown(phone, lab, user, options.theme or "", word)
                loop.add_signal_handler(signal.SIGINT, phone.request_end, "interrupted")
                await phone.ended.wait()
                return INTERRUPTED if phone.end_reason == "interrupted" else DONE


async def _shown(phone: Phone, lab: Lab, user: str, theme: str, word: str) -> int:
    """The phone on the terminal, with somebody to call it."""
    from emulator.cli.guests import WELCOME, Guests
    from ui.app import run_app

    guests = Guests(lab, user)
    try:
        return await run_app(phone, theme=theme, word="\n".join(filter(None, (WELCOME, word))), more=guests.deeds)
    finally:
        await guests.close()
