"""The PC's audio devices: which is for what, and when the phone is open."""

from __future__ import annotations

import pytest

from emulator.btoe.wire import CallPause, Device, Route, Welcome
from emulator.kernel.state import Effect
from emulator.lab.pc.model import HANDSET, PC_AUDIO, PlayFile, RecordFile, SpeakFile, media_at_phone, voice_at_phone
from emulator.lab.pc.sound import NO_CALL, NO_PHONE
from tests.unit.lab.pc.desk import CCX, VVX, Desk, paired, started


def talking(phone: Welcome = VVX) -> Desk:
    """In a call whose sound is at the phone."""
    desk = paired(phone)
    desk.do("devices", primary=phone.device)
    desk.do("ring", who="Alex Smith")
    desk.do("answer")
    desk.took(Effect)
    return desk


@pytest.mark.parametrize(("phone", "name"), [(VVX, "Polycom VVX Phone"), (CCX, "Poly CCX Phone")], ids=["VVX", "CCX"])
def test_a_paired_phone_is_an_audio_device(phone: Welcome, name: str) -> None:
    """By the name of the guides; gone with the pairing."""
    desk = paired(phone)
    assert [PC_AUDIO, name] == [*desk.pc.sound.devices]
    desk.do("unpair")
    assert [PC_AUDIO] == [*desk.pc.sound.devices]


def test_the_primary_device_has_the_calls() -> None:
    """The choice outlasts the device: it holds again when the phone is back."""
    desk = paired(CCX)
    assert PC_AUDIO == desk.pc.sound.route
    desk.do("devices", primary="Poly CCX Phone")
    assert ([Route("handset")], HANDSET) == (desk.said(), desk.pc.sound.route)
    desk.do("exit")
    assert PC_AUDIO == desk.pc.sound.route
    again = paired(CCX)
    again.do("devices", primary="Poly CCX Phone")
    again.do("unpair")
    assert (PC_AUDIO, "Poly CCX Phone") == (again.pc.sound.route, again.pc.sound.primary)


def test_a_device_that_is_not_there_cannot_be_chosen() -> None:
    """Nothing is changed then."""
    desk = started()
    assert "no audio device Poly CCX Phone" in desk.refused("devices", primary="Poly CCX Phone", attach="USB")
    assert (PC_AUDIO,) == desk.pc.sound.devices


def test_the_sound_of_a_call_moves_to_and_fro() -> None:
    """Handset is the phone, PC Mic and Speakers the computer; the phone is open as long as it is needed."""
    desk = talking()
    assert voice_at_phone(desk.pc.state)
    desk.do("audio", to=PC_AUDIO)
    assert [Route("pc"), Device()] == desk.said()
    assert not voice_at_phone(desk.pc.state)
    desk.do("audio", to=HANDSET)
    assert [Route("handset"), Device(playing=True, listening=True)] == desk.said()
    desk.do("hang-up")
    assert Device() in desk.said()


def test_sound_moves_in_a_call_and_to_what_is_there() -> None:
    """Not without a call, nor to a phone that is not paired."""
    desk = started()
    assert NO_CALL == desk.refused("audio", to=HANDSET)
    desk.do("ring", who="Alex Smith")
    assert NO_PHONE == desk.refused("audio", to=HANDSET)


def test_after_the_call_the_primary_device_counts_again() -> None:
    """Moving is for that call."""
    desk = talking()
    desk.do("audio", to=PC_AUDIO)
    desk.do("hang-up")
    assert HANDSET == desk.pc.sound.route


def test_a_paused_call_is_silent_at_the_phone() -> None:
    """While it goes on."""
    desk = talking()
    desk.hear(CallPause(1, paused=True))
    assert not voice_at_phone(desk.pc.state)
    desk.hear(CallPause(1, paused=False))
    assert voice_at_phone(desk.pc.state)


def test_music_goes_where_communication_goes_unless_it_has_a_device_of_its_own() -> None:
    """The phone as default communication device plays it; a stream device takes it away, and calls stay."""
    desk = paired(CCX)
    desk.do("play", wav="song.wav")
    assert ([PlayFile("song.wav")], []) == (desk.took(PlayFile), desk.said())
    desk.do("devices", communication="Poly CCX Phone")
    assert [Device(playing=True, listening=False)] == desk.said()
    assert media_at_phone(desk.pc.state)
    desk.do("devices", attach="USB Headset", stream="USB Headset")
    assert ([Device()], "USB Headset") == (desk.said(), desk.pc.sound.media_device)
    desk.do("devices", detach="USB Headset")
    assert PC_AUDIO == desk.pc.sound.media_device


def test_music_that_is_over_closes_the_phone() -> None:
    """And only that which was playing."""
    from emulator.lab.pc.model import Played

    desk = paired(CCX)
    desk.do("devices", communication="Poly CCX Phone")
    desk.do("play", wav="song.wav")
    desk.said()
    desk.feed(Played("other.wav"))
    assert [] == desk.said()
    desk.feed(Played("song.wav"))
    assert ([Device()], "") == (desk.said(), desk.pc.sound.playing)


def test_recording_wants_a_phone_and_ends_with_it() -> None:
    """So that the file is whole."""
    assert NO_PHONE == started().refused("record", wav="heard.wav")
    desk = paired()
    desk.do("record", wav="heard.wav")
    assert ([RecordFile("heard.wav")], [Device(listening=True)]) == (desk.took(RecordFile), desk.said())
    desk.do("unpair")
    assert [RecordFile("")] == desk.took(RecordFile)


def test_the_far_end_says_what_it_is_given() -> None:
    """Until it is told to be quiet."""
    desk = started()
    desk.do("speak", wav="voice.wav")
    desk.do("speak")
    assert [SpeakFile("voice.wav"), SpeakFile("")] == desk.took(SpeakFile)


def test_windows_ends_what_plays() -> None:
    """With the session."""
    desk = started()
    desk.do("play", wav="song.wav")
    desk.do("log-off")
    assert [PlayFile("song.wav"), PlayFile("")] == desk.took(PlayFile)
