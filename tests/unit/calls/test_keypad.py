"""Digits in a call on a phone that has no keys for them."""

from __future__ import annotations

import pytest

from emulator.calls.model import CallProgressed, CallTerminated, Dial, HoldCall
from emulator.calls.orders import PlaceCall, SendDigits
from emulator.display.keys import UnknownKeyError
from emulator.display.model import OpenView
from emulator.kernel.state import Effect, Event
from tests.unit.hands import Hands


class Fingers(Hands):
    """A registered CCX; with `slow` nobody answers its calls."""

    slow = False

    def _answer(self, effect: Effect) -> Event | None:
        return None if self.slow and isinstance(effect, PlaceCall) else super()._answer(effect)

    def open_keypad(self) -> None:
        """Open the pad, on whatever page of soft keys its key is."""
        while "Keypad" not in [key.label for key in self.screen.soft_keys]:
            self.press("More")
        self.press("Keypad")

    @property
    def sent(self) -> str:
        """The keys that have gone out."""
        return "".join(each.digits for each in self.effects if isinstance(each, SendDigits))


@pytest.fixture
def hands() -> Fingers:
    """Registered, and at rest."""
    hands = Fingers("CCX_500")
    hands.wait(5)
    return hands


def test_the_keypad_sends_and_shows_what_is_pressed(hands: Fingers) -> None:
    """Back closes it; what was pressed in the call is still there when it opens again."""
    hands.feed(Dial("1001"))
    with pytest.raises(UnknownKeyError):
        hands.press("5")
    hands.open_keypad()
    hands.press("5", "*", "#")
    assert ("5*#", True) == (hands.sent, "5*#" in hands.text)
    hands.press("soft:Back")
    assert "active" == hands.screen.name
    hands.open_keypad()
    assert "5*#" in hands.text


def test_the_keypad_waits_for_as_long_as_the_call_lasts(hands: Fingers) -> None:
    """Whoever listens to an announcement is not idle; afterwards the phone returns to its idle view."""
    hands.feed(Dial("1001"))
    hands.open_keypad()
    hands.wait(60)
    assert "keypad" == hands.screen.name
    hands.feed(CallTerminated(1, 200, "OK"))
    hands.wait(5)
    hands.feed(OpenView("directories"))
    hands.wait(60)
    assert "home" == hands.screen.name


def test_the_keypad_goes_with_the_call(hands: Fingers) -> None:
    """Held or over, nobody hears keys: the screen is that of the call."""
    hands.feed(Dial("1001"))
    hands.open_keypad()
    hands.feed(HoldCall())
    assert "held" == hands.screen.name
    assert "Keypad" not in [key.label for key in hands.screen.actions]
    hands.press("Resume")
    hands.feed(CallTerminated(1, 200, "OK"))
    assert "ended" == hands.screen.name


def test_the_keypad_before_the_answer(hands: Fingers) -> None:
    """Only where the far end speaks already."""
    hands.slow = True
    hands.feed(Dial("1001"))
    hands.feed(CallProgressed(1, 180, "Ringing"))
    assert ["End Call"] == [key.label for key in hands.screen.actions]
    hands.feed(CallProgressed(1, 183, "Session Progress", early_media=True))
    hands.open_keypad()
    hands.press("7", "End Call")
    assert ("7", "ended") == (hands.sent, hands.screen.name)


def test_phones_with_keys_need_no_keypad() -> None:
    """A VVX, touched or not, and the CCX that has keys."""
    for model in ("VVX_450", "VVX_600", "CCX_350"):
        phone = Fingers(model)
        phone.feed(Dial("1001"))
        assert "Keypad" not in [key.label for key in phone.screen.actions]
