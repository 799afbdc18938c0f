"""The screen put together: foremost view, soft key pages, selection, keys, messages, and when it will change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from emulator.calls.model import AnswerCall, Call, Calls, EndCall, HoldCall, OpenDialer, ResumeCall
from emulator.display.model import (
    CallCard,
    ClockSet,
    Display,
    GoBack,
    GoHome,
    Item,
    Items,
    LineKey,
    MoveSelection,
    Noticed,
    OpenView,
    Rank,
    Scene,
    Screen,
    SoftKey,
    Tiles,
    TurnPage,
    View,
    showing,
)
from emulator.lines.model import Lines

MakeLines = Callable[..., Lines]


def view(name: str, rank: int, screen: Screen, *, shown: bool = False) -> View:
    return View(name, rank, lambda scene: shown or showing(scene.phone, name), lambda _scene: screen)


def labels(screen: Screen) -> list[str]:
    return [key.label for key in screen.soft_keys]


def test_the_view_of_highest_rank_is_drawn(bench: Any) -> None:
    """Of all views that show, the foremost covers the others."""
    views = tuple(view(f"{rank}", rank, Screen(f"{rank}"), shown=True) for rank in (20, 60, 40))
    assert "60" == bench("VVX_450", views=views).screen.name


@pytest.mark.parametrize(
    ("count", "pages"),
    [
        (0, [["", "", "", ""]]),
        (2, [["A", "B", "", ""]]),
        (4, [["A", "B", "C", "D"]]),
        (5, [["A", "B", "C", "More"], ["D", "E", "", "More"], ["A", "B", "C", "More"]]),
        (7, [["A", "B", "C", "More"], ["D", "E", "F", "More"], ["G", "", "", "More"], ["A", "B", "C", "More"]]),
    ],
)
def test_more_pages_the_soft_keys(bench: Any, count: int, pages: list[list[str]]) -> None:
    """Four soft keys fit; with more, the fourth is More and goes round."""
    actions = tuple(SoftKey(letter, GoBack()) for letter in "ABCDEFG"[:count])
    phone = bench(
        "VVX_450", Display(stack=("list",)), views=(view("list", Rank.MENU, Screen("list", actions=actions)),)
    )
    shown = [labels(phone.screen)]
    for _ in pages[1:]:
        phone.press("More")
        shown.append(labels(phone.screen))
    assert pages == shown


def test_a_page_belongs_to_its_screen(bench: Any) -> None:
    """Another screen starts with its first soft keys."""
    actions = tuple(SoftKey(letter, GoBack()) for letter in "ABCDEFG")
    views = [view(name, Rank.MENU, Screen(name, actions=actions)) for name in ("one", "two")]
    phone = bench("VVX_450", Display(stack=("one",)), views=tuple(views))
    phone.press("More")
    phone.feed(OpenView("two"))
    assert ["A", "B", "C", "More"] == labels(phone.screen)


LIST = Items(tuple(Item(name, intent=OpenView(name)) for name in ("a", "b", "c")))
GRID = Tiles(tuple(Item(name, intent=OpenView(name)) for name in "abcdef"), columns=4)


@pytest.mark.parametrize(
    ("block", "presses", "opened"),
    [
        (LIST, [], "a"),
        (LIST, ["Down"], "b"),
        (LIST, ["Down", "Down", "Down", "Down"], "b"),
        (LIST, ["Down", "Up", "Up"], "c"),
        (GRID, ["Right", "Right"], "c"),
        (GRID, ["Right", "Down"], "f"),
        (GRID, ["Right", "Right", "Down"], "c"),
        (GRID, ["Down", "Left"], "d"),
    ],
)
def test_arrows_move_the_selection(bench: Any, block: Items | Tiles, presses: list[str], opened: str) -> None:
    """Arrows select within the list or grid and stop at its ends; Select takes the selected row."""
    phone = bench("VVX_450", Display(stack=("list",)), views=(view("list", Rank.MENU, Screen("list", body=(block,))),))
    for key in [*presses, "Select"]:
        phone.press(key)
    assert phone.display.stack[-1] == opened


def test_a_shrunken_list_keeps_a_row_selected(bench: Any) -> None:
    """When rows go away, the last one left is selected."""
    shown = view("list", Rank.MENU, Screen("list", body=(LIST,)))
    phone = bench("VVX_450", Display(stack=("list",), picked={"list": 9}), views=(shown,))
    assert 2 == phone.screen.body[0].selected
    assert MoveSelection("list", 1) == phone.screen.keys["Up"]


def test_a_view_that_selects_by_itself_is_left_alone(bench: Any) -> None:
    """Keys of the view's own win over those that are added."""
    screen = Screen("list", body=(Items(LIST.rows, 1),), keys={"Down": GoHome()})
    phone = bench("VVX_450", Display(stack=("list",)), views=(view("list", Rank.MENU, screen),))
    assert GoHome() == phone.screen.keys["Down"]
    assert "Select" not in phone.screen.keys


