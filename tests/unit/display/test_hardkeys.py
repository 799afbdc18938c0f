"""Keys that only some models have: Menu, Dial, Redial, Do Not Disturb, Directories, Talk and End."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from emulator.audio.model import Audio
from emulator.boot.model import Provisioning
from emulator.display.model import GoBack, Item, Items, OpenView, Rank, Screen, SoftKey, Swiped, Text, View, showing
from emulator.features.model import Features
from emulator.kernel.profile import load_profile
from tests.unit.display.desk import Desk

Configured = Callable[[dict[str, str]], Provisioning]


def desk(model: str) -> Desk:
    """A phone that is up and idle."""
    phone = Desk(model, "quick")
    phone.power_on()
    phone.advance(5)
    return phone


def test_dial_opens_the_dialer_and_then_dials() -> None:
    """The Dial key of a SoundPoint IP 335, with and without digits."""
    phone = desk("SPIP_335")
    phone.press("key:Dial")
    assert "dialer" == phone.screen.name
    phone.press(*"30")
    phone.press("key:Dial")
    assert ["30"] == [call.number for call in phone.calls]


def test_redial_calls_the_last_number_again() -> None:
    """Nothing before there is one."""
    phone = desk("SPIP_550")
    phone.press("Redial")
    assert [] == list(phone.calls)
    phone.press("line:1", *"3002", "Dial", "End Call")
    phone.advance(10)
    phone.press("key:Redial")
    assert ["3002"] == [call.number for call in phone.calls if not call.ended]


def test_do_not_disturb_has_a_key() -> None:
    """The key turns the feature on, or opens its screen where each line has its own."""
    phone = desk("SPIP_550")
    phone.press("DoNotDisturb")
    on = any(each.dnd for each in phone.device.core.state[Features].lines)
    assert on or phone.screen.name != "lines"


def test_menu_opens_and_closes_the_menu() -> None:
    """On phones that have the key instead of Home."""
    phone = desk("SSIP_6000")
    phone.press("Menu")
    assert "Menu" == phone.screen.title
    phone.press("Menu")
    assert "lines" == phone.screen.name


def test_directories_has_a_key() -> None:
    """It leads where the tile leads on phones with a Home view."""
    phone = desk("SPIP_650")
    phone.press("Directories")
    assert "lines" != phone.screen.name


def test_talk_and_end_are_the_hook_of_a_wireless_handset() -> None:
    """Talk opens the dialer at the ear, End hangs up."""
    phone = desk("SL_8440")
    phone.press("Talk")
    assert ("dialer", "handset") == (phone.screen.name, phone.device.core.state[Audio].state)
    phone.press("End")
    assert ("lines", "on-hook") == (phone.screen.name, phone.device.core.state[Audio].state)


@pytest.mark.parametrize("model", ["VVX_450", "CCX_500"])
def test_keys_that_a_model_has_not_mean_nothing(model: str) -> None:
    """No screen of a phone offers what its keys cannot do."""
    assert not {"Talk", "End", "Menu", "DoNotDisturb", "Directories"} & set(desk(model).screen.keys)


def open_view(*soft_keys: SoftKey) -> View:
    """A view with a list, and these soft keys."""
    screen = Screen("view", "A list", (Items((Item("One"),)),), soft_keys)
    return View("view", Rank.MENU, lambda scene: showing(scene.phone, "view"), lambda _: screen)


@pytest.mark.parametrize(
    ("model", "soft_keys", "labels"),
    [
        ("SPIP_550", (), ["Back"]),
        ("SPIP_550", (SoftKey("Dial", OpenView("x")),), ["Dial", "Back"]),
        ("SPIP_550", (SoftKey("Exit", GoBack()),), ["Exit"]),
        ("VVX_450", (), []),
        ("VVX_500", (), []),
    ],
)
def test_where_there_is_no_key_to_leave_a_view_a_soft_key_is(
    bench: Any, model: str, soft_keys: tuple[SoftKey, ...], labels: list[str]
) -> None:
    """Phones with Back, Home or a touch screen need none, nor do views that have one themselves."""
    phone = bench(model, views=(open_view(*soft_keys),))
    phone.feed(OpenView("view"))
    assert labels == [key.label for key in phone.screen.soft_keys if key.label]


@pytest.mark.parametrize("model", ["VVX_500", "VVX_600", "VVX_1500"])
def test_home_has_pages_on_a_touch_screen(bench: Any, lines: Any, configured: Configured, model: str) -> None:
    """Each as large as the model's; wiping turns them, and together they have every tile that a keyed phone shows."""
    every = configured({f"homeScreen.{name}.enable": "1" for name in ("status", "settings", "redial", "application")})
    keyed = bench("VVX_450", lines("2001"), every)
    keyed.feed(OpenView("home"))
    phone = bench(model, lines("2001"), every)
    phone.feed(OpenView("home"))
    columns, rows = load_profile(model).display.tiles
    captions: list[str] = []
    for _ in range(4):
        tiles = phone.screen.body[0]
        assert len(tiles.items) <= columns * rows
        captions += [tile.text for tile in tiles.items]
        if "SwipeLeft" not in phone.screen.keys:
            break
        assert any(isinstance(block, Text) and "●" in block.lines[0] for block in phone.screen.body)
        phone.feed(Swiped("left"))
    assert [tile.text for tile in keyed.screen.body[0].items] == captions
