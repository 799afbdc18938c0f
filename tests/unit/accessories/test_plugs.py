"""Everything that can be plugged in, row by row of the table: message, icon, lamp, audio path."""

from __future__ import annotations

import pytest

from emulator.accessories.model import Accessories
from emulator.audio.model import Audio
from emulator.display.model import Led, Noticed, Plugged
from emulator.kernel.profile import load_profile, models
from emulator.kernel.sockets import EXPANSIONS, LAN, POWER, Plug, plugs
from tests.unit.hands import Hands
from tests.unit.world import site as configuration

MODEL = "CCX_500"
"""A phone that takes everything there is."""

THINGS = [plug for plug in plugs().values() if plug.plug not in (LAN, POWER, *EXPANSIONS, "handset")]


def site(level: str) -> bytes:
    """The site's configuration with that level of warnings."""
    return configuration(more=f'up.warningLevel="{level}"')


LAMPS = {"headset on": Led("green"), "digital headset on": Led("blue"), "": Led("white")}


def icons(hands: Hands) -> tuple[str, ...]:
    """The icons in the status bar."""
    assert hands.screen.status
    return hands.screen.status.icons


@pytest.mark.parametrize("plug", THINGS, ids=lambda plug: plug.plug)
def test_what_comes_of_plugging_and_pulling(plug: Plug) -> None:
    """The device says both, once each, and shows an icon in between."""
    hands = Hands(MODEL)
    hands.feed(Plugged(plug.plug, True))
    assert plug.attached == hands.screen.popup
    assert (plug.icon in icons(hands)) == bool(plug.icon)
    hands.feed(Plugged(plug.plug, True))
    hands.wait(1)
    hands.feed(Plugged(plug.plug, False))
    assert (plug.removed, False) == (hands.screen.popup, plug.icon in icons(hands))
    told = [plug.attached, plug.removed] if plug.attached else []
    assert told == [fact.text for fact in hands.facts if isinstance(fact, Noticed)]
    warnings = hands.device.core.state[Accessories].missing
    assert (plug.plug,) == warnings


@pytest.mark.parametrize("plug", THINGS, ids=lambda plug: plug.plug)
def test_the_lamp_and_the_path(plug: Plug) -> None:
    """A headset takes the audio and lights its key: green, or blue if it is a USB or Bluetooth one."""
    hands = Hands(MODEL)
    hands.feed(Plugged(plug.plug, True))
    hands.press("Headset")
    assert plug.path == (hands.device.core.state[Audio].state if plug.path else "")
    assert LAMPS[plug.lamp] == hands.device.leds()["headset"]


@pytest.mark.parametrize("model", models())
def test_every_model_takes_what_it_has_sockets_for(model: str) -> None:
    """Of every model: LAN and power, a handset where there is one, modules where the data sheet names one."""
    profile = load_profile(model)
    assert {LAN, POWER} <= set(profile.sockets)
    assert profile.has("handset") == ("handset" in profile.sockets)
    assert [each.plug for each in profile.expansions] == [what for what in EXPANSIONS if what in profile.sockets]


@pytest.mark.parametrize(("level", "icon", "told"), [("0", True, True), ("1", False, False), ("2", True, False)])
def test_a_pulled_pc_cable_is_a_nuisance(level: str, icon: bool, told: bool) -> None:
    """up.warningLevel says whether the phone complains."""
    hands = Hands(files={"site.cfg": site(level)})
    hands.feed(Plugged("pc", True))
    hands.feed(Plugged("pc", False))
    assert (icon, told) == ("warning" in icons(hands), "PC port is unplugged" in hands.text)
    hands.feed(Plugged("pc", True))
    assert "warning" not in icons(hands)


@pytest.mark.parametrize(("level", "icon", "told"), [("0", True, True), ("1", True, True), ("2", True, False)])
def test_a_pulled_network_cable_is_not(level: str, icon: bool, told: bool) -> None:
    """It is important enough for all levels but the one that shows the icon alone."""
    hands = Hands(files={"site.cfg": site(level)})
    hands.feed(Plugged("lan", False))
    assert (icon, told) == ("warning" in icons(hands), "Network link is down" in hands.text)


@pytest.mark.parametrize(("enabled", "said"), [("1", "Device connected."), ("0", "Bluetooth disabled.")])
def test_bluetooth_that_is_switched_off(enabled: str, said: str) -> None:
    """Then nothing can be paired (feature.bluetooth.enabled)."""
    hands = Hands(MODEL, files={"site.cfg": configuration(more=f'feature.bluetooth.enabled="{enabled}"')})
    hands.feed(Plugged("bluetooth-headset", True))
    hands.press("Headset")
    assert (said, enabled == "1") == (hands.screen.popup, hands.device.core.state[Audio].state == "headset")


@pytest.mark.parametrize(("on", "shown"), [("0", False), ("1", True)])
def test_the_bluetooth_icon(on: str, shown: bool) -> None:
    """It says that the radio is on (bluetooth.radioOn)."""
    hands = Hands(MODEL, files={"site.cfg": configuration(more=f'bluetooth.radioOn="{on}"')})
    assert shown == ("bluetooth" in icons(hands))
