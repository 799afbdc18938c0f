"""Keys and touches become intents; views open and close; an unused display goes dark and comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from emulator.boot.model import Power, Provisioning, Ready, ShuttingDown
from emulator.calls.model import Call, CallEnded, Calls, CallStarted, OpenDialer
from emulator.display.model import (
    ClockSet,
    Display,
    GoBack,
    GoHome,
    HookMoved,
    KeyPressed,
    Noticed,
    OpenView,
    Plugged,
    Touched,
    TurnedOver,
    TurnPage,
)
from emulator.kernel.state import Event
from emulator.lines.model import Lines

Configured = Callable[[dict[str, str]], Provisioning]
MakeLines = Callable[..., Lines]

MONDAY_9AM = 1_700_470_800
SUNDAY_9AM = MONDAY_9AM - 86_400
TALKING = Calls(calls=(Call(1, 1, "out", "connected"),))


def test_a_soft_key_tells_its_intent(bench: Any, lines: MakeLines) -> None:
    """Pressing a soft key lets all slices know what it means on this screen."""
    phone = bench("VVX_450", lines("2001"))
    phone.press("New Call")
    assert OpenDialer() in phone.told


def test_a_line_key_tells_its_intent(bench: Any, lines: MakeLines) -> None:
    """Pressing a line key means what stands beside it."""
    phone = bench("VVX_450", lines("2001", "2002"))
    phone.press("LineKey2")
    assert OpenDialer(2) in phone.told


@pytest.mark.parametrize("key", ["SoftKey4", "LineKey9", "Speaker", "Nonsense"])
def test_a_key_without_meaning_tells_nothing(bench: Any, key: str) -> None:
    """The press itself is all that happens."""
    phone = bench("VVX_450")
    phone.feed(KeyPressed(key))
    assert [KeyPressed(key)] == phone.told


def test_a_touch_means_what_is_drawn_there(bench: Any, lines: MakeLines) -> None:
    """On a touch screen a finger on a tile is its intent, beside it nothing."""
    phone = bench("CCX_500", lines("2001"))
    phone.feed(Touched(*phone.frame.find("Place a Call").center))
    phone.feed(Touched(0, 34))
    assert [OpenDialer()] == [event for event in phone.told if not isinstance(event, Touched)]


def test_a_display_that_is_no_touch_screen_cannot_be_touched(bench: Any, lines: MakeLines) -> None:
    """A finger on the display of a key-driven phone means nothing."""
    phone = bench("VVX_450", lines("2001"))
    phone.feed(Touched(*phone.frame.find("New Call").center))
    assert 1 == len(phone.told)


@pytest.mark.parametrize(
    ("model", "calls", "names"),
    [
        ("VVX_450", Calls(), ["lines", "home", "lines"]),
        ("CCX_500", Calls(), ["home", "home", "home"]),
    ],
)
def test_home_alternates_between_the_idle_views(bench: Any, model: str, calls: Calls, names: list[str]) -> None:
    """A key-driven phone goes from Lines to Home and back; a CCX rests on Home."""
    phone = bench(model, calls)
    seen = [phone.screen.name]
    for _ in names[1:]:
        phone.press("Home")
        seen.append(phone.screen.name)
    assert names == seen


def test_home_is_reached_from_a_call(bench: Any) -> None:
    """During a call Home shows the Home view on every model, and again the call."""
    phone = bench("CCX_500", TALKING)
    phone.press("Home")
    opened = phone.display.stack
    phone.press("Home")
    assert (("home",), ()) == (opened, phone.display.stack)


def test_views_open_on_top_of_each_other(bench: Any) -> None:
    """Back leaves the one opened last; opening one again brings it to the top; Home closes all."""
    phone = bench("VVX_450")
    stacks = []
    for event in (OpenView("a"), OpenView("b"), OpenView("a"), GoBack(), GoHome()):
        phone.feed(event)
        stacks.append(phone.display.stack)
    assert [("a",), ("a", "b"), ("b", "a"), ("b",), ()] == stacks


def test_a_call_closes_what_is_open(bench: Any) -> None:
    """A call that starts takes the user out of menus."""
    phone = bench("VVX_450", Display(stack=("menu", "status")))
    phone.feed(CallStarted(1, "in"))
    assert () == phone.display.stack


@pytest.mark.parametrize(("seconds", "settings"), [(40, {}), (20, {"up.idleTimeout": "20"})])
def test_an_open_view_closes_after_the_idle_time_out(
    bench: Any, configured: Configured, seconds: int, settings: dict[str, str]
) -> None:
    """After up.idleTimeout without a key the phone returns to its idle view; every key starts the time anew."""
    phone = bench("VVX_450", configured(settings))
    phone.press("Home")
    phone.advance(seconds - 1)
    phone.feed(KeyPressed("Right"))
    phone.advance(seconds - 1)
    before = phone.screen.name
    phone.advance(1)
    assert ("home", "lines") == (before, phone.screen.name)


def test_an_idle_time_out_of_zero_is_none(bench: Any, configured: Configured) -> None:
    """With up.idleTimeout 0 an open view stays."""
    phone = bench("VVX_450", configured({"up.idleTimeout": "0", "powerSaving.enable": "0"}))
    phone.press("Home")
    phone.advance(100_000)
    assert "home" == phone.screen.name


def slept(phone: Any, minutes: float) -> tuple[bool, bool]:
    """Whether the phone sleeps just before and just after so many minutes."""
    phone.advance(minutes * 60 - 1)
    before = phone.display.asleep
    phone.advance(1)
    return before, phone.display.asleep


@pytest.mark.parametrize(
    ("utc", "used", "settings", "minutes"),
    [
        (None, False, {}, 10),
        (MONDAY_9AM, False, {}, 10),
        (SUNDAY_9AM, False, {}, 1),
        (SUNDAY_9AM, True, {}, 10),
        (MONDAY_9AM - 7200, False, {}, 1),
        (MONDAY_9AM + 32_400, False, {}, 1),
        (MONDAY_9AM, False, {"powerSaving.idleTimeout.officeHours": "30"}, 30),
        (MONDAY_9AM, True, {"powerSaving.idleTimeout.userInputExtension": "20"}, 20),
        (SUNDAY_9AM, False, {"powerSaving.officeHours.duration.sunday": "12"}, 10),
    ],
)
def test_an_unused_phone_sleeps(
    bench: Any, configured: Configured, utc: int | None, used: bool, settings: dict[str, str], minutes: int
) -> None:
    """Power saving begins after the idle time of office or off hours, and not sooner than the extension after use."""
    phone = bench("VVX_450", configured(settings))
    if utc is not None:
        phone.feed(ClockSet(utc))
    phone.feed(KeyPressed("Up") if used else Ready())
    assert (False, True) == slept(phone, minutes)


def test_power_saving_can_be_turned_off(bench: Any, configured: Configured) -> None:
    """With powerSaving.enable 0 the display never goes dark."""
    phone = bench("VVX_450", configured({"powerSaving.enable": "0"}))
    phone.feed(Ready())
    assert (False, False) == slept(phone, 100_000)


@pytest.mark.parametrize("part", [TALKING, Power(state="application")])
def test_a_phone_at_work_does_not_sleep(bench: Any, part: Any) -> None:
    """During a call, or a boot, the display stays lit."""
    phone = bench("VVX_450", part)
    phone.feed(Ready())
    assert (False, False) == slept(phone, 10)


def test_sleep_is_waited_for_anew_after_a_call(bench: Any) -> None:
    """However long a call was, the time counts from its end."""
    phone = bench("VVX_450", TALKING)
    phone.feed(Ready())
    phone.advance(3600)
    phone.set(Calls())
    phone.feed(CallEnded(1, 200, ""))
    assert (False, True) == slept(phone, 10)


@pytest.mark.parametrize(
    "event",
    [
        KeyPressed("Mute"),
        Touched(3, 3),
        HookMoved(True),
        Plugged("headset", True),
        TurnedOver(True),
        CallStarted(1, "in"),
        ShuttingDown("reboot"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_a_sleeping_phone_wakes(bench: Any, event: Event) -> None:
    """Any use, and an incoming call, lights the display again."""
    phone = bench("VVX_450", Display(state="asleep"))
    phone.feed(event)
    assert "awake" == phone.display.state


def test_a_message_does_not_wake_the_phone(bench: Any) -> None:
    """What nobody asked for is shown when somebody looks."""
    phone = bench("VVX_450", Display(state="asleep"))
    phone.feed(Noticed("Saved"))
    assert "asleep" == phone.display.state


def test_what_cannot_be_seen_cannot_be_meant(bench: Any, lines: MakeLines) -> None:
    """A key under the dark display, or a touch on it, only wakes the phone; a hard key does what it says too."""
    told = []
    for model, event in (
        ("VVX_450", KeyPressed("SoftKey1")),
        ("CCX_500", Touched(5, 37)),
        ("VVX_450", KeyPressed("Home")),
        ("VVX_450", KeyPressed("LineKey1")),
    ):
        phone = bench(model, Display(state="asleep"), lines("2001"))
        phone.feed(event)
        told.append(phone.told[1:])
    assert [[], [], [GoHome()], [OpenDialer(1)]] == told


def test_the_phone_can_be_turned_over(bench: Any) -> None:
    """Its underside is read until it is turned back."""
    phone = bench("VVX_450")
    names = []
    for over in (True, False):
        phone.feed(TurnedOver(over))
        names.append(phone.screen.name)
    assert ["underside", "lines"] == names


def test_going_down_clears_the_display(bench: Any) -> None:
    """Views and messages do not outlive a restart; the clock does."""
    phone = bench("VVX_450", Display(stack=("menu",), used=True, powered_on=5))
    phone.feed(Noticed("Saved", 60))
    phone.feed(TurnPage("menu"))
    phone.feed(ShuttingDown("Configuration changed."))
    assert Display(powered_on=5) == phone.display


def test_few_messages_are_kept(bench: Any) -> None:
    """A flood of messages does not grow the phone, be they of one moment, as these are, or not."""
    phone = bench("VVX_450")
    for number in range(50):
        phone.feed(Noticed(f"{number}.", 3600))
    assert ["39.\n40.\n41.", "42.\n43.\n44.", "45.\n46.\n47.", "48.\n49."] == [
        text for text, _ in phone.display.notices
    ][-4:]
    assert 5 == len(phone.display.notices)
