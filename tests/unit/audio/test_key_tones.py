"""What users hear of the keys that they press, and volumes of headsets from call to call."""

from __future__ import annotations

import pytest

from emulator.audio.model import Audio, HeadsetKey, PlayKey, SpeakerKey, VolumeKey
from emulator.calls.model import DigitPressed
from emulator.display.model import HookMoved, Plugged
from emulator.kernel.state import Event
from tests.unit.calls.rig import Rig


@pytest.mark.parametrize(
    ("path", "masking", "hz"),
    [
        (HookMoved(True), "0", (852, 1336)),
        (HookMoved(True), "1", (852, 1336)),
        (SpeakerKey(), "0", (852, 1336)),
        (SpeakerKey(), "1", (500,)),
    ],
)
def test_keys_sound(path: Event, masking: str, hz: tuple[int, ...]) -> None:
    """As DTMF; on the speaker, with masking, as something that no microphone takes for it."""
    phone = Rig({"tone.dtmf.chassis.masking": masking, "tone.dtmf.onTime": "150", "tone.dtmf.level": "-20"})
    phone.feed(path, DigitPressed("8"))
    assert [PlayKey(hz, 150, -20.0)] == phone.sent(PlayKey)


def test_keys_are_silent_on_hook() -> None:
    """Without an open path nobody would hear them."""
    phone = Rig()
    phone.feed(DigitPressed("8"))
    assert [] == phone.sent(PlayKey)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("headset", "headset"), ("usb-headset", "usbHeadset"), ("bluetooth-headset", "bluetooth.headset")],
)
@pytest.mark.parametrize(("value", "volume"), [("0", 5), ("1", 7)])
def test_the_volume_of_a_headset(kind: str, name: str, value: str, volume: int) -> None:
    """Each kind of headset has a switch of its own that keeps its volume."""
    phone = Rig({f"voice.volume.persist.{name}": value})
    phone.feed(Plugged(kind, True), HeadsetKey(), VolumeKey(1), VolumeKey(1), HeadsetKey())
    assert volume == phone[Audio].headset_volume
