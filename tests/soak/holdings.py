"""What a phone holds: memory, sockets, and everything that a call takes and must give back."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from emulator.phone import Phone

TABLES = ("outgoing", "asked", "incoming", "forwarded", "dialogs", "merged", "challengers", "transactions")


def own_memory(pid: int) -> int:
    """Kilobytes of a process that are in no file, and so nobody else's."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:"))


def sockets(pid: int) -> int:
    """How many sockets a process has open."""
    links = (os.readlink(each) for each in Path(f"/proc/{pid}/fd").iterdir() if each.is_symlink())
    return sum(link.startswith("socket:") for link in links)


def held_for_calls(phone: Phone) -> dict[str, int]:
    """How much there is of all that is taken for calls, and for nothing else."""
    desk = phone._cables.sip._desk
    assert desk is not None
    core, book, pool = desk._edge._core, desk._book, desk._pool
    return {
        **{name: len(getattr(core, name)) for name in TABLES},
        "legs": len(book._legs) + len(book._numbers) + len(book._decisions),
        "seats": len(pool._owners) + len(pool._orders) + len(pool._unanswered) + len(pool._awaited),
        "transfers": len(desk._transfers._watched) + len(desk._transfers._counts) + len(desk._transfers._decisions),
        "calls": len(phone.calls),
    }


def held_at_all(phone: Phone) -> dict[str, int]:
    """How much there is of what an idle phone has some of, too."""
    return {"timers": len(phone.device.core._timers), "tasks": len(asyncio.all_tasks())}
