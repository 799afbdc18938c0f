"""`vphone decrypt`: what an encrypted configuration file says."""

from __future__ import annotations

import argparse

from emulator.cli.encrypt import file_arguments, one_key, read_input, write_output
from emulator.cli.errors import DONE, UNREADABLE, CommandError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    file_arguments(parser, "an encrypted file")


def run(options: argparse.Namespace) -> int:
    """Decrypt one file."""
    from emulator.config.encryption import UndecryptableError, decrypt

    key, data = one_key(options), read_input(options.file)
    try:
        write_output(options.output, decrypt(data, key))
    except UndecryptableError as error:
        raise CommandError(f"{options.file} cannot be decrypted: {error}.", UNREADABLE) from None
    return DONE
