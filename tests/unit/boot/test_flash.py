"""The state folder: what it keeps, how it is guarded, and what a power cut can do to it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from emulator.boot.flash import Flash, FlashLink, StateFolderError
from emulator.boot.orders import Remember, RememberFailed
from emulator.kernel.state import Event
from tests.unit.boot.bench import IDENTITY, OLD


def test_what_is_remembered_is_there_after_a_power_cycle(tmp_path: Path) -> None:
    """Device settings and last good files make the parts that a phone wakes up with."""
    with Flash(tmp_path / "phone") as flash:
        link = FlashLink(lambda _: None, flash)
        link.perform(Remember("device", b'{"device.prov.serverName":"http://boot.example/"}'))
        link.perform(Remember("configuration", msgspec.json.encode(OLD)))
    with Flash(tmp_path / "phone") as flash:
        part = flash.provisioning(IDENTITY, {"device.prov.user": "me"})
    assert ({"device.prov.serverName": "http://boot.example/"}, OLD) == (part.device, part.kept)
    assert ("http://boot.example/", "me") == (
        part.configuration.text("device.prov.serverName"), part.configuration.text("device.prov.user"),
    )  # fmt: skip


def test_a_phone_without_folder_remembers_nothing_on_disk() -> None:
    """What is written can be read, but in this run only."""
    flash = Flash(None)
    flash.write("device.json", b"{}")
    assert b"{}" == flash.read("device.json")
    assert Flash(None).read("device.json") is None


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    """State files hold passwords: mode 0600, in a folder of mode 0700."""
    with Flash(tmp_path / "phone") as flash:
        flash.save_device({"device.prov.password": "secret"})
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "phone").iterdir()}
    assert {"version": 0o600, "lock": 0o600, "device.json": 0o600} == modes
    assert (tmp_path / "phone").stat().st_mode & 0o777 == 0o700


def test_a_folder_serves_one_phone_at_a_time(tmp_path: Path) -> None:
    """The second phone is told which process has it; after the first has gone the folder is free."""
    with Flash(tmp_path), pytest.raises(StateFolderError, match=rf"in use by process {os.getpid()};"):
        Flash(tmp_path)
    Flash(tmp_path).close()


def test_a_newer_layout_is_left_alone(tmp_path: Path) -> None:
    """A folder of a later version is not touched."""
    (tmp_path / "version").write_text("99\n")
    with pytest.raises(StateFolderError, match="newer"):
        Flash(tmp_path)
    assert "99\n" == (tmp_path / "version").read_text()


def test_a_path_that_is_no_folder_is_an_error(tmp_path: Path) -> None:
    """One sentence says what is wrong and what to do."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(StateFolderError, match=r"cannot be used \(.*\); choose another with --state"):
        Flash(tmp_path / "file")


def test_a_write_that_fails_is_reported_and_the_old_value_stays(tmp_path: Path) -> None:
    """The phone hears of it; nothing is half written."""
    posted: list[Event] = []
    with Flash(tmp_path) as flash:
        link = FlashLink(posted.append, flash)
        link.perform(Remember("device", b'{"a":"1"}'))
        (tmp_path / "overrides.json").mkdir()
        link.perform(Remember("overrides", b"[]"))
    assert [RememberFailed("overrides", "Is a directory")] == posted
    assert b'{"a":"1"}' == (tmp_path / "device.json").read_bytes()
    assert [] == list(tmp_path.glob(".*"))


def test_an_unreadable_item_is_put_aside(tmp_path: Path) -> None:
    """The phone starts without it, and what was there can still be looked at."""
    (tmp_path / "device.json").write_bytes(b'{"half": ')
    with Flash(tmp_path) as flash:
        part = flash.provisioning(IDENTITY)
        assert ({}, ["device"]) == (part.device, flash.damaged)
    assert b'{"half": ' == (tmp_path / "device.damaged").read_bytes()


WRITER = """
import sys
from pathlib import Path
from emulator.boot.flash import Flash
flash = Flash(Path(sys.argv[1]))
number = 0
while True:
    flash.write("device.json", b'{"n":"' + str(number).encode() * 20000 + b'"}')
    number += 1
    print(number, flush=True)
"""


def test_a_kill_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    """However often it is killed as it writes: the file is one of those written, whole, and the folder is free."""
    for after in range(3):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        for _ in range(after + 1):
            writer.stdout.readline()
        writer.kill()
        writer.wait()
        writer.stdout.close()
        with Flash(tmp_path) as flash:
            part = flash.provisioning(IDENTITY)
            assert (1, []) == (len(part.device), flash.damaged)
        assert [] == list(tmp_path.glob(".*"))
