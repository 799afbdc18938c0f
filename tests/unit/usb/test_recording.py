"""A call recorded on the memory stick: when it can be, what the phone says, and what goes where."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.calls.model import CallTerminated
from emulator.display.model import GoBack, Items, Noticed, OpenView, Plugged, Text
from emulator.kernel.state import Event
from emulator.usb.link import UsbLink
from emulator.usb.model import (
    RECORDER,
    RECORDINGS,
    DeleteFile,
    FileFound,
    FilesListed,
    FindFile,
    ListFiles,
    PauseRecording,
    PlayFile,
    PlayRecording,
    PrepareTape,
    RecordingFile,
    RunTape,
    StartRecording,
    StopRecording,
    TapeReady,
    Usb,
)
from tests.unit.calls.rig import Rig

ON = {"feature.callRecording.enabled": "1"}
TAPE = "/stick/01Jan1970_000000.wav"


def ready(values: dict[str, str] | None = None) -> Rig:
    """A phone with a stick, in a call."""
    phone = Rig(ON if values is None else values)
    phone.feed(Plugged("usb", True))
    phone.dial_up()
    return phone


def recording() -> Rig:
    """A phone that records its call."""
    phone = ready()
    phone.feed(StartRecording(), TapeReady(TAPE))
    return phone


def lines(phone: Rig) -> list[str]:
    """What the screen says: its text, or the rows of its list."""
    (block,) = phone.screen.body
    if isinstance(block, Text):
        return list(block.lines)
    assert isinstance(block, Items)
    return [f"{row.text} {row.detail}" for row in block.rows]


@pytest.mark.parametrize(("value", "offered"), [("0", False), ("1", True)])
def test_the_soft_key(value: str, offered: bool) -> None:
    """Record is offered in a call if recording is switched on and a stick is there."""
    phone = ready({"feature.callRecording.enabled": value})
    keys = [key.label for key in phone.screen.actions or phone.screen.soft_keys]
    assert offered == ("Record" in keys)
    phone.feed(Plugged("usb", False))
    assert "Record" not in [key.label for key in phone.screen.actions or phone.screen.soft_keys]


def test_from_start_to_stop() -> None:
    """Start, pause, resume and stop, each with its words; the file is named by day and time."""
    phone = ready()
    phone.feed(OpenView(RECORDER))
    assert "Start" in phone.labels
    phone.feed(StartRecording())
    assert [PrepareTape("01Jan1970_000000.wav")] == phone.sent(PrepareTape)
    phone.feed(TapeReady(TAPE))
    assert {"Pause", "Stop"} <= set(phone.labels)
    assert ["Recording in progress", "01Jan1970_000000.wav"] == lines(phone)
    phone.feed(PauseRecording())
    assert {"Resume", "Stop"} <= set(phone.labels)
    assert "Recording Paused" == lines(phone)[0]
    phone.feed(StartRecording(), StopRecording())
    assert [RunTape(TAPE), RunTape(TAPE, True), RunTape(TAPE), RunTape("")] == phone.sent(RunTape)
    assert "idle" == phone[Usb].state


@pytest.mark.parametrize("end", [CallTerminated(1, 200, "OK"), Plugged("usb", False)])
def test_what_ends_a_recording(end: Event) -> None:
    """The end of the call, or of the stick."""
    phone = recording()
    phone.feed(end)
    assert (RunTape(""), "idle") == (phone.sent(RunTape)[-1], phone[Usb].state)


def test_a_stick_pulled_too_early() -> None:
    """The phone complains about a stick that is pulled while it is written on."""
    phone = recording()
    phone.feed(Plugged("usb", False))
    assert "USB device removed unsafely" in [each.text for each in phone.told(Noticed) if isinstance(each, Noticed)]


@pytest.mark.parametrize(
    ("stick", "call", "answer", "text"),
    [
        (False, True, None, "No USB device attached"),
        (True, False, None, "No active call present"),
        (True, True, TapeReady("", "USB device is full"), "USB device is full"),
        (True, True, TapeReady(""), "Could not start recording"),
    ],
)
def test_why_it_does_not_begin(stick: bool, call: bool, answer: Event | None, text: str) -> None:
    """Without a stick, a call or room on the stick the phone says so."""
    phone = Rig(ON)
    if stick:
        phone.feed(Plugged("usb", True))
    if call:
        phone.dial_up()
    phone.feed(StartRecording(), *((answer,) if answer else ()))
    assert text in [each.text for each in phone.told(Noticed) if isinstance(each, Noticed)]
    assert "idle" == phone[Usb].state


def test_recordings_are_played_and_deleted() -> None:
    """The list plays the selected file through the link that knows where it is."""
    phone = Rig(ON)
    phone.feed(Plugged("usb", True), FilesListed((RecordingFile("a.wav", 65),)), OpenView(RECORDINGS))
    assert ["a.wav 1:05"] == lines(phone)
    assert ["Play", "Delete", "Back"] == phone.labels
    phone.feed(PlayRecording("a.wav"), FileFound("a.wav", "/stick/a.wav"))
    assert "Stop" in phone.labels
    phone.feed(PlayRecording())
    assert [PlayFile("/stick/a.wav"), PlayFile("")] == phone.sent(PlayFile)
    phone.feed(GoBack())


def test_a_finger_opens_a_recording() -> None:
    """Where no row is selected, what can be done with a recording stands on a screen of its own."""
    phone = Rig(ON, model="VVX_600")
    files = (RecordingFile("a.wav", 65), RecordingFile("b.wav", 5))
    phone.feed(Plugged("usb", True), FilesListed(files), OpenView(RECORDINGS))
    assert ["Back"] == phone.labels
    rows = next(block.rows for block in phone.screen.body if isinstance(block, Items))
    phone.feed(rows[1].intent or GoBack())
    assert ("b.wav", ["Play", "Delete", "Back"]) == (phone.screen.title, phone.labels)
    phone.press("Play")
    assert ["b.wav"] == [order.name for order in phone.sent(FindFile)]
    phone.feed(FilesListed(files[:1]))
    assert ["Back"] == phone.labels


class Told(list[Event]):
    """What a link posts."""

    def __call__(self, event: Event) -> None:
        self.append(event)


def test_the_folder_of_a_stick(tmp_path: Path) -> None:
    """New files never take the place of others; only what is listed can be found or deleted."""
    told = Told()
    link = UsbLink(told, tmp_path / "stick")
    for _ in range(2):
        link.perform(PrepareTape("a.wav"))
    paths = [Path(event.path).name for event in told if isinstance(event, TapeReady)]
    assert ["a.wav", "a-2.wav"] == paths
    told.clear()
    (tmp_path / "secret.wav").write_bytes(b"")
    for effect in (FindFile("../secret.wav"), FindFile("a.wav"), DeleteFile("../secret.wav"), DeleteFile("a.wav")):
        link.perform(effect)
    link.perform(ListFiles())
    assert FileFound("../secret.wav", "") == told[0]
    assert FileFound("a.wav", str((tmp_path / "stick" / "a.wav").absolute())) == told[1]
    assert FilesListed((RecordingFile("a-2.wav"),)) == told[-1]
    assert (tmp_path / "secret.wav").exists()


@pytest.mark.parametrize("folder", [None, Path("/proc/nowhere")])
def test_a_stick_that_cannot_be_written(folder: Path | None) -> None:
    """It is said that the recording could not begin."""
    told = Told()
    UsbLink(told, folder).perform(PrepareTape("a.wav"))
    assert [TapeReady("", "Could not start recording")] == told
