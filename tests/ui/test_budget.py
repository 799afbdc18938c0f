"""What the face may cost, measured on a real pseudo-terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, process_time

import pytest

from tests.ui.fake import FakePhone
from tests.ui.screen import terminal_environment
from ui.geometry import Layout
from ui.layout import layout
from ui.paint import Phone, paint

ROOT = Path(__file__).parents[2]
OPEN, REPAINT, FRAME = 0.5, 0.040, 0.005
"""Seconds on a machine that does nothing else."""

SLACK = 3
"""A machine that is busy with other tests may take so many times longer."""


class Line:
    """The far end of a terminal of 140x45 in which the phone is shown."""

    def __init__(self) -> None:
        self._end, near = pty.openpty()
        fcntl.ioctl(near, termios.TIOCSWINSZ, struct.pack("HHHH", 45, 140, 0, 0))
        environment = terminal_environment(TERM="xterm-256color", COLORTERM="truecolor")
        command = [sys.executable, "-m", "tests.ui.show"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=near, stdout=near, stderr=near)
        os.close(near)

    def send(self, text: str) -> None:
        """Press keys."""
        os.write(self._end, text.encode())

    def wait(self, text: str, patience: float = 10) -> None:
        """Read until that text has been drawn."""
        seen, wanted, deadline = b"", text.encode(), monotonic() + patience
        while wanted not in seen:
            left = deadline - monotonic()
            assert left > 0, f"{text!r} was not drawn within {patience} s"
            if select.select([self._end], [], [], left)[0]:
                seen += os.read(self._end, 65536)

    def rest(self, seconds: float) -> float:
        """Read for so long; the processor time that the phone took meanwhile."""
        before, deadline = self._used(), monotonic() + seconds
        while (left := deadline - monotonic()) > 0:
            if select.select([self._end], [], [], left)[0]:
                os.read(self._end, 65536)
        return self._used() - before

    def _used(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End the phone."""
        self.process.kill()
        self.process.wait()
        os.close(self._end)


@pytest.fixture
def line() -> Iterator[Line]:
    """A phone being shown."""
    opened = Line()
    yield opened
    opened.close()


def test_from_start_to_picture_to_key_to_picture(line: Line, record_property: Callable[[str, object], None]) -> None:
    """The face opens, Python's own start included, and answers a key, within its budgets; idle, it rests."""
    start = monotonic()
    line.wait("Handset")
    opened = monotonic() - start
    line.wait("F8 hide")
    answers = []
    for digits in ("1", "12", "123", "1234", "12345"):
        start = monotonic()
        line.send(digits[-1])
        line.wait(f"{digits}▏")
        answers.append(monotonic() - start)
        line.rest(0.15)
    used = line.rest(1.0)
    record_property("open", opened)
    record_property("repaint", min(answers))
    assert opened < OPEN * SLACK
    assert min(answers) < REPAINT * SLACK
    assert used <= 0.02


def test_a_frame_of_the_device(phone: FakePhone) -> None:
    """Painting all of the device costs a fraction of the time that a key may take."""
    plan = layout(phone.profile, 140, 45)
    assert isinstance(plan, Layout)
    frame = phone.frame
    costs = []
    for _ in range(5):
        start = process_time()
        paint(plan, Phone(phone.profile, frame, phone.leds, phone.lifted, phone.now, phone.patterns))
        costs.append(process_time() - start)
    assert min(costs) < FRAME * SLACK
