"""Calls parked, retrieved and taken from elsewhere by the codes of the server."""

from __future__ import annotations

import pytest

from emulator.calls.model import Dial
from emulator.calls.orders import PlaceCall
from emulator.calls.parties import SendRefer
from tests.unit.hands import Hands
from tests.unit.world import site


def phone(more: str) -> Hands:
    """An idle phone."""
    return Hands("VVX_450", {"site.cfg": site(more=more)})


def press(hands: Hands, label: str) -> None:
    """Press a soft key, on whatever page it is."""
    while label not in [key.label for key in hands.screen.soft_keys]:
        hands.press("More")
    hands.press(f"soft:{label}")


def called(hands: Hands) -> list[str]:
    """What was called."""
    return [each.target for each in hands.effects if isinstance(each, PlaceCall)]


def test_without_the_features_there_are_no_keys() -> None:
    """Neither Pickup on an idle phone nor Park in a call."""
    hands = phone("")
    assert "Pickup" not in [key.label for key in hands.screen.actions]
    hands.feed(Dial("1002"))
    assert "Park" not in [key.label for key in hands.screen.actions]


@pytest.mark.parametrize(
    ("more", "keys", "target"),
    [
        ('feature.directedCallPickup.enabled="1"', ("Directed", "1", "2", "Pickup"), "*9712"),
        (
            'feature.directedCallPickup.enabled="1" call.directedCallPickupString="**"',
            ("Directed", "1", "2", "Pickup"),
            "**12",
        ),
        (
            'feature.callPark.enabled="1" call.parkedCallRetrieveString="*88"',
            ("Retrieve", "7", "0", "1", "Retrieve"),
            "*88701",
        ),
        ('feature.groupCallPickup.enabled="1"', ("Group",), "groupcallpickup"),
        ('feature.lastCallReturn.enabled="1"', ("LCR",), "*69"),
        ('feature.lastCallReturn.enabled="1" call.lastCallReturnString="*11"', ("LCR",), "*11"),
    ],
)
def test_codes_are_dialed(more: str, keys: tuple[str, ...], target: str) -> None:
    """The code, with the number that was entered behind it."""
    hands = phone(more)
    press(hands, "Pickup")
    for key in keys:
        hands.press(key)
    assert [target] == called(hands)


def test_only_what_is_switched_on_is_offered() -> None:
    """One soft key a feature, and Cancel."""
    features = ("directedCallPickup", "lastCallReturn", "groupCallPickup")
    hands = phone(" ".join(f'feature.{name}.enabled="1"' for name in features))
    press(hands, "Pickup")
    assert ["Group", "Directed", "LCR", "Cancel"] == [key.label for key in hands.screen.actions]
    hands.press("Cancel")
    assert "lines" == hands.screen.name


@pytest.mark.parametrize(("code", "target"), [("*68", "*68701"), ("", "701")])
def test_a_call_is_parked(code: str, target: str) -> None:
    """The far end is asked to call the code and the place."""
    hands = phone(f'feature.callPark.enabled="1" call.parkedCallString="{code}"')
    hands.feed(Dial("1002"))
    press(hands, "Park")
    hands.press("7", "0", "1", "Park")
    (refer,) = [each for each in hands.effects if isinstance(each, SendRefer)]
    assert target == refer.target
    assert "park" != hands.screen.name
