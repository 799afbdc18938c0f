"""Headsets of several kinds: one is in use at a time, and only what was plugged in can be pulled out."""

from __future__ import annotations

import pytest

from emulator.audio.model import HEADSETS, Audio, HeadsetKey, HookswitchKey, PlayTone, RoutePath, SpeakerKey
from emulator.calls.model import AnswerCall, CallAnswered, Calls, Dial, OpenDialer
from emulator.display.model import HookMoved, Noticed, Plugged
from tests.unit.calls.rig import Rig


@pytest.mark.parametrize("kind", HEADSETS)
def test_any_headset_opens_the_headset_path(kind: str) -> None:
    """The Headset key means whichever is there; without it the call goes on over the loudspeaker."""
    phone = Rig()
    phone.feed(Plugged(kind, True), HeadsetKey())
    assert ("headset", kind in ("usb-headset", "bluetooth-headset")) == (phone[Audio].state, phone[Audio].digital)
    phone.feed(Plugged(kind, False))
    assert (False, False, "speaker") == (phone[Audio].headset, phone[Audio].digital, phone[Audio].state)


def test_the_headset_that_came_last_is_in_use() -> None:
    """Pulling another one changes nothing; pulling that one leaves the one before."""
    phone = Rig()
    phone.feed(Plugged("headset", True), Plugged("usb-headset", True), Plugged("bluetooth-headset", True))
    phone.feed(Plugged("usb-headset", False))
    assert (True, "bluetooth-headset") == (phone[Audio].headset, phone[Audio].headset_kind)
    phone.feed(Plugged("bluetooth-headset", False))
    assert (True, "headset") == (phone[Audio].headset, phone[Audio].headset_kind)
    phone.feed(Plugged("headset", False))
    assert not phone[Audio].headset


@pytest.mark.parametrize(
    ("kind", "option", "taken"),
    [
        ("headset", "2", False),
        ("ehs-headset", "0", False),
        ("ehs-headset", "2", True),
        ("usb-headset", "0", True),
        ("bluetooth-headset", "0", True),
    ],
)
def test_the_key_on_the_headset(kind: str, option: str, taken: bool) -> None:
    """It answers and hangs up; that of an analog headset only with up.analogHeadsetOption."""
    phone = Rig({"up.analogHeadsetOption": option})
    phone.feed(Plugged(kind, True))
    phone.ring()
    phone.feed(HookswitchKey())
    assert (taken, "headset" if taken else "on-hook") == (bool(phone[Calls].occupant), phone[Audio].state)
    phone.feed(CallAnswered(1, "PCMU"), HookswitchKey())
    assert "on-hook" == phone[Audio].state


@pytest.mark.parametrize(
    ("where", "plugs", "path"),
    [
        ("chassis", ("headset",), "speaker"),
        ("headset", ("headset",), "headset"),
        ("headset", ("usb-headset",), "headset"),
        ("headset", (), "speaker"),
        ("bluetoothHeadset", ("headset",), "speaker"),
        ("bluetoothHeadset", ("bluetooth-headset",), "headset"),
        ("handset", (), "handset"),
        ("dock", (), "speaker"),
        ("active", ("headset",), "speaker"),
    ],
)
def test_the_ringer_sounds_where_it_was_sent(where: str, plugs: tuple[str, ...], path: str) -> None:
    """Audible Ringer (se.destination); without a headset it is the loudspeaker all the same."""
    phone = Rig({"se.destination": where})
    phone.feed(*(Plugged(plug, True) for plug in plugs))
    phone.ring()
    assert [PlayTone("ringer:ringer2", 5, path)] == phone.sent(PlayTone)


def test_a_ringer_sounds_where_the_user_listens() -> None:
    """Audible Ringer: Active, while another call is at the headset; tones that are no ringers stay where they were."""
    phone = Rig({"se.destination": "active", "call.callWaiting.ring": "ring"})
    phone.feed(Plugged("headset", True), HeadsetKey(), Dial("1002"), CallAnswered(1, "PCMU"))
    phone.ring()
    heard = [(tone.name, tone.path) for tone in phone.sent(PlayTone) if tone.name]
    assert [("dial", "speaker"), ("ringer:ringer2", "headset")] == [heard[0], heard[-1]]


@pytest.mark.parametrize(
    ("values", "key", "path"),
    [
        ({}, SpeakerKey(), "speaker"),
        ({"up.handsfreeMode": "0"}, SpeakerKey(), "on-hook"),
        ({}, HeadsetKey(), "headset"),
        ({"up.headsetModeEnabled": "0"}, HeadsetKey(), "on-hook"),
    ],
)
def test_paths_that_are_switched_off(values: dict[str, str], key: SpeakerKey | HeadsetKey, path: str) -> None:
    """up.handsfreeMode takes the loudspeaker away from calls, up.headsetModeEnabled the headset."""
    phone = Rig(values)
    phone.feed(Plugged("headset", True), key)
    assert path == phone[Audio].state
    assert ("up.handsfreeMode" in values) == (Noticed("Handsfree mode disabled") in phone.told(Noticed))


def test_without_a_loudspeaker_calls_wait_for_the_handset() -> None:
    """The phone asks for it; lifting it takes the call over, and opens no other."""
    phone = Rig({"up.handsfreeMode": "0"})
    phone.feed(OpenDialer())
    assert ("on-hook", "Please lift handset") == (phone[Audio].state, phone.screen.popup)
    phone.feed(Dial("1002"), HookMoved(True))
    assert ("handset", 1) == (phone[Audio].state, len(phone[Calls].calls))


def test_a_handset_without_its_cord_is_silent() -> None:
    """The phone is off the hook all the same."""
    phone = Rig()
    phone.ring()
    phone.feed(AnswerCall(), HookMoved(True), Plugged("handset", False))
    assert ("handset", RoutePath("on-hook", False, 0)) == (phone[Audio].state, phone.sent(RoutePath)[-1])
    phone.feed(Plugged("handset", True))
    assert RoutePath("handset", False, 5) == phone.sent(RoutePath)[-1]
