"""What an idle phone shows and offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from emulator.audio.model import Audio
from emulator.boot.model import Power, Provisioning
from emulator.calls.model import Calls, Dial, OpenDialer
from emulator.config.identity import Identity
from emulator.config.layers import configure
from emulator.contacts.model import CallLists
from emulator.display.model import ClockSet, Display, Item, OpenView, Tiles, Touched
from emulator.kernel.state import Part
from emulator.lines.model import Line, Lines, Server
from emulator.settings.model import Nameplate, OpenPage
from emulator.voicemail.model import Mailbox, Voicemail

Configured = Callable[[dict[str, str]], Provisioning]
MakeLines = Callable[..., Lines]

MAILBOX = Voicemail("empty", (Mailbox(1, "subscribed"),))
TUESDAY = 1_700_563_320


def unregistered(register: bool) -> Callable[[Lines], Lines]:
    """The same lines, not registered at a server at which they should, or should not, register."""

    def change(lines: Lines) -> Lines:
        servers = (Server("pbx.example", register=register),)
        settings = [msgspec.structs.replace(line.settings, servers=servers) for line in lines.lines]
        return Lines(tuple(Line(each) for each in settings))

    return change


WITHOUT_FEATURES = {"feature.forward.enable": "0", "feature.doNotDisturb.enable": "0"}
"""No Forward and no DND, which have tests of their own."""


def soft_keys(phone: Any) -> list[str]:
    return [key.label for key in phone.screen.soft_keys if key.label]


@pytest.mark.parametrize(
    ("parts", "settings", "labels"),
    [
        ([], {}, ["New Call"]),
        ([Calls(dialed="1002")], {}, ["New Call", "Redial"]),
        ([MAILBOX], {}, ["New Call", "Messages"]),
        ([Calls(dialed="1002"), MAILBOX], {}, ["New Call", "Redial", "Messages"]),
        ([CallLists(unseen=1)], {}, ["New Call", "Clear"]),
        ([], {"softkey.feature.newcall": "0"}, []),
    ],
)
def test_soft_keys_are_those_that_work(
    bench: Any, lines: MakeLines, configured: Configured, parts: list[Part], settings: dict[str, str], labels: list[str]
) -> None:
    """Redial needs a number dialed before, Messages a mailbox; configuration can take New Call away."""
    settings = {**WITHOUT_FEATURES, **settings}
    assert labels == soft_keys(bench("VVX_450", lines("2001"), configured(settings), *parts))


def test_a_phone_without_lines_offers_no_call(bench: Any) -> None:
    """Nothing is offered that cannot be done."""
    assert [] == soft_keys(bench("VVX_450"))


@pytest.mark.parametrize(
    ("settings", "captions"),
    [
        ({}, ["New Call", "Messages", "Directories", "Redial", "Settings"]),
        ({"homeScreen.newCall.enable": "0"}, ["Messages", "Directories", "Redial", "Settings"]),
        ({"homeScreen.messages.enable": "0"}, ["New Call", "Directories", "Redial", "Settings"]),
        ({"homeScreen.directories.enable": "0"}, ["New Call", "Messages", "Redial", "Settings"]),
        ({"homeScreen.settings.enable": "0"}, ["New Call", "Messages", "Directories", "Redial"]),
        ({"homeScreen.redial.enable": "0"}, ["New Call", "Messages", "Directories", "Settings"]),
    ],
)
def test_home_has_the_tiles_that_configuration_allows(
    bench: Any, lines: MakeLines, configured: Configured, settings: dict[str, str], captions: list[str]
) -> None:
    """homeScreen.*.enable takes tiles away."""
    parts = (lines("2001"), Calls(dialed="1002"), MAILBOX, configured({**WITHOUT_FEATURES, **settings}))
    tiles = bench("VVX_450", Display(stack=("home",)), *parts).screen.body[0]
    assert isinstance(tiles, Tiles)
    assert captions == [tile.text for tile in tiles.items]


def test_tiles_do_what_they_say(bench: Any, lines: MakeLines, configured: Configured) -> None:
    """A tile carries its intent."""
    parts = (lines("2001"), Calls(dialed="1002"), MAILBOX, configured(WITHOUT_FEATURES))
    phone = bench("VVX_450", Display(stack=("home",)), *parts)
    intents = [tile.intent for tile in phone.screen.body[0].items]
    assert [OpenDialer(), OpenView("messages"), OpenView("directories"), Dial("1002"), OpenPage("settings")] == intents


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([CallLists(unseen=1)], "1 new missed call"),
        ([CallLists(unseen=3)], "3 new missed calls"),
        ([Voicemail("waiting", (Mailbox(1, new=1),))], "1 New message"),
        ([Voicemail("waiting", (Mailbox(1, new=1), Mailbox(2, new=4)))], "5 New messages"),
        ([Power(state="running", link=False)], "Network link is down"),
    ],
)
def test_an_idle_phone_tells_what_happened(bench: Any, lines: MakeLines, parts: list[Part], text: str) -> None:
    """Missed calls, new messages and a dead network are told in the device's words."""
    for model in ("VVX_250", "CCX_500"):
        assert text in bench(model, lines("2001"), *parts).frame.text()


def test_missed_calls_are_told_until_the_user_knows(bench: Any, lines: MakeLines) -> None:
    """Clear takes message, icon and light away; the next missed call is told again, and counted from there."""
    phone = bench("CCX_500", lines("2001"), CallLists(unseen=2))
    seen = []
    for step in (lambda: None, lambda: phone.press("Clear"), lambda: phone.set(CallLists(unseen=1))):
        step()
        told = [count for count in (1, 2, 3) if f"{count} new missed" in phone.frame.text()]
        seen.append((told, "missed" in phone.screen.status.icons, phone.leds["mwi"].color))
    assert [([2], True, "red"), ([], False, "off"), ([1], True, "red")] == seen


