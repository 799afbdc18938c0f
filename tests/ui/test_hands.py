"""What a keyboard means on phones that lack the key, and text entry with a whole phone behind it."""

from __future__ import annotations

import msgspec
import pytest
from textual import events

from emulator.display.forms import FocusField
from emulator.display.model import Display, Field, OpenView, Screen, SoftKey
from emulator.lab.lab import Lab
from emulator.phone import Phone
from emulator.settings.model import OpenPage
from tests.ui.fake import FakePhone, Opened
from tests.ui.screen import shown, until
from ui.hands import next_field, stand_in

FORM = Screen(
    "form",
    body=(
        Field("User", "ann", name="user", cursor=3),
        Field("Mode", "on", name="mode", choices=("on", "off")),
        Field("Label", "", name="label"),
    ),
    soft_keys=(SoftKey("OK", Opened("ok")), SoftKey("<<", Opened("<<"))),
)


@pytest.mark.parametrize(
    ("model", "key", "expected"),
    [
        ("VVX_450", "Select", "Select"),
        ("CCX_500", "Select", "SoftKey1"),
        ("CCX_500", "<<", "SoftKey2"),
        ("VVX_450", "Hold", "Hold"),
    ],
)
def test_a_key_that_is_missing_has_a_stand_in(model: str, key: str, expected: str) -> None:
    """Enter confirms a form on phones without Select; erasing is a soft key on all."""
    phone = FakePhone(model)
    phone.screen = FORM
    assert expected == stand_in(key, phone)


def test_without_a_soft_key_for_it_nothing_is_erased(phone: FakePhone) -> None:
    """There is no stand-in where the screen has none."""
    phone.screen = Screen("empty")
    assert "" == stand_in("<<", phone)


def test_tab_goes_through_the_fields_by_arrow_key(phone: FakePhone) -> None:
    """Where the phone has arrows they do it; a screen with one field or none has nowhere to go."""
    phone.screen = FORM
    assert next_field(phone, 1)
    assert next_field(phone, -1)
    assert [("press", "Down", 0), ("press", "Up", 0)] == phone.did
    phone.screen = msgspec.structs.replace(FORM, body=FORM.body[:1])
    assert not next_field(phone, 1)


def test_on_a_touch_screen_a_finger_goes_to_the_next_field() -> None:
    """Fields with choices are left out: a finger would change them."""
    phone = FakePhone("CCX_500")
    phone.screen = FORM
    assert {FocusField(name) for name in ("user", "mode", "label")} <= {hit.intent for hit in phone.frame.hits}
    assert next_field(phone, 1)
    assert [("touch", "Label")] == phone.did


@pytest.mark.parametrize("model", ["VVX_450", "CCX_500", "VVX_600"])
async def test_what_is_typed_goes_into_the_form(model: str) -> None:
    """Digits, letters, signs and blanks; Backspace erases, and Enter confirms, on phones without such a key too."""
    async with Lab() as lab, Phone(model, server=lab.boot_server.url, mac="0004f2aabb01") as phone:
        await phone.until("ready")
        phone.post(OpenPage("advanced", "user"))
        async with shown(phone, 140, 50) as pilot:
            await until(pilot, "Enter password")
            await pilot.press("1", "x", "question_mark", "space", *["backspace"] * 3, "2", "3")
            await until(pilot, "***▏")
            await pilot.press("enter")
            await until(pilot, "Change User Password")


@pytest.mark.parametrize("model", ["VVX_450", "CCX_500"])
async def test_tab_and_paste_in_a_form_with_several_fields(model: str) -> None:
    """What is pasted goes into the field that Tab has gone to."""
    async with Lab() as lab, Phone(model, server=lab.boot_server.url, mac="0004f2aabb01") as phone:
        await phone.until("ready")
        phone.post(OpenView("change-password/user"))
        async with shown(phone, 140, 50) as pilot:
            await until(pilot, "Old Password")
            await pilot.press("1", "tab")
            await pilot.pause()
            pilot.app.post_message(events.Paste("4321"))
            await until(pilot, "****▏")
            await pilot.press("shift+tab", "2")
            await until(pilot, "**▏")
            assert {"Old Password": "12", "New Password": "4321"} == phone.state[Display].entry.texts
