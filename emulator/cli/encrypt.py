"""`vphone encrypt`: configuration files that only phones with the key can read."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from emulator.cli.errors import DONE, MISSING, UNREADABLE, USAGE, CommandError
from emulator.cli.files import read_whole
from emulator.cli.trees import key_argument, read_keys

if TYPE_CHECKING:
    from emulator.config.encryption import Key


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    file_arguments(parser, "a configuration file")
    parser.epilog = (
        "The form of the encrypted file is this product's own: that of the maker's tool is not public. "
        "See the chapter on provisioning in the README."
    )


def run(options: argparse.Namespace) -> int:
    """Encrypt one file. One that is encrypted already is refused."""
    from emulator.config.encryption import encrypt, is_encrypted

    key, data = one_key(options), read_input(options.file)
    if is_encrypted(data):
        raise CommandError(f"{options.file} is encrypted already.", UNREADABLE)
    write_output(options.output, encrypt(data, key))
    return DONE


def file_arguments(parser: argparse.ArgumentParser, what: str) -> None:
    """Add the arguments of a command that makes one file of another."""
    parser.add_argument("file", metavar="FILE", help=f"{what}, or - for standard input")
    parser.add_argument("-o", "--output", metavar="FILE", default="-", help="where to write (default: standard output)")
    key_argument(parser)


def one_key(options: argparse.Namespace) -> Key:
    """The key to work with. Raises CommandError if there is none, or several."""
    keys = read_keys(options.key)
    if len(keys) != 1:
        raise CommandError("give one key, with --key or in VPHONE_CONFIG_KEY.", USAGE)
    return keys[0]


def read_input(name: str) -> bytes:
    """The bytes of a file, or of standard input. Raises CommandError."""
    return sys.stdin.buffer.read() if name == "-" else read_whole(Path(name))


def write_output(name: str, data: bytes) -> None:
    """Write a file, or to standard output. Raises CommandError."""
    try:
        if name == "-":
            sys.stdout.buffer.write(data)
        else:
            Path(name).write_bytes(data)
    except OSError as error:
        raise CommandError(f"{name} cannot be written: {error.strerror}.", MISSING) from None
