"""The device's logs: which lines are recorded, how they are written, and what becomes of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from emulator.boot.flash import Flash
from emulator.boot.logs.form import BOOTING, stamp
from emulator.boot.logs.model import DropLog, LogFull, LogRead, OpenLog, ReadLog
from emulator.boot.logs.store import LARGEST, LogLink
from emulator.boot.model import Power, Provisioning
from emulator.boot.orders import Log
from emulator.boot.tables import components
from emulator.config.catalogue import catalogue
from emulator.config.files import read_parameters
from emulator.config.layers import configure
from emulator.display.model import Display
from emulator.kernel.clock import ManualClock
from emulator.kernel.state import Event, State
from emulator.network.model import Network
from tests.unit.boot.bench import IDENTITY

EPOCH = 1_036_000_000_000_000
"""Wall time at power on in microseconds: 30 October 2002, 17:46:40 in Greenwich."""


WINTER = 'tcpIpApp.sntp.daylightSavings.enable="0"'


class Phone:
    """A phone that runs on these parameters, as its log sees it."""

    def __init__(self, parameters: str = "", *, state: str = "running", powered_on: int | None = None) -> None:
        file = read_parameters("x.cfg", f"<x {parameters}/>".encode())
        configuration = configure(IDENTITY, files=(file,))
        parts = Power(state=state), Provisioning(configuration), Display(powered_on=powered_on), Network()
        self.state = State({type(part): part for part in parts})
        self.clock = ManualClock()
        self.posted: list[Event] = []
        self.post = self.posted.append

    def trace(self, direction: str, peer: str, text: str) -> None:
        """Nobody wants to know what goes over the wire."""

    def fail(self, message: str) -> None:
        """No log is a reason to give up."""
        raise AssertionError(message)


def logging(phone: Phone, flash: Flash | None = None, name: str = "app") -> LogLink:
    """A log of that phone, open."""
    link = LogLink(phone, flash or Flash(None))
    link.perform(OpenLog(name, fresh=name == "boot"))
    return link


@pytest.mark.parametrize(
    ("elapsed", "written"),
    [(0, "000000.000"), (405_999, "000000.405"), (4_511_006_000, "011511.006"), (360_000_000_000, "1000000.000")],
)
def test_times_count_from_the_boot(elapsed: int, written: str) -> None:
    """HHMMSS.mmm since boot, as before the clock is set."""
    assert written == stamp(elapsed)


def test_a_line_reads_as_on_the_device() -> None:
    """Time, component padded to five, level, missed, text; a new boot log begins at zero."""
    phone = Phone()
    phone.clock.advance(5)
    logs = logging(phone, name="boot")
    phone.clock.advance(0.405)
    logs.perform(Log("so", "*", "---------- Initial log entry ----------"))
    logs.perform(Log("cfg", "4", "Prov|a|b\nc"))
    wanted = "000000.405|so   |*|00|---------- Initial log entry ----------\n000000.405|cfg  |4|00|Prov|a|b?c\n"
    assert wanted == logs.text("boot")


@pytest.mark.parametrize(
    ("form", "log", "written"),
    [
        ("0", "app", "000125.000"),
        ("1", "app", "0210301848"),
        ("2", "app", "1030184805"),
        ("2", "boot", "1030174805"),
    ],
)
def test_the_form_of_the_time(form: str, log: str, written: str) -> None:
    """log.render.type: since boot, to the minute with the year, to the second without; boot logs in Greenwich time."""
    phone = Phone(f'log.render.type="{form}" tcpIpApp.sntp.gmtOffset="3600" {WINTER}', powered_on=EPOCH)
    logs = logging(phone, name=log)
    phone.clock.advance(85)
    logs.perform(Log("so", "4", "now"))
    assert f"{written}|so   |4|00|now\n" == logs.text(log)


def test_a_clock_that_is_not_set_counts_from_the_boot() -> None:
    """Whatever log.render.type says."""
    logs = logging(Phone('log.render.type="2"'))
    logs.perform(Log("so", "4", "early"))
    assert "000000.000|so   |4|00|early\n" == logs.text("app")


EMULATED = [row.name for row in catalogue().values() if row.emulated and row.name.startswith("log.level.change.")]


@pytest.mark.parametrize("component", [name.rpartition(".")[2] for name in EMULATED])
def test_the_level_of_a_component_decides(component: str) -> None:
    """Lines of the level of log.level.change.<component> and above are recorded, those marked * in any case."""
    recorded = {}
    for level in ("2", "5"):
        logs = logging(Phone(f'log.level.change.{component}="{level}" log.render.level="0"'))
        for each in "0123456*":
            logs.perform(Log(component, each, "line"))
        recorded[level] = "".join(line.split("|")[2] for line in logs.text("app").splitlines())
    assert {"2": "23456*", "5": "56*"} == recorded


def test_the_levels_of_the_components_that_there_are_count() -> None:
    """Every part of the phone that has lines of its own has its level, and no other level is said to count."""
    assert sorted(f"log.level.change.{component}" for component in components()) == sorted(EMULATED)


@pytest.mark.parametrize(("configured", "lowest"), [("6", BOOTING), ("1", 1)])
def test_a_phone_that_boots_tells_more(configured: str, lowest: int) -> None:
    """Until the phone is up nothing of level 3 is left out, and less only if it is configured so."""
    logs = logging(Phone(f'log.level.change.cfg="{configured}" log.render.level="0"', state="application"))
    for level in range(7):
        logs.perform(Log("cfg", str(level), "line"))
    assert list(range(lowest, 7)) == [int(line.split("|")[2]) for line in logs.text("app").splitlines()]


@pytest.mark.parametrize(("parameters", "filed"), [('log.render.level="5"', "56*"), ('log.render.file="0"', "")])
def test_what_goes_into_the_file_is_a_second_choice(parameters: str, filed: str) -> None:
    """log.render.level and log.render.file leave lines out of the file; whoever listens gets them."""
    heard: list[str] = []
    phone = Phone(parameters)
    logs = LogLink(phone, Flash(None), lambda entry, _: heard.append(entry.level))
    logs.perform(OpenLog("app"))
    for level in "3456*":
        logs.perform(Log("so", level, "line"))
    assert filed == "".join(line.split("|")[2] for line in logs.text("app").splitlines())
    assert ["4", "5", "6", "*"] == heard


def test_each_log_is_its_own() -> None:
    """The boot's lines do not stand in the application's log; reading takes nothing away, dropping does."""
    phone = Phone()
    logs = logging(phone, name="boot")
    logs.perform(Log("so", "4", "boot"))
    logs.perform(OpenLog("app"))
    logs.perform(Log("so", "4", "one"))
    logs.perform(ReadLog(id=7, name="app"))
    (read,) = phone.posted
    line = b"000000.000|so   |4|00|one\n"
    assert LogRead(7, line, len(line)) == read
    logs.perform(Log("so", "4", "two"))
    logs.perform(DropLog("app", len(line)))
    assert "000000.000|so   |4|00|two\n" == logs.text("app")


def test_what_was_uploaded_is_dropped_even_if_the_log_was_cut_meanwhile() -> None:
    """No line goes that came after the upload began."""
    phone = Phone('log.render.file.size="180"')
    logs = logging(phone)
    logs.perform(Log("so", "4", "sent"))
    logs.perform(ReadLog(id=1, name="app"))
    for number in range(LARGEST // 100):
        logs.perform(Log("so", "4", f"{number:0100}"))
    before = logs.text("app")
    logs.perform(DropLog("app", phone.posted[0].end))  # type: ignore[attr-defined]
    assert ("sent" in before, before) == (False, logs.text("app"))


def test_a_long_log_loses_its_oldest_lines() -> None:
    """It stays within its size, and begins with a whole line."""
    flash = Flash(None)
    logs = logging(Phone(), flash)
    for number in range(LARGEST // 90):
        logs.perform(Log("so", "4", f"{number:0100}"))
    text = logs.text("app")
    assert LARGEST * 3 // 4 < len(text) <= LARGEST
    assert text.startswith("000000.000|so")
    assert text.encode() == flash.read("app.log")


@pytest.mark.parametrize("size", [1, 4])
def test_a_log_that_is_full_says_so_once(size: int) -> None:
    """log.render.file.size is in KiB; after the upload it may become full again."""
    phone = Phone(f'log.render.file.size="{size}"')
    logs = logging(phone)
    for _ in range(2):
        for _ in range(size * 11):
            logs.perform(Log("so", "4", "x" * 76))  # 100 bytes a line
        logs.perform(DropLog("app", 1 << 30))
    assert [LogFull(), LogFull()] == phone.posted


def test_what_was_not_uploaded_outlives_the_phone(tmp_path: Path) -> None:
    """The application's log is in flash line by line; a line that a power cut broke off is left out."""
    with Flash(tmp_path) as flash:
        logging(Phone(), flash).perform(Log("so", "4", "kept"))
    assert 0o600 == (tmp_path / "app.log").stat().st_mode & 0o777
    with (tmp_path / "app.log").open("ab") as file:
        file.write(b"000000.000|so   |4|00|bro")
    with Flash(tmp_path) as flash:
        assert "000000.000|so   |4|00|kept\n" == logging(Phone(), flash).text("app")


KILLED = """
import os, sys
from tests.unit.boot.test_logs import *
logs = logging(Phone(), Flash(Path(sys.argv[1])))
logs.perform(Log("so", "4", "last words"))
os.kill(os.getpid(), 9)
"""


def test_a_phone_that_is_killed_keeps_its_log(tmp_path: Path) -> None:
    """Nothing that was logged is lost with the process."""
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert (-9, True) == (killed.returncode, b"last words\n" in (tmp_path / "app.log").read_bytes())


def test_a_folder_that_takes_nothing_does_not_stop_the_log(tmp_path: Path) -> None:
    """Lines are kept in memory, and can be uploaded from there."""
    with Flash(tmp_path) as flash:
        (tmp_path / "app.log").mkdir()
        logs = LogLink(Phone(), Flash(None))
        logs._flash = flash
        logs.perform(OpenLog("app"))
        logs.perform(Log("so", "4", "here"))
    assert logs.text("app").endswith("here\n")


def test_values_compare() -> None:
    """What a log asks for and is told are plain values."""
    assert msgspec.json.decode(msgspec.json.encode(LogRead(1, b"x", 2)), type=LogRead) == LogRead(1, b"x", 2)
