"""What moves files: one transport a protocol, and the words for what can go wrong on any network."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol
from urllib.parse import unquote

from emulator.boot.address import split_url
from emulator.boot.orders import Fetch, Fetched

Resolve = Callable[[str], Awaitable[Sequence[str]]]
"""Gives the addresses of a name, the first to be asked first. Raises OSError or ValueError if it has none."""


class TransferError(Exception):
    """A transfer failed; `fault` is the fault table's word for how."""

    def __init__(self, fault: str, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault


class Transport(Protocol):
    """Moves files by one protocol."""

    async def exchange(self, request: Fetch, address: str) -> Fetched:
        """Do what is asked at this address of the URL's host.

        Raises TransferError if there is no whole answer; OSError, EOFError or ssl.SSLError for what any connection may
        meet. Time-outs are not its business.
        """

    async def close(self) -> None:
        """Let go of all connections."""


async def addresses(host: str) -> Sequence[str]:
    """The addresses of a name by the system's resolver: those of IPv4, only without any those of IPv6."""
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    families = socket.AF_INET, socket.AF_INET6
    sorted_by_family = sorted((each for each in found if each[0] in families), key=lambda each: families.index(each[0]))
    kinds = {family for family, *_ in sorted_by_family[:1]}
    return list(dict.fromkeys(str(place[0]) for family, *_, place in sorted_by_family if family in kinds))


def fault_of_error(error: BaseException) -> str:
    """The fault table's word for an error of a connection; the order goes from the special to the general."""
    kinds: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
        (ssl.SSLCertVerificationError, "untrusted"),
        (ssl.SSLZeroReturnError, "reset"),
        (ssl.SSLError, "handshake"),
        (socket.gaierror, "no-name"),
        (ConnectionRefusedError, "refused"),
        ((ConnectionError, EOFError), "reset"),
        (OSError, "refused"),  # no way there
        (ValueError, "no-name"),
    )
    return next((word for kind, word in kinds if isinstance(error, kind)), "reset")


def file_path(url: str) -> str:
    """The file that a URL means to FTP and TFTP, as it is written on their wires.

    Raises TransferError for a name that cannot be written there; no server has such a file.
    """
    parts = split_url(url)
    path = unquote(parts.path.removeprefix("/")) + (f"?{unquote(parts.query)}" if parts.query else "")
    if any(character in path for character in "\r\n\0"):
        raise TransferError("404", "no name of a file")
    return path
