"""One transfer at a time, by a link of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from emulator.boot.link import TransferLink
from emulator.boot.orders import Fetch, Fetched
from emulator.kernel.clock import Clock, RealClock
from emulator.kernel.state import Event


async def happens(condition: Callable[[], Any], timeout: float = 10) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end
        await asyncio.sleep(0.001)


async def fetch(url: str, method: str = "GET", clock: Clock | None = None, **fields: Any) -> Fetched:
    """What comes of one request; `trust`, `certificate` and `resolve` are the link's, other fields the request's."""
    answers: asyncio.Queue[Event] = asyncio.Queue()
    own = {name: fields.pop(name) for name in ("trust", "certificate", "resolve") if name in fields}
    link = TransferLink(answers.put_nowait, clock or RealClock(), **own)
    try:
        link.perform(Fetch(id=5, method=method, url=url, agent="A", **fields))  # type: ignore[arg-type]
        answer = await asyncio.wait_for(answers.get(), 10)
    finally:
        await link.close()
    assert isinstance(answer, Fetched)
    assert answer.request == 5
    return answer
