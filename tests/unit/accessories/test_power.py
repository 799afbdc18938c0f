"""Pulling the plug: dark at once, nobody is told, and what is in flash is there again when it comes back."""

from __future__ import annotations

from emulator.accessories.model import Accessories
from emulator.audio.model import Audio, PlayTone
from emulator.boot.model import ChangeSettings, Power, PowerOn
from emulator.calls.model import Calls, InviteReceived
from emulator.calls.orders import SendHangup, SendReject
from emulator.display.model import HookMoved, Led, Plugged
from emulator.kernel.slices import PowerCut
from emulator.lines.model import Lines, SendRegister
from tests.unit.hands import Hands


def test_the_phone_goes_dark_at_once() -> None:
    """In the middle of a call: no lamp, no line, no call, no goodbye, and nothing left to be done."""
    hands = Hands()
    hands.feed(InviteReceived("handle", 1, "1003"))
    hands.press("Answer")
    done = len(hands.effects)
    hands.feed(PowerCut())
    phone = hands.device.core.state
    assert ("off", "off", (), ()) == (hands.state, hands.screen.name, phone[Calls].calls, phone[Lines].lines)
    assert {Led()} == set(hands.device.leds().values())
    assert "" == hands.text.strip()
    hands.wait(10_000)
    assert [] == hands.effects[done:]
    assert not [each for each in hands.effects if isinstance(each, SendHangup | SendReject)]


def test_flash_survives() -> None:
    """What was set on the phone and the device settings are there after the next boot, which begins by itself."""
    hands = Hands()
    hands.feed(ChangeSettings({"up.backlight.timeout": "7"}))
    hands.wait(60)
    hands.press("New Call")
    hands.feed(PowerCut())
    assert hands.setting("device.prov.serverName").startswith("http://boot.example")
    done = len(hands.effects)
    hands.feed(PowerOn())
    hands.wait(60)
    assert ("running", "lines", "7") == (hands.state, hands.screen.name, hands.setting("up.backlight.timeout"))
    assert {"2001", "2002"} == {each.line.user for each in hands.effects[done:] if isinstance(each, SendRegister)}
    assert 2 == hands.device.core.state[Power].boots


def test_what_hands_have_set_up_stays() -> None:
    """Plugs, the lifted handset and the loudness of the ringer are no matter of power."""
    hands = Hands("VVX_600")
    hands.press("VolUp", "VolUp")
    for event in (Plugged("usb-headset", True), Plugged("usb", True), Plugged("expansion", True), HookMoved(True)):
        hands.feed(event)
    hands.feed(PowerCut())
    hands.feed(PowerOn())
    hands.wait(60)
    phone = hands.device.core.state
    assert (True, 7, "usb-headset") == (phone[Audio].lifted, phone[Audio].ringer_volume, phone[Audio].headset_kind)
    assert {"usb", "usb-headset", "expansion", "handset"} == set(phone[Accessories].present)
    hands.feed(Plugged("usb-headset", False))
    assert not hands.device.core.state[Audio].headset


def test_keys_do_nothing_without_power() -> None:
    """Until it is back."""
    hands = Hands()
    hands.feed(PowerCut())
    before = len(hands.effects)
    for key in ("Speaker", "1", "VolUp"):
        hands.press(key)
    hands.feed(HookMoved(True))
    assert ("off", []) == (hands.state, [each for each in hands.effects[before:] if isinstance(each, PlayTone)])
