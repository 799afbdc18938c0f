"""The models that ship: what their profiles say, and how sure that is."""

from __future__ import annotations

import msgspec
import pytest

from emulator.display.keys import resolve
from emulator.display.model import KeyPressed, Screen
from emulator.kernel.profile import DeviceProfile, UnknownModelError, load_profile, models

PROFILES = [load_profile(model) for model in models()]
OPTIONAL = {"name", "family", "led_rows", "sure"}


@pytest.mark.parametrize(
    ("model", "pixels", "cells", "line_keys", "registrations", "touch"),
    [
        ("VVX_250", (320, 240), (40, 15), 4, 4, False),
        ("VVX_350", (320, 240), (40, 15), 6, 6, False),
        ("VVX_450", (480, 272), (60, 17), 12, 12, False),
        ("CCX_500", (720, 1280), (45, 40), 0, 24, True),
    ],
)
def test_models(
    model: str, pixels: tuple[int, int], cells: tuple[int, int], line_keys: int, registrations: int, touch: bool
) -> None:
    """Display, line keys and lines are those of the data sheet."""
    profile = load_profile(model)
    display = profile.display
    assert (pixels, cells, touch) == (display.pixels, (display.columns, display.rows), display.touch)
    assert (line_keys, registrations) == (profile.line_key_count, profile.registrations)


@pytest.mark.parametrize(
    ("asked", "token"),
    [("vvx450", "VVX_450"), ("VVX 250", "VVX_250"), ("350", "VVX_350"), ("Poly CCX-500", "CCX_500")],
)
def test_models_are_named_in_any_usual_spelling(asked: str, token: str) -> None:
    """People, servers and labels spell models differently."""
    assert token == load_profile(asked).token


@pytest.mark.parametrize("asked", ["", "VVX", "VVX_451", "50"])
def test_unknown_models_are_refused_with_those_known(asked: str) -> None:
    """The error lists what there is."""
    with pytest.raises(UnknownModelError, match="VVX_450"):
        load_profile(asked)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.token)
def test_every_field_says_how_sure_it_is(profile: DeviceProfile) -> None:
    """S was read in a document, M is remembered; nothing is left unsaid."""
    assert set(profile.__struct_fields__) - OPTIONAL == set(profile.sure)
    assert {"S", "M"} >= set(profile.sure.values())


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.token)
def test_every_key_of_a_model_can_be_pressed(profile: DeviceProfile) -> None:
    """Hard keys are named canonically."""
    presses = [resolve(key, Screen("any"), profile) for key in profile.hard_keys]
    assert [KeyPressed(key) for key in profile.hard_keys] == presses


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.token)
def test_profiles_are_plain_data(profile: DeviceProfile) -> None:
    """A profile travels in a recording and comes back the same."""
    assert profile == msgspec.json.decode(msgspec.json.encode(profile), type=DeviceProfile)
