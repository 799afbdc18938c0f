"""Intercom: calls that the far end is asked to take by itself."""

from __future__ import annotations

import pytest

from emulator.calls.orders import PlaceCall
from tests.unit.hands import Hands
from tests.unit.world import site

ON = 'feature.intercom.enable="1"'


@pytest.mark.parametrize(
    ("more", "softkey", "tile"),
    [
        ("", False, False),
        (ON, True, True),
        (f'{ON} softkey.feature.intercom="0"', False, True),
        (f'{ON} homeScreen.intercom.enable="0"', True, False),
    ],
)
def test_where_intercom_stands(more: str, softkey: bool, tile: bool) -> None:
    """On the idle screen and on Home, each with a switch of its own, once the feature is on."""
    hands = Hands(files={"site.cfg": site(more=more)})
    hands.wait(5)
    assert softkey == ("Intercom" in [key.label for key in hands.screen.actions])
    hands.press("Home")
    assert tile == ("Intercom" in hands.text)


@pytest.mark.parametrize(
    ("more", "alert"), [("", "Intercom"), ('voIpProt.SIP.intercom.alertInfo="at-once"', "at-once")]
)
def test_an_intercom_call(more: str, alert: str) -> None:
    """The number is asked for; without one nothing is called; the INVITE says what kind of call it is."""
    hands = Hands(files={"site.cfg": site(more=f"{ON} {more}")})
    hands.wait(5)
    while "Intercom" not in [key.label for key in hands.screen.soft_keys]:
        hands.press("More")
    hands.press("Intercom", "Dial")
    assert "intercom" == hands.screen.name
    hands.press("1", "0", "0", "3", "Dial")
    (placed,) = [each for each in hands.effects if isinstance(each, PlaceCall)]
    assert ("1003", (("Alert-Info", alert),)) == (placed.target, placed.headers)
    assert "active" == hands.screen.name
