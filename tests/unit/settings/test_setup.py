"""Setup in the boot countdown, and the resets, by nothing but keys."""

from __future__ import annotations

import pytest

from emulator.boot.model import ResetRequested, RestartRequested
from tests.unit.hands import MAC, Hands


def in_the_countdown(model: str = "VVX_450", **more: str) -> Hands:
    """A phone at the device's pace on which Cancel was pressed in time."""
    hands = Hands(model, pace="device", device={"device.prov.serverName": "http://boot.example/", **more})
    while hands.state != "starting":
        hands.wait(1)
    hands.press("Cancel")
    return hands


def in_setup() -> Hands:
    """A phone whose Setup has been opened with the administrator's password."""
    hands = in_the_countdown()
    hands.press("Setup", "4", "5", "6", "Enter")
    return hands


def test_setup_asks_for_the_password_with_stars() -> None:
    """What is typed is shown as stars, and the right password opens Setup."""
    hands = in_the_countdown()
    hands.press("Setup", "4", "5")
    assert "**" in hands.text
    assert "45" not in hands.text
    hands.press("6", "Enter")
    assert "Server Menu" in hands.text


def test_the_countdown_does_not_run_on_in_setup() -> None:
    """Setup stays until it is left, however long that takes."""
    hands = in_setup()
    hands.wait(3600)
    assert ("setup", True) == (hands.state, "Server Menu" in hands.text)


def test_a_wrong_password_leads_back_to_the_prompt() -> None:
    """It says so, and the field is empty for another try."""
    hands = in_the_countdown()
    hands.press("Setup", "1", "Enter")
    assert "Sorry, please try again." == hands.screen.popup
    hands.wait(10)
    assert (True, False, "") == ("Enter password" in hands.text, "*" in hands.text, hands.screen.popup)
    hands.type("456")
    hands.press("Enter")
    assert "Server Menu" in hands.text


def test_cancel_leads_back_to_the_countdown() -> None:
    """Who does not know the password lets the phone start."""
    hands = in_the_countdown()
    hands.press("Setup", "Cancel")
    assert hands.state == "countdown"
    hands.wait(8)
    assert hands.state in ("application", "running")


def test_pointing_the_phone_to_a_server() -> None:
    """The steps of a hosted service's guide: server type, address, time server, Save & Reboot."""
    hands = in_setup()
    hands.pick("Server Menu")
    hands.pick("Server Type")
    hands.pick("HTTPS")
    hands.pick("Server Address")
    for _ in "http://boot.example/":
        hands.press("<<")
    hands.press("7", "2", "2", "2", "*", "5", "#")
    hands.press("OK", "Back")
    hands.pick("SNTP Address")
    hands.type("pool.ntp.org")
    hands.press("OK")
    hands.pick("Exit")
    hands.pick("Save & Reboot")
    assert hands.state == "rebooting"
    assert ("HTTPS", "paaa.j/") == (hands.flash["device.prov.serverType"], hands.flash["device.prov.serverName"])
    assert hands.flash["device.sntp.serverName"] == "pool.ntp.org"


def test_nothing_is_saved_before_save_and_reboot() -> None:
    """Exit without saving leaves flash as it was, and the phone starts."""
    hands = in_setup()
    before = dict(hands.flash)
    hands.pick("Base Profile")
    hands.pick("Lync")
    assert "Lync" in hands.text
    hands.press("Back")
    hands.pick("Exit w/o Save")
    assert (before, "countdown") == (hands.flash, hands.state)


@pytest.mark.parametrize("password", ["456", MAC])
def test_a_factory_reset_takes_the_password_or_the_mac(password: str) -> None:
    """The keys held in the countdown ask for it; after the last question flash is as new."""
    hands = in_the_countdown(**{"device.syslog.serverName": "log.example"})
    hands.chord("1", "3", "5")
    assert "Enter password to reset settings" in hands.text
    hands.type(password)
    hands.press("OK")
    assert "Are you sure?" in hands.text
    hands.press("Yes")
    assert ({}, "rebooting") == (hands.flash, hands.state)


def test_the_mac_is_no_password_for_setup() -> None:
    """It resets the phone, and opens nothing."""
    hands = in_the_countdown()
    hands.press("Setup")
    hands.type(MAC)
    hands.press("Enter")
    assert "Sorry, please try again." in hands.text


def test_rebooting_from_the_menu_resets_nothing() -> None:
    """Settings > Advanced > Admin Settings > Reboot Phone reboots, after a question, and keeps all there is."""
    hands = Hands()
    hands.press("Home")
    hands.pick_tile("Settings")
    hands.pick("Advanced")
    hands.type("456")
    hands.press("Enter")
    hands.pick("Admin Settings")
    hands.pick("Reboot Phone")
    before = dict(hands.flash)
    hands.press("No")
    assert hands.state == "running"
    hands.press("Select", "Yes")
    assert any(isinstance(fact, RestartRequested) for fact in hands.facts)
    assert before == hands.flash
    assert not any(isinstance(fact, ResetRequested) for fact in hands.facts)
