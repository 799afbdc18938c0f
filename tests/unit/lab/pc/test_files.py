"""What a PC leaves in the folder of its user: logs, memory, sound."""

from __future__ import annotations

import math
import wave
from array import array
from pathlib import Path

import pytest

from emulator.lab.pc import waves
from emulator.lab.pc.computer import Computer
from emulator.lab.pc.logs import LIMIT, Logs
from emulator.lab.pc.memory import FILE, Kept, MemoryFileError, kept, load, parts, save
from emulator.lab.pc.model import Note, Setup
from tests.unit.lab.pc.desk import started


def write(path: Path, samples: array[int], rate: int = 16_000, channels: int = 1) -> Path:
    """A WAV file of those samples."""
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", "not compressed"))
        file.writeframes(samples.tobytes())
    return path


def test_the_log_is_where_the_guide_says(tmp_path: Path) -> None:
    """AppData > Local > Polycom > Polycom BToE Connector > polycom_BTOE_log.txt."""
    logs = Logs(tmp_path, wall=lambda: 0)
    assert "" == logs.read()
    logs.note(Note("started"))
    logs.note(Note("Unable to pair", "WARN"))
    path = tmp_path / "AppData/Local/Polycom/Polycom BToE Connector/polycom_BTOE_log.txt"
    assert ["INFO  started", "WARN  Unable to pair"] == [line[20:] for line in path.read_text().splitlines()]


def test_the_log_does_not_grow_for_ever(tmp_path: Path) -> None:
    """A full one is put aside."""
    logs = Logs(tmp_path)
    logs.note(Note("x" * LIMIT))
    logs.note(Note("fresh"))
    assert logs.read().endswith("INFO  fresh\n")
    assert len(logs.read()) < 100


def test_each_run_of_the_installer_leaves_a_log(tmp_path: Path) -> None:
    """AppData > Local > Temp > MSI*.LOG, with the error if it failed."""
    logs = Logs(tmp_path)
    good = logs.setup(Setup("install", "4.3.0"))
    bad = logs.setup(Setup("uninstall", "4.3.0", "unpair first"))
    assert [good, bad] == logs.read_setups() == sorted((tmp_path / "AppData/Local/Temp").glob("MSI*.LOG"))
    assert "Installation completed successfully" in good.read_text()
    assert "Removal failed" in bad.read_text()
    assert ("returning 0" in good.read_text(), "returning 1603" in bad.read_text()) == (True, True)


def test_a_pc_keeps_what_is_installed_and_chosen(tmp_path: Path) -> None:
    """And nothing of a phone, a code or a password."""
    desk = started()
    desk.do("block", networks=["Public"])
    desk.do("devices", attach="USB Headset", stream="USB Headset")
    desk.do("pair", code="gNCYoV19")
    save(tmp_path, kept(desk.pc))
    again = Computer(*parts(load(tmp_path)))
    assert ("4.3.0", True, ("Domain", "Home/Work")) == (
        again.windows.connector,
        again.windows.auto_start,
        again.windows.allowed,
    )
    assert ("jdoe@example.com", "signed-in", "USB Headset") == (
        again.client.account,
        again.client.state,
        again.sound.media_device,
    )
    assert "gNCYoV19" not in (tmp_path / FILE).read_text()
    assert 0o600 == (tmp_path / FILE).stat().st_mode & 0o777


def test_a_pc_without_a_memory_is_new(tmp_path: Path) -> None:
    """A file that is not one is said to be none."""
    assert Kept() == load(tmp_path)
    (tmp_path / FILE).write_text("{")
    with pytest.raises(MemoryFileError, match="not what a PC has kept"):
        load(tmp_path)


@pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (8_000, 1), (48_000, 2), (44_100, 1)])
def test_any_usual_sound_is_played_at_16_khz(tmp_path: Path, rate: int, channels: int) -> None:
    """As long and as loud as it was."""
    tone = array("h")
    for number in range(rate // 2):
        tone.extend([round(10_000 * math.sin(2 * math.pi * 440 * number / rate))] * channels)
    played = waves.read(write(tmp_path / "tone.wav", tone, rate, channels))
    assert abs(8_000 - len(played)) <= 1
    power = math.sqrt(sum(each * each for each in played) / len(played))
    assert math.isclose(10_000 / math.sqrt(2), power, rel_tol=0.02)


@pytest.mark.parametrize(
    ("content", "sentence"), [(None, "cannot be read"), (b"RIFF", "not a WAV"), (b"hello", "not a WAV")]
)
def test_what_is_no_sound_is_one_sentence(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    """Never anything but a WaveError."""
    path = tmp_path / "song.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(waves.WaveError, match=sentence):
        waves.read(path)


def test_eight_bits_are_not_played(tmp_path: Path) -> None:
    """16-bit PCM alone."""
    with wave.open(str(tmp_path / "old.wav"), "wb") as file:
        file.setparams((1, 1, 8_000, 0, "NONE", "not compressed"))
        file.writeframes(b"\x80" * 100)
    with pytest.raises(waves.WaveError, match="16-bit"):
        waves.read(tmp_path / "old.wav")


def test_frames_are_of_20_ms_and_add_up() -> None:
    """The last is filled with silence; sounds on top of each other do not overflow."""
    first, second = waves.frames(array("h", [30_000] * 400))
    assert (320, 320, 0) == (len(first), len(second), second[-1])
    assert waves.mixed(array("h", [32_767] * 320)) == waves.mixed(first, first)
    assert waves.mixed(first) == waves.mixed(first, array("h", [0] * 320))


def test_a_recording_is_a_wav_file(tmp_path: Path) -> None:
    """Whole once it is closed; one that cannot be written is said to be so."""
    recorder = waves.Recorder(tmp_path / "heard.wav")
    recorder.take(b"\1\0" * 320)
    recorder.close()
    with wave.open(str(tmp_path / "heard.wav")) as file:
        assert (16_000, 320) == (file.getframerate(), file.getnframes())
    with pytest.raises(waves.WaveError, match="cannot be written"):
        waves.Recorder(tmp_path / "no" / "heard.wav")
