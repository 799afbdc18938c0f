"""Look at the full-screen phone in a terminal that is not there."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from ui.app import PhoneApp
from ui.source import Source


def terminal_environment(**more: str) -> dict[str, str]:
    """The environment of a program on a terminal of its own: not with the size of ours, which readline puts there."""
    return {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")} | more


@asynccontextmanager
async def shown(phone: Source, columns: int = 80, rows: int = 24, theme: str = "dark") -> AsyncIterator[Pilot[int]]:
    """The phone on a terminal of that size."""
    app = PhoneApp(phone, theme=theme)
    async with app.run_test(size=(columns, rows), notifications=True) as pilot:
        await pilot.pause()
        yield pilot


def text(pilot: Pilot[int]) -> str:
    """All that is on the terminal."""
    rows = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in rows)


async def until(pilot: Pilot[int], wanted: str, patience: float = 10) -> None:
    """Wait until that text is on the terminal; fails with what is there instead."""
    deadline = asyncio.get_running_loop().time() + patience
    while wanted not in text(pilot):
        assert asyncio.get_running_loop().time() < deadline, f"{wanted!r} did not appear:\n{text(pilot)}"
        await pilot.pause(0.02)