@pytest.mark.parametrize(("register", "told"), [(True, True), (False, False)])
def test_a_line_that_ought_to_register_is_missed(bench: Any, lines: MakeLines, register: bool, told: bool) -> None:
    """An unregistered first line is told of, unless it is not to register at all."""
    phone = bench("VVX_450", unregistered(register)(lines("2001")))
    assert told == ("Line: Unregistered" in phone.frame.text())


@pytest.mark.parametrize(("values", "each"), [({}, 2), ({"up.status.message.flash.rate": "5"}, 5)])
def test_several_messages_take_turns(
    bench: Any, lines: MakeLines, configured: Configured, values: dict[str, str], each: int
) -> None:
    """Each stays for as many seconds as configured, and the screen says when the next one comes."""
    told = (CallLists(unseen=1), Voicemail("waiting", (Mailbox(1, new=2),)))
    phone = bench("VVX_450", lines("2001"), *told, configured(values))
    seen = []
    for _ in range(3):
        due = phone.screen.changes_at - phone.core.now
        seen.append((due // 1_000_000, "missed call" in phone.frame.text(), "New messages" in phone.frame.text()))
        phone.advance(due / 1_000_000)
    assert {(each, True, False), (each, False, True)} == set(seen)


def test_the_clock_stands_in_the_middle_once_it_is_set(bench: Any, configured: Configured) -> None:
    """Long date and time, unless up.localClockEnabled is off; before a time server answered, only the flashing bar."""
    phone = bench("VVX_450")
    before = phone.screen.body
    phone.feed(ClockSet(TUESDAY))
    rows = [line.strip() for line in phone.frame.lines()[1:] if line.strip()]
    phone.set(configured({"up.localClockEnabled": "0"}))
    assert ((), ["Tuesday, November 21", "10:42 AM"], ()) == (before, rows, phone.screen.body)


@pytest.mark.parametrize(
    ("settings", "places"),
    [
        ({}, (0, 0)),
        ({"homeScreen.labelType": "Custom", "homeScreen.labelLocation": "BelowDate"}, (0, 1)),
        ({"homeScreen.labelType": "Custom", "homeScreen.labelLocation": "StatusBar"}, (1, 0)),
        ({"homeScreen.labelType": "None"}, (0, 0)),
    ],
)
def test_a_custom_label_stands_where_configured(
    bench: Any, lines: MakeLines, configured: Configured, settings: dict[str, str], places: tuple[int, int]
) -> None:
    """homeScreen.customLabel is written in the status bar or below the date, or not at all."""
    phone = bench("VVX_450", lines("2001"), configured({"homeScreen.customLabel": "Contoso", **settings}))
    bar, *rest = phone.frame.lines()
    assert places == (bar.count("Contoso"), "\n".join(rest).count("Contoso"))


@pytest.mark.parametrize(
    ("parts", "icons"),
    [
        ([], ("registered",)),
        ([Audio(state="speaker", muted=True)], ("muted", "speaker", "registered")),
        ([Audio(state="handset")], ("handset", "registered")),
        (
            [CallLists(unseen=1), Voicemail("waiting", (Mailbox(1, waiting=True, new=1),))],
            ("missed", "message", "registered"),
        ),
    ],
)
def test_status_icons(bench: Any, lines: MakeLines, parts: list[Part], icons: tuple[str, ...]) -> None:
    """The status bar shows mute, audio path, missed calls, messages, registration."""
    phone = bench("VVX_450", lines("2001"), *parts)
    assert icons == phone.screen.status.icons


def test_an_unset_clock_can_be_hidden(bench: Any, configured: Configured) -> None:
    """A clock that nobody has set flashes, or is hidden with up.hideDateTimeWhenNotSet."""
    shown, hidden = (bench("VVX_450", configured({"up.hideDateTimeWhenNotSet": value})).screen.status for value in "01")
    assert ("12:00 AM  Thu, Jan 1", True, "", False) == (shown.left, shown.flashing, hidden.left, hidden.flashing)


def test_the_ccx_menu(bench: Any, lines: MakeLines) -> None:
    """The button in the upper left corner opens a menu: Home, and what else there is."""
    phone = bench("CCX_500", lines("2001"))
    phone.feed(Touched(*phone.frame.find("Menu").center))
    texts = [item.text for item in phone.screen.body[0].rows if isinstance(item, Item)]
    assert ("menu", ["Home", "Place a Call", "Contacts", "Recent Calls", "Settings"]) == (phone.screen.name, texts)


@pytest.mark.parametrize(
    ("model", "base", "caption"),
    [
        ("VVX_450", "Generic", "New Call"),
        ("CCX_500", "Generic", "Place a Call"),
        ("CCX_500", "Lync", "Dial a Number"),
    ],
)
def test_families_name_the_dialer_differently(
    bench: Any, lines: MakeLines, model: str, base: str, caption: str
) -> None:
    """What a VVX calls New Call is Place a Call on a CCX, and Dial a Number there with Skype for Business."""
    phone = bench(model, lines("2001"), Provisioning(configure(Identity(), flash={"device.baseProfile": base})))
    phone.press("Home")
    assert caption in phone.frame.text()


def test_the_underside_names_the_phone(bench: Any) -> None:
    """Turned over, the phone shows model, part number, MAC address and serial number."""
    phone = bench("VVX_450", Display(over=True), Nameplate(mac="0004f2aabb01"))
    rows = [line.strip() for line in phone.frame.lines() if line.strip()]
    assert ["Poly VVX 450", "P/N  3111-48840-001", "MAC  00:04:F2:AA:BB:01", "S/N  0004F2AABB01"] == rows
