"""Device Lock: who decides about it, locking and unlocking, and its user."""

from __future__ import annotations

import pytest

from emulator.boot.model import PowerOn, ResetRequested
from emulator.kernel.slices import PowerCut
from emulator.lock.guards import MISSES
from emulator.lock.model import Kept, Lock, LockNow, PhoneLocked, PhoneUnlocked, kind
from emulator.signin.model import Policy, SignedOut
from tests.unit.lock.desk import ALICE, BOB, CODE, REQUIRED, Arrive, Desk, Leave, Rule, signed_in

WRONG = "000000"
BOTH = 'phoneLock.enabled="1"'


# Who decides


@pytest.mark.parametrize(
    ("configured", "policy", "asks"),
    [("", True, True), ("", False, False), ("1", False, True), ("0", True, False)],
)
def test_configuration_goes_before_policy(configured: str, policy: bool, asks: bool) -> None:
    """feature.deviceLock.enable decides where it is set, else the server."""
    desk = Desk(f'feature.deviceLock.enable="{configured}"' if configured else "")
    desk.feed(Arrive(ALICE, policy=Policy(lock=policy)))
    assert asks == (desk.own.state == "creating")


def test_device_lock_goes_before_phone_lock() -> None:
    """With both on, a code is made, and the user password opens nothing."""
    desk = signed_in(BOTH)
    desk.lock()
    desk.press("Unlock")
    desk.enter("123")
    assert ("locked", "device") == (desk.own.state, desk.own.kind)
    desk.enter(CODE)
    assert "unlocked" == desk.own.state


def test_the_generic_profile_has_no_device_lock() -> None:
    """Whatever is configured."""
    desk = Desk('feature.deviceLock.enable="1"', base="Generic")
    desk.feed(Arrive(ALICE))
    assert ("unlocked", "") == (desk.own.state, kind(desk.device.core.state))


def test_the_policy_may_change() -> None:
    """A server that wants locks no more opens the phone; one that wants them has the user make a code."""
    desk = signed_in()
    desk.lock()
    desk.feed(Rule(Policy(lock=False)))
    assert "unlocked" == desk.own.state
    desk = Desk()
    desk.feed(Arrive(ALICE, policy=Policy(lock=False)))
    desk.feed(Rule(REQUIRED))
    assert "creating" == desk.own.state
    desk.feed(Rule(Policy(lock=False)))
    assert "unlocked" == desk.own.state


# Locking and unlocking


def test_lock_and_unlock() -> None:
    """Lock closes the phone, Unlock and the code open it; others hear of both."""
    desk = signed_in()
    desk.lock()
    assert ("locked", "locked") == (desk.screen.name, desk.own.state)
    desk.unlock()
    assert ("lines", "unlocked") == (desk.screen.name, desk.own.state)
    heard = [type(fact) for fact in desk.facts if isinstance(fact, PhoneLocked | PhoneUnlocked)]
    assert [PhoneLocked, PhoneUnlocked] == heard


def test_lock_locks_itself_after_some_time() -> None:
    """The policy's minutes without use; every key begins them anew."""
    desk = signed_in(policy=Policy(lock=True, lock_minutes=2))
    desk.wait(110)
    desk.press("VolUp")
    desk.wait(110)
    assert "unlocked" == desk.own.state
    desk.wait(20)
    assert ("locked", "idle") == (desk.own.state, desk.own.by)


def test_a_call_is_not_idleness() -> None:
    """A phone in a call is in use, however long nobody touches it."""
    desk = signed_in(policy=Policy(lock=True, lock_minutes=1))
    call = desk.answered()
    desk.wait(500)
    assert "unlocked" == desk.own.state
    desk.hang_up(call)
    desk.wait(61)
    assert "locked" == desk.own.state


def test_locking_waits_for_the_end_of_a_call() -> None:
    """`Unable to lock the phone.`, but as soon as the call is over it is."""
    desk = signed_in()
    call = desk.answered()
    desk.feed(LockNow())
    assert ("waiting", "Unable to lock the phone.") == (desk.own.state, desk.said[-1])
    desk.hang_up(call)
    assert ("locked", "user") == (desk.own.state, desk.own.by)


def test_six_wrong_codes() -> None:
    """The sixth in a row makes the phone wait for a minute, in which no code counts; a restart does not help."""
    desk = signed_in()
    desk.lock()
    desk.press("Unlock")
    for _ in range(MISSES - 1):
        desk.enter(WRONG)
        assert ("locked", "Incorrect lock code.") == (desk.own.state, desk.said[-1])
    desk.enter(WRONG)
    assert ("backoff", MISSES) == (desk.own.state, desk.kept.misses)
    desk.wait(4)
    assert "Try again in 56 seconds." in desk.text
    desk.restart()
    assert "backoff" == desk.own.state
    desk.wait(55)
    desk.press("Unlock")
    assert "Try again in 4 seconds." in desk.text
    desk.wait(5)
    desk.enter(CODE)
    assert ("unlocked", 0) == (desk.own.state, desk.kept.misses)


