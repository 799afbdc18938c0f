"""The tones that remind of calls on hold."""

from __future__ import annotations

import pytest

from emulator.audio.model import Audio
from emulator.calls.model import HoldCall, MediaChanged
from tests.unit.calls.rig import Rig


def on_hold(media: str, values: dict[str, str]) -> Rig:
    """A call held by us, or by the far end."""
    phone = Rig(values)
    phone.dial_up()
    phone.feed(*([HoldCall()] if media == "local-hold" else []), MediaChanged(1, media))
    return phone


@pytest.mark.parametrize(
    ("media", "family", "tone", "delay"),
    [("local-hold", "localReminder", "localHold", 90), ("remote-hold", "remoteNotification", "remoteHold", 60)],
)
def test_the_tone_comes_after_a_while_and_again(media: str, family: str, tone: str, delay: int) -> None:
    """At the default times, and for a moment each."""
    phone = on_hold(media, {f"call.hold.{family}.enabled": "1"})
    phone.wait(delay - 1)
    assert "" == phone[Audio].tone
    for _ in range(3):
        phone.wait(1)
        assert tone == phone[Audio].tone
        phone.wait(1)
        assert "" == phone[Audio].tone
        phone.wait(58)


@pytest.mark.parametrize(("media", "family"), [("local-hold", "localReminder"), ("remote-hold", "remoteNotification")])
def test_its_times_can_be_set(media: str, family: str) -> None:
    """Start delay and period, in seconds."""
    name = f"call.hold.{family}"
    phone = on_hold(media, {f"{name}.enabled": "1", f"{name}.startDelay": "5", f"{name}.period": "7"})
    heard = []
    for second in range(1, 21):
        phone.wait(1)
        heard += [second] if phone[Audio].tone else []
    assert [5, 12, 19] == heard


@pytest.mark.parametrize("media", ["local-hold", "remote-hold"])
def test_there_is_none_by_default(media: str) -> None:
    """Both are off."""
    phone = on_hold(media, {})
    phone.wait(1_000)
    assert "" == phone[Audio].tone


def test_it_stops_with_the_hold() -> None:
    """Resumed while the tone sounds, the phone is quiet, and stays so."""
    phone = on_hold("local-hold", {"call.hold.localReminder.enabled": "1"})
    phone.wait(90)
    phone.do("Resume")
    assert "" == phone[Audio].tone
    phone.wait(1_000)
    assert "" == phone[Audio].tone


def test_it_keeps_still_for_other_tones() -> None:
    """A call that comes in rings."""
    phone = on_hold("local-hold", {"call.hold.localReminder.enabled": "1"})
    phone.wait(90)
    phone.ring()
    assert "ringer:ringer2" == phone[Audio].tone
