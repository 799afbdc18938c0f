"""Emergency numbers: they are called by servers of their own, from a line that is not registered too."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from emulator.boot.model import config
from emulator.config.layers import Configuration
from emulator.kernel.state import State
from emulator.lines.model import Server

SERVERS = 3
"""How many servers an emergency number may have."""


class Emergency(msgspec.Struct, frozen=True):
    """How an emergency call goes out: by which servers (none: the line's own), and with what other headers."""

    servers: tuple[Server, ...]
    headers: tuple[tuple[str, str], ...]


def numbers(phone: State, line: int) -> frozenset[str]:
    """All numbers that are emergencies on a line (0: on any)."""
    return frozenset(number for _, _, number in _listed(config(phone), line))


def emergency(phone: State, line: int, number: str) -> Emergency | None:
    """How `number` is called as an emergency; None if it is none."""
    settings = config(phone)
    for family, index, each in _listed(settings, line):
        if each == number:
            return Emergency(tuple(_servers(settings, family, index)), _identity(settings))
    return None


def _listed(settings: Configuration, line: int) -> Iterator[tuple[str, int, str]]:
    """Family, index and number of each entry: those of the line itself before those of all lines."""
    own = f"dialplan.{line}.routing"
    for family in (own, "dialplan.routing"):
        for index in settings.indices(f"{family}.emergency.x.value"):
            for number in settings.text(f"{family}.emergency.{index}.value").split(","):
                if number.strip():
                    yield family, index, number.strip()


def _servers(settings: Configuration, family: str, index: int) -> Iterator[Server]:
    wanted = (settings.number(f"{family}.emergency.{index}.server.{place}") for place in range(1, SERVERS + 1))
    for number in dict.fromkeys(wanted):
        server = f"{family}.server.{number}"
        address = settings.text(f"{server}.address").strip()
        if number and address:
            yield Server(address, settings.number(f"{server}.port"), settings.choice(f"{server}.transport"))


def _identity(settings: Configuration) -> tuple[tuple[str, str], ...]:
    """Who the caller is said to be (dialplan.routing.emergency.outboundIdentity)."""
    identity = settings.text("dialplan.routing.emergency.outboundIdentity").strip()
    if not identity or not identity.isprintable():
        return ()
    return (("P-Asserted-Identity", f"<{identity}>" if ":" in identity else f"<tel:{identity}>"),)