def test_nothing_is_selected_under_a_finger(bench: Any) -> None:
    """A touch screen marks no row."""
    phone = bench("CCX_500", Display(stack=("list",)), views=(view("list", Rank.MENU, Screen("list", body=(LIST,))),))
    assert -1 == phone.screen.body[0].selected


def test_hard_keys_mean_the_same_on_every_screen(bench: Any) -> None:
    """Keys common to all views are there, but a view's own meaning wins."""
    from emulator.display.compose import compose

    def base(_scene: Scene) -> dict[str, Any]:
        return {"Speaker": OpenDialer(), "Hold": EndCall()}

    phone = bench(
        "VVX_450", Display(stack=("v",)), views=(view("v", Rank.CALLS, Screen("v", keys={"Hold": HoldCall()})),)
    )
    keys = compose(phone.scene, phone.views, base).keys
    free = {f"LineKey{number} held": OpenView("add-favorite") for number in range(1, 13)}
    assert {"Home": GoHome(), "Back": GoBack(), "Speaker": OpenDialer(), "Hold": HoldCall(), **free} == keys


def test_only_what_a_view_may_have_surrounds_it(bench: Any, lines: MakeLines) -> None:
    """Boot screens stand alone; a lock leaves the status bar; others have line keys too."""
    shown = {}
    for name, rank in (("calls", Rank.CALLS), ("menu", Rank.MENU), ("lock", Rank.LOCK), ("boot", Rank.BOOT)):
        phone = bench("VVX_450", Display(stack=(name,)), lines("2001"), views=(view(name, rank, Screen(name)),))
        screen = phone.screen
        shown[name] = (screen.status is not None, bool(screen.line_keys), screen.labels, "Home" in screen.keys)
    expected = {
        "calls": (True, True, True, True),
        "menu": (True, True, False, True),
        "lock": (True, False, False, False),
        "boot": (False, False, False, False),
    }
    assert expected == shown


def test_small_displays_give_calls_all_their_width(bench: Any, lines: MakeLines) -> None:
    """On 40 columns line labels step aside for calls."""
    views = (view("calls", Rank.CALLS, Screen("calls")),)
    assert not bench("VVX_250", Display(stack=("calls",)), lines("2001"), views=views).screen.labels


@pytest.mark.parametrize(
    ("state", "key"),
    [
        ("offering", LineKey("Desk", "incoming", "Ringing", AnswerCall(7))),
        ("connected", LineKey("Desk", "active", "Active", HoldCall(7))),
        ("remote-held", LineKey("Desk", "remote-held", "Held by the other side", HoldCall(7))),
        ("held", LineKey("Desk", "held", "On hold", ResumeCall(7))),
        ("dialing", LineKey("Desk", "outgoing", "Off hook", None)),
        ("ringing", LineKey("Desk", "outgoing", "Calling", None)),
        ("ended", LineKey("Desk", "registered", "Registered", OpenDialer(1))),
    ],
)
def test_a_line_key_shows_its_call_and_acts_on_it(bench: Any, lines: MakeLines, state: str, key: LineKey) -> None:
    """The key answers what rings, holds what talks, resumes what is held, and seizes an idle line."""
    calls = Calls(calls=(Call(7, 1, "in", state),))
    assert (key,) == bench("VVX_450", lines("Desk"), calls).screen.line_keys


