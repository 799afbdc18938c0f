"""A Lync Server 2010 deployment of the lab, and phones of it in somebody's hands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from emulator.kernel.clock import ManualClock
from emulator.lab.lab import Lab
from emulator.lab.lync import Kind
from emulator.phone import Phone
from tests.guides.hands import Walker

MAC = "0004f2aabb01"

MODELS = ("VVX_500", "VVX_1500", "SPIP_650", "SSIP_5000", "SSDuo")
"""One model of each family that the guide names (page 2)."""


@asynccontextmanager
async def deployment(kind: Kind) -> AsyncIterator[Lab]:
    """A deployment by one kind of the templates, on a clock that stands until somebody moves it."""
    async with Lab(lync=kind, clock=ManualClock(), seed=1) as lab:
        yield lab


async def on_the_desk(lab: Lab, model: str = "VVX_500", mac: str = MAC, **more: Any) -> Walker:
    """A phone that has started: it trusts nobody but whom its configuration tells it to."""
    phone = Phone(model, mac=mac, clock=lab._clock, server=lab.boot_server.url, wall=None, **more)
    await phone.start()
    walker = Walker(phone)
    await walker.boots_to("running")
    return walker


async def menu(walker: Walker, *path: str) -> None:
    """Go home, and walk the guide's path from Menu; phones without that key have Settings, and Status in it."""
    await home(walker)
    if "Menu" in walker.phone.profile.hard_keys:
        await walker.press("Menu")
    else:
        if walker.phone.screen.title != "Home":
            await walker.press("Home")
        await walker.reads("Home")
        path = path if path[0] == "Settings" else ("Settings", *path)
    for label in path:
        await walker.select(label)
    await walker.reads(path[-1])


async def home(walker: Walker) -> None:
    """Leave the menus: by the key for it, or step by step."""
    if "Home" in walker.phone.profile.hard_keys:
        await walker.press("Home")
    while "Back" in [key.label for key in walker.phone.screen.soft_keys]:
        await walker.press("Back")
