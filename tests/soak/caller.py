"""A phone that makes call after call: `python -m tests.soak.caller SERVER PACE LINGER AFTER [AFTER ...]`.

It has a process of its own, so that nothing else is measured. `PACE` is how many seconds there are from one call to the
next at least. After so many calls each, and `LINGER` seconds more, it prints a JSON line: what it holds then.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from typing import Any

from emulator.phone import Phone
from tests.soak.holdings import held_at_all, held_for_calls, own_memory, sockets

CALLEE = "1002"
"""The lab's second party, which answers at once."""


async def call(phone: Phone) -> None:
    """Call and hang up."""
    phone.dial(CALLEE)
    await phone.until("call:connected")
    phone.press("End Call")
    await phone.until("call:ended")


def holdings(phone: Phone) -> dict[str, Any]:
    """What the phone holds; memory and sockets by process, first its own."""
    gc.collect()
    family = (os.getpid(), *phone.engine_pids)
    return {
        "memory": [own_memory(pid) for pid in family],
        "sockets": [sockets(pid) for pid in family],
        "calls": held_for_calls(phone),
        "all": held_at_all(phone),
    }


async def main(server: str, pace: float, linger: float, marks: list[int]) -> None:
    """Call, and tell."""
    async with Phone("VVX_450", server=server, mac="0004f2aabb01", sip_port=0) as phone:
        await phone.until("registered")
        for number in range(1, marks[-1] + 1):
            due = time.monotonic() + pace
            await call(phone)
            if number in marks:
                await phone.until("idle", timeout=20)
                await asyncio.sleep(linger)
                print(json.dumps(holdings(phone)), flush=True)
            await asyncio.sleep(due - time.monotonic())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), [int(word) for word in sys.argv[4:]]))
