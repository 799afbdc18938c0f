"""How soon a call is up, and what it costs."""

from __future__ import annotations

import asyncio
import os
import statistics
from collections.abc import Iterator
from time import perf_counter

from emulator.calls.model import Calls
from emulator.phone import Phone
from tests.benchmarks.measure import Measure
from tests.benchmarks.processes import LabAddress, lab, on_processor, running
from tests.benchmarks.softphones import PerCall, others

TIMES = 9
CALLEE = "1002"
BARE = "bare pjsua2 process"


def measure() -> Iterator[Measure]:
    """From Dial to connected, with the lab's second party, which answers at once; and the processor time of a call."""
    with lab() as here:
        own = asyncio.run(_calls(here))
        beside = [(BARE, _bare(here)), *others(here, CALLEE, TIMES)]
    for name, other in beside:
        yield Measure("Dial to connected", own.latency * 1e3, "ms", None, f"{name}, same party", other.latency * 1e3)
    for name, other in beside:
        took = other.processor * 1e3
        yield Measure("processor time of a call", own.processor * 1e3, "ms", None, f"{name}, same party", took)


def _bare(here: LabAddress) -> PerCall:
    with running(*here.bare_sip, CALLEE, str(TIMES + 1)) as bare:
        bare.line()
        bare.line()
        before = bare.used
        latency = statistics.median(bare.line()["call"] for _ in range(TIMES))
        return PerCall(latency, (bare.used - before) / TIMES)


async def _calls(here: LabAddress) -> PerCall:
    async with Phone("VVX_450", server=here.url) as phone:
        await phone.until("registered")
        await _call(phone)
        before = _used(phone)
        latency = statistics.median([await _call(phone) for _ in range(TIMES)])
        return PerCall(latency, (_used(phone) - before) / TIMES)


def _used(phone: Phone) -> float:
    """Seconds of processor time of the phone and its engines."""
    return sum(map(on_processor, (os.getpid(), *phone.engine_pids)))


async def _call(phone: Phone) -> float:
    phone.press(*CALLEE)
    start = perf_counter()
    phone.press("Dial")
    await phone.until("call:connected")
    took = perf_counter() - start
    phone.press("End Call")
    await phone.until(lambda phone: not phone.state[Calls].open)
    return took
