"""CCX with BToE user guide 1.0, "Product Overview": the hardware, the lamps, the screens and the icons."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.calls.model import CallTerminated
from emulator.display.model import Led, Plugged
from emulator.kernel.profile import load_profile
from emulator.voicemail.model import MessageSummary
from tests.guides.headings import CCX, procedure
from tests.guides.skype import SETTLED, desk
from tests.guides.test_accessibility import Finger


@procedure(CCX, "Poly CCX 500 Business Media Phone Hardware")
def test_the_hardware() -> None:
    """Handset, message lamp, touchscreen, volume and mute keys, two USB ports, headset and speakerphone with lamps."""
    profile = load_profile("CCX_500")
    assert profile.display.touch
    assert {"VolUp", "VolDown", "Mute", "Speaker", "Headset"} <= set(profile.hard_keys)
    assert {"mwi", "speaker", "headset", "mute"} <= set(Finger().leds)
    assert {"handset", "usb", "pc-port"} <= set(profile.features)


@procedure(CCX, "LED Indicators on CCX Series Phones")
def test_speakerphone_and_headset_lamps() -> None:
    """White while they are not used, green while they are, blue with a USB headset; dark in sleep mode."""
    phone = Finger('powerSaving.enable="1"')
    assert [Led("white"), Led("white")] == [phone.leds[name] for name in ("speaker", "headset")]
    phone.press("Speaker")
    assert Led("green") == phone.leds["speaker"]
    phone.press("Speaker")
    phone.feed(Plugged("headset", True))
    phone.press("Headset")
    assert Led("green") == phone.leds["headset"]
    phone.press("Headset")
    phone.feed(Plugged("usb-headset", True))
    phone.press("Headset")
    assert Led("blue") == phone.leds["headset"]
    phone.press("Headset")
    phone.wait(24 * 3600)
    assert [Led(), Led()] == [phone.leds[name] for name in ("speaker", "headset")]


@procedure(CCX, "LED Indicators on CCX Series Phones")
def test_mute_and_message_lamps() -> None:
    """Mute is red while the microphone is off; the message lamp blinks for messages, incoming and missed calls."""
    phone = Finger()
    assert [Led(), Led()] == [phone.leds[name] for name in ("mute", "mwi")]
    phone.ring()
    assert "red" == phone.leds["mwi"].color
    phone.touch("Answer")
    phone.press("Mute")
    assert Led("red") == phone.leds["mute"]
    phone.touch("End Call")
    phone.wait(SETTLED)
    assert Led() == phone.leds["mwi"]
    phone.feed(MessageSummary(1, True, 1))
    assert Led("red", "flash") == phone.leds["mwi"]


@procedure(CCX, "Access the Home Screen")
@pytest.mark.parametrize("way", [("Home",), ("Menu", "Home")])
async def test_the_home_screen(tmp_path: Path, way: tuple[str, ...]) -> None:
    """Home, or Menu and Home: icons for everything, the line, and favorites to call."""
    async with desk(tmp_path) as at:
        await at.signs_in()
        await at.path("Settings", "Basic")
        await at.touch(*way)
        await at.home()
        await at.reads("Dial a Number", "Messages", "Recent Calls", "Settings", at.host.name, "Second Party")
        await at.calls_favorite()


@procedure(CCX, "Access the Dial a Number Screen")
@pytest.mark.parametrize("way", [("Dial a Number",), ("Menu", "Dial a Number")])
async def test_the_dial_a_number_screen(tmp_path: Path, way: tuple[str, ...]) -> None:
    """By its icon, or by the menu; from there dial pad, Directories, Recent Calls and Meetings."""
    async with desk(tmp_path) as at:
        await at.signs_in()
        await at.home()
        await at.touch(*way)
        await at.reads("Enter number", "ABC", "WXYZ", "Directories", "Recent Calls", "Meetings")
        await at.touch("Meetings")
        await at.reads("Meetings")


@procedure(CCX, "Accessing the Calls Screen")
async def test_the_calls_screen(tmp_path: Path) -> None:
    """It comes by itself with a call: name, number, how long; and all calls that are active and held."""
    async with desk(tmp_path) as at:
        await at.signs_in()
        await at.calls_favorite()
        await at.phone.advance(61)
        await at.reads("Second Party", "1002", "Active", "01:0")
        await at.press("Hold")
        await at.phone.until("call:held")
        at.lab.party.call(at.host.user)
        await at.phone.until("call:offering")
        await at.press("Answer")
        await at.phone.until(lambda p: {"held", "connected"} == {call.state for call in p.calls})
        await at.reads("Active", "Hold")


@procedure(CCX, "Icons and Status Indicators")
async def test_lines_show_whether_they_are_registered(tmp_path: Path) -> None:
    """The line's icon is another one while it is not registered."""
    async with desk(tmp_path, more='reg.1.address="jdoe@example.com"') as at:
        assert "registered" not in at.icons
        await at.signs_in()
        assert "registered" in at.icons


@procedure(CCX, "Icons and Status Indicators")
def test_the_other_icons() -> None:
    """Active, missed, placed and received calls, do not disturb, forwarding, USB and paired devices, each its own."""
    phone = Finger()
    phone.ring()
    phone.touch("Answer")
    assert "active" in phone.icons
    phone.touch("End Call")
    phone.wait(SETTLED)
    phone.touch("DND")
    assert "do not disturb" in phone.icons
    phone.touch("Forward", "2001", "Always")
    phone.press(*"1005")
    phone.touch("Enable")
    assert "calls are forwarded" in phone.icons
    phone = Finger()
    for number in ("1009", "1008"):
        phone.ring(number)
        if number == "1009":
            phone.touch("Answer", "End Call")
        else:
            phone.feed(CallTerminated(2, 487, "Request Terminated"))
        phone.wait(SETTLED)
    phone.feed(Plugged("usb", True))
    assert {"missed call", "USB device"} <= set(phone.icons)
    phone.touch("Recent Calls")
    assert {"received", "missed"} <= {row.icon for block in phone.screen.body for row in getattr(block, "rows", ())}
