"""The PC's sound: which devices there are, which is for what, and where the sound of calls is."""

from __future__ import annotations

from emulator.btoe import wire
from emulator.kernel.slices import Slice, Step
from emulator.lab.pc.actions import Devices, MoveAudio, Play, Record, Speak
from emulator.lab.pc.model import (
    HANDSET,
    PC_AUDIO,
    CallsChanged,
    Client,
    Paired,
    Played,
    PlayFile,
    RecordFile,
    Refused,
    Say,
    SessionEnded,
    Sound,
    SpeakFile,
    Unpaired,
)

SoundStep = Step[Sound]

NO_CALL = "There is no call whose sound could be moved."
NO_PHONE = "The phone is not among the audio devices."


def _paired(step: SoundStep) -> None:
    step.change(phone=step.event.phone.device, opened=(False, False))
    _route_by_choice(step)
    _tell_route(step)
    _open(step)


def _unpaired(step: SoundStep) -> None:
    step.change(phone="", route=PC_AUDIO, opened=(False, False))
    _stop_recording(step)


def _ended(step: SoundStep) -> None:
    _stop_recording(step)
    if step.own.playing:
        step.change(playing="")
        step.do(PlayFile(""))


def _stop_recording(step: SoundStep) -> None:
    if step.own.recording:
        step.change(recording=False)
        step.do(RecordFile(""))


def _route_by_choice(step: SoundStep) -> None:
    """Calls sound where the primary device is, until their sound is moved."""
    own = step.own
    at_phone = own.phone and own.present(own.primary) == own.phone
    step.change(route=HANDSET if at_phone else PC_AUDIO)


def _tell_route(step: SoundStep) -> None:
    if step.own.phone:
        step.do(Say(wire.Route("handset" if step.own.route == HANDSET else "pc")))


def _open(step: SoundStep) -> None:
    """Open the phone as an audio device for whoever needs it, and close it for who does not."""
    own = step.own
    talking = own.through_phone and any(call.state == "connected" for call in step.phone[Client].calls)
    music = bool(own.playing) and own.media_device == own.phone
    opened = (bool(talking or music), bool(talking or own.recording))
    if opened != own.opened and own.phone:
        step.change(opened=opened)
        step.do(Say(wire.Device(*opened)))


def _calls(step: SoundStep) -> None:
    if not step.phone[Client].calls:
        before = step.own.route
        _route_by_choice(step)
        if step.own.route != before:
            _tell_route(step)
    _open(step)


def _move(step: SoundStep) -> None:
    if not step.phone[Client].calls:
        step.tell(Refused(NO_CALL))
    elif step.event.to == HANDSET and not step.own.phone:
        step.tell(Refused(NO_PHONE))
    else:
        step.change(route=step.event.to)
        _tell_route(step)
        _open(step)


def _choose(step: SoundStep) -> None:
    """Choose devices by name; a USB device can be plugged in and chosen at once."""
    event: Devices = step.event
    if event.attach:
        step.change(usb=(*(each for each in step.own.usb if each != event.attach), event.attach))
    wanted = {name: getattr(event, name) for name in ("primary", "communication", "stream") if getattr(event, name)}
    missing = [device for device in (*wanted.values(), event.detach) if device and device not in step.own.devices]
    if missing:
        step.own = step.phone[Sound]
        step.tell(Refused(f"There is no audio device {missing[0]}; there are {', '.join(step.own.devices)}."))
        return
    step.change(usb=tuple(each for each in step.own.usb if each != event.detach), **wanted)
    if event.primary:
        _route_by_choice(step)
        _tell_route(step)
    _open(step)


def _play(step: SoundStep) -> None:
    step.change(playing=step.event.wav)
    step.do(PlayFile(step.event.wav))
    _open(step)


def _played(step: SoundStep) -> None:
    if step.event.path == step.own.playing:
        step.change(playing="")
        _open(step)


def _record(step: SoundStep) -> None:
    if step.event.wav and not step.own.phone:
        step.tell(Refused(NO_PHONE))
        return
    step.change(recording=bool(step.event.wav))
    step.do(RecordFile(step.event.wav))
    _open(step)


def _speak(step: SoundStep) -> None:
    step.do(SpeakFile(step.event.wav))


SLICE = Slice(
    Sound,
    {
        Paired: _paired,
        Unpaired: _unpaired,
        SessionEnded: _ended,
        CallsChanged: _calls,
        MoveAudio: _move,
        Devices: _choose,
        Play: _play,
        Played: _played,
        Record: _record,
        Speak: _speak,
    },
)
