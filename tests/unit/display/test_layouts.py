"""The same screens on one model of each build, as golden pictures, and what holds for the layouts of all models."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from emulator.display.canvas import Frame
from emulator.display.frame import draw, line_key_row
from emulator.display.model import (
    CallCard,
    Field,
    GoBack,
    Item,
    Items,
    LineKey,
    MoveSelection,
    OpenView,
    Progress,
    Screen,
    SoftKey,
    StatusBar,
    Text,
    Tiles,
)
from emulator.kernel.profile import DeviceProfile, load_profile, models

MODELS = ("VVX_101", "VVX_300", "VVX_500", "VVX_1500", "CCX_600", "SPIP_335", "SPIP_650", "SSIP_6000", "SL_8440")
PROFILES = [load_profile(model) for model in models()]
NAMES = ("2001", "Reception", "Support Desk", "Sales")

BAR = StatusBar("10:42 AM  Tue, Nov 21", ("message", "registered"), "2001", "10:42 AM")
KEYS = tuple(SoftKey(label, GoBack()) for label in ("New Call", "Directories", "Transfer", "More"))
ITEMS = tuple(Item(f"Contact {number}", f"200{number}", intent=GoBack()) for number in range(1, 60))
LINE_KEYS = tuple(LineKey(name, "registered", "Registered", GoBack()) for name in NAMES)
TILES = tuple(Item(name, icon="message", intent=GoBack()) for name in ("New Call", "Messages", "Directories", "DND"))

SCREENS = (
    Screen("idle", body=(Text(("10:42 AM",), style="big"), Text(("Tue, Nov 21",))), labels=True),
    Screen("home", "Home", (Tiles(TILES, columns=3),), keys={"Back": GoBack()}),
    Screen("list", "Contacts", (Items(ITEMS, selected=12),)),
    Screen("call", "2001", (CallCard("Carol Smith", "1003", "Active", "active", since=0),)),
    Screen("form", "Password", (Field("Enter password", "1234", secret=True),), keys={"1": GoBack()}),
    Screen("wait", body=(Text(("Processing configuration...", "Please wait...")), Progress(40))),
    Screen("popup", body=(Text(("10:42 AM",)),), labels=True, popup="Headset attached."),
)


def drawn(screen: Screen, profile: DeviceProfile) -> Frame:
    """The screen with all that surrounds it on this model."""
    lines = LINE_KEYS[: profile.registrations]
    keys = {"MenuButton": OpenView("menu"), **screen.keys}
    whole = replace(screen, status=BAR, soft_keys=KEYS[: profile.soft_keys], line_keys=lines, keys=keys)
    return draw(whole, profile, 65_000_000)


@pytest.mark.parametrize("model", MODELS)
def test_screens_look_like_themselves(model: str, golden: Callable[[str, str], None]) -> None:
    """Every kind of screen on this build, cell by cell."""
    profile = load_profile(model)
    edge = f"+{'-' * profile.display.columns}+"
    pictures = (
        "\n".join(
            [f"{profile.name}: {screen.name}", edge, *(f"|{row}|" for row in drawn(screen, profile).lines()), edge]
        )
        for screen in SCREENS
    )
    golden(f"layout-{model}.txt", "\n".join([*pictures, ""]))


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.token)
def test_line_keys_have_rows_of_their_own(profile: DeviceProfile) -> None:
    """No two labels of a side share a row, and none lies in the status bar or over the soft keys."""
    left, right = profile.line_places
    sides = range(1, left + 1), range(left + 1, left + right + 1)
    for side in sides:
        rows = [line_key_row(profile, index) for index in side]
        assert sorted(set(rows)) == rows
        assert all(0 < row < profile.display.rows - 1 for row in rows)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.token)
def test_soft_keys_are_those_of_the_model(profile: DeviceProfile) -> None:
    """As many as it has, over the whole width, none of the labels cut off."""
    frame = drawn(SCREENS[2], profile)
    keys = [hit for hit in frame.hits if hit.key.startswith("SoftKey")]
    assert [f"SoftKey{number + 1}" for number in range(profile.soft_keys)] == [hit.key for hit in keys]
    assert profile.display.columns == sum(hit.width for hit in keys)
    assert "…" not in frame.lines()[keys[0].center[1]]


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.token)
def test_what_a_call_is_about_can_be_read(profile: DeviceProfile) -> None:
    """Name, number, state and duration stand on every display, the smallest too."""
    text = drawn(SCREENS[3], profile).text()
    assert [] == [word for word in ("Carol Smith", "1003", "Active", "01:05") if word not in text]


@pytest.mark.parametrize("model", ["VVX_500", "CCX_500", "CCX_600"])
def test_a_list_moves_under_the_finger(model: str) -> None:
    """On a touch screen the marks at the edge of a long list move it."""
    earlier, later = MoveSelection("list", 0), MoveSelection("list", 20)
    items = Items(ITEMS, selected=-1, first=4, earlier=earlier, later=later)
    frame = drawn(Screen("list", "Contacts", (items,)), load_profile(model))
    moves = {hit.label: hit.intent for hit in frame.hits if hit.label.startswith("Scroll")}
    assert {"Scroll up": earlier, "Scroll down": later} == moves
    assert "Contact 5" in frame.text()
    assert "Contact 4" not in frame.text()


def test_a_touch_phone_without_a_back_key_draws_one() -> None:
    """Only where there is something to go back from."""
    frame = drawn(SCREENS[1], load_profile("VVX_600"))
    back = frame.find("Back")
    assert back is not None
    assert (0, 1, GoBack()) == (back.column, back.row, back.intent)
    assert drawn(SCREENS[0], load_profile("VVX_600")).find("Back") is None


@pytest.mark.parametrize(("model", "beside"), [("CCX_500", False), ("CCX_600", True)])
def test_the_dial_pad_stands_below_or_beside(model: str, beside: bool) -> None:
    """Upright displays have it at the bottom, wide ones at the right."""
    frame = drawn(SCREENS[4], load_profile(model))
    pad = [hit for hit in frame.hits if hit.key in {*"123456789*0#"}]
    assert 12 == len(pad)
    assert beside == (min(hit.column for hit in pad) > frame.columns // 2)


BESIDE = [profile for profile in PROFILES if any(profile.line_places)]
"""The models with line keys beside their displays, or at the edges of them."""


@pytest.mark.parametrize("profile", BESIDE, ids=lambda profile: profile.token)
def test_the_body_stands_in_the_middle_of_what_labels_leave(profile: DeviceProfile) -> None:
    """Whatever it is, and however long its texts are: a name twice as long begins and ends further out."""
    flanked = all(profile.line_places) and not profile.display.touch  # where texts stand in the middle of it all
    texts = () if flanked else (Text(("Eve",)),)
    blocks: tuple[CallCard | Text, ...] = (
        CallCard("Eve", "", "Active", "active"),
        CallCard("Evelyn", "", "Active", "active"),
        *texts,
    )
    keys = tuple(LineKey(name, "registered") for name in NAMES[: profile.line_places[0] or 1])
    screens = [Screen("any", body=(block,), labels=True, line_keys=keys) for block in blocks]
    lines = [next(line for line in draw(screen, profile, 0).lines() if "Eve" in line) for screen in screens]
    middles = [line.index("Eve") + (3 if "Evelyn" in line else 1.5) for line in lines]
    if profile.display.rows > 4:  # a lower one has name and number of a call in one row
        assert [] == [middle for middle in middles if abs(middle - middles[0]) > 1]


@pytest.mark.parametrize("model", ["VVX_300", "VVX_400", "VVX_450", "VVX_500", "VVX_600", "SPIP_335"])
def test_labels_are_whole_beside_a_text_that_leaves_room(model: str) -> None:
    """Labels of both sides share what a date does not need; neither is held to a part of its own."""
    profile = load_profile(model)
    left, right = profile.line_places
    sides = ("Support Desk", "Carol Smith" if profile.display.columns >= 40 else "Carol")
    keys = tuple(LineKey(sides[place >= left], "registered") for place in range(left + right))
    frame = draw(Screen("idle", body=(Text(("Tue, Nov 21",)),), labels=True, line_keys=keys), profile, 0)
    labelled = [line for line in frame.lines() if "☎" in line]
    assert [] == [line for line in labelled if "…" in line or sides[0] not in line]
    assert bool(right) == any(sides[1] in line for line in labelled)
