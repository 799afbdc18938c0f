"""The four corners of a CCX's touch screen, held together while it starts, reset it to what it was as unpacked."""

from __future__ import annotations

import pytest

from emulator.display.keys import CORNERS, UnknownKeyError
from emulator.display.model import Led
from tests.unit.hands import Hands

CORNER = "Top Left", "topright", "BottomLeft", "BottomRight"


def starting(model: str = "CCX_500") -> Hands:
    """A phone whose logo has appeared the second time."""
    hands = Hands(model, pace="device")
    for _ in range(600):
        if hands.state == "starting":
            return hands
        hands.wait(0.1)
    raise AssertionError(hands.state)


@pytest.mark.parametrize("cancelled", [False, True])
def test_corners_lead_to_the_question(cancelled: bool) -> None:
    """While the application starts, and in the countdown; the Mute lamp flashes, and the password is asked for."""
    hands = starting()
    if cancelled:
        hands.press("Cancel")
    assert Led() == hands.device.leds()["mute"]
    hands.chord(*CORNER)
    assert Led("red", "reset", "green") == hands.device.leds()["mute"]
    assert "reset" in hands.text
    hands.type("0004f2aabb01")
    hands.press("SoftKey1", "Yes")
    assert ("rebooting", Led()) == (hands.state, hands.device.leds()["mute"])


def test_corners_mean_nothing_to_a_phone_that_runs() -> None:
    """There a finger on a corner is but a touch."""
    hands = Hands("CCX_500")
    with pytest.raises(UnknownKeyError, match="does nothing now"):
        hands.chord(*CORNERS)


def test_other_phones_have_no_corners() -> None:
    """Their displays are not touched."""
    hands = starting("VVX_450")
    with pytest.raises(UnknownKeyError, match="has no key 'TopLeft'"):
        hands.chord(*CORNERS)
