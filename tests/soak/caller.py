"""A phone that makes call after call: `python -m tests.soak.caller SERVER PACE AFTER [AFTER ...]`.

It has a process of its own, so that nothing else is measured. `PACE` is how many seconds lie between two calls at
least. After so many calls each, when it is idle, it prints a JSON line: what it holds then, its engines included.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from emulator.phone import Phone

LINGER = 36
CALLEE = "1002"
"""The lab's second party, which answers at once."""


def own_memory(pid: int) -> int:
    """Kilobytes of a process that are in no file, and so nobody else's."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:"))


def sockets(pid: int) -> int:
    """How many sockets a process has open."""
    links = (os.readlink(each) for each in Path(f"/proc/{pid}/fd").iterdir() if each.is_symlink())
    return sum(link.startswith("socket:") for link in links)


def holdings(phone: Phone) -> dict[str, Any]:
    """What the phone holds: by process, first its own."""
    gc.collect()
    family = (os.getpid(), *phone.engine_pids)
    return {
        "memory": [own_memory(pid) for pid in family],
        "sockets": [sockets(pid) for pid in family],
        "calls": len(phone.calls),
    }


async def main(server: str, pace: float, marks: list[int]) -> None:
    """Call, and tell."""
    async with Phone("VVX_450", server=server, mac="0004f2aabb01", sip_port=0) as phone:
        await phone.until("registered")
        for number in range(1, marks[-1] + 1):
            due = time.monotonic() + pace
            phone.dial(CALLEE)
            await phone.until("call:connected")
            phone.press("End Call")
            await phone.until("call:ended")
            if number in marks:
                await phone.until("idle", timeout=20)
                await asyncio.sleep(LINGER)
                print(json.dumps({"after": number, **holdings(phone)}), flush=True)
            await asyncio.sleep(due - time.monotonic())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2]), [int(word) for word in sys.argv[3:]]))
