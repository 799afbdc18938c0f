"""The configuration tree that the lab's boot server offers: the product's own one, or a folder of the user's."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template
from typing import Protocol
from xml.sax.saxutils import escape

import msgspec

from emulator.kernel.data import read_data
from emulator.lab.accounts import VOICEMAIL, Account

PHONE_FILE = re.compile(r"phone-([0-9a-f]{12})\.cfg")
"""How the file of one phone is called; the MAC is its first group."""

_FILES = ("000000000000.cfg", "site.cfg", "contacts/000000000000-directory.xml")


class SipPlace(msgspec.Struct, frozen=True):
    """Where phones find the SIP server; `transport` in the device's words (UDPOnly, TCPOnly, TLS ...)."""

    address: str
    port: int
    transport: str = "UDPOnly"


class Tree(Protocol):
    """Files by their path below the server's root."""

    def read(self, path: str) -> bytes | None:
        """The file's content, None if there is no such file."""


class FolderTree:
    """A folder, read anew at each request so that it can be edited meanwhile."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def read(self, path: str) -> bytes | None:
        """The file's content; None too for what lies outside of the folder or cannot be read."""
        try:
            file = (self._folder / path).resolve()
            return file.read_bytes() if file.is_relative_to(self._folder) else None
        except (OSError, ValueError):
            return None


class LabTree:
    """The lab's own files, filled in with where its SIP server is."""

    def __init__(self, sip: SipPlace) -> None:
        self._values = msgspec.structs.asdict(sip)

    def read(self, path: str) -> bytes | None:
        """The file's content, filled in."""
        return fill_in(path, self._values) if path in _FILES else None


def phone_file(account: Account) -> bytes:
    """The configuration file of the phone that has this account."""
    values = {"user": account.user, "password": account.password, "display_name": account.display_name}
    return fill_in("phone.cfg", {**values, "voicemail": VOICEMAIL.user})


def fill_in(name: str, values: dict[str, object]) -> bytes:
    """A file of the lab's tree with the values put in."""
    return fill(f"tree/{name}", values)


def fill(path: str, values: dict[str, object]) -> bytes:
    """A file of the lab with the values put in, escaped for XML attributes."""
    text = Template(read_data(f"lab/{path}").decode())
    return text.safe_substitute({key: escape(str(value), {'"': "&quot;"}) for key, value in values.items()}).encode()
