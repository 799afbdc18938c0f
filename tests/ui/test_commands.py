"""Keys, help page and palette speak of the same things."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from emulator.calls.model import AnswerCall, Dial
from emulator.display.forms import KeyTyped, MoveCursor
from emulator.display.model import Field, GoBack, GoHome, MoveSelection, OpenView
from emulator.kernel.state import Event
from tests.ui.fake import FakePhone, Opened
from ui.app import PhoneApp
from ui.device import Device
from ui.help import here, lines
from ui.keys import DIGITS, FACE, PHONE, WALK, spoken
from ui.palette import commands
from ui.words import said


def test_no_key_is_bound_twice() -> None:
    """Each key does one thing."""
    keys = [key for each in (*DIGITS, *PHONE, *FACE, *WALK) for key in each.keys.split(",")]
    assert len(keys) == len(set(keys))


def test_every_action_exists() -> None:
    """Whatever a key is bound to can be done."""
    for owner, shortcuts in ((PhoneApp, (*DIGITS, *PHONE, *FACE)), (Device, WALK)):
        for each in shortcuts:
            assert hasattr(owner, f"action_{each.action.partition('(')[0]}")


def test_help_says_what_the_keys_of_this_screen_do(phone: FakePhone) -> None:
    """Soft keys by their labels, line keys by theirs, hard keys and gestures by what they mean, typing in a form."""
    keys: dict[str, Event] = {
        **{digit: KeyTyped(digit) for digit in "12"},
        "Back": GoBack(),
        "Left": OpenView("recent/received"),
        "Right": Opened("redial"),
        "SwipeLeft": MoveSelection("home", 1),
        "1+3+5": Opened("reset"),
    }
    phone.screen = replace(phone.screen, keys=keys, body=(Field("Name", "", name="name"),))
    page = [" ".join(line.split()) for line in here(phone)]
    assert [
        "Keyboard write into the field; Enter confirms, Tab goes to the next field",
        "F1 New Call",
        "F2 Redial",
        "F3 <<",
        "Alt+1 1001, registered",
        "1 2 write into the field",
        "Back back",
        "Left open recent received",
        "Right Redial",
        "wipe left move the selection",
        "1+3+5 together opened reset",
    ] == page


@pytest.mark.parametrize(
    ("intent", "expected"),
    [
        (GoHome(), "Home view, or back to rest"),
        (MoveCursor(by=1), "move the cursor"),
        (MoveCursor(fields=-1), "previous field"),
        (Dial("1002"), "dial 1002"),
        (AnswerCall(3), "answer call"),
    ],
)
def test_an_intent_is_said_in_words(intent: Event, expected: str) -> None:
    """Its name, and what it is about."""
    assert expected == said(intent)


def test_help_names_every_key() -> None:
    """Nothing is bound that the page does not tell."""
    page = "\n".join(lines())
    assert all(f"{spoken(each.keys)} " in page and each.title in page for each in (*PHONE, *FACE, *WALK))


@pytest.mark.parametrize(
    ("keys", "expected"), [("ctrl+s,alt+s", "Ctrl+S, Alt+S"), ("f1", "F1"), ("minus", "-"), ("up", "↑")]
)
def test_keys_are_written_as_people_write_them(keys: str, expected: str) -> None:
    """Not in the names of a library."""
    assert expected == spoken(keys)


async def test_the_palette_offers_what_makes_sense_now(phone: FakePhone) -> None:
    """Soft keys and lines of the screen, what can be plugged or pulled, and each command does it."""
    app = PhoneApp(phone, theme="dark")
    async with app.run_test(size=(80, 24)):
        before = {command.name: command for command in commands(app)}
        assert {"Soft key New Call", "Line 1001", "Lift the handset", "Plug the headset in", "Press Hold"} <= {*before}
        for name in ("Lift the handset", "Plug the headset in", "Pull the LAN cable", "Turn the phone over"):
            before[name].run()
        before["Soft key New Call"].run()
        before["Hold Transfer down"].run()
        after = {command.name for command in commands(app)}
    assert (True, True, {"headset"}) == (phone.lifted, phone.over, phone.plugged)
    assert [("press", "SoftKey1", 0), ("press", "Transfer", 2.0)] == phone.did
    assert {
        "Hang up the handset",
        "Unplug the headset",
        "Plug the LAN cable in",
        "Put the phone back on its feet",
    } <= after
