"""The phone in a terminal: how soon it is there, and how soon a key is answered."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter, sleep

from tests.benchmarks.measure import Measure
from tests.benchmarks.processes import ENVIRONMENT, ROOT, lab

SIZE = (45, 140)
STARTS, KEYS = 3, 9
PATIENCE = 10.0
BARE_FACE = (sys.executable, "-m", "tests.benchmarks.bare_face")


class Terminal:
    """The far end of a terminal in which a program runs."""

    def __init__(self, words: Sequence[str]) -> None:
        self._end, near = pty.openpty()
        fcntl.ioctl(near, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
        environment = {**ENVIRONMENT, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.process = subprocess.Popen(words, cwd=ROOT, env=environment, stdin=near, stdout=near, stderr=near)
        os.close(near)

    def send(self, text: str) -> None:
        """Type."""
        os.write(self._end, text.encode())

    def wait(self, text: str) -> None:
        """Read until that text has been drawn. Raises TimeoutError."""
        seen, deadline = b"", perf_counter() + PATIENCE
        while text.encode() not in seen:
            if not select.select([self._end], [], [], max(0.0, deadline - perf_counter()))[0]:
                raise TimeoutError(f"{text!r} was not drawn")
            seen += os.read(self._end, 65536)

    def rest(self, seconds: float = 0.2) -> None:
        """Let it draw all that it still wants to draw."""
        while select.select([self._end], [], [], seconds)[0]:
            os.read(self._end, 65536)

    def close(self) -> None:
        """End the program."""
        self.process.kill()
        self.process.wait()
        os.close(self._end)


@contextlib.contextmanager
def shown(words: Sequence[str]) -> Iterator[Terminal]:
    """A program in a terminal of its own."""
    terminal = Terminal(words)
    try:
        yield terminal
    finally:
        terminal.close()


def measure() -> Iterator[Measure]:
    """A real phone on a lab, beside a Textual program of one widget."""
    with lab() as here:
        words = (*here.phone, "--ui", "full")
        opened, bare = _opening(words, "Handset"), _opening(BARE_FACE, "pressed")
        yield Measure("process start to the phone in a terminal", opened, "s", 0.5, "Textual with one Static", bare)
        answered = _answer((*words, "--boot", "quick"), "1001", lambda digits: f"{digits}▏")
        bare = _answer(BARE_FACE, "pressed", lambda digits: digits)
        yield Measure("key to repainted terminal", answered * 1e3, "ms", 40, "Textual with one Static", bare * 1e3)


def _opening(words: Sequence[str], sign: str) -> float:
    found = []
    for _ in range(STARTS):
        start = perf_counter()
        with shown(words) as terminal:
            terminal.wait(sign)
            found.append(perf_counter() - start)
    return statistics.median(found)


def _answer(words: Sequence[str], sign: str, drawn: Callable[[str], str]) -> float:
    """Seconds from a digit typed to its being there, in the median."""
    found, digits = [], ""
    with shown(words) as terminal:
        terminal.wait(sign)
        sleep(1)
        terminal.rest()
        for number in range(KEYS):
            digits += str(number)
            start = perf_counter()
            terminal.send(digits[-1])
            terminal.wait(drawn(digits))
            found.append(perf_counter() - start)
            terminal.rest()
    return statistics.median(found)
