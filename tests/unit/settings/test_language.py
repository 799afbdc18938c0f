"""The phone's language, chosen in its menu."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import emulator
from emulator.display.labels import label
from emulator.display.language import language, languages
from emulator.kernel.data import read_data
from emulator.kernel.profile import load_profile, models
from emulator.kernel.sockets import plugs
from emulator.settings.menus import pages
from emulator.settings.ringing import ringers
from tests.unit.hands import Hands

SILENT = ("lab", "cli", "sip", "kernel", "config")
"""Packages that put nothing on a screen."""

SLICES = [
    path
    for path in sorted(Path(emulator.__file__).parent.rglob("*.py"))
    if not set(SILENT).intersection(path.relative_to(Path(emulator.__file__).parent).parts)
]


def soft_keys() -> set[str]:
    """What soft keys say: the idle phone's, and those that views name in their code."""
    named = (re.findall(r'\b(?:SoftKey|go)\("([^"{]+)"', path.read_text("utf-8")) for path in SLICES)
    return idle("softkey") | {each for found in named for each in found}


def idle(*places: str) -> set[str]:
    """What an idle phone offers at these places: soft keys, tiles, the menu of a CCX."""
    rows = csv.DictReader(read_data("menus/idle.csv").decode().splitlines())
    return {row["label"] for row in rows if row["place"] in places}


def menu_labels() -> set[str]:
    """What the menus say: entries, choices, and the rows of status pages; technical words among them."""
    rows = [row for each in pages().values() for row in each]
    choices = {text for row in rows if row.kind == "choice" for text, _ in row.choices}
    return {row.label for row in rows if row.label} | choices


def notices() -> set[str]:
    """What pops up: by name in the code of views and machines, and by the tables of plugs and of failed sign-ins."""
    named = (re.findall(r'\bNoticed\(\s*"([^"{]+)"', path.read_text("utf-8")) for path in SLICES)
    plugged = {text for plug in plugs().values() for text in (plug.attached, plug.removed, plug.absent) if text}
    outcomes = csv.DictReader(read_data("signin/outcomes.csv").decode().splitlines())
    failed = {line for row in outcomes for line in row["text"].split("\n") if line}
    return plugged | failed | {line for each in named for text in each for line in text.split("\\n") if line}


def room(model: str) -> int:
    """The cells of the narrowest soft key."""
    profile = load_profile(model)
    return profile.display.columns // profile.soft_keys - 1


def test_the_language_menu_changes_the_screens_at_once() -> None:
    """Deutsch in the menu turns menus and soft keys German, and an override keeps it so."""
    hands = Hands()
    hands.press("Home")
    hands.pick_tile("Settings")
    for text in ("Basic", "Preferences", "Language", "Deutsch"):
        hands.pick(text)
    assert "Voreinstellungen" in hands.text
    assert "Zurück" in [key.label for key in hands.screen.soft_keys]
    assert "German_Germany" == hands.setting("lcl.ml.lang")
    hands.press("Home")
    assert "Neuer Anruf" in hands.text


@pytest.mark.parametrize("name", languages())
def test_tables_are_whole(name: str) -> None:
    """Each language has a text for whatever another has one for, and keeps the places of numbers."""
    rows = {tongue: _rows(tongue) for tongue in languages()}
    assert set.union(*(set(each) for each in rows.values())) == set(rows[name])
    assert [] == [english for english, text in rows[name].items() if english.count("{}") != text.count("{}")]


@pytest.mark.parametrize("name", languages())
def test_menus_tiles_and_soft_keys_speak_every_language(name: str) -> None:
    """Each label has an entry in the table, if only to say that the word is the same."""
    spoken = language(name)
    assert spoken is not None
    texts = menu_labels() | soft_keys() | idle("tile", "menu")
    assert [] == sorted(text for text in texts if not spoken.knows(text))


@pytest.mark.parametrize("name", languages())
def test_what_pops_up_speaks_every_language(name: str) -> None:
    """Messages of a moment, and the names of ringers."""
    spoken = language(name)
    assert spoken is not None
    texts = notices() | set(ringers().values())
    assert [] == sorted(text for text in texts if not spoken.knows(text))


@pytest.mark.parametrize("model", models())
@pytest.mark.parametrize("name", ["", *languages()])
def test_no_soft_key_is_clipped(name: str, model: str) -> None:
    """In full or in a short form it fits over its key, on every model."""
    spoken = language(name)
    texts = {spoken.say(text) if spoken else text for text in soft_keys()}
    assert [] == sorted(text for text in texts if label(text, room(model)).endswith("…"))


def test_numbers_and_numbered_rows() -> None:
    """Numbers within a text come through; menu rows keep their number."""
    german = language("German_Germany")
    assert german is not None
    assert ["3 neue verpasste Anrufe", "1 Allgemein", "Reception"] == list(
        map(german.say, ("3 new missed calls", "1 Basic", "Reception"))
    )


def test_time_zones_have_the_names_of_their_places() -> None:
    """Each place for itself; a line that is called like one keeps its name."""
    german, french = language("German_Germany"), language("French_France")
    assert german is not None
    assert french is not None
    zone = "9 (GMT +1:00) Bern, Rome"
    assert ["9 (GMT +1:00) Bern, Rom", "9 (GMT +1:00) Berne, Rome", "Rome"] == [
        german.say(zone), french.say(zone), german.say("Rome"),
    ]  # fmt: skip


def _rows(name: str) -> dict[str, str]:
    rows = list(csv.reader(read_data(f"strings/{name}.csv").decode().splitlines()))[1:]
    return {row[0]: row[1] for row in rows}
