"""Recordings keep no secret, and give the same phone again."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from emulator.boot.model import Power, PowerOn, Provisioning
from emulator.boot.orders import Fetched
from emulator.config.identity import identify
from emulator.config.layers import configure
from emulator.device import Device
from emulator.display.model import KeyPressed, TurnedOver
from emulator.kernel.profile import load_profile
from emulator.recording import Recorder, RecordingError, Stars, face, mask_secrets, replay

XML = '<a reg.1.address="1001" reg.1.auth.password="swordfish" device.auth.localAdminPassword=\'456\' empty=""/>'


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16", "utf-16-le", "utf-16-be"])
def test_secret_values_are_starred_at_the_same_length(encoding: str) -> None:
    """Only the values of secret parameters change, and nothing moves."""
    starred = mask_secrets(XML.encode(encoding), Stars())
    assert XML.replace("swordfish", "*" * 9).replace("'456'", "'***'") == starred.decode(encoding)
    assert len(XML.encode(encoding)) == len(starred)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_secret_is_starred_where_a_transfer_broke_off(encoding: str) -> None:
    """The end of its value is missing, and perhaps half a character."""
    body = '<a reg.1.auth.password="swordfish'.encode(encoding) + b"<"
    starred = mask_secrets(body, Stars())
    assert b"fish" not in starred.replace(b"\0", b"")
    assert len(body) == len(starred)


def test_equal_secrets_have_equal_stars_and_others_have_not() -> None:
    """A replay can tell that a password changed, and nobody can tell which it was."""
    stars = Stars()
    secrets = ("abc", "xyz", "abc", "", "longer", "123")
    assert ["***", "**1", "***", "", "******", "**2"] == [stars(secret) for secret in secrets]


def record(path: Path) -> Device:
    """A short life of a phone: powered, turned over and back, a key pressed, a file fetched with a secret in it."""
    profile = load_profile("VVX_250")
    flash = {"device.prov.serverName": "http://127.0.0.1:1/", "device.prov.password": "hunter2hunter2"}
    identity = identify(profile, "0004f2000001")
    parts = [Provisioning(configure(identity, flash=flash), device=flash), Power(pace="quick")]
    device = Device(profile, parts)
    with path.open("wb") as file:
        recorder = Recorder(file, device, "1")
        for at, event in enumerate(
            [
                PowerOn(),
                Fetched(1, "GET", "http://x/", 200, XML.encode() * 9, 9),
                TurnedOver(True),
                TurnedOver(False),
                KeyPressed("1"),
            ]
        ):
            recorder.event(event, at)
            device.feed(event, at)
            recorder.face(face(device, device.screen(), device.leds()), at)
    return device


def test_a_recording_holds_no_secret_and_replays_to_the_same_faces(tmp_path: Path) -> None:
    """Flash, files and events alike are starred; the replay sees what the user saw."""
    path = tmp_path / "x.jsonl"
    record(path)
    text = path.read_text()
    assert "hunter2" not in text
    assert "swordfish" not in text
    outcome = replay(path)
    assert outcome.difference is None
    assert 5 == outcome.events
    assert outcome.faces > 1


def test_a_replay_stops_at_the_first_difference(tmp_path: Path) -> None:
    """A face that was altered is found, with its time."""
    path = tmp_path / "x.jsonl"
    record(path)
    head, rest = path.read_text().split("\n", 1)
    path.write_text(f"{head}\n{rest.replace('3111-48820-001', '9999-99999-999')}")
    difference = replay(path).difference
    assert difference is not None
    assert 2 == difference.at


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff\xfe", b'{"recording": 99}', b'{"recording": 1}'])
def test_what_is_no_recording_is_told(tmp_path: Path, content: bytes) -> None:
    """Any other file is one clear error."""
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(RecordingError):
        replay(path)


@pytest.mark.parametrize("line", ['{"at": 9}', '{"at": 9, "event": {"type": "Nonsense"}}', '{"at": "x", "event": 7}'])
def test_a_broken_line_is_told(tmp_path: Path, line: str) -> None:
    """A recording that was cut or edited is no traceback."""
    path = tmp_path / "x.jsonl"
    record(path)
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(RecordingError):
        replay(path)


def test_the_recorder_writes_to_any_file() -> None:
    """The first line says what it is."""
    file = io.BytesIO()
    Recorder(file, Device(load_profile("VVX_450")), "7")
    assert file.getvalue().startswith(b'{"recording":1,"vphone":"7","model":"VVX_450",')
