"""The full-screen phone, driven by keyboard and mouse."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from functools import partialmethod
from pathlib import Path

import pytest
from msgspec.structs import replace

from emulator.display.frame import Frame
from emulator.display.model import Field, Led, LineKey, Module, Screen
from tests.ui.fake import IDLE, SECOND, FakePhone, Note, Opened
from tests.ui.screen import shown, text
from ui.app import PhoneApp, run_app
from ui.geometry import Layout
from ui.help import Help
from ui.layout import layout
from ui.screenshot import svg
from ui.themes import LOOKS

Snapshot = Callable[[str, str], None]


def middle(phone: FakePhone, name: str, columns: int, rows: int) -> tuple[int, int]:
    """The cell in the middle of a control."""
    plan = layout(phone.profile, columns, rows)
    assert isinstance(plan, Layout)
    rect = next(control.rect for control in plan.controls if control.name == name)
    return rect.x + rect.width // 2, rect.y + rect.height // 2


async def test_the_whole_face_with_its_panel(phone: FakePhone, snapshot: Snapshot) -> None:
    """At 140x45 the device stands beside the journal."""
    phone.leds = {"mwi": Led("red")}
    phone.journal.extend(Note(number * SECOND, "key", f"key {number} pressed") for number in range(3))
    async with shown(phone, 140, 45) as pilot:
        snapshot("face-140x45", text(pilot))


async def test_the_face_in_the_smallest_usual_terminal(phone: FakePhone, snapshot: Snapshot) -> None:
    """At 80x24 the device has the terminal to itself."""
    async with shown(phone) as pilot:
        snapshot("face-80x24", text(pilot))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("1", ("press", "1", 0)),
        ("asterisk", ("press", "*", 0)),
        ("number_sign", ("press", "#", 0)),
        ("enter", ("press", "Select", 0)),
        ("escape", ("press", "Back", 0)),
        ("up", ("press", "Up", 0)),
        ("home", ("press", "Home", 0)),
        ("f1", ("press", "SoftKey1", 0)),
        ("f4", ("press", "SoftKey4", 0)),
        ("alt+2", ("press", "LineKey2", 0)),
        ("alt+0", ("press", "LineKey10", 0)),
        ("ctrl+s", ("press", "Speaker", 0)),
        ("alt+h", ("press", "Headset", 0)),
        ("ctrl+u", ("press", "Mute", 0)),
        ("alt+o", ("press", "Hold", 0)),
        ("ctrl+t", ("press", "Transfer", 0)),
        ("ctrl+e", ("press", "Messages", 0)),
        ("plus", ("press", "VolUp", 0)),
        ("minus", ("press", "VolDown", 0)),
        ("backspace", ("press", "SoftKey3", 0)),
    ],
)
async def test_the_keyboard_presses_the_keys_of_the_phone(
    phone: FakePhone, key: str, expected: tuple[object, ...]
) -> None:
    """Each key of the terminal stands for one of the phone."""
    async with shown(phone) as pilot:
        await pilot.press(key)
        assert [expected] == phone.did


async def test_backspace_without_anything_to_erase_does_nothing(phone: FakePhone) -> None:
    """It stands for the soft key << alone."""
    phone.screen = Screen(name="empty")
    async with shown(phone) as pilot:
        await pilot.press("backspace")
        assert [] == phone.did


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (80, 30), (92, 40)])
async def test_a_click_presses_the_key_under_it(phone: FakePhone, columns: int, rows: int) -> None:
    """In every shape of the device."""
    names = ["1", "#", "Hold", "SoftKey2", "LineKey1", "LineKey12", "Speaker"]
    async with shown(phone, columns, rows) as pilot:
        for name in names:
            await pilot.click(offset=middle(phone, name, columns, rows))
    assert [("press", name, 0) for name in names] == phone.did


async def test_a_key_held_down_with_the_mouse_is_pressed_for_that_long(
    phone: FakePhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Holding shows, and the time from down to up goes with the press."""
    times = iter([100.0, 102.5])
    monkeypatch.setattr("ui.device.monotonic", lambda: next(times))
    async with shown(phone) as pilot:
        place = middle(phone, "Transfer", 80, 24)
        await pilot.mouse_down(offset=place)
        assert [] == phone.did
        await pilot.mouse_up(offset=place)
        assert [("press", "Transfer", 2.5)] == phone.did