def test_a_right_code_forgives_wrong_ones() -> None:
    """Only codes in a row count."""
    desk = signed_in()
    for _ in range(2):
        desk.lock()
        desk.press("Unlock")
        for _ in range(MISSES - 1):
            desk.enter(WRONG)
        desk.enter(CODE)
        assert "unlocked" == desk.own.state


@pytest.mark.parametrize(
    ("more", "method"), [('up.deviceLock.signOutOnIncorrectAttempts="1"', "user"), ("", "web")], ids=["set", "web"]
)
def test_six_wrong_codes_sign_out(more: str, method: str) -> None:
    """Where configuration says so, and whoever signed in on a web page; then a new code is made."""
    desk = Desk(more)
    desk.feed(Arrive(ALICE, method))  # type: ignore[arg-type]
    desk.make_code()
    desk.lock()
    desk.press("Unlock")
    for _ in range(MISSES):
        desk.enter(WRONG)
    assert ("unlocked", Kept()) == (desk.own.state, desk.kept)
    assert [SignedOut("host", "lock")] == [fact for fact in desk.facts if isinstance(fact, SignedOut)]
    desk.feed(Arrive(ALICE))
    assert "creating" == desk.own.state


# No lock without a user


def test_signing_out_opens_the_phone() -> None:
    """There is no lock without a user, and the code goes with its owner."""
    desk = signed_in()
    desk.lock()
    desk.feed(Leave())
    assert ("unlocked", Kept()) == (desk.own.state, desk.kept)
    desk.feed(LockNow())
    assert "unlocked" == desk.own.state


def test_another_user_makes_another_code() -> None:
    """A code is its owner's alone."""
    desk = signed_in()
    desk.feed(Leave())
    desk.feed(Arrive(BOB))
    assert "creating" == desk.own.state


def test_a_guest_has_no_code_and_gives_back_the_host_s() -> None:
    """While a guest is signed in nothing locks; when the host is back, so is the lock."""
    desk = signed_in('feature.HotDesking.enabled="1" feature.HotDesking.enable="1"')
    desk.lock()
    assert "Guest" in desk.labels
    desk.feed(Leave("guest"))
    desk.feed(Arrive(BOB, role="guest"))
    assert "unlocked" == desk.own.state
    desk.feed(LockNow())
    assert "unlocked" == desk.own.state
    desk.feed(Leave("guest"))
    desk.feed(Arrive(ALICE, "cached"))
    assert ("locked", ALICE.address) == (desk.own.state, desk.own.kept.owner)
    desk.unlock()
    assert "unlocked" == desk.own.state


def test_the_host_s_lock_waits_for_a_call() -> None:
    """A host who is signed in again during a call is locked out after it."""
    desk = signed_in()
    desk.feed(Leave("guest"))
    call = desk.answered()
    desk.feed(Arrive(ALICE, "cached"))
    assert "waiting" == desk.own.state
    desk.hang_up(call)
    assert ("locked", "boot") == (desk.own.state, desk.own.by)


def test_somebody_else_is_not_asked_for_a_code_that_is_not_wanted() -> None:
    """While Alice has not made hers, Bob takes over, of whom no lock is wanted."""
    desk = Desk()
    desk.feed(Arrive(ALICE))
    desk.feed(Arrive(BOB, policy=Policy(lock=False)))
    assert "unlocked" == desk.own.state


@pytest.mark.parametrize(("what", "kept"), [("factory", False), ("files", False), ("web", True)])
def test_a_factory_reset_forgets_the_code(what: str, kept: bool) -> None:
    """With everything else in flash; other resets do not."""
    desk = signed_in()
    desk.feed(ResetRequested(what))  # type: ignore[arg-type]
    assert kept == bool(desk.kept.hashed_code)


# Restarts


@pytest.mark.parametrize("locked", [True, False])
def test_a_restart_locks(locked: bool) -> None:
    """Once there is a code, the first screen after a restart is that of a locked phone; sign-in goes on behind it."""
    desk = signed_in()
    if locked:
        desk.lock()
    desk.restart()
    assert ("locked", "locked", "boot") == (desk.screen.name, desk.own.state, desk.own.by)
    desk.feed(Arrive(ALICE, "cached"))
    assert "locked" == desk.own.state
    desk.unlock()
    assert "unlocked" == desk.own.state


def test_a_power_cut_locks() -> None:
    """What flash keeps is enough."""
    desk = signed_in()
    desk.feed(PowerCut())
    desk.feed(PowerOn())
    assert ("locked", "locked") == (desk.screen.name, desk.own.state)
    desk.unlock()
    assert "unlocked" == desk.own.state


def test_nobody_s_phone_starts_open() -> None:
    """A code whose owner is not signed in again locks nothing."""
    desk = Desk(parts=(Lock(kept=Kept(ALICE.address, f"hash of {CODE}")),))
    assert "unlocked" == desk.own.state


def test_the_owner_of_a_code_comes_back_by_configuration() -> None:
    """Credentials in a file sign in without anybody at the phone, so it is locked as they do."""
    desk = Desk(parts=(Lock(kept=Kept(ALICE.address, f"hash of {CODE}")),))
    desk.feed(Arrive(ALICE, "configuration"))
    assert "locked" == desk.own.state
    desk.unlock()
    desk.feed(Arrive(ALICE, "configuration"))
    assert "unlocked" == desk.own.state
