"""A day of a phone as it is heard: every change is one line of words, and nothing is said twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from emulator.calls.model import InviteReceived
from emulator.display.model import CallCard, Field, HookMoved, LineKey, Plugged, Screen, StatusBar, Text, Touched
from emulator.kernel.slices import PowerCut
from emulator.voice import Voice, whole
from emulator.voicemail.model import MessageSummary
from tests.unit.listener import Listener

GOLDEN = Path(__file__).parent / "golden"


class Day(Listener):
    """A listener who knows the way to the password."""

    def pick_menu(self) -> None:
        """Home, Settings, Advanced."""
        self.press("Home")
        self.pick_tile("Settings")
        self.pick("Advanced")


def day(phone: Day) -> list[str]:
    """Boot, calls, a message, menus, typing, plugging, and the night."""
    story: list[str] = []

    def chapter(title: str) -> None:
        story.extend([f"# {title}", *phone.listen()])

    phone.wait(120)
    chapter("power on")
    phone.press("1", "0", "0", "3", "Dial")
    chapter("a call to 1003")
    phone.wait(65)
    phone.press("Mute", "VolUp", "Hold", "Hold", "End Call")
    phone.wait(5)
    chapter("muted, louder, held, resumed, ended")
    phone.feed(InviteReceived("a", 1, "1004", "Dan"))
    phone.wait(12)
    chapter("a call comes in")
    phone.feed(HookMoved(True))
    phone.feed(InviteReceived("b", 2, "1003", "Carol Clark"))
    phone.press("Ignore")
    phone.feed(HookMoved(False))
    phone.wait(75)
    chapter("answered; another one is missed")
    phone.feed(MessageSummary(1, True, 2))
    phone.press("Messages", "Back")
    chapter("a message")
    phone.press("Home", "Right", "Home")
    phone.pick_menu()
    chapter("the menus")
    phone.type("123")
    phone.press("<<")
    chapter("typing a password")
    phone.press("Home", "Home")
    for thing in ("headset", "pc", "expansion"):
        phone.feed(Plugged(thing, True))
    phone.press("EM1Page2")
    phone.feed(Plugged("headset", False))
    phone.feed(Plugged("lan", False))
    chapter("plugging")
    phone.feed(Plugged("lan", True))
    phone.wait(700)
    chapter("nobody is there")
    phone.feed(PowerCut())
    chapter("the plug is pulled")
    return story


def test_a_day_as_it_is_heard(request: pytest.FixtureRequest) -> None:
    """The transcript, word by word."""
    heard = "\n".join(day(Day("VVX_450", pace="device"))) + "\n"
    file = GOLDEN / "day.txt"
    if request.config.getoption("--update-golden"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(heard, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == heard


def test_rows_of_a_touch_screen_are_read_out() -> None:
    """Where no row is selected, all of them are said at once, without the marks that are only seen."""
    phone = Listener("CCX_500")
    phone.listen()
    hit = phone.device.frame(phone.screen).find("Settings")
    assert hit
    phone.feed(Touched(*hit.center))
    assert ["Settings. Basic, Advanced, Features, Status. Soft keys: Back"] == phone.listen()


def test_somebody_watched_is_told_by_the_line_key() -> None:
    """A contact that is called, and talks; own calls are told elsewhere."""
    keys = [LineKey("2001", "registered", "Registered"), LineKey("Carol", "idle", "Available")]
    voice, bar = Voice(), StatusBar()
    first = list(voice.look(Screen("lines", status=bar, line_keys=tuple(keys))))
    keys = [LineKey("2001", "active", "Active"), LineKey("Carol", "busy", "Busy")]
    then = list(voice.look(Screen("lines", status=bar, line_keys=tuple(keys))))
    assert ["Lines", "Line keys: 1: 2001, Registered; 2: Carol, Available"] == first
    assert ["Line key 2: Carol, Busy"] == then


def test_messages_that_take_turns_are_said_once() -> None:
    """And numbers that count down are not said at all."""
    voice, bar = Voice(), StatusBar()
    told = [
        line
        for text in ("1 new missed call", "2 New messages", "1 new missed call", "2 new missed calls")
        for line in voice.look(Screen("lines", status=bar, body=(Text((text,)),)))
    ]
    assert ["Lines. 1 new missed call", "2 New messages", "2 new missed calls"] == told
    down = [line for left in "765" for line in voice.look(Screen("countdown", body=(Text((f"{left} s left",)),)))]
    assert ["Countdown. 7 s left"] == down


def test_secrets_are_counted_not_said() -> None:
    """What is typed into a password field is heard as a number of characters."""
    field = Field("Password", "", secret=True, name="password")
    voice = Voice()
    list(voice.look(Screen("ask", body=(field,))))
    heard = list(voice.look(Screen("ask", body=(replace(field, value="4567"),))))
    assert ["Password: 4 characters"] == heard


def test_all_that_a_phone_shows_is_said_on_request() -> None:
    """The screen, every row of its lists though one is selected, line keys, lamps and icons, each in one line."""
    phone = Listener("VVX_450")
    phone.wait(120)
    phone.press("Home")
    said = list(whole(phone.screen, phone.device.leds()))
    assert said[0].startswith("Home. 1 of 6: New Call. Soft keys: New Call, ")
    assert "In the list: New Call, Messages, Directories, Forward, DND, Settings" == said[1]
    assert ["Line keys", "Lights", "Icons"] == [line.partition(":")[0] for line in said[2:]]


def test_marks_of_a_call_are_said_as_words() -> None:
    """Not by the names of their icons."""
    card = CallCard("Carol", "1003", "Active", "active", marks=("hd-voice",))
    assert ["Call. Carol 1003, Active, HD voice"] == list(Voice().look(Screen("call", body=(card,))))
