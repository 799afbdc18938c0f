"""`vphone replay`: play a recording again and compare the screens."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from emulator.cli.errors import DONE, NOT_HELD, UNREADABLE, CommandError

if TYPE_CHECKING:
    from emulator.recording import Difference


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("file", type=Path, help="a recording made by vphone run --record")
    parser.add_argument("--show", action="store_true", help="print each screen as it comes")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def run(options: argparse.Namespace) -> int:
    """Replay, and say whether the screens were the same."""
    import msgspec

    from emulator.kernel.data import product_version
    from emulator.recording import Face, RecordingError, replay

    def show(at: int, seen: Face) -> None:
        lamps = ", ".join(f"{name} {state}" for name, state in seen.leds.items() if not state.startswith("off"))
        print(f"--- {at / 1e6:.3f} s  {seen.name}  [{lamps}]", *seen.rows, sep="\n")

    try:
        result = replay(options.file, show if options.show else lambda at, seen: None)
    except RecordingError as error:
        raise CommandError(f"{error}.", UNREADABLE) from None
    except OSError as error:
        raise CommandError(f"{options.file} cannot be read: {error.strerror}.", UNREADABLE) from None
    if options.json:
        print(msgspec.json.encode(result).decode())
        return NOT_HELD if result.difference else DONE
    if result.version != product_version():
        print(f"The recording was made by vphone {result.version}, this is {product_version()}.")
    if result.difference is None:
        print(f"Same: {result.faces} screens from {result.events} events.")
        return DONE
    _print_difference(result.difference)
    return NOT_HELD


def _print_difference(difference: Difference) -> None:
    print(f"The screens differ at {difference.at / 1e6:.3f} s.")
    for title, seen in (("recorded", difference.recorded), ("replayed", difference.replayed)):
        if seen is not None:
            print(f"--- {title}: {seen.name}", *seen.rows, sep="\n")
            print(", ".join(f"{name} {state}" for name, state in seen.leds.items()))
