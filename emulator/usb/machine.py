"""The USB stick: plugged in and pulled out, and a call recorded on it (UCS 4.0 user guide, recording calls)."""

from __future__ import annotations

from emulator.boot.model import ShuttingDown, config, running
from emulator.calls.model import Calls, CallsChanged
from emulator.display.model import Noticed, Plugged
from emulator.display.wallclock import wall_time
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Reaction, Slice, Step
from emulator.kernel.state import Event
from emulator.usb.model import (
    STICK,
    DeleteFile,
    DeleteRecording,
    FileFound,
    FilesListed,
    FindFile,
    ListFiles,
    PauseRecording,
    PlayFile,
    PlayRecording,
    PrepareTape,
    RunTape,
    StartRecording,
    StopRecording,
    TapeReady,
    Usb,
)

PULLED = "USB device removed unsafely"
STARTED, PAUSED = "Recording in progress", "Recording Paused"
NO_STICK, NO_CALL, NO_START = "No USB device attached", "No active call present", "Could not start recording"
"""Phrases of UCS 4.0."""

UsbStep = Step[Usb]


def _may_start(step: UsbStep) -> bool:
    return config(step.phone).flag("feature.callRecording.enabled") and step.own.present and _talking(step)


def _talking(step: UsbStep) -> bool:
    return step.phone[Calls].active is not None


def _over(step: UsbStep) -> bool:
    """No call is left that was being recorded; a held one may go on."""
    return not any(call.live for call in step.phone[Calls].calls)


def _pulled(step: UsbStep) -> bool:
    return not step.own.present


def _ready(step: UsbStep) -> bool:
    return bool(step.event.path)


def _prepare(step: UsbStep) -> None:
    """Name the recording by day and time, as 21Nov2025_190012.wav."""
    active = step.phone[Calls].active
    step.change(call=active.id if active else 0)
    step.do(PrepareTape(f"{wall_time(step.phone, step.now):%d%b%Y_%H%M%S}.wav"))


def _refuse(step: UsbStep) -> None:
    if config(step.phone).flag("feature.callRecording.enabled"):
        step.tell(Noticed(NO_STICK if not step.own.present else NO_CALL))


def _give_up(step: UsbStep) -> None:
    step.tell(Noticed(step.event.fault or NO_START))


def _begin(step: UsbStep) -> None:
    step.change(tape=step.event.path)
    step.do(RunTape(step.event.path))
    step.tell(Noticed(STARTED))


def _go_on(step: UsbStep) -> None:
    step.do(RunTape(step.own.tape))
    step.tell(Noticed(STARTED))


def _pause(step: UsbStep) -> None:
    step.do(RunTape(step.own.tape, paused=True))
    step.tell(Noticed(PAUSED))


def _finish(step: UsbStep) -> None:
    step.change(tape="", call=0)
    step.do(RunTape(""))
    step.do(ListFiles())


TAPE: Machine[Usb] = Machine(
    "recording",
    ("idle", "starting", "recording", "paused"),
    (
        Row(StartRecording, "idle", "starting", _may_start, _prepare),
        Row(StartRecording, "idle", None, None, _refuse),
        Row(TapeReady, "starting", "recording", _ready, _begin),
        Row(TapeReady, "starting", "idle", None, _give_up),
        Row(PauseRecording, "recording", "paused", None, _pause),
        Row(StartRecording, "paused", "recording", None, _go_on),
        Row(StopRecording, ("recording", "paused"), "idle", None, _finish),
        Row(CallsChanged, "starting", "idle", _over),
        Row(CallsChanged, ("recording", "paused"), "idle", _over, _finish),
        Row(Plugged, "starting", "idle", _pulled),
        Row(Plugged, ("recording", "paused"), "idle", _pulled, _finish),
        Row(ShuttingDown, "starting", "idle"),
        Row(ShuttingDown, ("recording", "paused"), "idle", None, _finish),
    ),
)


def _feed(step: UsbStep) -> None:
    TAPE.feed(step)


def _plugged(step: UsbStep) -> None:
    if step.event.what != STICK or step.event.present == step.own.present:
        return
    unsafe = step.own.state in ("recording", "paused")
    step.change(present=step.event.present, files=(), pictures=(), playing="")
    TAPE.feed(step)
    if unsafe and running(step.phone):
        step.tell(Noticed(PULLED))
    if step.own.present:
        step.do(ListFiles())


def _listed(step: UsbStep) -> None:
    step.change(files=step.event.files, pictures=step.event.pictures)


def _play(step: UsbStep) -> None:
    if step.event.name:
        step.do(FindFile(step.event.name))
    else:
        step.change(playing="")
        step.do(PlayFile(""))


def _found(step: UsbStep) -> None:
    step.change(playing=step.event.name if step.event.path else "")
    step.do(PlayFile(step.event.path))


def _delete(step: UsbStep) -> None:
    step.do(DeleteFile(step.event.name))


_REACTIONS: dict[type[Event], Reaction[Usb]] = {
    Plugged: _plugged,
    FilesListed: _listed,
    PlayRecording: _play,
    FileFound: _found,
    DeleteRecording: _delete,
    **dict.fromkeys((StartRecording, PauseRecording, StopRecording, TapeReady, CallsChanged, ShuttingDown), _feed),
}


def _as_it_hung(before: Usb, _: Usb) -> Usb:
    """A stick stays plugged in when the power goes."""
    return Usb(present=before.present)


SLICE: Slice[Usb] = Slice(Usb, _REACTIONS, machines=(TAPE,), kept=_as_it_hung)
