"""What is set in the menus: in force at once, in the override file, and gone after a reset."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.boot.model import ChangeSettings, Provisioning, RestartRequested, SettingsChanged, StoredFile
from emulator.boot.provisioning.overrides import read_overrides, write_overrides
from emulator.settings.model import OpenPage
from tests.unit.hands import Hands

NAMES = st.sampled_from(["up.backlight.timeout", "lcl.ml.lang", "reg.1.label", "homeScreen.customLabel", "a.b"])
VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


def in_basic() -> Hands:
    """A phone with Settings > Basic on its screen."""
    hands = Hands()
    hands.press("Home")
    hands.pick_tile("Settings")
    hands.pick("Basic")
    return hands


def in_admin(password: str = "456", pace: str = "quick") -> Hands:
    """A phone with Admin Settings on its screen."""
    hands = Hands(pace=pace)
    while hands.state != "running":
        hands.wait(1)
    hands.feed(OpenPage("advanced", "user"))
    hands.type(password)
    hands.press("Enter")
    if password == "456":
        hands.pick("Admin Settings")
    return hands


def override(hands: Hands) -> dict[str, str]:
    """What the phone's own override file says."""
    local = hands.device.core.state[Provisioning].local
    return read_overrides(next((file for file in local if file.role == "phone"), None))


def test_a_choice_counts_at_once_and_goes_into_the_override_file() -> None:
    """24 hours in the menu: other slices hear of it, and the file holds that parameter alone."""
    hands = in_basic()
    for label in ("Preferences", "Time and Date", "Time Format", "24 Hour"):
        hands.pick(label)
    assert "1" == hands.setting("lcl.datetime.time.24HourClock")
    assert {"lcl.datetime.time.24HourClock": "1"} == override(hands)
    told = [fact.names for fact in hands.facts if isinstance(fact, SettingsChanged)]
    assert [("lcl.datetime.time.24HourClock",)] == told
    assert "24 Hour" in hands.text


def test_what_restarts_the_phone_restarts_it() -> None:
    """A web server that is switched off counts after a restart of the application, which comes by itself."""
    hands = in_admin()
    hands.pick("Web Server Configuration")
    hands.pick("Web Server")
    hands.pick("Disabled")
    restarts = [fact for fact in hands.facts if isinstance(fact, RestartRequested)]
    assert [False] == [fact.reboot for fact in restarts]


def test_the_user_password_opens_advanced_but_not_its_admin_settings() -> None:
    """Who knows 123 alone is asked again for what is the administrator's."""
    hands = in_admin("123")
    assert "Change User Password" in hands.text
    hands.pick("Admin Settings")
    assert "password/admin" == hands.screen.name


def test_leaving_the_menus_locks_them() -> None:
    """After Home the password is asked for again."""
    hands = in_admin()
    hands.press("Home", "Home")
    hands.pick_tile("Settings")
    hands.pick("Advanced")
    assert "password/user" == hands.screen.name


def test_a_new_password_is_kept_as_a_hash() -> None:
    """Old, new, and new again; flash holds no password, and the new one opens what the old one did."""
    hands = in_admin()
    hands.pick("Change Admin Password")
    hands.type("456")
    hands.press("Down")
    hands.type("8642")
    hands.press("Down")
    hands.type("8642")
    hands.press("OK")
    assert "Admin password changed." in hands.text
    kept = hands.flash["device.auth.localAdminPassword"]
    assert (True, False) == (kept.startswith("scrypt:"), "8642" in kept)


@pytest.mark.parametrize(
    ("old", "new", "again", "text"),
    [
        ("1", "8642", "8642", "Old password is incorrect."),
        ("456", "8642", "8643", "New passwords do not match."),
        ("456", "", "", "Sorry, password too short."),
        ("456", "8" * 33, "8" * 33, "Sorry, password too long."),
    ],
)
def test_a_password_that_cannot_be_taken(old: str, new: str, again: str, text: str) -> None:
    """The phone says what is wrong, and keeps the old one."""
    hands = in_admin()
    hands.pick("Change Admin Password")
    for value, key in ((old, "Down"), (new, "Down"), (again, "OK")):
        if value:
            hands.type(value)
        hands.press(key)
    assert text in hands.text
    assert "device.auth.localAdminPassword" not in hands.flash


