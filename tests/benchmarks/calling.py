"""How soon a call is up."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Iterator
from time import perf_counter

from emulator.calls.model import Calls
from emulator.phone import Phone
from tests.benchmarks.measure import Measure
from tests.benchmarks.processes import LabAddress, lab, running

TIMES = 9
CALLEE = "1002"


def measure() -> Iterator[Measure]:
    """From Dial to connected, with the lab's second party, which answers at once."""
    with lab() as here:
        took = asyncio.run(_calls(here))
        with running(*here.bare_sip, CALLEE, str(TIMES)) as bare:
            bare.line()
            reference = statistics.median(bare.line()["call"] for _ in range(TIMES))
    yield Measure("Dial to connected", took * 1e3, "ms", None, "bare pjsua2 process, same party", reference * 1e3)


async def _calls(here: LabAddress) -> float:
    async with Phone("VVX_450", server=here.url) as phone:
        await phone.until("registered")
        return statistics.median([await _call(phone) for _ in range(TIMES)])


async def _call(phone: Phone) -> float:
    phone.press(*CALLEE)
    start = perf_counter()
    phone.press("Dial")
    await phone.until("call:connected")
    took = perf_counter() - start
    phone.press("End Call")
    await phone.until(lambda phone: not phone.state[Calls].open)
    return took
