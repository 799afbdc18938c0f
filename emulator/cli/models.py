"""`vphone models`: what can be emulated, from the profiles."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from emulator.cli.errors import DONE

if TYPE_CHECKING:
    from emulator.kernel.profile import DeviceProfile

TITLES = ("model", "part number", "screen", "touch", "line keys", "soft keys", "lines", "calls", "firmware")

LEGEND = "? remembered, not read in a document of the maker"

HEAD = """\
# Models

Made by `vphone models --format markdown` from the profiles in `profiles/models/`. A value with a question mark is
remembered and unverified; all others were read in a document of the maker. `vphone models --json` has all of a
profile: keys, lamps and their patterns, codecs, key combinations.
"""

COLUMNS = (
    "Model",
    "Part number",
    "Screen",
    "Line keys",
    "Soft keys",
    "Lines",
    "Calls",
    "Has",
    "Takes",
    "Factory reset",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("--format", choices=("text", "markdown"), default="text", help="how to print the table")
    parser.add_argument("--json", action="store_true", help="print the whole profiles as JSON")


def run(options: argparse.Namespace) -> int:
    """Print a table of models."""
    import msgspec

    from emulator.kernel.profile import load_profile, models

    profiles = [load_profile(token) for token in models()]
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(profiles), indent=2).decode())
    elif options.format == "markdown":
        print(markdown(profiles), end="")
    else:
        _print_table([_row(profile) for profile in profiles])
    return DONE


def _print_table(found: list[tuple[str, ...]]) -> None:
    rows = [TITLES, *found]
    widths = [max(len(row[column]) for row in rows) for column in range(len(TITLES))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    print(f"\n{LEGEND}")


def markdown(profiles: list[DeviceProfile]) -> str:
    """The table of models as a document, a section for each family."""
    families = dict.fromkeys(profile.family for profile in profiles)
    sections = (_section(family, [each for each in profiles if each.family == family]) for family in families)
    return HEAD + "".join(sections)


def _section(family: str, profiles: list[DeviceProfile]) -> str:
    rows = [COLUMNS, ("---",) * len(COLUMNS), *map(_described, profiles)]
    return f"\n## {family}\n\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _said(profile: DeviceProfile, field: str, text: object, item: str = "") -> str:
    """A value, with a question mark if it is guessed."""
    return f"{text}{'?' if profile.guessed(field, item) else ''}"


def _row(profile: DeviceProfile) -> tuple[str, ...]:
    size = "x".join(map(str, profile.display.pixels))
    return (
        profile.token,
        _said(profile, "part_number", profile.part_number),
        _said(profile, "display", size),
        "yes" if profile.display.touch else "no",
        *_counts(profile),
        _said(profile, "firmware", profile.firmware),
    )


def _counts(profile: DeviceProfile) -> Iterator[str]:
    yield _said(profile, "line_keys", profile.line_key_count)
    for field in ("soft_keys", "registrations", "calls"):
        yield _said(profile, field, getattr(profile, field))


def _described(profile: DeviceProfile) -> tuple[str, ...]:
    display, reset = profile.display, "+".join(profile.chords.get("factory reset", ()))
    kind = ", ".join(("colour" if display.color else "grey", *(["touch"] if display.touch else [])))
    takes = " or ".join(f"{each.most} x {each.name}" for each in profile.expansions)
    return (
        f"{profile.name} (`{profile.token}`)",
        _said(profile, "part_number", profile.part_number),
        _said(profile, "display", f"{display.pixels[0]}x{display.pixels[1]}") + f", {kind}",
        *_counts(profile),
        ", ".join(_said(profile, "features", feature, feature) for feature in profile.features),
        _said(profile, "expansions", takes) if takes else "",
        _said(profile, "chords", reset, "factory reset") if reset else "",
    )
