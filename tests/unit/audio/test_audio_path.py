"""Handset, headset, speaker: what opens them, what closes them, what goes with them."""

from __future__ import annotations

import pytest

from emulator.audio.model import (
    Audio,
    HeadsetKey,
    MuteKey,
    PlayTone,
    RoutePath,
    SpeakerKey,
    VolumeKey,
    WentOffHook,
    WentOnHook,
)
from emulator.boot.model import Power
from emulator.calls.model import AnswerCall, CallAnswered, Calls, CallTerminated, Dial, EndCall
from emulator.display.model import HookMoved, Plugged
from emulator.kernel.state import Event
from tests.unit.calls.rig import Rig

LIFT, LAY = HookMoved(True), HookMoved(False)
PLUG, PULL = Plugged("headset", True), Plugged("headset", False)
SPEAKER, HEADSET = SpeakerKey(), HeadsetKey()


@pytest.mark.parametrize(
    ("events", "path"),
    [
        ([LIFT], "handset"),
        ([LIFT, LAY], "on-hook"),
        ([SPEAKER], "speaker"),
        ([SPEAKER, SPEAKER], "on-hook"),
        ([HEADSET], "on-hook"),
        ([PLUG, HEADSET], "headset"),
        ([PLUG, HEADSET, HEADSET], "on-hook"),
        ([SPEAKER, LIFT], "handset"),
        ([SPEAKER, LIFT, LAY], "on-hook"),
        ([LIFT, SPEAKER], "speaker"),
        ([LIFT, SPEAKER, LAY], "speaker"),
        ([LIFT, SPEAKER, SPEAKER], "handset"),
        ([PLUG, LIFT, HEADSET], "headset"),
        ([PLUG, LIFT, HEADSET, HEADSET], "handset"),
        ([PLUG, SPEAKER, HEADSET, SPEAKER], "speaker"),
        ([PLUG, HEADSET, PULL], "speaker"),
        ([PLUG, LIFT, HEADSET, PULL], "handset"),
        ([PLUG, PULL], "on-hook"),
    ],
)
def test_the_path_follows_the_hands(events: list[Event], path: str) -> None:
    """Each device takes the audio over, and gives it back to a lifted handset or to none."""
    phone = Rig()
    phone.feed(*events)
    assert path == phone[Audio].state
    assert (path != "on-hook") == bool([call for call in phone[Calls].calls if call.state == "dialing"])


def test_opening_and_closing_are_told_once() -> None:
    """Changing from one device to another is neither."""
    phone = Rig()
    phone.feed(LIFT, SPEAKER, LAY, SPEAKER)
    assert ([WentOffHook("handset")], [WentOnHook()]) == (phone.told(WentOffHook), phone.told(WentOnHook))


@pytest.mark.parametrize(
    ("values", "before", "path"),
    [
        ({}, [], "speaker"),
        ({}, [PLUG], "speaker"),
        ({"up.headsetMode": "1"}, [PLUG], "headset"),
        ({"up.headsetMode": "1"}, [], "speaker"),
    ],
    ids=["nothing", "headset without memory mode", "memory mode", "memory mode without headset"],
)
def test_a_call_opens_the_speaker_or_the_headset(values: dict[str, str], before: list[Event], path: str) -> None:
    """Dialing and answering by soft key open a path by themselves."""
    phone = Rig(values)
    phone.feed(*before, Dial("1002"))
    assert path == phone[Audio].state
    phone = Rig(values)
    phone.feed(*before)
    phone.ring()
    assert "on-hook" == phone[Audio].state
    phone.feed(AnswerCall())
    assert path == phone[Audio].state


