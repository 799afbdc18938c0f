"""How busy the phone's process is: what the graphs under Diagnostics show."""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path

from emulator.kernel.links import Post
from emulator.kernel.state import Effect
from emulator.settings.orders import LoadMeasured, MeasureLoad

_STATUS = Path("/proc/self/statm")
_INTERFACES = Path("/proc/net/dev")
_TASKS = Path("/proc/self/task")
_USER = 11  # the field of user time, behind the name
_SENT = 8  # the column of bytes sent
_PAGE = resource.getpagesize() // 1024


class GaugeLink:
    """Measures the process that the phone runs in."""

    effects: tuple[type[Effect], ...] = (MeasureLoad,)

    def __init__(self, post: Post) -> None:
        self._post = post
        self._last = (time.monotonic(), time.process_time(), children_time())

    def perform(self, effect: MeasureLoad) -> None:
        """Measure; a `LoadMeasured` follows."""
        now = time.monotonic(), time.process_time(), children_time()
        passed, *worked = (after - before for after, before in zip(now, self._last, strict=True))
        self._last = now
        cpu, dsp = (max(0, min(100, round(100 * each / passed))) if passed > 0 else 0 for each in worked)
        self._post(LoadMeasured(effect.id, cpu, memory(), dsp, *traffic()))

    async def close(self) -> None:
        """There is nothing to end."""


def children_time() -> float:
    """Seconds of processor that the processes started by this one have used; 0 where the system does not tell."""
    try:
        lists = [path.read_text().split() for path in _TASKS.glob("*/children")]
        stats = [Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split() for each in lists for child in each]
        return sum(int(stat[_USER]) + int(stat[_USER + 1]) for stat in stats) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return 0.0


def memory() -> int:
    """The memory of this process in KiB: what it has now, or where the system does not tell, the most it has had."""
    try:
        return int(_STATUS.read_text().split()[1]) * _PAGE
    except (OSError, ValueError, IndexError):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most // 1024 if sys.platform == "darwin" else most


def traffic() -> tuple[tuple[int, int], tuple[int, int]]:
    """Bytes and packets received and sent by all interfaces of this host; noughts where the system does not tell."""
    try:
        rows = [line.partition(":")[2].split() for line in _INTERFACES.read_text().splitlines()[2:]]
        numbers = [[int(cell) for cell in row] for row in rows if len(row) > _SENT + 1]
    except (OSError, ValueError):
        numbers = []
    received, sent = ([sum(row[place + offset] for row in numbers) for offset in (0, 1)] for place in (0, _SENT))
    return (received[0], received[1]), (sent[0], sent[1])
