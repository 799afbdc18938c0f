"""The device as text, at fixed sizes and times."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from emulator.display.model import Led
from tests.ui.fake import FakePhone
from ui.focus import stops
from ui.geometry import Layout, Shortage
from ui.layout import layout
from ui.paint import Fingers, Phone, paint, too_small

Snapshot = Callable[[str, str], None]
LAMPS = {"mwi": Led("red", "flashSlow"), "line1": Led("green", "offering"), "mute": Led("red"), "speaker": Led("green")}


def painted(phone: FakePhone, columns: int, rows: int, focus: str = "") -> str:
    """The device in a terminal of that size."""
    plan = layout(phone.profile, columns, rows)
    assert isinstance(plan, Layout)
    model = Phone(phone.profile, phone.frame, phone.leds, phone.lifted, phone.now, phone.patterns)
    return paint(plan, model, Fingers(stops(plan, phone.frame, phone.profile).get(focus)), (columns, rows)).text()


@pytest.mark.parametrize(
    ("model", "columns", "rows"),
    [("VVX_450", 92, 38), ("VVX_450", 80, 27), ("VVX_450", 80, 24), ("VVX_250", 80, 24), ("CCX_500", 80, 50)],
)
def test_the_device_at_each_size(snapshot: Snapshot, model: str, columns: int, rows: int) -> None:
    """Case, display, keys and lamps stand where they always stood."""
    phone = FakePhone(model)
    phone.leds = LAMPS
    snapshot(f"{model}-{columns}x{rows}", painted(phone, columns, rows))


def test_a_blinking_lamp_turns_dark_and_keeps_its_letter(phone: FakePhone) -> None:
    """In the dark phase the disc is empty; colour and blinking can still be read."""
    phone.leds = LAMPS
    assert "[ 1●G!]" in painted(phone, 80, 24)
    phone.now += 250_000
    assert "[ 1○G!]" in painted(phone, 80, 24)


def test_the_handset_is_told_in_words(phone: FakePhone) -> None:
    """On hook or off hook can be read at every size."""
    assert "Handset on hook" in painted(phone, 80, 24)
    phone.lifted = True
    assert "Handset off hook" in painted(phone, 80, 24)
    assert "off hook" in painted(phone, 92, 38)


def test_the_key_in_focus_is_pointed_at(phone: FakePhone) -> None:
    """Focus is visible without colour: arrows instead of brackets."""
    assert "▸Hold◂" in painted(phone, 80, 24, "Hold")


def test_focus_and_pressure_have_a_style_of_their_own(phone: FakePhone) -> None:
    """A key held down looks different from one in focus, and both from the others."""
    plan = layout(phone.profile, 80, 24)
    assert isinstance(plan, Layout)
    model = Phone(phone.profile, phone.frame, phone.leds, phone.lifted, phone.now, phone.patterns)
    hold = next(control for control in plan.controls if control.name == "Hold")
    picture = paint(plan, model, Fingers(hold, ["Transfer"]))
    styles = {span.text: span.style for row in picture.rows for span in row}
    assert ("key", "focus", "pressed") == (styles["[Messages]"], styles["▸Hold◂"], styles["[Transfer]"])


def test_too_small_a_terminal_gets_one_clear_message(phone: FakePhone) -> None:
    """It says which phone, what it needs and what there is, in however little room."""
    text = too_small(Shortage(76, 24), phone.profile, 30, 6).text()
    assert ["Poly VVX 450", "needs 76 x 24", "terminal: 30 x 6"] == [line.strip() for line in text.splitlines()[1:4]]


def test_a_place_on_a_touch_screen_in_focus_stands_out() -> None:
    """Its cells, and no others of the display, have the style of the focus."""
    phone = FakePhone("CCX_500")
    plan = layout(phone.profile, 80, 50)
    assert isinstance(plan, Layout)
    home = phone.frame.find("Home")
    picture = paint(plan, Phone(phone.profile, phone.frame, {}, False, 0, {}), Fingers(home))
    assert home is not None
    focused = [span.text for row in picture.rows for span in row if span.style == "focus"]
    assert [home.width * home.height, "⌂ Home"] == [sum(map(len, focused)), focused[0].strip()]