def test_resetting_the_local_configuration_takes_changes_back() -> None:
    """What was set in the menus is as before, and the device settings stay."""
    hands = in_basic()
    for label in ("Preferences", "Default Transfer Type", "Blind"):
        hands.pick(label)
    hands.press("Home", "Home")
    hands.pick_tile("Settings")
    hands.pick("Advanced")
    hands.type("456")
    hands.press("Enter")
    for label in ("Admin Settings", "Reset to Defaults", "Reset Local Configuration"):
        hands.pick(label)
    before = dict(hands.flash)
    hands.press("Yes")
    hands.wait(1)
    assert ({}, "Consultative") == (override(hands), hands.setting("call.defaultTransferType"))
    assert before == hands.flash


def test_a_factory_reset_from_the_menu_forgets_everything() -> None:
    """Flash, last good files and the phone's own ones are gone."""
    hands = in_admin()
    hands.pick("Reset to Defaults")
    hands.pick("Reset to Factory")
    hands.press("Yes")
    forgotten = hands.device.core.state[Provisioning]
    assert ({}, ()) == (forgotten.device, forgotten.kept)


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_override_files_are_read_as_written(settings: dict[str, str]) -> None:
    """Whatever characters values have, reading gives back what was written."""
    assert settings == read_overrides(StoredFile("phone", "x-phone.cfg", write_overrides(settings)))


@pytest.mark.parametrize(
    ("parameter", "lock", "old", "new"),
    [("localAdminPassword", "admin", "456", "8642"), ("localUserPassword", "user", "123", "7531")],
)
def test_files_set_the_passwords(parameter: str, lock: str, old: str, new: str) -> None:
    """A password that a file writes into flash opens what the default opened, which opens it no more."""
    name = f"device.auth.{parameter}"
    body = f'<site device.set="1" {name}.set="1" {name}="{new}"/>'.encode()
    hands = Hands(files={"site.cfg": body})
    hands.wait(60)
    for password, opens in ((old, False), (new, True)):
        hands.feed(OpenPage("advanced", lock))
        hands.type(password)
        hands.press("Enter")
        assert opens == ("Change User Password" in hands.text)
        hands.press("Home")


def test_a_password_in_a_file_that_may_not_write_it_counts_for_nothing() -> None:
    """Without its own switch the default stays."""
    hands = Hands(files={"site.cfg": b'<site device.set="1" device.auth.localAdminPassword="8642"/>'})
    hands.feed(OpenPage("advanced", "admin"))
    hands.type("456")
    hands.press("Enter")
    assert "Change User Password" in hands.text


@pytest.mark.parametrize(
    ("entry", "forgets"),
    [
        ("Reset Local Configuration", {"phone"}),
        ("Reset Web Configuration", {"web"}),
        ("Reset Device Settings", {"flash"}),
        ("Format File System", {"phone", "web", "kept"}),
        ("Reset to Factory", {"phone", "web", "kept", "flash"}),
    ],
)
def test_each_reset_forgets_what_it_says(entry: str, forgets: set[str]) -> None:
    """Reset to Defaults: nothing goes before Yes, and then that alone."""
    hands = in_admin(pace="device")
    hands.feed(ChangeSettings({"call.defaultTransferType": "Blind"}, "phone"))
    hands.feed(ChangeSettings({"lcl.datetime.time.24HourClock": "1"}, "web"))
    hands.pick("Reset to Defaults")
    hands.pick(entry)
    assert set() == forgotten(hands)
    hands.press("Yes")
    assert forgets == forgotten(hands)
    assert "rebooting" == hands.state


def forgotten(hands: Hands) -> set[str]:
    """What the phone has no more of: its changes, its web page's, the last good files, the device settings."""
    own = hands.device.core.state[Provisioning]
    changed = {file.role for file in own.local if read_overrides(file)}
    has = {"phone": "phone" in changed, "web": "web" in changed, "kept": bool(own.kept), "flash": bool(own.device)}
    return {what for what, there in has.items() if not there}
