"""Keys, help page and palette speak of the same things."""

from __future__ import annotations

import pytest

from tests.ui.fake import FakePhone
from ui.app import PhoneApp
from ui.device import Device
from ui.help import lines
from ui.keys import DIGITS, FACE, PHONE, WALK, spoken
from ui.palette import commands


def test_no_key_is_bound_twice() -> None:
    """Each key does one thing."""
    keys = [key for each in (*DIGITS, *PHONE, *FACE, *WALK) for key in each.keys.split(",")]
    assert len(keys) == len(set(keys))


def test_every_action_exists() -> None:
    """Whatever a key is bound to can be done."""
    for owner, shortcuts in ((PhoneApp, (*DIGITS, *PHONE, *FACE)), (Device, WALK)):
        for each in shortcuts:
            assert hasattr(owner, f"action_{each.action.partition('(')[0]}")


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
