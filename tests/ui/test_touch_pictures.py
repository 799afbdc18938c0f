"""What holds for every picture of a touch screen: fingers find what they want, and nothing is cut that need not be."""

from __future__ import annotations

import re

import pytest

from emulator.display.canvas import Hit
from emulator.display.cells import ELLIPSIS
from emulator.display.forms import CharacterTyped, ShowKeyboard
from emulator.display.model import Items
from emulator.kernel.profile import load_profile, models
from tests.ui.album import Picture, album
from tests.ui.pictures import Still
from tests.ui.scenes import scenes
from tests.ui.stage import Scene

TOUCH = ["CCX_500", "CCX_600", "VVX_500", "VVX_600", "VVX_1500"]
"""One model of each touch screen."""

UPRIGHT = ["CCX_500"]


def rows(picture: Picture) -> list[str]:
    """What stands in the rows of the lists on the display."""
    return [item.text for block in picture.screen.body if isinstance(block, Items) for item in block.rows]


def follows(one: Hit, other: Hit) -> bool:
    """Whether two regions are one: they touch each other, say the same and mean the same."""
    return one[4:] == other[4:] and one.column == other.column and one.row + one.height == other.row


@pytest.mark.parametrize("model", TOUCH)
def test_what_means_one_thing_is_one_region(model: str) -> None:
    """An icon and its caption, a prompt and its field, both rows of a call: no finger and no Tab key stops twice."""
    for picture in album(model):
        hits = picture.frame.hits
        twice = [one.label for one in hits for other in hits if follows(one, other)]
        assert (picture.scene, []) == (picture.scene, twice)


@pytest.mark.parametrize("model", UPRIGHT)
def test_rows_of_a_list_are_high_enough_for_a_finger(model: str) -> None:
    """A row of cells is less than three millimetres high on an upright display; the last one on it may be flat."""
    for picture in album(model):
        listed = [hit for hit in picture.frame.hits if hit.label in rows(picture) and not hit.key]
        assert (picture.scene, []) == (picture.scene, [hit.label for hit in listed[:-1] if hit.height < 2])


@pytest.mark.parametrize("model", UPRIGHT)
def test_nothing_of_a_list_is_cut_where_there_is_room_below(model: str) -> None:
    """What does not fit beside a text stands in a row of its own."""
    for picture in album(model):
        lines = picture.frame.lines()
        cut = [line for line in lines if ELLIPSIS in line and any(text[:4] in line for text in rows(picture))]
        spare = sum(not line.strip() for line in lines)
        assert (picture.scene, []) == (picture.scene, cut if spare > 2 * len(rows(picture)) else [])


@pytest.mark.parametrize("model", [model for model in TOUCH if model.startswith("VVX")])
def test_nothing_runs_into_labels(model: str) -> None:
    """What stands beside labels is two cells away from them, news of an idle phone in rows between them if need be."""
    for picture in album(model):
        spans = picture.frame.rows if picture.screen.labels and not picture.screen.popup else ()
        told = ["".join("|" if span.style == "label" else span.text for span in row) for row in spans]
        close = [row for row in told if re.search(r"\| ?[^ |]|[^ |] ?\|", row)]
        assert (picture.scene, []) == (picture.scene, close)


@pytest.mark.parametrize("model", [model for model in TOUCH if model.startswith("VVX")])
@pytest.mark.parametrize("form", ["url", "forward-call", "edit-contact"])
def test_the_keyboard_has_its_rows_for_itself(model: str, form: str) -> None:
    """Every key can be read in its place; labels that stood beside a form make way."""
    profile = load_profile(model)
    scene = scenes(profile)[form]
    still = Still(profile, Scene(scene.parts, (*scene.events, ShowKeyboard(True)), scene.settings, scene.fits))
    keys = [hit for hit in still.frame.hits if isinstance(hit.intent, CharacterTyped)]
    lines = still.frame.lines()
    seen = [lines[hit.row][hit.column : hit.column + hit.width].strip() for hit in keys]
    assert ("".join(still.screen.keyboard or ()) != "", [hit.label for hit in keys]) == (True, seen)


def test_each_touch_screen_is_looked_at() -> None:
    """The models above stand for all that can be touched."""
    profiles = {model: load_profile(model) for model in models()}
    sizes = {(each.display.columns, each.display.rows) for each in profiles.values() if each.display.touch}
    assert sizes == {(profiles[model].display.columns, profiles[model].display.rows) for model in TOUCH}
