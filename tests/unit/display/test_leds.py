"""The lamps of each model, by its table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from emulator.audio.model import Audio
from emulator.boot.model import Power
from emulator.calls.model import Call, Calls
from emulator.contacts.model import CallLists
from emulator.display.leds import CONDITIONS, LINE_CONDITIONS
from emulator.display.model import Display, Led
from emulator.kernel.profile import DeviceProfile, load_profile, models
from emulator.kernel.state import Part
from emulator.lines.model import Lines
from emulator.voicemail.model import Mailbox, Voicemail

MakeLines = Callable[..., Lines]
PROFILES = [load_profile(model) for model in models()]

USUAL = {"mwi", "speaker", "headset", "mute"}
LAMPS = {"VVX": USUAL, "CCX": USUAL, "SoundPoint": USUAL, "SoundStation": {"bar"}, "SpectraLink": {"mwi"}}
"""The lamps of each family beside those of line keys."""

MESSAGE = Voicemail("waiting", (Mailbox(1, waiting=True, new=1),))
ASLEEP = Display(state="asleep")


def calls(*states: str) -> Calls:
    return Calls(calls=tuple(Call(number, 1, "in", state) for number, state in enumerate(states, 1)))


Rows = list[tuple[str, list[Part], Led]]

KEYS: Rows = [
    ("speaker", [Audio(state="speaker")], Led("green")),
    ("speaker", [Audio(state="headset")], Led()),
    ("headset", [Audio(state="headset", headset=True)], Led("green")),
    ("headset", [Audio(headset=True)], Led()),
    ("mute", [Audio(muted=True)], Led("red")),
    ("mute", [Audio()], Led()),
]

BLUE: Rows = [
    ("headset", [Audio(state="headset", headset=True, headset_kind="usb-headset")], Led("blue")),
    ("headset", [Audio(state="headset", headset=True, headset_kind="bluetooth-headset")], Led("blue")),
    ("headset", [Audio(state="speaker", headset=True, headset_kind="usb-headset")], Led()),
]

MESSAGES: Rows = [
    ("mwi", [], Led()),
    ("mwi", [MESSAGE], Led("red", "flashSlow")),
    ("mwi", [calls("offering")], Led("red", "flutter")),
    ("mwi", [calls("offering"), MESSAGE], Led("red", "flutter")),
    ("mwi", [CallLists(unseen=1)], Led()),
    ("mwi", [ASLEEP, MESSAGE], Led("red", "flashSlow")),
]

LINES: Rows = [
    ("line1", [], Led()),
    ("line1", [calls("dialing")], Led("green")),
    ("line1", [calls("ringing")], Led("green")),
    ("line1", [calls("connected")], Led("green")),
    ("line1", [calls("offering")], Led("green", "offering")),
    ("line1", [calls("remote-held")], Led("green", "remoteHold")),
    ("line1", [calls("held")], Led("red", "flash")),
    ("line1", [calls("transferring")], Led("red", "flash")),
    ("line1", [calls("held", "connected")], Led("green")),
    ("line1", [calls("connected", "offering")], Led("green", "offering")),
    ("line1", [calls("ended")], Led()),
    ("line2", [calls("connected")], Led()),
]

CCX_TABLE: Rows = [
    ("speaker", [], Led("white")),
    ("speaker", [ASLEEP], Led()),
    ("speaker", [Audio(state="speaker")], Led("green")),
    ("headset", [], Led("white")),
    ("headset", [ASLEEP], Led()),
    ("headset", [Audio(state="headset", headset=True)], Led("green")),
    ("headset", [Audio(state="headset", headset=True, headset_kind="usb-headset")], Led("blue")),
    ("headset", [Audio(state="headset", headset=True, headset_kind="bluetooth-headset")], Led("blue")),
    ("headset", [Audio(headset=True, headset_kind="bluetooth-headset")], Led("white")),
    ("mute", [], Led()),
    ("mute", [Audio(muted=True)], Led()),
    ("mute", [Audio(muted=True), calls("connected")], Led("red")),
    ("mute", [Audio(muted=True), calls("ended")], Led()),
    ("mwi", [], Led()),
    ("mwi", [MESSAGE], Led("red", "flash")),
    ("mwi", [calls("offering")], Led("red", "flash")),
    ("mwi", [CallLists(unseen=2)], Led("red", "flash")),
]

SOUNDSTATION_TABLE: Rows = [
    ("bar", [], Led()),
    ("bar", [MESSAGE], Led()),
    ("bar", [calls("dialing")], Led("green")),
    ("bar", [calls("connected")], Led("green")),
    ("bar", [calls("held", "connected")], Led("green")),
    ("bar", [calls("held")], Led("red", "flash")),
    ("bar", [calls("held", "transferring")], Led("red", "flash")),
    ("bar", [calls("offering")], Led("green", "offering")),
    ("bar", [calls("connected", "offering")], Led("green", "offering")),
    ("bar", [calls("connected"), Audio(muted=True)], Led("red")),
    ("bar", [Audio(muted=True)], Led()),
    ("bar", [calls("ended")], Led()),
]

HEARTBEAT: Rows = [("mwi", [ASLEEP], Led("red", "powerSaving"))]
DARK: Rows = [("mwi", [ASLEEP], Led())]
TABLES = {
    "keyed VVX": [*MESSAGES, *HEARTBEAT, *KEYS, *BLUE, *LINES],
    "touch VVX": [*MESSAGES, *HEARTBEAT, *KEYS, *BLUE],
    "CCX": CCX_TABLE,
    "SoundPoint": [*MESSAGES, *DARK, *KEYS, *LINES],
    "SoundStation": SOUNDSTATION_TABLE,
    "SpectraLink": [*MESSAGES, *DARK],
}


def kind(profile: DeviceProfile) -> str:
    """Which of TABLES a model has."""
    touch = "touch" if profile.display.touch else "keyed"
    return f"{touch} VVX" if profile.family == "VVX" else profile.family


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.token)
def test_lamps_of_every_model(bench: Any, lines: MakeLines, profile: DeviceProfile) -> None:
    """The table of the family's user guides, row by row."""
    wrong = []
    for lamp, parts, led in TABLES[kind(profile)]:
        if lamp != "line2" or profile.line_key_count > 1:
            shown = bench(profile.token, lines("2001", "2002"), *parts).leds[lamp]
            wrong += [(lamp, parts, led, shown)] if led != shown else []
    assert [] == wrong


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.token)
def test_every_lamp_is_listed(bench: Any, profile: DeviceProfile) -> None:
    """Lamps are there even when off: one for each line key that has one, and those of the table."""
    keys = profile.line_key_count if profile.line_key_leds else 0
    names = {*LAMPS[profile.family], *(f"line{number}" for number in range(1, keys + 1))}
    assert names == set(bench(profile.token).leds)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.token)
def test_without_power_all_lamps_are_off(bench: Any, profile: DeviceProfile) -> None:
    """An unplugged phone shines nowhere."""
    assert {Led()} == set(bench(profile.token, Power(state="off")).leds.values())


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.token)
def test_tables_name_what_there_is(profile: DeviceProfile) -> None:
    """Every condition of a table is known, every pattern has its steps, every colour its name."""
    for row in profile.led_rows:
        assert row.when in (LINE_CONDITIONS if row.led == "line" else CONDITIONS)
        assert row.pattern == "steady" or row.pattern in profile.patterns
        assert row.color in ("white", "red", "green", "amber", "blue")
        assert row.sure in ("S", "M")


def test_no_condition_is_without_a_table() -> None:
    """Conditions that no model's table uses are not kept."""
    used = {row.when for profile in PROFILES for row in profile.led_rows}
    assert used == {*CONDITIONS, *LINE_CONDITIONS}


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.token)
def test_patterns_blink(profile: DeviceProfile) -> None:
    """A pattern has steps that shine and steps that do not, each lasting some time."""
    for steps in profile.patterns.values():
        assert {0, 1} == {on for on, _ in steps}
        assert all(milliseconds > 0 for _, milliseconds in steps)
