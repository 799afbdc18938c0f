"""Wiping over the touch screen of a VVX: from one main view to the next, page by page."""

from __future__ import annotations

import pytest

from emulator.calls.model import Call, Calls
from emulator.kernel.state import Part
from tests.unit.hands import Hands
from tests.unit.world import site

TALK = Calls(calls=(Call(1, 1, "out", "connected", number="1003"),))
LEFT, RIGHT = "left", "right"


def wiped(phone: Hands, *ways: str) -> list[str]:
    """The names of the screens after each wipe."""
    seen = []
    for way in ways:
        phone.swipe(way)
        seen.append(phone.screen.name)
    return seen


def hands(model: str, *parts: Part, **settings: str) -> Hands:
    """A phone that has booted, with something in its state."""
    more = " ".join(f'{name}="{value}"' for name, value in settings.items())
    phone = Hands(model, files={"site.cfg": site(more=more)})
    for part in parts:
        phone.device.core.state = phone.device.core.state.replaced(part)
    return phone


def test_lines_and_home_lie_beside_each_other() -> None:
    """There and back, as far as there is a view."""
    phone = hands("VVX_600")
    assert ["home", "lines"] == wiped(phone, LEFT, RIGHT)
    assert "SwipeRight" not in phone.screen.keys


def test_calls_lie_before_the_lines() -> None:
    """While there are calls, three views stand in a row; a call is not touched by looking elsewhere."""
    phone = hands("VVX_500", TALK)
    assert ["lines", "home", "lines", "active"] == wiped(phone, LEFT, LEFT, RIGHT, RIGHT)
    assert ["connected"] == [call.state for call in phone.device.core.state[Calls].calls]


def test_a_phone_that_rests_on_home_goes_to_its_lines() -> None:
    """The order stays, whichever view is the idle one (up.idleStateView)."""
    phone = hands("VVX_600", **{"up.idleStateView": "1"})
    assert ["lines", "home"] == wiped(phone, RIGHT, LEFT)


def test_what_is_dialled_is_not_wiped_away() -> None:
    """While a number is being entered no view is turned to."""
    phone = hands("VVX_600")
    phone.press("New Call")
    assert [] == [key for key in phone.screen.keys if key in ("SwipeLeft", "SwipeRight")]


@pytest.mark.parametrize("model", ["VVX_450", "CCX_500", "SSIP_7000", "SL_8440"])
def test_other_phones_turn_by_keys(model: str) -> None:
    """Nothing is wiped where no finger is, and a CCX has its own ways."""
    assert [] == [key for key in hands(model).screen.keys if key in ("SwipeLeft", "SwipeRight")]
