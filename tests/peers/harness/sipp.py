"""sipp: scripted SIP peers with counted results."""

from __future__ import annotations

import csv
import socket
from pathlib import Path

import msgspec

from tests.peers.harness.programs import DEADLINE, Program, free_port, taken
from tests.peers.harness.workbench import Workbench

SCENARIOS = Path(__file__).parent / "scenarios"
"""Scenario files that come with the harness, without the suffix `.xml` in `scenario=`."""


class Counts(msgspec.Struct, frozen=True):
    """How a run ended: calls by outcome, and sipp's own counter of failed calls by cause."""

    successful: int
    failed: int
    counters: dict[str, str]


class SippRun:
    """One sipp process, already running; `port` is where it listens (UDP and TCP alike)."""

    def __init__(self, program: Program, folder: Path, port: int) -> None:
        self.port = port
        self.folder = folder
        self._program = program

    def finish(self, timeout: float = DEADLINE) -> Counts:
        """Wait for its end and count."""
        self._program.wait(timeout)
        return self.counts()

    def counts(self) -> Counts:
        """The counters of the last line of its statistics; the run must have ended."""
        with (self.folder / "statistics.csv").open(newline="") as file:
            last = list(csv.DictReader(file, delimiter=";"))[-1]
        return Counts(int(last["SuccessfulCall(C)"]), int(last["FailedCall(C)"]), last)

    def messages(self) -> str:
        """Every SIP message sent and received, as sipp logs them."""
        log = self.folder / "messages.log"
        return log.read_text(errors="replace") if log.exists() else ""


class Sipp:
    """Runs scenarios."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def start(
        self,
        scenario: str | Path,
        target: str = "",
        *,
        calls: int = 1,
        rate: int = 10,
        transport: str = "u1",
        user: str = "sipp",
        port: int = 0,
        extra: tuple[str, ...] = (),
    ) -> SippRun:
        """Start a scenario: a name in `SCENARIOS`, or a path. Callers need a `target` (host:port)."""
        path = scenario if isinstance(scenario, Path) else SCENARIOS / f"{scenario}.xml"
        folder = self._bench.place("sipp")
        port = port or free_port()
        arguments = [
            *([target] if target else []),
            "-sf", str(path), "-s", user, "-i", "127.0.0.1", "-p", str(port), "-t", transport, "-m", str(calls),
            "-r", str(rate), "-nostdin", "-mp", str(free_port()),
            "-trace_stat", "-stf", str(folder / "statistics.csv"),
            "-trace_msg", "-message_file", str(folder / "messages.log"),
            "-trace_err", "-error_file", str(folder / "errors.log"),
        ]  # fmt: skip
        program = self._bench.program("sipp", *arguments, *extra, folder=folder, cwd=folder)
        kind = socket.SOCK_DGRAM if transport.startswith("u") else socket.SOCK_STREAM
        program.start(None if target else lambda: taken(port, kind))
        return SippRun(program, folder, port)

    def run(self, scenario: str | Path, target: str, *, timeout: float = DEADLINE, **options: object) -> Counts:
        """Run a scenario to its end and count; options as for `start`."""
        return self.start(scenario, target, **options).finish(timeout)  # type: ignore[arg-type]
