"""The screens of the memory stick: recordings to listen to, and the recording of the call that is up."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.display.model import Display, GoBack, Item, Items, Rank, Scene, Screen, SoftKey, Text, View, showing
from emulator.usb.machine import NO_STICK, PAUSED, STARTED
from emulator.usb.model import (
    RECORDER,
    RECORDINGS,
    DeleteRecording,
    PauseRecording,
    PlayRecording,
    StartRecording,
    StopRecording,
    Usb,
)

TEXTS = {"recording": STARTED, "paused": PAUSED}
_BACK = SoftKey("Back", GoBack())


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
    """What is on the stick."""
    usb = scene.phone[Usb]
    if not usb.files:
        text = "No records" if usb.present else NO_STICK
        return Screen(RECORDINGS, "Browse Recordings", (Text((text,)),), (_BACK,))
    chosen = usb.files[min(scene.phone[Display].picked.get(RECORDINGS, 0), len(usb.files) - 1)]
    rows = tuple(
        Item(each.name, f"{each.seconds // 60}:{each.seconds % 60:02}", "active" if each.name == usb.playing else "")
        for each in usb.files
    )
    play = SoftKey("Stop", PlayRecording()) if usb.playing else SoftKey("Play", PlayRecording(chosen.name))
    keys = (play, SoftKey("Delete", DeleteRecording(chosen.name)), _BACK)
    return Screen(RECORDINGS, "Browse Recordings", (Items(rows),), keys)


def _recorder_shown(scene: Scene) -> bool:
    return showing(scene.phone, RECORDER) and scene.phone[Usb].present


VIEWS = (
    View(RECORDINGS, Rank.MENU, lambda scene: showing(scene.phone, RECORDINGS), recordings),
    View(RECORDER, Rank.MENU, _recorder_shown, recorder),
)
"""The views of the stick."""