async def test_a_click_on_a_label_presses_the_key_beside_it(phone: FakePhone) -> None:
    """Where the display is no touch screen, the label stands for its soft key or line key."""
    async with shown(phone) as pilot:
        await pilot.click(offset=(10 + 20, 2 + 16))
        await pilot.click(offset=(10 + 3, 2 + 3))
        assert [("press", "SoftKey2", 0), ("press", "LineKey1", 0)] == phone.did


@pytest.mark.parametrize("rows", [24, 50])
async def test_a_touch_screen_is_touched_even_where_it_is_drawn_smaller(rows: int) -> None:
    """A touch lands on the same thing of the phone's own display, however few rows the terminal has."""
    phone = FakePhone("CCX_500")
    keys = {digit: Opened(digit) for digit in "1234567890*#"}
    phone.screen = Screen(name="dialer", status=IDLE.status, body=(Field("Number", "12"),), keys=dict(keys))
    async with shown(phone, 80, rows) as pilot:
        lines = text(pilot).splitlines()
        row = next(number for number, line in enumerate(lines) if "4" in line and "6" in line and "5" in line)
        await pilot.click(offset=(lines[row].index("5"), row))
        row = next(number for number, line in enumerate(lines) if "⌂ Home" in line)
        await pilot.click(offset=(lines[row].index("Home"), row))
        assert [("touch", "5"), ("touch", "Home")] == phone.did


async def test_the_handset_moves_by_key_and_by_click(phone: FakePhone) -> None:
    """Ctrl+K and a click lift it and hang it up."""
    async with shown(phone) as pilot:
        await pilot.press("ctrl+k")
        assert phone.lifted
        await pilot.click(offset=middle(phone, "Handset", 80, 24))
        assert not phone.lifted


async def test_tab_walks_over_the_keys_and_space_presses(phone: FakePhone) -> None:
    """Everything on the device can be reached without a mouse, and the focus shows."""
    async with shown(phone) as pilot:
        await pilot.press("tab", "tab", "shift+tab", "space")
        assert [("press", "LineKey1", 0)] == phone.did
        await pilot.press("shift+tab", "space")
        assert phone.lifted
        assert "▸" in text(pilot)


async def test_a_touch_screen_can_be_used_without_a_mouse() -> None:
    """Arrows move over all that can be touched, Enter touches it."""
    phone = FakePhone("CCX_500")
    async with shown(phone) as pilot:
        await pilot.press("down", "enter", "right", "enter", "up", "enter", "shift+tab", "space")
    assert [("touch", "Menu"), ("touch", "Back"), ("touch", "Menu")] == phone.did
    assert phone.lifted


async def test_a_key_that_is_not_there_is_refused_in_words(phone: FakePhone) -> None:
    """The reason is shown; the phone has not been touched."""
    async with shown(phone, 120, 40) as pilot:
        await pilot.press("f5")
        await pilot.pause(0.2)
        assert "has no key 'SoftKey5'" in " ".join(text(pilot).split())
        assert [] == phone.did


async def test_a_change_of_the_phone_is_drawn(phone: FakePhone) -> None:
    """After the bell rings, screen and lamps are those of the phone."""
    async with shown(phone) as pilot:
        assert "MWI ○" in text(pilot)
        phone.change(leds={"mwi": Led("red")}, screen=Screen(name="menu", title="Settings"))
        await pilot.pause()
        assert "MWI ●R" in text(pilot)
        assert "Settings" in text(pilot)
        assert "New Call" not in text(pilot)


async def test_several_changes_at_once_are_drawn_once(phone: FakePhone, monkeypatch: pytest.MonkeyPatch) -> None:
    """A burst of changes costs one redraw."""
    async with shown(phone) as pilot:
        app = pilot.app
        assert isinstance(app, PhoneApp)
        drawn: list[Frame] = []
        picture = app.device._picture

        def counted() -> Frame:
            drawn.append(picture())
            return drawn[-1]

        monkeypatch.setattr(app.device, "_picture", counted)
        for _ in range(50):
            phone.change()
        await pilot.pause()
        assert 1 == len(drawn)


async def test_lamps_blink_by_themselves(phone: FakePhone) -> None:
    """While a lamp blinks the device redraws without any change of the phone."""
    phone.leds = {"mwi": Led("red", "flutter")}
    async with shown(phone) as pilot:
        assert "MWI ●R!" in text(pilot)
        phone.now += 250_000
        await pilot.pause(0.3)
        assert "MWI ○R!" in text(pilot)