def test_a_line_that_is_not_registered_says_so(bench: Any, lines: MakeLines) -> None:
    """The icon and the word differ."""
    key = LineKey("Desk", "unregistered", "Unregistered", OpenDialer(1))
    assert (key,) == bench("VVX_450", lines("Desk", state="failed")).screen.line_keys


def test_calls_take_the_keys_of_their_line_in_turn(bench: Any, lines: MakeLines) -> None:
    """A line with several keys spreads its calls over them; the last key has the rest, the ringing one first."""
    calls = Calls(calls=(Call(1, 1, "out", "held"), Call(2, 1, "out", "connected"), Call(3, 1, "in", "offering")))
    shown = bench("VVX_450", lines("Desk", "Lab", keys=2), calls).screen.line_keys
    assert ["held", "incoming", "registered", "registered"] == [key.icon for key in shown]


def test_there_are_no_more_line_keys_than_the_phone_has(bench: Any, lines: MakeLines) -> None:
    """Lines beyond the last key have none; a CCX lists them all."""
    many = lines("a", "b", "c", keys=3)
    shown = {model: len(bench(model, many).screen.line_keys) for model in ("VVX_250", "VVX_450", "CCX_500")}
    assert {"VVX_250": 4, "VVX_450": 9, "CCX_500": 9} == shown


def test_the_newest_message_is_shown_until_its_time_is_up(bench: Any) -> None:
    """A message covers an older one, which comes back if it still has time."""
    phone = bench("VVX_450")
    phone.feed(Noticed("Saved", 5))
    phone.feed(Noticed("Cleared", 2))
    seen = [phone.screen.popup]
    phone.advance(2)
    seen.append(phone.screen.popup)
    phone.advance(3)
    seen.append(phone.screen.popup)
    assert ["Cleared", "Saved", ""] == seen


def test_the_screen_says_when_it_will_change(bench: Any) -> None:
    """The clock's next minute, a message's end, a call's next second: whatever comes first."""
    card = View("call", Rank.CALLS, lambda scene: bool(scene.phone[Calls].calls), _call)
    phone = bench("VVX_450", views=(card,))
    phone.advance(10)
    due = [phone.screen.changes_at]
    phone.feed(ClockSet(1_700_562_120 + 50))
    due.append(phone.screen.changes_at)
    phone.feed(Noticed("Saved", 5))
    due.append(phone.screen.changes_at)
    phone.set(Calls(calls=(Call(1, 1, "out", "connected", connected_at=9_250_000),)))
    due.append(phone.screen.changes_at)
    assert [60_000_000, 20_000_000, 15_000_000, 10_250_000] == due


def _call(scene: Scene) -> Screen:
    call = scene.phone[Calls].calls[0]
    return Screen("call", body=(CallCard("", "1002", "Active", "active", since=call.connected_at),))


def test_a_screen_without_time_on_it_does_not_change_by_itself(bench: Any) -> None:
    """A boot screen stands until something happens."""
    phone = bench("VVX_450", Display(stack=("boot",)), views=(view("boot", Rank.BOOT, Screen("boot")),))
    assert phone.screen.changes_at is None


def test_a_sleeping_display_is_dark(bench: Any) -> None:
    """Nothing is drawn, no soft key is offered; hard keys keep their meaning, and the underside can be read."""
    phone = bench("VVX_450", Display(state="asleep"))
    screen = phone.screen
    assert ("asleep", (), None) == (screen.name, screen.soft_keys, screen.changes_at)
    assert GoHome() == screen.keys["Home"]
    assert "" == phone.frame.text().strip()
    assert "underside" == bench("VVX_450", Display(state="asleep", over=True)).screen.name


def test_more_is_told_as_an_intent(bench: Any) -> None:
    """The soft key More means turning the page of its screen."""
    actions = tuple(SoftKey(letter, GoBack()) for letter in "ABCDE")
    phone = bench("VVX_450", Display(stack=("v",)), views=(view("v", Rank.MENU, Screen("v", actions=actions)),))
    assert SoftKey("More", TurnPage("v")) == phone.screen.soft_keys[3]
