"""`vphone models`: what can be emulated, from the profiles."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from emulator.cli.errors import DONE

if TYPE_CHECKING:
    from emulator.kernel.profile import DeviceProfile

TITLES = ("model", "part number", "screen", "touch", "line keys", "lines", "calls", "firmware")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("--json", action="store_true", help="print the whole profiles as JSON")


def run(options: argparse.Namespace) -> int:
    """Print a table of models."""
    import msgspec

    from emulator.kernel.profile import load_profile, models

    profiles = [load_profile(token) for token in models()]
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(profiles), indent=2).decode())
        return DONE
    rows = [TITLES, *map(_row, profiles)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(TITLES))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return DONE


def _row(profile: DeviceProfile) -> tuple[str, ...]:
    size = "x".join(map(str, profile.display.pixels))
    touch = "yes" if profile.display.touch else "no"
    counts = (profile.line_key_count, profile.registrations, profile.calls)
    return (profile.token, profile.part_number, size, touch, *map(str, counts), profile.firmware)