async def test_an_idle_phone_sets_no_timer(phone: FakePhone) -> None:
    """Nothing blinks, nothing will change: nothing wakes the terminal."""
    async with shown(phone) as pilot:
        app = pilot.app
        assert isinstance(app, PhoneApp)
        assert app.device._due is None


async def test_the_panel_shows_journal_and_sip_and_follows(phone: FakePhone) -> None:
    """The last line is in view; F9 turns to the SIP messages, F8 hides the panel."""
    phone.journal.extend(Note(number * SECOND, "key", f"note {number}") for number in range(100))
    phone.sip_trace.append((SECOND, "out", "127.0.0.1:5060", "REGISTER sip:lab SIP/2.0\r\nVia: \x1b[31mSIP\r\n\r\n"))
    async with shown(phone, 140, 45) as pilot:
        assert "note 99" in text(pilot)
        for number in range(200):
            phone.journal.append(Note(101 * SECOND, "call", f"one more, number {number}"))
            phone.change()
            await asyncio.sleep(0)
        await pilot.pause()
        assert "one more, number 199" in text(pilot)
        await pilot.press("f9")
        await pilot.pause()
        assert "──▶ to 127.0.0.1:5060" in text(pilot)
        assert "REGISTER sip:lab" in text(pilot)
        assert "\x1b" not in text(pilot)
        await pilot.press("f8")
        await pilot.pause()
        assert "REGISTER" not in text(pilot)


async def test_a_panel_scrolled_back_stays_there(phone: FakePhone) -> None:
    """New lines do not tear away what is being read."""
    phone.journal.extend(Note(number * SECOND, "key", f"note {number:03}") for number in range(100))
    async with shown(phone, 140, 45) as pilot:
        app = pilot.app
        assert isinstance(app, PhoneApp)
        app.panel.scroll_to(0, 0, animate=False)
        await pilot.pause()
        phone.journal.append(Note(101 * SECOND, "call", "one more"))
        phone.change()
        await pilot.pause()
        assert "note 000" in text(pilot)
        assert "one more" not in text(pilot)


async def test_in_a_small_terminal_the_panel_takes_the_place_of_the_device(phone: FakePhone) -> None:
    """F8 goes there and back."""
    phone.journal.append(Note(SECOND, "key", "a note"))
    async with shown(phone) as pilot:
        await pilot.press("f8")
        await pilot.pause()
        assert "a note" in text(pilot)
        assert "Poly VVX 450" not in text(pilot)
        await pilot.press("f8")
        await pilot.pause()
        assert "Poly VVX 450" in text(pilot)


async def test_a_small_terminal_shows_the_display_alone_and_the_keys_as_it_grows(phone: FakePhone) -> None:
    """One message where nothing fits; the display where the keys do not; the keyboard works at any size."""
    async with shown(phone, 61, 20) as pilot:
        assert "needs 62 x 20" in text(pilot)
        await pilot.press("1")
        await pilot.resize_terminal(70, 20)
        await pilot.pause()
        assert (True, False) == ("New Call" in text(pilot), "Handset" in text(pilot))
        await pilot.press("2", "f7", "f1")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "Handset on hook" in text(pilot)
    assert [("press", name, 0) for name in ("1", "2", "SoftKey1")] == phone.did


@pytest.mark.parametrize("theme", LOOKS)
async def test_every_theme_can_be_worn(phone: FakePhone, theme: str) -> None:
    """Each theme draws device, panel and help page; what is written is the same."""
    async with shown(phone, 140, 45, theme) as pilot:
        assert theme == pilot.app.theme
        plain = text(pilot)
        await pilot.press("question_mark")
        await pilot.press("escape")
        await pilot.press("ctrl+l")
        await pilot.pause()
        assert theme != pilot.app.theme
        assert plain == text(pilot)


async def test_monochrome_names_no_colour(phone: FakePhone) -> None:
    """With the monochrome theme the terminal's own colours are used throughout."""
    phone.leds = {"mwi": Led("red")}
    async with shown(phone, theme="monochrome") as pilot:
        app = pilot.app
        assert isinstance(app, PhoneApp)
        strips = [app.device.render_line(row) for row in range(24)]
        styles = [segment.style for strip in strips for segment in strip if segment.style]
        assert styles
        assert {None} == {style.color for style in styles} | {style.bgcolor for style in styles}


