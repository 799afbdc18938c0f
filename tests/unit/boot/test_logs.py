"""The device's logs: their format, and what happens to them."""

from __future__ import annotations

import pytest

from emulator.boot.flash import Flash
from emulator.boot.logs import LARGEST, LogLink, stamp
from emulator.boot.model import DropLog, Log, LogRead, OpenLog, ReadLog
from emulator.kernel.clock import ManualClock
from emulator.kernel.state import Event


@pytest.mark.parametrize(
    ("elapsed", "written"),
    [(0, "000000.000"), (405_999, "000000.405"), (4_511_006_000, "011511.006"), (360_000_000_000, "1000000.000")],
)
def test_times_count_from_the_boot(elapsed: int, written: str) -> None:
    """HHMMSS.mmm since boot, as before the clock is set."""
    assert written == stamp(elapsed)


def test_a_line_reads_as_on_the_device() -> None:
    """Time, component padded to five, level, missed, text; a new boot log begins at zero."""
    clock = ManualClock()
    logs = LogLink(lambda _: None, clock, Flash(None))
    clock.advance(5)
    logs.perform(OpenLog("boot", fresh=True))
    clock.advance(0.405)
    logs.perform(Log("so", "*", "---------- Initial log entry ----------"))
    logs.perform(Log("cfg", "4", "Prov|a|b\nc"))
    wanted = "000000.405|so   |*|00|---------- Initial log entry ----------\n000000.405|cfg  |4|00|Prov|a|b?c\n"
    assert wanted == logs.text("boot")


def test_each_log_is_its_own() -> None:
    """The boot's lines do not stand in the application's log; reading takes nothing away, dropping does."""
    posted: list[Event] = []
    logs = LogLink(posted.append, ManualClock(), Flash(None))
    logs.perform(OpenLog("boot", fresh=True))
    logs.perform(Log("so", "3", "boot"))
    logs.perform(OpenLog("app"))
    logs.perform(Log("so", "3", "one"))
    logs.perform(ReadLog(id=7, name="app"))
    (read,) = posted
    assert LogRead(7, b"000000.000|so   |3|00|one\n") == read
    logs.perform(Log("so", "3", "two"))
    logs.perform(DropLog("app", len(read.text)))
    assert "000000.000|so   |3|00|two\n" == logs.text("app")


def test_a_long_log_loses_its_oldest_lines() -> None:
    """It stays within its size, and begins with a whole line."""
    logs = LogLink(lambda _: None, ManualClock(), Flash(None))
    logs.perform(OpenLog("app"))
    for number in range(LARGEST // 90):
        logs.perform(Log("so", "3", f"{number:0100}"))
    text = logs.text("app")
    assert LARGEST - 200 < len(text) <= LARGEST
    assert text.startswith("000000.000|so")


async def test_what_was_not_uploaded_outlives_the_phone() -> None:
    """The application's log is kept in flash."""
    flash = Flash(None)
    logs = LogLink(lambda _: None, ManualClock(), flash)
    logs.perform(OpenLog("app"))
    logs.perform(Log("so", "3", "kept"))
    await logs.close()
    assert LogLink(lambda _: None, ManualClock(), flash).text("app").endswith("kept\n")
