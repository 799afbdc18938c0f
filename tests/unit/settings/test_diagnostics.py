"""The hardware under test."""

from __future__ import annotations

from tests.unit.hands import Hands


def in_the_tests() -> Hands:
    """A phone with Test Hardware on its screen."""
    hands = Hands()
    hands.press("Home")
    hands.pick_tile("Settings")
    for label in ("Status", "Diagnostics", "Test Hardware"):
        hands.pick(label)
    return hands


def test_keys_say_their_names_and_the_same_one_twice_leaves() -> None:
    """Every key passes, soft keys and line keys too."""
    hands = in_the_tests()
    hands.pick("Keypad Diagnostics")
    for key in ("5", "VolUp", "SoftKey1", "LineKey3", "Mute"):
        hands.press(key)
        assert f"{key}: Pass" in hands.text
    hands.press("Mute")
    assert "Test Hardware" in hands.text


def test_the_lamps_are_switched_together() -> None:
    """1 lights every lamp in its colour, 1 again puts them out, any other key leaves with the lamps as they were."""
    hands = in_the_tests()
    before = hands.device.leds()
    hands.pick("LED Diagnostics")
    hands.press("1")
    assert "off" not in {led.color for led in hands.device.leds().values()}
    hands.press("2")
    assert ("Test Hardware" in hands.text, before) == (True, hands.device.leds())


def test_all_of_the_display_is_lit() -> None:
    """Until a key is pressed."""
    hands = in_the_tests()
    hands.pick("Display Diagnostics")
    rows = hands.text.splitlines()
    assert len(rows) - 3 <= sum("█" * 40 in row for row in rows)
    hands.press("SoftKey2")
    assert "Test Hardware" in hands.text
