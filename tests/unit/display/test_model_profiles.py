"""The models that ship: what their profiles say, and how sure that is."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from emulator.cli.models import markdown
from emulator.display.keys import CORNERS, resolve
from emulator.display.model import KeyPressed, Screen
from emulator.kernel.profile import FEATURES, DeviceProfile, UnknownModelError, load_profile, models

PROFILES = [load_profile(model) for model in models()]
OPTIONAL = {"name", "family", "led_rows", "sure", "expansions"}


@pytest.mark.parametrize(
    ("model", "pixels", "cells", "line_keys", "registrations", "touch"),
    [
        ("VVX_250", (320, 240), (40, 15), 4, 4, False),
        ("VVX_350", (320, 240), (40, 15), 6, 6, False),
        ("VVX_450", (480, 272), (60, 17), 12, 12, False),
        ("VVX_101", (132, 64), (36, 8), 2, 1, False),
        ("VVX_311", (208, 104), (36, 9), 6, 6, False),
        ("VVX_411", (320, 240), (40, 15), 12, 12, False),
        ("VVX_501", (320, 240), (40, 15), 0, 12, True),
        ("VVX_601", (480, 272), (60, 17), 0, 16, True),
        ("VVX_1500", (800, 480), (64, 19), 0, 6, True),
        ("CCX_500", (720, 1280), (45, 40), 0, 24, True),
        ("CCX_700", (1024, 600), (64, 19), 0, 24, True),
        ("SPIP_335", (102, 33), (27, 4), 2, 2, False),
        ("SPIP_450", (256, 116), (42, 9), 3, 3, False),
        ("SPIP_550", (320, 160), (40, 10), 4, 4, False),
        ("SPIP_670", (320, 160), (40, 10), 6, 34, False),
        ("SSIP_6000", (248, 68), (41, 6), 0, 1, False),
        ("SSIP_7000", (256, 128), (42, 10), 0, 1, False),
        ("SL_8440", (240, 320), (36, 24), 0, 6, False),
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
    [
        ("vvx450", "VVX_450"),
        ("VVX 250", "VVX_250"),
        ("350", "VVX_350"),
        ("500", "VVX_500"),
        ("Poly CCX-500", "CCX_500"),
        ("SPIP_550", "SPIP_550"),
        ("SoundPoint IP 550", "SPIP_550"),
        ("Polycom SoundPoint 335", "SPIP_335"),
        ("IP 650", "SPIP_650"),
        ("670", "SPIP_670"),
        ("ssip6000", "SSIP_6000"),
        ("SoundStation IP 7000", "SSIP_7000"),
        ("soundstation 4000", "SSIP_4000"),
        ("Duo", "SSDuo"),
        ("SoundStation Duo", "SSDuo"),
        ("SSDUO", "SSDuo"),
        ("SpectraLink 8440", "SL_8440"),
        ("8452", "SL_8452"),
    ],
)
def test_models_are_named_in_any_usual_spelling(asked: str, token: str) -> None:
    """People, servers and labels spell models differently."""
    assert token == load_profile(asked).token


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.token)
def test_a_model_answers_to_its_own_names(profile: DeviceProfile) -> None:
    """What is printed on it, what it calls itself on the wire, and how master configuration files spell it."""
    names = (profile.token, profile.name, f"Polycom {profile.name}", profile.compact, profile.token.lower())
    assert {profile.token} == {load_profile(name).token for name in names}


@pytest.mark.parametrize("asked", ["", "VVX", "VVX_451", "50"])
def test_unknown_models_are_refused_with_those_known(asked: str) -> None:
    """The error lists what there is."""
    with pytest.raises(UnknownModelError, match="VVX_450"):
        load_profile(asked)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.token)
def test_every_field_says_how_sure_it_is(profile: DeviceProfile) -> None:
    """S was read in a document, M is remembered; nothing is left unsaid."""
    said = {name.partition(".")[0] for name in profile.sure}
    assert set(profile.__struct_fields__) - OPTIONAL == said - OPTIONAL
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


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.token)
def test_what_a_profile_says_fits_together(profile: DeviceProfile) -> None:
    """Features have words, chords are of keys that there are, a phone without handset has another way off the hook."""
    assert set(profile.features) <= set(FEATURES)
    held = {key for keys in profile.chords.values() for key in keys}
    assert held <= {*profile.hard_keys, *(CORNERS if profile.display.touch else ())}
    assert profile.has("handset") or {"Speaker", "Talk"} & set(profile.hard_keys)
    assert ("Headset" in profile.hard_keys) <= profile.has("headset")
    assert profile.registrations >= 1
    assert profile.calls >= profile.calls_per_line_key or profile.calls == 8


FACTORY_RESET = {
    ("1", "3", "5"): "VVX_300 VVX_310 VVX_400 VVX_410 VVX_500 VVX_600",
    ("4", "6", "8", "*"): "SPIP_550 SPIP_670 VVX_1500",
    ("1", "3", "5", "7"): "SPIP_335 SPIP_560 SSIP_5000 SSIP_7000",
    ("6", "8", "*"): "SSIP_4000 SSIP_6000",
}
"""The keys that reset a phone during its countdown (8x8 guide to reusing Polycom phones 2.5, page 11)."""


@pytest.mark.parametrize(("keys", "tokens"), FACTORY_RESET.items(), ids=lambda each: "".join(each))
def test_keys_that_reset_a_phone(keys: tuple[str, ...], tokens: str) -> None:
    """By that table, and said to be sure; where there is a dial pad, other models have theirs from memory."""
    for token in tokens.split():
        profile = load_profile(token)
        assert keys == profile.chords["factory reset"]
        assert not profile.guessed("chords", "factory reset")
    assert load_profile("VVX_311").guessed("chords", "factory reset")


@pytest.mark.parametrize(
    ("model", "sockets"),
    [
        ("VVX_101", "handset headset lan power"),
        ("VVX_250", "handset headset usb-headset usb usb-other wifi-adapter pc lan power"),
        (
            "VVX_600",
            "handset headset ehs-headset usb-headset bluetooth-headset usb usb-other wifi-adapter pc lan"
            " expansion color-expansion power",
        ),
        (
            "CCX_500",
            "handset headset ehs-headset usb-headset bluetooth-headset usb usb-other computer pc lan expansion power",
        ),
        ("SSIP_6000", "lan power"),
    ],
)
def test_what_can_be_plugged_in(model: str, sockets: str) -> None:
    """The sockets that the hardware has."""
    assert sockets == " ".join(load_profile(model).sockets)


def test_the_table_of_models_is_current() -> None:
    """The document says what the profiles say: `vphone models --format markdown > docs/models.md`."""
    written = (Path(__file__).parents[3] / "docs" / "models.md").read_text(encoding="utf-8")
    assert markdown(PROFILES) == written


def test_guessed_values_are_marked_in_the_table() -> None:
    """A question mark stands behind what was not read in a document of the maker, and nowhere else."""
    row = next(line for line in markdown([load_profile("VVX_600")]).splitlines() if "VVX_600" in line)
    assert "| 3111-44600-001 | 480x272, colour, touch | 0 | 4? | 16 | 24 |" in row
    assert row.endswith("| 1+3+5 |")
