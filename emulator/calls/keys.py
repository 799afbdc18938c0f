"""What the hard keys mean on any screen that does not say otherwise."""

from __future__ import annotations

from emulator.audio.model import HeadsetKey, HookswitchKey, MuteKey, SpeakerKey, VolumeKey, obeys_hookswitch
from emulator.calls.model import Calls, DigitPressed, HoldCall, ResumeCall
from emulator.calls.softkeys import third_party_keys
from emulator.display.model import Scene
from emulator.kernel.state import Event
from emulator.voicemail.model import open_messages

DIGITS = "1234567890*#"

HOOKSWITCH = "Hookswitch"
"""The key on a headset."""


def base_keys(scene: Scene) -> dict[str, Event]:
    """The intents behind the keys for audio, messages, hold and digits, as the calls stand."""
    keys: dict[str, Event] = {
        "Speaker": SpeakerKey(),
        "Headset": HeadsetKey(),
        "Mute": MuteKey(),
        "VolUp": VolumeKey(+1),
        "VolDown": VolumeKey(-1),
        "Messages": open_messages(scene.phone),
        **{digit: DigitPressed(digit) for digit in DIGITS},
    }
    if obeys_hookswitch(scene.phone):
        keys[HOOKSWITCH] = HookswitchKey()
    hold = hold_key(scene.phone[Calls])
    if hold:
        keys["Hold"] = hold
    return keys | third_party_keys(scene)


def hold_key(calls: Calls) -> Event | None:
    """Hold holds the active call, and takes a held one that is selected back."""
    if calls.active:
        return HoldCall(calls.active.id)
    selected = calls.find(calls.selected)
    return ResumeCall(selected.id) if selected and selected.state == "held" else None
