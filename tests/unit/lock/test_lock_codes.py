"""The code of Device Lock: made, changed, forgotten, and done without."""

from __future__ import annotations

import pytest

from emulator.boot.model import ChangeSettings
from emulator.calls.model import Calls, CallTerminated
from emulator.display.entry import fields
from emulator.display.model import GoHome, HookMoved
from emulator.lock.model import Kept, LockNow, kind
from emulator.signin.model import Policy, SignedOut, SignIn
from tests.unit.lock.desk import ALICE, CODE, PASSWORD, Arrive, Desk, signed_in

WRONG = "000000"


def asked() -> Desk:
    """A phone on which Alice has just signed in."""
    desk = Desk('dialplan.routing.emergency.1.value="911"')
    desk.feed(Arrive(ALICE))
    return desk


# A code is made


def test_a_user_must_make_a_code() -> None:
    """After sign-in the phone asks for a code, twice, and then is the phone that it was."""
    desk = asked()
    assert "Create Lock Code" == desk.screen.title
    desk.enter(CODE)
    assert "Confirm Lock Code" == desk.screen.title
    desk.enter(CODE)
    assert ("unlocked", "lines") == (desk.own.state, desk.screen.name)
    assert Kept(ALICE.address, f"hash of {CODE}") == desk.kept
    assert "You can change your lock code in the Device Lock menu." in desk.text


@pytest.mark.parametrize("key", ["Home", "Back", "Messages", "LineKey1", "Transfer", "SoftKey3"])
def test_the_prompt_cannot_be_dismissed(key: str) -> None:
    """No key leads out of it, and no event that opens or closes views."""
    desk = asked()
    desk.press(key)
    desk.feed(GoHome())
    assert ("creating", "lock-create") == (desk.own.state, desk.screen.name)


@pytest.mark.parametrize(("wanted", "least"), [(6, 6), (4, 4), (1, 4), (99, 15)])
def test_codes_have_a_least_length(wanted: int, least: int) -> None:
    """The policy says how many digits a code has at least: 4 to 15."""
    desk = Desk()
    desk.feed(Arrive(ALICE, policy=Policy(lock=True, code_length=wanted)))
    desk.enter("1" * (least - 1))
    assert f"Lock code too short. Enter at least {least} digits." == desk.said[-1]
    assert "creating" == desk.own.state
    desk.enter("1")
    assert "confirming" == desk.own.state


def test_codes_are_digits() -> None:
    """Neither a keyboard nor the dial pad brings anything else into the field, and it has no key for letters."""
    desk = asked()
    desk.type("a1b2é٣")
    desk.press("#", "*", "3", "2", "2", "2")
    assert "123222" == _typed(desk)
    assert ["Enter", "<<", "New Call"] == desk.labels


def _typed(desk: Desk) -> str:
    return fields(desk.screen)[0].value


def test_a_code_is_too_long() -> None:
    """More than 15 digits are no code."""
    desk = asked()
    desk.enter("1" * 16)
    assert ("creating", "Lock code too long.") == (desk.own.state, desk.said[-1])


def test_both_times_the_same() -> None:
    """Another code the second time begins the making anew."""
    desk = asked()
    desk.enter(CODE)
    desk.enter(WRONG)
    assert ("creating", "", "Lock codes do not match.") == (desk.own.state, desk.own.hashed_draft, desk.said[-1])


@pytest.mark.parametrize("first", ["", CODE])
def test_who_makes_no_code_is_signed_out(first: str) -> None:
    """After up.deviceLock.createLockTimeout, between or before the two times; and is asked at the next sign-in."""
    desk = Desk('up.deviceLock.createLockTimeout="1"')
    desk.feed(Arrive(ALICE))
    if first:
        desk.enter(first)
    desk.wait(55)
    assert "in" == desk.device.core.state[SignIn].state
    desk.wait(6)
    assert [SignedOut("host", "lock")] == [fact for fact in desk.facts if isinstance(fact, SignedOut)]
    assert ("unlocked", "lines") == (desk.own.state, desk.screen.name)
    desk.feed(Arrive(ALICE))
    assert "creating" == desk.own.state


def test_the_prompt_may_stay() -> None:
    """A time of 0 minutes is none."""
    desk = Desk('up.deviceLock.createLockTimeout="0"')
    desk.feed(Arrive(ALICE))
    desk.wait(3600)
    assert "creating" == desk.own.state


def test_an_emergency_call_needs_no_code() -> None:
    """From the prompt, the handset calls emergencies and nobody else; the time does not cut the call off."""
    desk = asked()
    desk.feed(HookMoved(True))
    desk.dial("1004")
    assert ([], "Unauthorized number.") == (desk.called, desk.said[-1])
    desk.feed(HookMoved(False))
    desk.wait(4)
    desk.press("New Call", "Dial")
    assert ["911"] == desk.called
    desk.wait(200)
    assert ("creating", "in") == (desk.own.state, desk.device.core.state[SignIn].state)
    desk.feed(CallTerminated(desk.device.core.state[Calls].calls[-1].id, 200, "OK"))
    desk.wait(70)
    assert ("unlocked", "out") == (desk.own.state, desk.device.core.state[SignIn].state)


