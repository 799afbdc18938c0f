"""The mouse as a finger on the display: it taps, stays, wipes, and its wheel moves lists."""

from __future__ import annotations

from functools import partial

import pytest
from msgspec.structs import replace
from textual import events

from emulator.display.frame import Hit
from emulator.display.model import Field, Item, Items, LineKey, OpenView, Screen
from emulator.inputs import carry_out
from emulator.kernel.state import Event
from emulator.lab.lab import Lab
from emulator.phone import Phone
from tests.ui.fake import IDLE, FakePhone, Opened
from tests.ui.screen import shown, text, until
from ui.app import PhoneApp
from ui.deeds import deeds
from ui.device import Device
from ui.focus import stops
from ui.geometry import Layout
from ui.gestures import direction
from ui.layout import layout
from ui.palette import commands

WIPES: dict[str, Event] = {f"Swipe{way}": Opened(way) for way in ("Left", "Right", "Up", "Down")}
PAGE = Screen("list", "List", (Items((Item("Alice", intent=Opened("Alice")),)),), status=IDLE.status, keys=WIPES)
PLACE = (50, 10)


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        ((0, 0), ""), ((3, 1), ""), ((-4, 0), "left"), ((9, 2), "right"), ((0, -2), "up"), ((3, 2), "down"),
    ],
)  # fmt: skip
def test_a_finger_that_moves_far_enough_wipes(moved: tuple[int, int], expected: str) -> None:
    """The longer way decides; a small tremble is a tap."""
    assert expected == direction(*moved)


@pytest.mark.parametrize(
    ("moved", "expected"), [((-8, 0), "left"), ((8, 1), "right"), ((1, -4), "up"), ((0, 3), "down")]
)
async def test_dragging_over_a_touch_screen_wipes(moved: tuple[int, int], expected: str) -> None:
    """The row below the mouse is not touched meanwhile."""
    phone = FakePhone("VVX_600")
    phone.screen = PAGE
    async with shown(phone, 100, 40) as pilot:
        await pilot.mouse_down(offset=PLACE)
        await pilot.mouse_up(offset=(PLACE[0] + moved[0], PLACE[1] + moved[1]))
    assert [("swipe", expected)] == phone.did


async def test_a_wipe_that_means_nothing_does_nothing() -> None:
    """As on the device: no complaint, no touch; nor on a display that cannot be touched."""
    for model in ("VVX_600", "VVX_450"):
        phone = FakePhone(model)
        phone.screen = replace(PAGE, keys={} if model == "VVX_600" else WIPES)
        async with shown(phone, 100, 40) as pilot:
            await pilot.mouse_down(offset=PLACE)
            await pilot.mouse_up(offset=(PLACE[0] - 9, PLACE[1]))
        assert [] == phone.did


async def test_the_wheel_moves_a_list() -> None:
    """Towards the user the list goes up, as under a finger that wipes up; beside the display the wheel does nothing."""
    phone = FakePhone("VVX_600")
    phone.screen = PAGE
    async with shown(phone, 100, 40) as pilot:
        device = pilot.app.query_one(Device)
        for turned, (x, y) in (
            (events.MouseScrollDown, PLACE),
            (events.MouseScrollUp, PLACE),
            (events.MouseScrollUp, (0, 39)),
        ):
            device.post_message(turned(device, x, y, 0, 0, 0, shift=False, meta=False, ctrl=False))
        await pilot.pause()
    assert [("swipe", "up"), ("swipe", "down")] == phone.did


async def test_a_finger_that_stays_holds_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a touch screen the place itself, else the key beside the label."""
    for model, place, expected in (
        ("VVX_600", (26, 5), ("touch", "1001", 2.5)),
        ("VVX_450", (13, 5), ("press", "LineKey1", 2.5)),
    ):
        times = iter([100.0, 102.5])
        monkeypatch.setattr("ui.device.monotonic", lambda times=times: next(times))
        phone = FakePhone(model)
        async with shown(phone, 80, 24) as pilot:
            await pilot.mouse_down(offset=place)
            await pilot.mouse_up(offset=place)
        assert [expected] == phone.did


@pytest.mark.parametrize("model", ["VVX_450", "VVX_600"])
async def test_the_palette_holds_line_keys_that_mean_something_then(model: str) -> None:
    """A favorite is changed; the first key without use takes a new one."""
    phone = FakePhone(model)
    held: dict[str, Event] = {
        "LineKey2 held": OpenView("edit-contact/1"),
        "LineKey3 held": OpenView("add-favorite"),
        "LineKey4 held": OpenView("add-favorite"),
    }
    keys = (IDLE.line_keys[0], LineKey("Bob", "favorite", "Favorite", Opened("Bob")))
    phone.screen = replace(IDLE, keys=held, line_keys=keys)
    app = PhoneApp(phone, theme="dark")
    async with app.run_test(size=(80, 24)):
        offered = {command.name: command for command in commands(app) if command.name.startswith("Hold ")}
        assert "Hold line 1001 down" not in offered
        offered["Hold line Bob down"].run()
        offered["Hold a free line key down"].run()
    touched = [("touch", "Bob", 2.0), ("touch", "", 2.0)]
    assert (touched if model == "VVX_600" else [("press", f"LineKey{n}", 2.0) for n in (2, 3)]) == phone.did


def test_a_drawn_keyboard_is_left_to_the_one_that_is_there() -> None:
    """Its keys are no stops of the Tab key and no commands; what shows it is both."""
    phone = FakePhone("VVX_600")
    phone.screen = Screen("form", "Form", (Field("Name", "", name="name", cursor=0),), keyboard=("qwertyuiop",))
    plan = layout(phone.profile, 100, 40)
    assert isinstance(plan, Layout)
    places = stops(plan, phone.frame, phone.profile).values()
    assert ["Keyboard", "Name"] == sorted({place.label for place in places if isinstance(place, Hit)})
    assert ["Touch Keyboard", "Touch Name"] == sorted({each.name for each in deeds(phone) if "Touch" in each.name})


def _shows(screen: str, phone: Phone) -> bool:
    return screen == phone.screen.name


async def test_a_hand_with_a_mouse_on_a_whole_phone() -> None:
    """From view to view and back, a favorite added by holding a free place, its name typed on the display."""
    async with Lab() as lab, Phone("VVX_600", server=lab.boot_server.url, mac="0004f2aabb01") as phone:
        await phone.until("ready")
        async with shown(phone, 140, 50) as pilot:
            await until(pilot, "New Call")
            for across, expected in ((-12, "home"), (12, "lines")):
                await pilot.mouse_down(offset=(70, 12))
                await pilot.mouse_up(offset=(70 + across, 12))
                await phone.until(partial(_shows, expected), timeout=10)
            free = next(hit for hit in phone.frame.hits if hit.key.startswith("LineKey") and not hit.label)
            assert {"kind": "ok"} == await carry_out(phone, {"touch": list(free.center), "hold": 2})
            await until(pilot, "Add To Contact Directory")
            for label in ("⊞", " B ", " o ", " b "):
                await until(pilot, label)
                row, line = next((y, line) for y, line in enumerate(text(pilot).splitlines()) if label in line)
                await pilot.click(offset=(line.index(label) + len(label) // 2, row))
            await until(pilot, "Bob▏")
