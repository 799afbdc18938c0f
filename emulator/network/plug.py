"""From what the user says to the network that the phone is plugged into."""

from __future__ import annotations

import socket
from pathlib import Path

import msgspec

from emulator.network.dhcp_file import DhcpFileError, read_dhcp
from emulator.network.offers import Offer, Surroundings, text_option

DISCARD = 9
"""A port that is named but never sent to."""
ELSEWHERE = "192.0.2.1"
"""An address of no network (RFC 5737), towards which the default route leads."""


def plug_in(dhcp: Path | None, ztp: str, bind: str, server: str) -> Surroundings:
    """The network: as the file `dhcp` says, or one that gives the machine's own address and nothing else.

    `bind` is the phone's own address if the user chose one, `server` a host that it will talk to. Raises DhcpFileError.
    """
    network = _described(dhcp) if dhcp else Surroundings((Offer(address=bind or own_address(server)),))
    return msgspec.structs.replace(network, ztp=text_option(ztp)) if ztp else network


def _described(path: Path) -> Surroundings:
    try:
        return read_dhcp(str(path), path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DhcpFileError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        column = error.start - error.object.rfind(b"\n", 0, error.start)
        raise DhcpFileError(f"{path}:{line}:{column}: this is not UTF-8 text") from None


def own_address(far: str) -> str:
    """The address from which this machine reaches another one, given by its address; nothing is sent."""
    for host in (far, ELSEWHERE):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((socket.inet_ntoa(socket.inet_aton(host)), DISCARD))
                return str(probe.getsockname()[0])
            except OSError:
                continue
    return "127.0.0.1"
