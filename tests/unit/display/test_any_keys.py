"""Whatever keys are pressed and whatever happens meanwhile, the phone stays usable and its display whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.calls.model import CallAnswered, CallTerminated, EndCall, InviteReceived, MediaChanged
from emulator.display.cells import width
from emulator.display.icons import ICONS
from emulator.display.labels import label
from emulator.display.leds import LINE_CONDITIONS
from emulator.display.model import (
    CallCard,
    HookMoved,
    Items,
    KeyPressed,
    Noticed,
    Plugged,
    Screen,
    Tiles,
    Touched,
    TurnedOver,
)
from emulator.voicemail.model import MessageSummary
from tests.unit.display.desk import Desk

Act = Callable[[Desk, int], None]


def _press(desk: Desk, number: int) -> None:
    profile = desk.profile
    soft = [f"SoftKey{index}" for index in range(1, profile.soft_keys + 1)]
    line = [f"LineKey{index}" for index in range(1, profile.line_key_count + 1)]
    keys = [*profile.hard_keys, *soft * 4, *line]
    desk.feed(KeyPressed(keys[number % len(keys)]))


def _touch(desk: Desk, number: int) -> None:
    hits = desk.device.frame(desk.screen).hits
    place = hits[number % len(hits)].center if hits else (0, 0)
    desk.feed(Touched(*place))


def _call(desk: Desk, number: int) -> None:
    """Something happens to one of the calls, or a new one comes."""
    calls = [call.id for call in desk.calls if not call.ended]
    if not calls or number % 4 == 0:
        desk.feed(InviteReceived(f"h{desk.now}-{number}", number % 2 + 1, "1003", "日本\x1b[2J"))
        return
    call = calls[number % len(calls)]
    events = (CallAnswered(call, "PCMU"), MediaChanged(call, "remote-hold"), CallTerminated(call, 486, "Busy Here"))
    desk.feed(events[number // 4 % len(events)])


def _plug(desk: Desk, number: int) -> None:
    """Something is plugged in or pulled, but for the power, which stands last."""
    sockets = desk.profile.sockets[:-1]
    desk.feed(Plugged(sockets[number % len(sockets)], number % 3 > 0))


ACTS: tuple[Act, ...] = (
    *[_press] * 6,
    *[_touch] * 3,
    _call,
    _call,
    lambda desk, number: desk.feed(HookMoved(bool(number % 2))),
    _plug,
    lambda desk, number: desk.feed(MessageSummary(1, bool(number % 2), number % 3)),
    lambda desk, number: desk.feed(Noticed(f"{number} \u202e things")),
    lambda desk, number: desk.feed(TurnedOver(bool(number % 2))),
    lambda desk, number: desk.advance((0.5, 5, 45, 700)[number % 4]),
)


def icons(screen: Screen) -> Iterator[str]:
    """The names of all icons on a screen."""
    yield from screen.status.icons if screen.status else ()
    yield from (key.icon for key in screen.line_keys)
    for block in screen.body:
        match block:
            case CallCard():
                yield block.icon
            case Items():
                yield from (item.icon for item in block.rows)
            case Tiles():
                yield from (item.icon for item in block.items)


def room(desk: Desk) -> int:
    """The cells for the label of a soft key."""
    return desk.profile.display.columns // desk.profile.soft_keys - 1


def check(desk: Desk) -> None:
    """The display is as large as ever, no soft key's label is cut, and the lamps of line keys say what the calls do."""
    screen, display = desk.screen, desk.profile.display
    lines = desk.device.frame(screen).lines()
    assert [display.columns] * display.rows == [width(line) for line in lines]
    assert [] == [key.label for key in screen.soft_keys if label(key.label, room(desk)).endswith("…")]
    assert screen.changes_at is None or screen.changes_at > desk.now
    assert set(icons(screen)) <= {"", *ICONS}
    open_calls = [call for call in desk.calls if not call.ended]
    states = {state for states in LINE_CONDITIONS.values() for state in states}
    assert {call.state for call in open_calls} <= states
    if desk.profile.line_key_leds:
        lit = [name for name, led in desk.leds.items() if name.startswith("line") and led.color != "off"]
        assert bool(lit) == bool(open_calls)


def find_home(desk: Desk) -> None:
    """Hang up, turn the phone on its feet, and leave it alone."""
    desk.feed(TurnedOver(False))
    desk.feed(HookMoved(False))
    for call in [call.id for call in desk.calls]:
        desk.feed(EndCall(call))
        desk.feed(CallTerminated(call, 200, ""))
    desk.advance(120)
    desk.feed(KeyPressed("Mute"))


stories = st.lists(st.tuples(st.sampled_from(range(len(ACTS))), st.integers(0, 999)), max_size=40)
phones = st.sampled_from(
    [
        *("VVX_250", "VVX_450", "CCX_500", "VVX_101", "VVX_300", "VVX_500", "VVX_1500", "CCX_600"),
        *("SPIP_335", "SPIP_550", "SSIP_6000", "SL_8440"),
    ]
)
"""One of each way in which phones are built."""


def survive(model: str, story: list[tuple[int, int]]) -> None:
    """Live through a story, and find the way back to the idle view."""
    desk = Desk(model, "quick")
    desk.power_on()
    desk.advance(5)
    for act, number in story:
        ACTS[act](desk, number)
        check(desk)
    find_home(desk)
    assert desk.screen.name in ("lines", "home")


@settings(max_examples=40, deadline=None)
@given(phones, stories)
def test_the_phone_survives_any_keys(model: str, story: list[tuple[int, int]]) -> None:
    """No reaction fails, no screen is of another size, and there is always a way back to the idle view."""
    survive(model, story)


@pytest.mark.soak
@settings(max_examples=2500, deadline=None)
@given(phones, stories)
def test_the_phone_survives_a_hundred_thousand_keys(model: str, story: list[tuple[int, int]]) -> None:
    """The same, for long."""
    survive(model, story)
