"""From the plug to a registered phone, and what the files of the boot cost on the way."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator
from time import perf_counter

import aiohttp

from emulator.boot.link import TransferLink
from emulator.boot.orders import Fetch, Fetched
from emulator.kernel.clock import RealClock
from emulator.kernel.state import Event
from emulator.phone import Phone
from tests.benchmarks.measure import Measure
from tests.benchmarks.processes import LabAddress, command, elapsed, lab, median_of, running

TIMES = 5
SETTLED = 0.5
"""Seconds after which the start of a phone and its engine is over."""

MAC = "0004f2be9c41"


def measure() -> Iterator[Measure]:
    """Power-on to registered, as a process and within one; the files of the boot; the end."""
    with lab() as here:
        yield _process(here)
        yield _within(here)
        yield asyncio.run(_files(here))
        yield _end(here)


def _process(here: LabAddress) -> Measure:
    words = (*here.phone, "--ui", "none", "--until", "registered")
    took = command(words, TIMES)
    bare = median_of(TIMES, lambda: _registered(here))
    name = "vphone run --until registered, whole process"
    return Measure(name, took.wall, "s", 0.8, "bare pjsua2 process, from its start to 200", bare, took.note)


def _registered(here: LabAddress) -> float:
    def wait() -> None:
        with running(*here.bare_sip) as bare:
            bare.line()

    return elapsed(wait)


def _within(here: LabAddress) -> Measure:
    took = statistics.median(asyncio.run(_boot(here)) for _ in range(TIMES))
    with running(*here.bare_sip) as bare:
        reference = float(bare.line()["registered"])
    return Measure(
        "power-on to registered, --boot quick", took, "s", 0.8, "bare pjsua2, library start to 200", reference
    )


async def _boot(here: LabAddress) -> float:
    start = perf_counter()
    async with Phone("VVX_450", server=here.url, mac=MAC) as phone:
        await phone.until("registered")
        return perf_counter() - start


async def _files(here: LabAddress) -> Measure:
    urls = await _asked(here)
    link, bare = [], []
    for _ in range(TIMES):
        link.append(await _by_link(urls))
        bare.append(await _by_aiohttp(urls))
    name = f"the {len(urls)} files of that boot by the phone's link"
    return Measure(name, statistics.median(link), "s", None, "aiohttp alone, same files", statistics.median(bare))


async def _asked(here: LabAddress) -> list[str]:
    """What a boot asks for."""
    urls: list[str] = []
    async with Phone("VVX_450", server=here.url, mac=MAC) as phone:
        phone.on_report(lambda report: urls.append(report["url"]) if report.get("method") == "GET" else None)
        await phone.until("registered")
    return urls


async def _by_link(urls: list[str]) -> float:
    answers: asyncio.Queue[Event] = asyncio.Queue()
    link = TransferLink(answers.put_nowait, RealClock())
    start = perf_counter()
    for number, url in enumerate(urls):
        link.perform(Fetch(number, method="GET", url=url, agent="bench"))
        answer = await answers.get()
        if not isinstance(answer, Fetched) or answer.status is None:
            raise RuntimeError(f"{url} was not answered: {answer}")
    took = perf_counter() - start
    await link.close()
    return took


async def _by_aiohttp(urls: list[str]) -> float:
    start = perf_counter()
    async with aiohttp.ClientSession() as session:
        for url in urls:
            async with session.get(url) as response:
                await response.read()
    return perf_counter() - start


def _end(here: LabAddress) -> Measure:
    def phone() -> float:
        with running(*here.phone, "--json") as process:
            process.line(kind="line", state="registered")
            time.sleep(SETTLED)
            return process.end()

    def bare() -> float:
        with running(*here.bare_sip) as process:
            process.line()
            return process.end()

    took, reference = median_of(TIMES, phone), median_of(TIMES, bare)
    return Measure("SIGTERM to the end of a registered phone", took, "s", 0.2, "bare pjsua2 process", reference)
