"""The steps of pairing that the guides of CCX and VVX have in common."""

from __future__ import annotations

import re

from emulator.btoe.model import Btoe
from tests.guides.skype import SETTLED, Desk

WAYS = (
    ("BToE",),
    ("Settings", "Features", "BToE PC Pairing"),
    ("Sign In", "Via PC"),
    ("Settings", "Features", "Skype for Business", "Sign In", "Via PC"),
)
"""How to come to BToE PC Pairing."""


async def go(at: Desk, way: tuple[str, ...]) -> None:
    """One of the ways; Sign In is a soft key."""
    if way[0] == "Sign In":
        await at.press("Sign In")
        await at.select(way[1])
    else:
        await at.path(*way)
    await at.reads("BToE PC Pairing", "Pairing Mode")


async def mode(at: Desk, wanted: str) -> None:
    """Select Pairing Mode, then Auto or Manual."""
    await at.select("Pairing Mode")
    await at.reads("Auto", "Manual")
    await at.select(wanted)
    await at.reads("BToE PC Pairing")


def code_of(at: Desk) -> str:
    """The pairing code on the display."""
    found = re.search(r"^ *([A-Za-z0-9]{8}) *$", at.text, re.MULTILINE)
    assert found is not None, at.text
    return found[1]


def state_of(at: Desk) -> str:
    """How pairing stands."""
    return at.phone.state[Btoe].state


async def signed_in_pair(at: Desk, *, same: bool = True) -> None:
    """The phone's user is signed in, and the PC is paired, with the same account or another one."""
    await at.signs_in()
    await at.pairs(at.host if same else at.colleague)
    await at.phone.until(lambda _: state_of(at) == ("activated" if same else "paired"))
    await at.phone.advance(SETTLED)
