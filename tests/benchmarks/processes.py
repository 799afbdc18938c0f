"""Processes under measurement: how long they take, how much memory and processor they use, with all their children."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)  # as installed: compiled once, not at every start

VPHONE = (sys.executable, "-m", "emulator")
BARE_SIP = (sys.executable, "-m", "tests.benchmarks.bare_sip")


def median_of(times: int, measure: Callable[[], float]) -> float:
    """The median of several measurements."""
    return statistics.median(measure() for _ in range(times))


def elapsed(action: Callable[[], object]) -> float:
    """Seconds that something takes."""
    start = perf_counter()
    action()
    return perf_counter() - start


class Timed(NamedTuple):
    """What a command takes in the median, its start included: seconds, and of these seconds of processor time."""

    wall: float
    processor: float

    @property
    def note(self) -> str:
        """Tells a busy machine from a slow command."""
        return f"{self.processor:.3f} s of processor time"


def command(words: Sequence[str], times: int) -> Timed:
    """Run a command some times. Raises CalledProcessError if it fails."""
    found = [_once(words) for _ in range(times)]
    return Timed(statistics.median(each.wall for each in found), statistics.median(each.processor for each in found))


def _once(words: Sequence[str]) -> Timed:
    before = _reaped()
    run = partial(subprocess.run, words, cwd=ROOT, env=ENVIRONMENT, check=True, capture_output=True, timeout=30)
    return Timed(elapsed(run), _reaped() - before)


def _reaped() -> float:
    """Processor time of all children that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Running:
    """A process that writes JSON lines."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            words, cwd=ROOT, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def line(self, **wanted: object) -> dict[str, Any]:
        """The next line that holds what is wanted. Raises EOFError if the process ends before."""
        assert self.process.stdout is not None
        for text in self.process.stdout:
            found: dict[str, Any] = json.loads(text)
            if wanted.items() <= found.items():
                return found
        raise EOFError(f"{self.process.args!r} ended without {wanted}")

    def send(self, **what: object) -> None:
        """Write a JSON line to it."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def end(self) -> float:
        """Ask it to end; seconds until it has."""

        def wait() -> None:
            self.process.send_signal(signal.SIGTERM)
            self.process.communicate(timeout=10)

        return elapsed(wait)

    @property
    def family(self) -> list[int]:
        """The process and all its children."""
        return list(_descent(self.process.pid))

    @property
    def memory(self) -> float:
        """Megabytes of memory, shared pages by share (PSS), children included."""
        return sum(map(_pss, self.family)) / 1024

    @property
    def used(self) -> float:
        """Seconds of processor time so far, children included."""
        return sum(map(on_processor, self.family))


def _descent(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _descent(int(child))


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def on_processor(pid: int) -> float:
    """Seconds of processor time that a process has used, without its children."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


@contextlib.contextmanager
def running(*words: str) -> Iterator[Running]:
    """A process that is ended at the latest when the block is left."""
    started = Running(*words)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.process.kill()
        started.process.communicate()


class LabAddress:
    """Where a lab is, from the line that it prints."""

    def __init__(self, line: dict[str, Any]) -> None:
        self.url: str = line["boot_server"]
        self.sip = f"{line['sip']['address']}:{line['sip']['ports']['udp']}"
        spare = next(account for account in reversed(line["accounts"]) if account["role"] == "phone")
        self.login = (spare["user"], spare["password"])

    @property
    def phone(self) -> tuple[str, ...]:
        """The words that run a phone on it."""
        return (*VPHONE, "run", "--server", self.url, "--state", "none", "--sip-port", "0")

    @property
    def bare_sip(self) -> tuple[str, ...]:
        """The words that run a bare pjsua2 process on it."""
        return (*BARE_SIP, self.sip, *self.login)


@contextlib.contextmanager
def lab() -> Iterator[LabAddress]:
    """A lab in a process of its own, so that its work is not counted with the phone's."""
    with running(*VPHONE, "lab") as process:
        yield LabAddress(process.line())
