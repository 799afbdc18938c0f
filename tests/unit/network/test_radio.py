"""Wi-Fi: models that have a radio use it instead of their cable, if they are told to."""

from __future__ import annotations

import pytest

from emulator.boot.model import PowerOn, RestartRequested
from emulator.display.model import Plugged
from emulator.network.model import Network
from emulator.network.offers import Offer, Surroundings
from emulator.network.radio import AccessPoint
from emulator.settings.model import OpenPage
from tests.unit.hands import SERVER, Hands
from tests.unit.settings.tree import choose
from tests.unit.world import site

OFFICE = AccessPoint("Office", "open sesame")
HALL = AccessPoint("Hall", "", -70)
AIR = (HALL, OFFICE)
SECURE = {"enabled": "1", "ssid": "Office", "securityMode": "WPA2-PSK", "psk.key": "open sesame"}


def phone(
    device: dict[str, str], air: tuple[AccessPoint, ...] | None = AIR, model: str = "CCX_600", more: str = ""
) -> Hands:
    """A phone in reach of these networks, with these device.wifi settings."""
    flash = {**SERVER, **{f"device.wifi.{name}": value for name, value in device.items()}}
    surroundings = Surroundings((Offer("", "192.0.2.5"),), air=air, lldp=20)
    return Hands(model, {"site.cfg": site(more=more)}, flash, parts=(Network(surroundings=surroundings),))


def stands(hands: Hands) -> tuple[str, bool]:
    """How the phone stands with its network, and whether the status bar has the icon of a wireless one."""
    status = hands.screen.status
    return hands.device.core.state[Network].state, status is not None and "wireless" in status.icons


@pytest.mark.parametrize(
    ("device", "air", "expected"),
    [
        (SECURE, AIR, ("up", True)),
        ({**SECURE, "psk.key": "open barley"}, AIR, ("refused", False)),
        ({**SECURE, "securityMode": "None"}, AIR, ("refused", False)),
        ({**SECURE, "securityMode": "WEP", "wep.key": "open sesame"}, AIR, ("up", True)),
        ({"enabled": "1", "ssid": "Hall"}, AIR, ("up", True)),
        ({"enabled": "1", "ssid": "Hall", "securityMode": "WPA2-PSK"}, AIR, ("refused", False)),
        ({"enabled": "1", "ssid": "Street"}, AIR, ("joining", False)),
        ({"enabled": "1", "ssid": "Street"}, None, ("up", True)),
        ({**SECURE, "enabled": "0"}, (), ("up", False)),
    ],
)
def test_a_network_lets_in_who_knows_its_password(
    device: dict[str, str], air: tuple[AccessPoint, ...] | None, expected: tuple[str, bool]
) -> None:
    """By device.wifi.*; where nothing is known of the air, every network is there."""
    assert expected == stands(phone(device, air))


@pytest.mark.parametrize(("model", "wireless"), [("VVX_450", False), ("CCX_600", True), ("SL_8440", True)])
def test_only_models_with_a_radio_use_it(model: str, wireless: bool) -> None:
    """Others have their cable, whatever the configuration says."""
    assert ("up", wireless) == stands(phone(SECURE, model=model))


def test_an_adapter_gives_a_radio_to_models_that_take_one() -> None:
    """Plugged in before the phone boots; pulled, it leaves the cable, and the menus are there with it alone."""
    hands = phone(SECURE, model="VVX_450")
    seen, menus = [stands(hands)], []
    hands.feed(Plugged("lan", present=False))
    for present in (True, False):
        hands.feed(Plugged("wifi-adapter", present=present))
        hands.feed(OpenPage("basic"))
        menus.append("Wi-Fi" in hands.text)
        if present:
            hands.feed(RestartRequested("Reboot initiated"))
            hands.wait(60)
        seen.append(stands(hands))
    assert ([("up", False), ("up", True), ("up", False)], [True, False]) == (seen, menus)
    hands.press("Home")
    assert "Network link is down" in hands.text


def test_a_handset_has_nothing_but_its_radio() -> None:
    """It needs no switch for it, and has no cable that could be pulled."""
    hands = phone({"ssid": "Hall"}, model="SL_8440")
    hands.feed(Plugged("lan", present=False))
    assert (("up", True), False) == (stands(hands), "Network link is down" in hands.text)


def test_the_cable_may_be_pulled_from_a_phone_on_the_air() -> None:
    """Neither its boot nor its status notices; on the cable again it matters once more."""
    hands = phone(SECURE)
    hands.feed(Plugged("lan", present=False))
    assert "Network link is down" not in hands.text
    hands.feed(PowerOn())
    assert ("up", True) == stands(hands)
    wired = phone({})
    wired.feed(Plugged("lan", present=False))
    assert "Network link is down" in wired.text


def test_the_switch_says_nothing_by_radio() -> None:
    """No VLAN by LLDP."""
    assert (None, 20) == tuple(phone(device).device.core.state[Network].vlan for device in (SECURE, {}))


def test_a_network_is_chosen_in_the_menu() -> None:
    """Basic > Wi-Fi: what is in range, the strongest first; saved together, with the boot that it takes."""
    hands = phone({})
    hands.feed(OpenPage("settings"))
    for label in ("Basic", "Wi-Fi", "Available Networks"):
        choose(hands, label)
    shown = [row.split()[0] for row in hands.text.splitlines() if "dBm" in row]
    choose(hands, "Hall")
    choose(hands, "Wi-Fi")
    choose(hands, "On")
    hands.press("Back")
    choose(hands, "Save Config")
    hands.wait(60)
    assert (["⚿", "Hall"], "Hall", ("up", True)) == (shown, hands.setting("device.wifi.ssid"), stands(hands))


@pytest.mark.parametrize(
    ("device", "shown"),
    [
        (SECURE, ["Wi-Fi Connected", "SSID Office", "Security WPA2-PSK", "Signal Strength -50 dBm"]),
        ({}, ["Wi-Fi Disabled"]),
    ],
)
def test_status_tells_of_the_radio(device: dict[str, str], shown: list[str]) -> None:
    """Status > Network > Wi-Fi Stats."""
    hands = phone(device)
    hands.feed(OpenPage("status-wifi"))
    text = " ".join(hands.text.split())
    assert shown == [each for each in shown if each in text]


@pytest.mark.parametrize("name", ["feature.wifi.basicMenu.enable", "feature.wifi.visibilityInMenus.enable"])
def test_the_menus_may_be_hidden(name: str) -> None:
    """The user's, or the administrator's."""
    page = "basic" if "basic" in name else "network-configuration"
    texts = []
    for value in ("1", "0"):
        hands = phone({}, more=f'{name}="{value}"')
        hands.feed(OpenPage(page))
        texts.append("Wi-Fi" in hands.text)
    assert [True, False] == texts
