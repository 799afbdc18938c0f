"""What the status bar shows of locks, paired computers and devices; and that it may be read where it is narrow."""

from __future__ import annotations

from typing import Any

import pytest

from emulator.accessories.model import Accessories
from emulator.boot.model import Power
from emulator.btoe.model import Btoe
from emulator.display.frame import draw
from emulator.display.icons import ICONS, word
from emulator.display.model import Screen, StatusBar
from emulator.display.status import ICONS as SHOWN
from emulator.features.model import Features, LineFeatures
from emulator.kernel.profile import load_profile
from emulator.kernel.state import Part
from emulator.lock.model import Lock
from emulator.lock.views import VIEWS


@pytest.mark.parametrize(
    ("part", "icon", "said"),
    [
        (Lock("locked", "device"), "locked", "locked"),
        (Lock("backoff", "phone"), "locked", "locked"),
        (Btoe("auto"), "btoe", "BToE"),
        (Btoe("code", "Manual", "gNCYoV19"), "btoe", "BToE"),
        (Btoe("paired"), "btoe-paired", "paired with the PC"),
        (Btoe("activated"), "btoe-paired", "paired with the PC"),
        (Accessories(("handset", "bluetooth-headset")), "bluetooth", "Bluetooth"),
        (Accessories(("handset", "computer")), "paired", "paired device"),
        (Accessories(("handset", "headset")), "headset", "headset"),
        (Features((LineFeatures(1, dnd=True),)), "dnd", "do not disturb"),
    ],
)
def test_an_icon_for_what_is_on(bench: Any, part: Part, icon: str, said: str) -> None:
    """It is there with it, gone without it, and has a word for those who listen."""
    with_it, without = bench("CCX_500", part, views=VIEWS).screen.status.icons, bench("CCX_500").screen.status.icons
    assert (True, False) == (icon in with_it, icon in without)
    assert said == word(icon)


def test_a_phone_without_btoe_has_no_icon_of_it(bench: Any) -> None:
    """Off is no state to tell of."""
    assert not {"btoe", "btoe-paired"} & set(bench("VVX_450", Btoe("off")).screen.status.icons)


@pytest.mark.parametrize(("model", "expected"), [("SL_8440", True), ("VVX_450", False)])
def test_a_wireless_handset_tells_of_network_and_battery(bench: Any, model: str, expected: bool) -> None:
    """It has both in its status bar, the network as long as it is reached."""
    assert expected == ({"wireless", "battery"} <= set(bench(model).screen.status.icons))
    assert "wireless" not in bench(model, Power(state="running", link=False)).screen.status.icons


def test_every_icon_is_one_cell_and_one_letter() -> None:
    """Those of the status bar, as all others."""
    assert set(SHOWN) <= set(ICONS)
    assert [] == [name for name, icon in ICONS.items() if (len(icon.glyph), len(icon.ascii)) != (1, 1)]


ALIKE = {("handset", "new-call"), ("network-down", "warning"), ("audio-only", "unknown")}
"""Icons that may share a glyph: they mean nearly the same, or are never seen on one display."""


def test_icons_are_told_apart() -> None:
    """No two things that somebody looks for are drawn the same."""
    shared: dict[str, list[str]] = {}
    for name in sorted(ICONS):
        shared.setdefault(ICONS[name].glyph, []).append(name)
    assert {names for names in map(tuple, shared.values()) if len(names) > 1} == ALIKE


@pytest.mark.parametrize("model", ["VVX_101", "VVX_300", "SPIP_335", "CCX_500"])
def test_that_the_phone_is_locked_is_read_whole(bench: Any, model: str) -> None:
    """On a narrow display the clock gives way."""
    rows = bench(model, Lock("locked", "phone"), views=VIEWS).frame.lines()
    assert "The phone is locked." in rows[0]


def test_the_clock_goes_before_a_long_name() -> None:
    """The label of a line is cut instead."""
    screen = Screen("lines", status=StatusBar("10:42 AM", right="x" * 50, short="10:42 AM"))
    row = draw(screen, load_profile("VVX_101"), 0).lines()[0]
    assert (True, True) == (row.startswith(" 10:42 AM"), row.strip().endswith("…"))