def test_the_far_end_hangs_up_while_the_handset_is_off_its_cradle() -> None:
    """The path closes without dial tone; the next call uses the handset that is still lifted."""
    phone = Rig()
    phone.feed(LIFT)
    phone.feed(Dial("1002"), CallAnswered(1), CallTerminated(1, 200, ""))
    assert ("on-hook", "", True) == (phone[Audio].state, phone[Audio].tone, phone[Audio].lifted)
    phone.feed(Dial("1002"))
    assert "handset" == phone[Audio].state
    phone.feed(LAY)
    assert ("on-hook", "ended") == (phone[Audio].state, phone.call(2).state)


def test_ending_the_call_closes_the_speaker() -> None:
    """The link hears of every change of the route, and of nothing else."""
    phone = Rig()
    phone.dial_up()
    phone.feed(EndCall())
    assert [RoutePath("speaker", False, 5), RoutePath("on-hook", False, 0)] == phone.sent(RoutePath)


def test_mute_lasts_as_long_as_the_path() -> None:
    """It does nothing on hook, survives a change of device, and ends with the call."""
    phone = Rig()
    phone.feed(MuteKey())
    assert not phone[Audio].muted
    phone.dial_up()
    phone.feed(MuteKey(), LIFT)
    assert RoutePath("handset", True, 5) == phone.sent(RoutePath)[-1]
    phone.feed(LAY)
    assert not phone[Audio].muted
    phone.dial_up()
    phone.feed(MuteKey(), MuteKey())
    assert RoutePath("speaker", False, 5) == phone.sent(RoutePath)[-1]


def test_persistent_mute_stays() -> None:
    """feature.persistentMute.enabled keeps it for the next call."""
    phone = Rig({"feature.persistentMute.enabled": "1"})
    phone.dial_up()
    phone.feed(MuteKey(), EndCall())
    assert phone[Audio].muted


@pytest.mark.parametrize(("by", "volume"), [(1, 10), (-1, 0)])
def test_volume_stays_within_its_bounds(by: int, volume: int) -> None:
    """On hook the keys set the ringer."""
    phone = Rig()
    for _ in range(20):
        phone.feed(VolumeKey(by))
    assert (volume, 5) == (phone[Audio].ringer_volume, phone[Audio].speaker_volume)
    assert f"Ringer volume: {volume}\n{'█' * volume}{'░' * (10 - volume)}" == phone.screen.popup


@pytest.mark.parametrize(
    ("values", "speaker", "handset"),
    [
        ({}, 7, 5),
        ({"voice.volume.persist.handsfree": "0"}, 5, 5),
        ({"voice.volume.persist.handset": "1"}, 7, 7),
    ],
)
def test_the_volume_of_a_call_is_kept_as_configured(values: dict[str, str], speaker: int, handset: int) -> None:
    """voice.volume.persist.* says so for each device; the speaker's is kept by default."""
    phone = Rig(values)
    louder = [VolumeKey(1), VolumeKey(1)]
    phone.feed(SPEAKER, *louder, SPEAKER, LIFT, *louder, LAY)
    assert (speaker, handset) == (phone[Audio].speaker_volume, phone[Audio].handset_volume)


def test_volume_in_a_call_reaches_the_link() -> None:
    """The route carries the volume; a tone that sounds gets louder as well."""
    phone = Rig()
    phone.feed(LIFT, VolumeKey(1))
    assert RoutePath("handset", False, 6) == phone.sent(RoutePath)[-1]
    assert [PlayTone("dial", 5), PlayTone("dial", 6)] == phone.sent(PlayTone)


def test_a_headset_is_announced() -> None:
    """The device's words, once for each change."""
    phone = Rig()
    phone.feed(PLUG)
    assert "Headset attached." == phone.screen.popup
    phone.wait(1)
    phone.feed(PULL, PULL)
    assert "Headset removed." == phone.screen.popup


def test_keys_are_dead_while_the_phone_boots() -> None:
    """The position of the handset is known all the same."""
    phone = Rig({}, Power(state="updater"))
    phone.feed(LIFT, SPEAKER)
    assert ("on-hook", True) == (phone[Audio].state, phone[Audio].lifted)
