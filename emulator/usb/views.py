"""The screens of the memory stick: recordings to listen to, and the recording of the call that is up."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.display.model import (
    Display,
    GoBack,
    Item,
    Items,
    OpenView,
    Rank,
    Scene,
    Screen,
    SoftKey,
    Text,
    View,
    opened,
    showing,
)
from emulator.usb.machine import NO_STICK, PAUSED, STARTED
from emulator.usb.model import (
    RECORDER,
    RECORDINGS,
    DeleteRecording,
    PauseRecording,
    PlayRecording,
    RecordingFile,
    StartRecording,
    StopRecording,
    Usb,
)

TEXTS = {"recording": STARTED, "paused": PAUSED}
_BACK = SoftKey("Back", GoBack())

RECORDING = "recording"
"""The view of one recording, whose name stands behind a slash."""


def recorder(scene: Scene) -> Screen:
    """How the recording stands, and what can be done with it."""
    usb = scene.phone[Usb]
    lines = (TEXTS.get(usb.state, ""), usb.tape.replace("\\", "/").rpartition("/")[2])
    return Screen(RECORDER, "Record", (Text(lines),), (*_controls(usb.state), _BACK))


def _controls(state: str) -> Iterator[SoftKey]:
    if state == "idle":
        yield SoftKey("Start", StartRecording())
    if state == "recording":
        yield SoftKey("Pause", PauseRecording())
    if state == "paused":
        yield SoftKey("Resume", StartRecording())
    if state in ("recording", "paused"):
        yield SoftKey("Stop", StopRecording())


def recordings(scene: Scene) -> Screen:
    """What is on the stick; a finger opens a recording, other phones have one selected."""
    usb = scene.phone[Usb]
    if not usb.files:
        text = "No records" if usb.present else NO_STICK
        return Screen(RECORDINGS, "Browse Recordings", (Text((text,)),), (_BACK,))
    rows = Items(tuple(_row(scene, each) for each in usb.files))
    if scene.profile.pointed:
        return Screen(RECORDINGS, "Browse Recordings", (rows,), (_BACK,))
    chosen = usb.files[min(scene.phone[Display].picked.get(RECORDINGS, 0), len(usb.files) - 1)]
    return Screen(RECORDINGS, "Browse Recordings", (rows,), _uses(usb, chosen.name))


def _row(scene: Scene, each: RecordingFile) -> Item:
    playing = each.name == scene.phone[Usb].playing
    intent = OpenView(f"{RECORDING}/{each.name}") if scene.profile.display.touch else None
    return Item(each.name, _length(each), "active" if playing else "", intent)


def _length(each: RecordingFile) -> str:
    return f"{each.seconds // 60}:{each.seconds % 60:02}"


def _uses(usb: Usb, name: str) -> tuple[SoftKey, ...]:
    """What can be done with a recording."""
    play = SoftKey("Stop", PlayRecording()) if usb.playing else SoftKey("Play", PlayRecording(name))
    return play, SoftKey("Delete", DeleteRecording(name)), _BACK


def recording(scene: Scene) -> Screen:
    """One of them, as long as it is there."""
    usb, name = scene.phone[Usb], opened(scene.phone)[1]
    found = next((each for each in usb.files if each.name == name), None)
    text, keys = (_length(found), _uses(usb, name)) if found else ("No records", (_BACK,))
    return Screen(f"{RECORDING}/{name}", name, (Text((text,)),), keys)


def _recorder_shown(scene: Scene) -> bool:
    return showing(scene.phone, RECORDER) and scene.phone[Usb].present


VIEWS = (
    View(RECORDINGS, Rank.MENU, lambda scene: showing(scene.phone, RECORDINGS), recordings),
    View(RECORDING, Rank.MENU, lambda scene: opened(scene.phone)[0] == RECORDING, recording),
    View(RECORDER, Rank.MENU, _recorder_shown, recorder),
)
"""The views of the stick."""
