"""Looks at files and addresses that a user names, before anything starts that needs them."""

from __future__ import annotations

import os
from pathlib import Path

from emulator.cli.errors import MISSING, UNREADABLE, CommandError

LARGEST = 16 << 20
"""Bytes that a file may have which is read as a whole."""


def readable(path: Path) -> Path:
    """The path, once it is known that it can be read. Raises CommandError."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", UNREADABLE) from None
    return path


def read_whole(path: Path) -> bytes:
    """The bytes of a file that people write. Raises CommandError if it cannot be read, or is far too large."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", UNREADABLE) from None
    if len(data) > LARGEST:
        raise CommandError(f"{path} cannot be read: it is larger than {LARGEST >> 20} MB.", UNREADABLE)
    return data


def read_text(path: Path) -> str:
    """The text of a file that people write. Raises CommandError."""
    try:
        return read_whole(path).decode("utf-8")
    except UnicodeDecodeError:
        raise CommandError(f"{path} cannot be read: it is not text in UTF-8.", UNREADABLE) from None


def check_wav(path: Path) -> None:
    """Raise CommandError unless the file is sound as an engine plays it: 16-bit PCM, mono."""
    import wave

    try:
        with wave.open(str(readable(path)), "rb") as file:
            fits = (file.getnchannels(), file.getsampwidth()) == (1, 2)
    except (wave.Error, EOFError):
        fits = False
    if not fits:
        raise CommandError(f"{path} is no WAV file with 16-bit PCM, mono.", UNREADABLE)


def check_folder(path: Path) -> None:
    """Raise CommandError unless the path is a folder."""
    if not path.is_dir():
        raise CommandError(f"{path} is no folder.", UNREADABLE)


def check_writable(path: Path) -> None:
    """Raise CommandError unless a file can be written there; what is there is left as it is."""
    folder = path.absolute().parent
    if path.is_dir():
        why = "it is a folder"
    elif not folder.is_dir():
        why = f"there is no folder {folder}"
    elif not os.access(path if path.exists() else folder, os.W_OK):
        why = "permission denied"
    else:
        return
    raise CommandError(f"{path} cannot be written: {why}.", MISSING)


def check_address(address: str) -> None:
    """Raise CommandError unless this computer has the address; empty leaves the choice to the phone."""
    import socket

    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((address, 0))
    except OSError as error:
        raise CommandError(f"--bind {address}: {error.strerror}.", MISSING) from None