async def test_no_color_begins_in_monochrome(phone: FakePhone, monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR is honoured."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with shown(phone, theme="") as pilot:
        assert "monochrome" == pilot.app.theme


async def test_help_lists_the_keys(phone: FakePhone) -> None:
    """? opens the page, Esc closes it without reaching the phone."""
    async with shown(phone) as pilot:
        await pilot.press("question_mark")
        assert isinstance(pilot.app.screen, Help)
        await pilot.press("escape")
        assert 1 == len(pilot.app.screen_stack)
        assert [] == phone.did


async def test_the_palette_does_what_has_no_key(phone: FakePhone) -> None:
    """Its entries are found by words: pulling the LAN cable, for one."""
    async with shown(phone, 120, 40) as pilot:
        await pilot.press("ctrl+p")
        await pilot.press(*"pull lan")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert "lan" not in phone.plugged


async def test_a_picture_is_saved_under_a_free_name(
    phone: FakePhone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F12 twice leaves two files, with Shift it is a PNG; each in the colours of the theme."""
    monkeypatch.chdir(tmp_path)
    async with shown(phone, theme="silver") as pilot:
        await pilot.press("f12", "f12", "shift+f12")
    assert ["vphone-VVX_450-2.svg", "vphone-VVX_450.png", "vphone-VVX_450.svg"] == sorted(os.listdir(tmp_path))
    assert svg(phone, "silver") == (tmp_path / "vphone-VVX_450.svg").read_text()
    assert svg(phone) != svg(phone, "silver")


async def test_the_text_of_the_display_is_copied(phone: FakePhone) -> None:
    """Ctrl+Y hands it to the terminal, which keeps the clipboard."""
    async with shown(phone) as pilot:
        await pilot.press("ctrl+y")
        assert phone.frame.text() == pilot.app.clipboard


async def test_a_text_can_be_typed_through_the_palette(phone: FakePhone) -> None:
    """It asks for a line, and hands it to the phone at once; Esc hands over nothing."""
    async with shown(phone) as pilot:
        app = pilot.app
        assert isinstance(app, PhoneApp)
        app.action_write()
        await pilot.pause()
        await pilot.press(*"+49 30", "enter")
        app.action_write()
        await pilot.pause()
        await pilot.press("1", "escape")
    assert [("type", "+49 30")] == phone.did


async def test_an_expansion_module_stands_beside_the_phone(phone: FakePhone) -> None:
    """As soon as it is attached; its keys can be clicked, and go when it is pulled."""
    keys = tuple(LineKey(f"Contact {number}", "", "", Opened(f"{number}")) for number in range(1, 11))
    module = Module(13, keys, 1, 3)
    offered = {f"LineKey{13 + index}": key.intent for index, key in enumerate(keys) if key.intent}
    async with shown(phone, 130, 45) as pilot:
        phone.change(screen=replace(IDLE, modules=(module,), keys=offered), leds={"line13": Led("green")})
        await pilot.pause()
        await pilot.pause()
        drawn = text(pilot)
        assert "[Contact 1          ●G ]" in drawn
        row = next(number for number, line in enumerate(drawn.splitlines()) if "[Contact 2 " in line)
        await pilot.click(offset=(drawn.splitlines()[row].index("Contact 2"), row))
        assert [("press", "LineKey14", 0)] == phone.did
        phone.change(screen=IDLE)
        await pilot.pause()
        assert "Contact" not in text(pilot)


@pytest.mark.parametrize(("key", "code"), [("ctrl+q", 0), ("ctrl+c", 130)])
async def test_leaving(phone: FakePhone, key: str, code: int) -> None:
    """Quitting is success, interrupting is not; either way nothing follows the phone any more."""
    async with shown(phone) as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert code == pilot.app.return_code
    assert 0 == phone.followers


async def test_the_face_closes_when_the_phone_ends(phone: FakePhone, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the phone can end it without the user."""
    monkeypatch.setattr(PhoneApp, "run_async", partialmethod(PhoneApp.run_async, headless=True, size=(80, 24)))
    asyncio.get_running_loop().call_later(0.1, phone.ended.set)
    async with asyncio.timeout(5):
        assert 0 == await run_app(phone)


async def test_what_others_print_does_not_reach_the_terminal(phone: FakePhone) -> None:
    """A print in the middle of a change leaves the picture as it is."""
    async with shown(phone) as pilot:
        before = text(pilot)
        phone.subscribe(lambda: print("noise", file=sys.stderr))
        phone.change()
        await pilot.pause()
        assert before == text(pilot)
