"""Which tone sounds when, and what tones are made of."""

from __future__ import annotations

import pytest

from emulator.audio.model import Audio, PlayTone
from emulator.audio.tones import tones
from emulator.calls.model import (
    AnswerCall,
    CallProgressed,
    CallTerminated,
    Dial,
    DigitPressed,
    EndCall,
    IgnoreCall,
    OpenDialer,
)
from emulator.kernel.state import Event
from emulator.voicemail.model import MessageSummary
from tests.unit.calls.rig import Rig

SUMMARY = MessageSummary(1, True, 1)


@pytest.mark.parametrize(
    ("values", "events", "tone"),
    [
        ({}, [OpenDialer()], "dial"),
        ({}, [OpenDialer(), DigitPressed("1")], ""),
        ({}, [SUMMARY, OpenDialer()], "stutter"),
        ({"se.stutterOnVoiceMail": "0"}, [SUMMARY, OpenDialer()], "dial"),
        ({}, [Dial("1002")], ""),
        ({}, [Dial("1002"), CallProgressed(1, 180, "Ringing")], "ringback"),
        ({}, [Dial("1002"), CallProgressed(1, 183, "", True), CallProgressed(1, 180, "")], ""),
        (
            {"call.playLocalRingBackBeforeEarlyMediaArrival": "0"},
            [Dial("1002"), CallProgressed(1, 180, "Ringing")],
            "",
        ),
        ({}, [Dial("1002"), CallTerminated(1, 486, "")], "busy"),
        ({}, [Dial("1002"), CallTerminated(1, 404, "")], "reorder"),
        ({}, [Dial("1002"), CallTerminated(1, 404, ""), OpenDialer()], "dial"),
    ],
)
def test_the_tone_of_a_call_out(values: dict[str, str], events: list[Event], tone: str) -> None:
    """Dial tone, its stutter, ringback unless the far end sends its own, busy, reorder."""
    phone = Rig(values)
    phone.feed(*events)
    assert tone == phone[Audio].tone
    assert tone == (phone.sent(PlayTone) or [PlayTone("")])[-1].name


@pytest.mark.parametrize(
    ("values", "ringer"),
    [
        ({}, "ringer2"),
        ({"reg.1.ringType": "ringer7"}, "ringer7"),
        ({"reg.2.ringType": "ringer7"}, "ringer2"),
        ({"se.rt.default.ringer": "ringer4"}, "ringer4"),
        ({"reg.1.ringType": "default", "se.rt.default.ringer": "default"}, "ringer2"),
        ({"reg.1.ringType": "ringer15"}, "ringer15"),
    ],
)
def test_the_ringer_is_the_lines_own(values: dict[str, str], ringer: str) -> None:
    """reg.x.ringType, else the default ring class."""
    phone = Rig(values)
    phone.ring()
    assert f"ringer:{ringer}" == phone[Audio].tone


@pytest.mark.parametrize(("way", "tone"), [("beep", "callwaiting"), ("ring", "ringer:ringer2"), ("silent", "")])
def test_a_second_call_is_heard_as_configured(way: str, tone: str) -> None:
    """call.callWaiting.ring; ignoring it stops the tone."""
    phone = Rig({"call.callWaiting.ring": way})
    phone.dial_up()
    phone.ring()
    assert tone == phone[Audio].tone
    phone.feed(IgnoreCall(2))
    assert "" == phone[Audio].tone


@pytest.mark.parametrize(
    ("value", "tone"),
    [
        ("silent", ""),
        ("negativeConfirm", "negativeConfirm"),
        ("remoteHoldNotification", "remoteHold"),
        ("misc7", "welcome"),
    ],
)
def test_the_far_end_is_heard_to_hang_up(value: str, tone: str) -> None:
    """call.remoteDisconnect.toneType, while the last screen of the call stands; a call that the user ends has none."""
    phone = Rig({"call.remoteDisconnect.toneType": value})
    phone.dial_up()
    phone.feed(CallTerminated(1, 200, "OK"))
    assert ("ended", tone) == (phone.screen.name, phone[Audio].tone)
    phone.wait(3)
    assert "" == phone[Audio].tone
    phone.dial_up()
    phone.feed(EndCall())
    assert "" == phone[Audio].tone


def test_a_far_end_that_hangs_up_does_not_disturb_another_call() -> None:
    """A held party leaves while the user talks: the one who is talked with is heard, no tone."""
    phone = Rig({"call.remoteDisconnect.toneType": "negativeConfirm"})
    phone.dial_up()
    phone.ring()
    phone.do("Answer")
    phone.feed(CallTerminated(1, 200, "OK"))
    assert ({1: "ended", 2: "connected"}, "") == (phone.states, phone[Audio].tone)


def test_a_call_on_hold_lets_the_next_one_ring() -> None:
    """call.callWaiting.ring is for those who talk; one who has put a call aside is called by the ringer."""
    phone = Rig()
    phone.dial_up()
    phone.do("Hold")
    phone.ring()
    assert "ringer:ringer2" == phone[Audio].tone


def test_answering_stops_the_ringer_at_once() -> None:
    """Not only when the far end has heard of it."""
    phone = Rig()
    phone.ring()
    phone.feed(AnswerCall())
    assert [PlayTone("ringer:ringer2", 5), PlayTone("", 5)] == phone.sent(PlayTone)


def test_every_tone_can_be_generated() -> None:
    """Beeps have audible frequencies and lengths that a 16-bit generator counts; only the silent ring has none."""
    assert ["ringer:ringer1"] == [name for name, tone in tones().items() if not tone.beeps]
    for tone in tones().values():
        for beep in tone.beeps:
            assert all(100 <= hz <= 3_000 for hz in beep.hz)
            assert 0 < beep.on < 32_768
            assert 0 <= beep.off < 32_768
            assert -57 <= beep.level <= 3
            assert beep.times > 0