def test_no_prompt_where_configuration_wants_none() -> None:
    """up.deviceLock.promptCreateLockcode 0: the code is made in the menu, and cannot be used before."""
    desk = Desk('up.deviceLock.promptCreateLockcode="0"')
    desk.feed(Arrive(ALICE))
    assert ("unlocked", "device") == (desk.own.state, kind(desk.device.core.state))
    assert "Lock" not in desk.labels
    desk.feed(LockNow())
    assert ("unlocked", "Unable to lock the phone.") == (desk.own.state, desk.said[-1])
    desk.open_device_lock()
    desk.pick("Create Lock Code")
    desk.make_code()
    desk.press("Home")
    assert ("unlocked", True) == (desk.own.state, "Lock" in desk.labels)


# Changing, forgetting, switching off


def test_lock_now_in_the_menu() -> None:
    """Device Lock > Lock Now."""
    desk = signed_in()
    desk.open_device_lock()
    desk.pick("Lock Now")
    assert ("locked", "locked") == (desk.own.state, desk.screen.name)


def _change(desk: Desk, old: str, new: str, again: str) -> None:
    desk.open_device_lock()
    desk.pick("Change Lock Code")
    for text in (old, new, again):
        desk.type(text)
        desk.press("Down")
    desk.press("Submit")


@pytest.mark.parametrize(
    ("typed", "said", "counts"),
    [
        ((CODE, "246802", "246802"), "Lock code changed.", "246802"),
        ((WRONG, "246802", "246802"), "Old lock code is incorrect.", CODE),
        ((CODE, "246802", "246800"), "Lock codes do not match.", CODE),
        ((CODE, "2468", "2468"), "Lock code too short. Enter at least 6 digits.", CODE),
    ],
)
def test_change_lock_code(typed: tuple[str, str, str], said: str, counts: str) -> None:
    """Change Lock Code takes the old code, and the new one twice."""
    desk = signed_in()
    _change(desk, *typed)
    assert said == desk.said[-1]
    desk.press("Home", "Home")
    desk.feed(LockNow())
    desk.unlock(counts)
    assert "unlocked" == desk.own.state


def _forget(desk: Desk, password: str, new: str = "246802", again: str = "246802") -> None:
    desk.press("Unlock", "Forgot")
    assert "Forgot Lock Code" == desk.screen.title
    for text in (password, new, again):
        desk.type(text)
        desk.press("Down")
    desk.press("Submit")


def test_forgot_lock_code() -> None:
    """The password of the account, which the server checks, makes a new code and opens the phone."""
    desk = signed_in()
    desk.lock()
    _forget(desk, PASSWORD)
    assert "unlocked" == desk.own.state
    desk.lock()
    desk.unlock("246802")
    assert "unlocked" == desk.own.state


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("guess",), "Sorry, please try again."),
        (("lost",), "The server cannot be reached."),
        ((PASSWORD, "246802", "246800"), "Lock codes do not match."),
        ((PASSWORD, "24", "24"), "Lock code too short. Enter at least 6 digits."),
    ],
)
def test_a_wrong_password_changes_nothing(typed: tuple[str, ...], said: str) -> None:
    """Nor does a server that cannot be reached, or a new code that is none."""
    desk = signed_in()
    desk.lock()
    _forget(desk, *typed)
    assert ("locked", "", said) == (desk.own.state, desk.own.hashed_draft, desk.said[-1])
    assert f"hash of {CODE}" == desk.kept.hashed_code


def test_a_web_user_has_no_password_to_be_asked_for() -> None:
    """Forgot is not offered to somebody who signed in on a web page."""
    desk = Desk()
    desk.feed(Arrive(ALICE, "web"))
    desk.make_code()
    desk.lock()
    assert "Forgot" not in desk.labels
    desk.press("Unlock")
    assert ["Enter", "Cancel"] == desk.labels


@pytest.mark.parametrize(
    ("model", "path"),
    [
        ("VVX_450", ("Basic", "Device Lock")),
        ("CCX_500", ("Advanced", "123", "Administration Settings", "Device Lock")),
    ],
)
def test_device_lock_is_switched_off(model: str, path: tuple[str, ...]) -> None:
    """Device Lock: Enabled > Disabled, for users too, and on a CCX behind the user password; on again asks anew."""
    desk = signed_in(model=model)
    if model.startswith("VVX"):
        desk.press("Home")
        desk.pick_tile("Settings")
    else:
        desk.choose("Settings")
    for label in path:
        desk.enter(label) if label.isdecimal() else desk.choose(label)
    desk.choose("Device Lock: Enabled")
    desk.choose("Disabled")
    assert "0" == desk.setting("feature.deviceLock.enable")
    assert "Device Lock: Disabled" in desk.text
    assert "Lock" not in desk.labels
    desk.choose("Device Lock: Disabled")
    desk.choose("Enabled")
    assert "Device Lock: Enabled" in desk.text
    assert ("unlocked", "device") == (desk.own.state, kind(desk.device.core.state))


def test_switching_off_opens_a_locked_phone() -> None:
    """Configuration that comes from the server counts on a locked phone too."""
    desk = signed_in()
    desk.lock()
    desk.feed(ChangeSettings({"feature.deviceLock.enable": "0"}, "web"))
    assert "unlocked" == desk.own.state
