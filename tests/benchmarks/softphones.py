"""Calls by programs that others wrote, to the same party: sipp and baresip."""

from __future__ import annotations

import csv
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from tests.benchmarks.processes import LabAddress, command, on_processor
from tests.peers.harness.baresip import Baresip
from tests.peers.harness.workbench import Workbench

PATIENCE = 10.0


class PerCall(NamedTuple):
    """Seconds from the INVITE to its answer, and of processor time for the whole call."""

    latency: float
    processor: float


def others(here: LabAddress, callee: str, times: int) -> Iterator[tuple[str, PerCall]]:
    """What each program that is installed needs, by its name."""
    known: dict[str, Callable[[LabAddress, str, int, Workbench], PerCall]] = {"sipp": _sipp, "baresip": _baresip}
    for name, measure in known.items():
        if shutil.which(name):
            with _bench() as bench:
                yield name, measure(here, callee, times, bench)


@contextmanager
def _bench() -> Iterator[Workbench]:
    with tempfile.TemporaryDirectory(prefix="vphone-") as folder:
        bench = Workbench(Path(folder))
        try:
            yield bench
        finally:
            bench.close()


def _sipp(here: LabAddress, callee: str, times: int, bench: Workbench) -> PerCall:
    folder = bench.place("sipp")
    user, password = here.login
    (folder / "login.csv").write_text(f"SEQUENTIAL\n{user};[authentication username={user} password={password}]\n")
    words = [
        "sipp", here.sip, "-sf", str(Path(__file__).with_name("call.xml")), "-inf", str(folder / "login.csv"),
        "-s", callee, "-i", "127.0.0.1", "-m", str(times), "-r", "10", "-l", "1", "-nostdin",
        "-trace_stat", "-stf", str(folder / "statistics.csv"),
    ]  # fmt: skip
    used = command(words, 1).processor
    with (folder / "statistics.csv").open(newline="") as file:
        last = list(csv.DictReader(file, delimiter=";"))[-1]
    return PerCall(_seconds(last["ResponseTime1(C)"]), used / times)


def _seconds(written: str) -> float:
    """A span of time as sipp writes it: hours, minutes, seconds, microseconds."""
    hours, minutes, seconds, rest = written.replace(".", ":").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(f"{seconds}.{rest}")


def _baresip(here: LabAddress, callee: str, times: int, bench: Workbench) -> PerCall:
    user, password = here.login
    peer = Baresip(bench, here.sip, user, password)
    peer.start()
    _baresip_call(peer, callee)
    before = on_processor(peer.pid)
    took = [_baresip_call(peer, callee) for _ in range(times)]
    return PerCall(statistics.median(took), (on_processor(peer.pid) - before) / times)


def _baresip_call(peer: Baresip, callee: str) -> float:
    peer.forget()
    start = perf_counter()
    peer.command("dial", callee)
    took = _until(lambda: peer.seen("CALL_ESTABLISHED")) - start
    peer.command("hangup")
    _until(lambda: peer.seen("CALL_CLOSED"))
    return took


def _until(condition: Callable[[], bool]) -> float:
    """The moment from which the condition holds. Raises TimeoutError."""
    deadline = perf_counter() + PATIENCE
    while not condition():
        if perf_counter() > deadline:
            raise TimeoutError
        time.sleep(0.0005)
    return perf_counter()
