"""How menus feel under the fingers, on one model of each family."""

from __future__ import annotations

import pytest

from emulator.display.model import Items, OpenView
from emulator.kernel.profile import load_profile
from emulator.settings.model import OpenPage, SetParameter
from tests.unit.hands import SERVER, Hands

WITH_ARROWS = ("VVX_101", "VVX_250", "VVX_450", "SPIP_335", "SPIP_650", "SSIP_7000", "SL_8440", "VVX_1500")
"""Models whose lists are walked through with keys."""

FAMILIES = (*WITH_ARROWS, "VVX_601", "CCX_500", "CCX_600")


def settings(model: str, page: str = "settings") -> Hands:
    """A phone with a page of its menus open."""
    hands = Hands(model)
    hands.feed(OpenPage("settings"))
    if page != "settings":
        hands.feed(OpenPage(page))
    return hands


def rows(hands: Hands) -> Items:
    """The list on the screen."""
    return next(block for block in hands.screen.body if isinstance(block, Items))


@pytest.mark.parametrize("model", WITH_ARROWS)
def test_lists_go_round(model: str) -> None:
    """Up from the first row is the last, down from there the first again."""
    hands = settings(model, "basic")
    last = len(rows(hands).rows) - 1
    seen = [rows(hands).selected]
    for key in ("Up", "Down", "Down"):
        hands.press(key)
        seen.append(rows(hands).selected)
    assert [0, last, 0, 1] == seen


@pytest.mark.parametrize("model", WITH_ARROWS)
def test_left_leaves_a_list(model: str) -> None:
    """As Back does, one level at a time."""
    if "Left" not in Hands(model).device.profile.hard_keys:
        pytest.skip("the model has no such key")
    hands = settings(model, "basic")
    hands.press("Left")
    assert "page/settings" == hands.screen.name


@pytest.mark.parametrize("model", [model for model in FAMILIES if "1" in load_profile(model).hard_keys])
def test_a_digit_opens_its_row(model: str) -> None:
    """Settings > 1 is Basic on all of them; a digit for which there is no row does nothing."""
    hands = settings(model)
    hands.press("9")
    before = hands.screen.name
    hands.press("1")
    assert ("page/settings", "page/basic") == (before, hands.screen.name)


@pytest.mark.parametrize("model", ["VVX_450", "VVX_601", "SPIP_650"])
def test_a_digit_without_a_row_leaves_a_choice_where_it_is(model: str) -> None:
    """The row in force stays selected, in menus of features too."""
    hands = settings(model, "backlight")
    hands.press("1")
    before = rows(hands)
    hands.press("9")
    assert before == rows(hands)
    hands.feed(OpenView("directories"))
    name = hands.screen.name
    hands.press("9")
    assert name == hands.screen.name


@pytest.mark.parametrize("model", FAMILIES)
def test_a_menu_that_nobody_uses_closes(model: str) -> None:
    """After up.idleTimeout, and a password is asked for again."""
    hands = settings(model)
    idle = Hands(model).screen.name
    hands.feed(OpenPage("advanced", "user"))
    hands.type("456")
    hands.press("Enter")
    assert "page/advanced" == hands.screen.name
    hands.wait(39)
    assert "page/advanced" == hands.screen.name
    hands.wait(2)
    assert idle == hands.screen.name
    hands.feed(OpenPage("advanced", "user"))
    assert "password/user" == hands.screen.name


@pytest.mark.parametrize("model", FAMILIES)
def test_the_value_in_force_is_marked_and_where_the_list_begins(model: str) -> None:
    """Backlight On Intensity: Low."""
    hands = settings(model)
    hands.feed(SetParameter("up.backlight.onIntensity", "1"))
    hands.feed(OpenPage("backlight"))
    hands.feed(rows(hands).rows[0].intent)  # type: ignore[arg-type]
    marked = [row.text for row in rows(hands).rows if row.icon == "chosen"]
    assert ["Low"] == marked
    if model in WITH_ARROWS:
        assert 2 == rows(hands).selected


@pytest.mark.parametrize("model", FAMILIES)
def test_a_number_out_of_range_is_refused_with_the_range(model: str) -> None:
    """The editor stays, and the pop-up says from where to where."""
    hands = settings(model, "basic")
    name = "up.backlight.timeout"
    hands.feed(next(row.intent for row in rows(hands).rows if "Backlight Timeout" in row.text))  # type: ignore[arg-type]
    editor = hands.screen.name
    hands.type("9")
    hands.press("OK")
    assert (editor, "Invalid value.\n5 - 60", "40") == (hands.screen.name, hands.screen.popup, hands.setting(name))


@pytest.mark.parametrize("model", ["SPIP_335", "VVX_101", "VVX_450"])
def test_facts_too_long_for_the_display_can_be_read_whole(model: str) -> None:
    """What Option 60 says stands in rows of its own, none of which is cut."""
    hands = settings(model, "tcp-ip")
    said = ""
    for _ in rows(hands).rows:
        said += " ".join(row for row in hands.text.splitlines() if "▸" in row) + " "
        hands.press("Down")
    assert "…" not in said
    whole = " ".join(said.replace("▸", " ").replace("▾", " ").replace("▴", " ").split())
    assert f"SIP/{hands.device.profile.firmware}, BR/{hands.device.profile.updater}" in whole


@pytest.mark.parametrize("device", [SERVER, {**SERVER, "device.baseProfile": "Lync"}])
def test_the_first_four_of_status_have_their_digits_everywhere(device: dict[str, str]) -> None:
    """4 > 1 > 3 is the configuration on all VVX phones; what the base profile adds stands behind."""
    hands = Hands(device=device)
    hands.feed(OpenPage("status"))
    first = [row.text for row in rows(hands).rows][:4]
    assert ["1 Platform", "2 Network", "3 Lines", "4 Diagnostics"] == first


def test_rows_are_numbered_once() -> None:
    """Also those whose text begins with what is numbered, and those beyond the dial pad; values to choose are not."""
    hands = settings("VVX_450", "status-lines")
    assert ["1 2001", "2 Reception"] == [row.text for row in rows(hands).rows]
    hands.feed(OpenPage("language"))
    assert "English (Internal)" == rows(hands).rows[0].text
    hands.feed(OpenPage("line:1"))
    texts = [row.text for row in rows(hands).rows]
    assert [str(number) for number in range(1, len(texts) + 1)] == [text.split()[0] for text in texts]
    assert 10 <= len(texts)
