"""Where things stand in every picture: texts in the middle, messages in frames, dates as long as there is room."""

from __future__ import annotations

import pytest

from emulator.display.model import Progress, Text
from emulator.kernel.profile import DeviceProfile, load_profile, models
from tests.ui.album import Picture, album

PROFILES = [load_profile(model) for model in models()]
UNFLANKED = [each.token for each in PROFILES if not any(each.line_places)]
WIRELESS = [each.token for each in PROFILES if each.has("battery")]
FRAMING = [each.token for each in PROFILES if each.display.rows >= 6]
"""The models whose display has room for a message in a frame."""


def found(model: str, *names: str) -> list[Picture]:
    """The pictures of those scenes that the model has."""
    return [each for each in album(model) if each.scene in names]


def bare(picture: Picture) -> bool:
    """Whether there are only texts in the picture, without any soft key below or title above."""
    screen = picture.screen
    texts = all(isinstance(block, Text | Progress) for block in screen.body)
    surrounded = screen.title or screen.status or any(key.label for key in screen.soft_keys)
    return texts and bool(screen.body) and not surrounded


@pytest.mark.parametrize("model", models())
def test_texts_alone_stand_in_the_middle(model: str) -> None:
    """A screen without soft keys has as many blank rows above as below, or one less."""
    for picture in filter(bare, album(model)):
        rows = [bool(line.strip()) for line in picture.frame.lines()]
        above, below = rows.index(True), rows[::-1].index(True)
        assert (picture.scene, True) == (picture.scene, below - above in (0, 1))


@pytest.mark.parametrize("model", FRAMING)
def test_a_message_stands_in_a_frame(model: str) -> None:
    """Over labels of lines too, if there is no room below them."""
    for picture in found(model, "notice", "ringer-volume", "volume"):
        assert (picture.scene, True) == (picture.scene, "┌" in picture.frame.text())


@pytest.mark.parametrize("model", UNFLANKED)
def test_a_date_with_nothing_beside_it_is_long(model: str) -> None:
    """As lcl.datetime.date.longFormat has it by default."""
    profile: DeviceProfile = load_profile(model)
    idle = found(model, "idle")
    if profile.display.layout != "ccx":
        assert ["Tuesday, November 21"] == [line.strip() for line in idle[0].frame.lines() if "November" in line]


@pytest.mark.parametrize("model", models())
def test_a_page_is_heard_from_the_loudspeaker(model: str) -> None:
    """Whose icon the status bar has."""
    for picture in found(model, "page-heard"):
        assert picture.screen.status is not None
        assert "speaker" in picture.screen.status.icons


@pytest.mark.parametrize("model", WIRELESS)
def test_a_phone_without_a_cable_does_not_speak_of_one(model: str) -> None:
    """It has a radio, and no port of a LAN."""
    for picture in found(model, "status-network", "ethernet", "test-hardware"):
        text = picture.frame.text()
        assert (picture.scene, []) == (picture.scene, [word for word in ("Ethernet", "LAN Port") if word in text])


@pytest.mark.parametrize("model", models())
def test_where_a_meeting_is_leaves_room_for_what_it_is_about(model: str) -> None:
    """However long the name of the place is."""
    for picture in found(model, "meetings"):
        assert "Design of" in picture.frame.text()
