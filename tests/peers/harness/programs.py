"""Foreign programs as test peers: find them, start them, wait until they serve, stop them by their process id."""

from __future__ import annotations

import asyncio
import ipaddress
import itertools
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from emulator.lab.kamailio import free_port as unused_port

DEADLINE = 10.0
"""Seconds after which a peer that is not ready, or a condition that does not come true, fails the test."""


_given: set[int] = set()
_hosts = itertools.count(os.getpid() % 0xFF00 * 256 + 257)


def own_address() -> str:
    """A loopback address that nobody in this run was given before, nor in another run at the same time."""
    number = next(number for number in _hosts if 0 < number % 256 < 255)
    return str(ipaddress.IPv4Address("127.0.0.0") + number % (1 << 24))


def free_port() -> int:
    """A port of 127.0.0.1 that neither UDP nor TCP uses just now, and that nobody in this run was given before."""
    while (port := unused_port()) in _given:
        pass
    _given.add(port)
    return port


def free_pair() -> int:
    """A port as `free_port` gives it whose successor is free for TCP too: baresip takes that one for TLS."""
    while taken(port := free_port() + 1, socket.SOCK_STREAM) or port in _given:
        pass
    _given.add(port)
    return port - 1


def need(program: str) -> str:
    """The path of a program; without it the test is skipped, or fails where CI=true asks for a whole machine."""
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")
    if path is not None:
        return path
    reason = f"{program} is not installed"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}, and CI=true wants every peer", pytrace=False)
    pytest.skip(reason)


def listens(port: int) -> bool:
    """Whether something accepts TCP connections on that port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def taken(port: int, kind: socket.SocketKind) -> bool:
    """Whether a socket of that kind is bound to the port of 127.0.0.1; unlike `listens`, the owner does not notice."""
    with socket.socket(type=kind) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
        return False


def wait_for(condition: Callable[[], object], what: str, timeout: float = DEADLINE) -> None:
    """Block until the condition is true; AssertionError says what did not come about."""
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, f"not within {timeout:g} s: {what}"
        time.sleep(0.01)


async def eventually(condition: Callable[[], object], what: str, timeout: float = DEADLINE) -> None:
    """Like `wait_for`, with the event loop running meanwhile."""
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, f"not within {timeout:g} s: {what}"
        await asyncio.sleep(0.01)


class Program:
    """One running peer, its output collected in a file that a failing test shows."""

    def __init__(self, argv: Sequence[str | Path], log: Path, **options: object) -> None:
        self.argv = [str(part) for part in argv]
        self.log = log
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        """The program's name without its folder."""
        return Path(self.argv[0]).name

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self, ready: Callable[[], object] | None = None) -> None:
        """Start it and wait until `ready()`; AssertionError with its last words if it ends before."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(  # type: ignore[call-overload]
                self.argv,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **self._options,
            )
        if ready is not None:
            wait_for(lambda: self._ended() or ready(), f"{self.name} ready")
            assert not self._ended(), f"{self.name} ended with {self._ended()}:\n{self.tail()}"

    def _ended(self) -> str:
        code = self._process.poll() if self._process else None
        return "" if code is None else f"exit code {code}"

    def wait(self, timeout: float = DEADLINE) -> int:
        """Its exit code, once it has ended by itself."""
        assert self._process is not None
        return int(self._process.wait(timeout))

    def stop(self) -> None:
        """Ask it to end, insist after two seconds; does nothing if it does not run."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(2)

    def tail(self, size: int = 6000) -> str:
        """The end of what it has said."""
        return self.log.read_text(errors="replace")[-size:] if self.log.exists() else ""
