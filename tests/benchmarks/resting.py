"""What a phone needs that does nothing: memory and processor, its engine included."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from tests.benchmarks.measure import Measure
from tests.benchmarks.processes import lab, running

IDLE = 10.0
"""Seconds for which a phone is watched."""

SETTLED = 1.0
"""Seconds after which a start is over."""

IMPORTS = "import asyncio, aiohttp, time; print('{}', flush=True); time.sleep(600)"


def measure() -> Iterator[Measure]:
    """A registered phone without a face, beside the least that does the same."""
    with lab() as here, running(*here.phone, "--json") as phone, running(*here.bare_sip) as bare:
        phone.line(kind="line", state="registered")
        bare.line()
        time.sleep(SETTLED)
        before = (phone.used, bare.used)
        time.sleep(IDLE)
        used = [100 * (now - then) / IDLE for now, then in zip((phone.used, bare.used), before, strict=True)]
        beside = "bare pjsua2 process that polls every 50 ms"
        yield Measure(f"processor of an idle phone over {IDLE:g} s", used[0], "%", 1, beside, used[1])
        bare.end()
        memory = phone.memory
    with lab() as here, running(*here.bare_sip) as bare, running(sys.executable, "-c", IMPORTS) as imports:
        bare.line()
        imports.line()
        reference = bare.memory + imports.memory
    beside = "bare pjsua2 process, and a python that imported asyncio and aiohttp"
    yield Measure("memory of a registered phone and its engine (PSS)", memory, "MB", 70, beside, reference)
