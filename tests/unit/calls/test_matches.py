"""What the dialer offers while a number is typed: recent calls and favorites that begin so."""

from __future__ import annotations

import pytest

from emulator.calls.model import CallTerminated, Dial, DigitPressed, EndCall, InviteReceived, OpenDialer
from emulator.calls.orders import PlaceCall
from emulator.display.model import HookMoved, Items
from tests.unit.hands import Hands
from tests.unit.world import DIRECTORY, site

FILES = {"site.cfg": site(more='dialplan.digitmap="10xx|[2-9]xxx"'), "000000000000-directory.xml": DIRECTORY}


def phone(model: str = "VVX_450", **more: str) -> Hands:
    """A phone that has called 1001 once and 1002 twice, and was called by Ida, 1009, in vain."""
    own = " ".join(f'{name.replace("__", ".")}="{value}"' for name, value in more.items())
    hands = Hands(model, {**FILES, "site.cfg": site(more=f'dialplan.digitmap="10xx|[2-9]xxx" {own}')})
    hands.wait(5)
    for number in ("1001", "1002", "1002"):
        hands.feed(Dial(number))
        hands.feed(EndCall())
        hands.wait(5)
    hands.feed(InviteReceived("ida", 1, "1009", "Ida"))
    hands.feed(CallTerminated(4, 487, "Request Terminated"))
    hands.wait(5)
    return hands


def offered(hands: Hands) -> list[str]:
    """The rows below the number."""
    return [row.text for block in hands.screen.body if isinstance(block, Items) for row in block.rows]


def called(hands: Hands) -> str:
    """Who was called last."""
    return [each.target for each in hands.effects if isinstance(each, PlaceCall)][-1]


def marked(hands: Hands) -> int:
    """The row that is marked."""
    return next(block.selected for block in hands.screen.body if isinstance(block, Items))


def test_recent_calls_come_before_favorites() -> None:
    """Each number once, newest first; fewer with every digit, and none for the whole number or without a digit."""
    hands = phone()
    hands.press("New Call")
    assert [] == offered(hands)
    hands.press("Cancel", "1")
    assert ["Ida", "1002", "1001", "Dan", "Carol Clark"] == offered(hands)
    hands.press("0", "0")
    assert 5 == len(offered(hands))
    hands.press("2")
    assert [] == offered(hands)
    hands.press("<<", "<<", "<<", "<<", "5")
    assert [] == offered(hands)


def test_what_is_typed_counts_until_a_row_is_marked() -> None:
    """OK and Dial take the digits; moved down, they take the row; another digit takes the mark away."""
    hands = phone()
    hands.press("1", "Down", "Down")
    assert 1 == marked(hands)
    hands.press("0")
    assert -1 == marked(hands)
    hands.press("Down", "Up", "Up")
    assert -1 == marked(hands)
    hands.press("Select")
    assert "10" == called(hands)
    hands.press("End Call")
    hands.wait(5)
    hands.press("1", "0", "Down", "Dial")
    assert "1009" == called(hands)


@pytest.mark.parametrize(("keys", "number"), [(("1", "Down"), "1009"), (("1", "0"), "10")], ids=["row", "digits"])
def test_going_off_hook_dials_the_row_that_is_marked(keys: tuple[str, ...], number: str) -> None:
    """As OK does; without a mark, the digits."""
    hands = phone()
    hands.press(*keys)
    hands.feed(HookMoved(True))
    assert number == called(hands)


def test_a_finger_dials_a_row() -> None:
    """On a touch screen nothing is marked: a row is touched."""
    hands = phone("CCX_500")
    hands.feed(OpenDialer())
    hands.feed(DigitPressed("1"))
    assert ("1002", -1) == (offered(hands)[1], marked(hands))
    rows = [row for block in hands.screen.body if isinstance(block, Items) for row in block.rows]
    intent = rows[1].intent
    assert intent is not None
    hands.feed(intent)
    assert "1002" == called(hands)


@pytest.mark.parametrize(
    ("model", "more", "rows"),
    [
        ("VVX_450", {"feature__callList__enabled": "0"}, ["Dan", "Carol Clark"]),
        ("VVX_450", {"feature__callListMissed__enabled": "0"}, ["1002", "1001", "Dan", "Carol Clark"]),
        ("VVX_450", {"feature__directory__enabled": "0"}, ["Ida", "1002", "1001"]),
        ("SPIP_335", {}, []),
        ("SSIP_6000", {}, []),
    ],
)
def test_only_what_the_phone_shows_elsewhere_is_offered(model: str, more: dict[str, str], rows: list[str]) -> None:
    """Lists that are switched off stay hidden; small displays have no room."""
    hands = phone(model, **more)
    hands.press("1")
    assert rows == offered(hands)
