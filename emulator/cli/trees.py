"""What the commands that read provisioning trees have in common."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from emulator.cli.errors import UNREADABLE, USAGE, CommandError
from emulator.cli.files import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from emulator.config.check import Checker, Loaded
    from emulator.config.encryption import Key


def phone_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say for which phone a tree is read."""
    parser.add_argument("--model", default="VVX_450", help="the phone's model (default VVX_450)")
    parser.add_argument("--mac", default="", help="its MAC address (default: every one that the tree has files for)")
    key_argument(parser)


def key_argument(parser: argparse.ArgumentParser) -> None:
    """Add the argument that gives keys for encrypted files."""
    parser.add_argument(
        "--key", metavar="KEY|FILE", action="append", default=[],
        help="for encrypted files: a key as device.sec.configEncryption.key has it, or a file that holds one (may be"
        " repeated; also from VPHONE_CONFIG_KEY)",
    )  # fmt: skip


def read_keys(words: Iterable[str]) -> list[Key]:
    """The keys that are given, or that the environment holds. Raises CommandError."""
    from emulator.config.encryption import KeyFormatError, parse_key

    keys = []
    for word in list(words) or list(filter(None, [os.environ.get("VPHONE_CONFIG_KEY", "")])):
        try:
            keys.append(parse_key(word if "=" in word else read_text(Path(word))))
        except KeyFormatError as error:
            raise CommandError(f"--key: {error}.", USAGE) from None
    return keys


def open_checker(options: argparse.Namespace, words: Iterable[str], ignored: Iterable[str] = ()) -> Checker:
    """The checker for the tree that the words name and the model asked for. Raises CommandError."""
    from emulator.config.check import Checker
    from emulator.config.sources import SourceError
    from emulator.config.tree import open_tree
    from emulator.kernel.profile import UnknownModelError, load_profile

    try:
        profile = load_profile(options.model)
    except UnknownModelError as error:
        raise CommandError(f"{error}.", USAGE) from None
    try:
        tree = open_tree(words)
    except SourceError as error:
        raise CommandError(f"{error}.", UNREADABLE) from None
    return Checker(tree, profile, datetime.now(UTC).date(), ignored, read_keys(options.key))


def macs(checker: Checker, wanted: str) -> list[str]:
    """The phones to look at; an empty address stands for any phone of the model. Raises CommandError."""
    from emulator.kernel.mac import MacError, parse_mac

    try:
        return [parse_mac(wanted)] if wanted else checker.tree.macs() or [""]
    except MacError as error:
        raise CommandError(f"{error}.", USAGE) from None


def load(checker: Checker, wanted: str) -> Loaded:
    """What the one phone to look at makes of the tree. Raises CommandError."""
    from emulator.config.sources import SourceError

    try:
        return checker.load(one_mac(checker, wanted))
    except SourceError as error:
        raise CommandError(f"{error}.", UNREADABLE) from None


def one_mac(checker: Checker, wanted: str) -> str:
    """The phone to look at where there can be but one: of several the first, which is said."""
    phones = macs(checker, wanted)
    if len(phones) > 1:
        print(f"As phone {phones[0]} reads it, the first of {len(phones)}; --mac chooses another.", file=sys.stderr)
    return phones[0]
