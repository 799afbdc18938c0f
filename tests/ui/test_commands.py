"""Keys, help page and palette speak of the same things."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from emulator.audio.model import VolumeKey
from emulator.calls.model import AnswerCall, Dial, DigitPressed
from emulator.display.forms import KeyTyped, MoveCursor
from emulator.display.model import Field, GoBack, GoHome, Item, Items, MoveSelection, OpenView, Screen
from emulator.kernel.state import Event
from emulator.settings.model import AskReset, KeyTested, OpenPage
from tests.ui.fake import FakePhone, Opened
from ui.app import PhoneApp
from ui.deeds import Deed
from ui.device import Device
from ui.help import here, lines
from ui.keys import DIGITS, FACE, PHONE, WALK, spoken
from ui.palette import commands
from ui.words import meanings, said


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
        "1+3+5": Opened("reset"),
        **{digit: KeyTyped(digit) for digit in "12"},
        "Back": GoBack(),
        "Left": OpenView("recent/received"),
        "Right": Opened("redial"),
        "SwipeLeft": MoveSelection("home", 1),
        "3": Opened("basic"),
    }
    rows = Items((Item("1 Basic", intent=Opened("basic")), Item("2 Advanced", intent=Opened("advanced"))))
    phone.screen = replace(phone.screen, keys=keys, body=(Field("Name", "", name="name"), rows))
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
        "3 Basic",
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
        (OpenView("recent/received"), "open recent received"),
        (OpenView("edit-contact/1"), "edit contact 1"),
        (OpenPage("status"), "open status"),
        (AskReset("base-profile"), "reset: base profile"),
        (VolumeKey(1), "louder or softer"),
    ],
)
def test_an_intent_is_said_in_words(intent: Event, expected: str) -> None:
    """Its name, and what it is about."""
    assert expected == said(intent)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({**dict.fromkeys("1234567890*#", DigitPressed("1")), "Dial": DigitPressed("1")}, {"0-9 * # Dial": "dial"}),
        (dict.fromkeys("12", DigitPressed("1")), {"1 2": "dial"}),
        ({f"Key{number}": KeyTested("x") for number in range(20)}, {"Every key": "test the key"}),
    ],
    ids=["dial pad", "two keys", "all keys"],
)
def test_keys_that_do_the_same_share_a_line(keys: dict[str, Event], expected: dict[str, str]) -> None:
    """The dial pad is one word, and so are all keys."""
    assert expected == meanings(Screen("", keys=keys))


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


async def test_resets_by_keys_come_last_and_what_a_host_adds_comes_first(phone: FakePhone) -> None:
    """Nobody meets a factory reset at the top of the list; the demo offers calls there."""
    phone.screen = replace(phone.screen, keys={"1+3+5": Opened("reset")})
    app = PhoneApp(phone, theme="dark", more=lambda: [Deed("Lab: call me", "", lambda: phone.did.append(("lab",)))])
    async with app.run_test(size=(80, 24)):
        found = list(commands(app))
        found[0].run()
    names = [each.name for each in found]
    assert [("lab",)] == phone.did
    assert names.index("Hold 1 + 3 + 5 together") > max(names.index(f"Hold {key} down") for key in ("1", "Transfer"))


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
