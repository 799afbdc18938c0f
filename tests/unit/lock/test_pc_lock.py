"""The phone follows the computer that it is paired with: locked soon after it, unlocked with it."""

from __future__ import annotations

import pytest

from emulator.lock.model import LockNow
from emulator.signin.model import Policy
from tests.unit.lock.desk import ALICE, Arrive, Desk, LockPc, Pair, UnlockPc, Unpair, phone_lock, signed_in


def paired(more: str = "") -> Desk:
    """A phone with a code, paired with the computer of its user."""
    desk = signed_in(more)
    desk.feed(Pair())
    return desk


@pytest.mark.parametrize(("more", "seconds"), [("", 10), ('up.btoeDeviceLock.timeOut="40"', 40)])
def test_the_phone_locks_soon_after_the_pc(more: str, seconds: int) -> None:
    """Within 10 s, or up.btoeDeviceLock.timeOut; and unlocks with it at once."""
    desk = paired(more)
    desk.feed(LockPc())
    desk.wait(seconds - 1)
    assert "locking" == desk.own.state
    desk.wait(2)
    assert ("locked", "pc", "locked") == (desk.own.state, desk.own.by, desk.screen.name)
    desk.feed(UnlockPc())
    assert ("unlocked", "lines") == (desk.own.state, desk.screen.name)


def test_at_once() -> None:
    """A time of 0 s is none."""
    desk = paired('up.btoeDeviceLock.timeOut="0"')
    desk.feed(LockPc())
    desk.wait(0.001)
    assert "locked" == desk.own.state


def test_a_pc_that_is_unlocked_in_time_locks_nothing() -> None:
    """Its user was only away for a moment."""
    desk = paired()
    desk.feed(LockPc())
    desk.wait(5)
    desk.feed(UnlockPc())
    desk.wait(60)
    assert "unlocked" == desk.own.state


def test_not_during_a_call() -> None:
    """The phone locks when the call is over; unless the computer is unlocked before that."""
    desk = paired()
    call = desk.answered()
    desk.feed(LockPc())
    desk.wait(60)
    assert "waiting" == desk.own.state
    desk.hang_up(call)
    assert ("locked", "pc") == (desk.own.state, desk.own.by)
    desk.feed(UnlockPc())
    desk.answered()
    desk.feed(LockPc())
    desk.wait(60)
    desk.feed(UnlockPc())
    assert "unlocked" == desk.own.state


def test_what_the_user_locked_the_pc_unlocks() -> None:
    """Whoever unlocks the computer of the phone's user may use the phone; in a back-off, too."""
    desk = paired()
    desk.lock()
    desk.press("Unlock")
    for _ in range(6):
        desk.enter("000000")
    assert "backoff" == desk.own.state
    desk.feed(UnlockPc())
    assert ("unlocked", 0) == (desk.own.state, desk.own.kept.misses)


def test_the_pc_of_somebody_else_has_no_say() -> None:
    """Paired, but not activated: it neither locks nor unlocks."""
    desk = signed_in()
    desk.feed(Pair(mine=False))
    desk.feed(LockPc())
    desk.wait(60)
    assert "unlocked" == desk.own.state
    desk.lock()
    desk.feed(UnlockPc())
    assert "locked" == desk.own.state


def test_a_broken_link_locks() -> None:
    """At once, or after the call; paired again with an unlocked computer, the phone opens."""
    desk = paired()
    desk.feed(Unpair())
    assert ("locked", "link") == (desk.own.state, desk.own.by)
    desk.feed(Pair())
    assert "unlocked" == desk.own.state
    call = desk.answered()
    desk.feed(Unpair())
    assert "waiting" == desk.own.state
    desk.hang_up(call)
    assert ("locked", "link") == (desk.own.state, desk.own.by)


@pytest.mark.parametrize(("locked", "state"), [(False, "unlocked"), (True, "locked")])
def test_after_a_restart_the_phone_is_as_its_pc(locked: bool, state: str) -> None:
    """The locked screen goes as soon as an unlocked computer is back; with a locked one it stays."""
    desk = paired()
    desk.restart()
    desk.feed(Arrive(ALICE, "cached"))
    assert "locked" == desk.own.state
    desk.feed(Pair(locked=locked))
    desk.wait(11)
    assert state == desk.own.state


def test_pairing_does_not_undo_what_the_user_did() -> None:
    """A phone that was locked by hand stays so when its computer comes back; an open one follows a locked computer."""
    desk = signed_in()
    desk.lock()
    desk.feed(Pair())
    assert "locked" == desk.own.state
    desk.unlock()
    desk.feed(Pair(locked=True))
    desk.wait(11)
    assert ("locked", "pc") == (desk.own.state, desk.own.by)


def test_without_device_lock_the_pc_locks_nothing() -> None:
    """Phone Lock knows no computer, and a user without a code has no lock."""
    desk = phone_lock()
    desk.feed(Pair())
    for event in (LockPc(), Unpair()):
        desk.feed(event)
        desk.wait(60)
        assert "unlocked" == desk.own.state
    desk.lock()
    desk.feed(Pair())
    desk.feed(UnlockPc())
    assert "locked" == desk.own.state
    desk = Desk()
    desk.feed(Arrive(ALICE, policy=Policy(lock=False)))
    desk.feed(Pair())
    desk.feed(LockPc())
    desk.wait(60)
    assert "unlocked" == desk.own.state


def test_lock_while_the_pc_waits() -> None:
    """The user need not wait for the computer's time."""
    desk = paired()
    desk.feed(LockPc())
    desk.feed(LockNow())
    assert ("locked", "user") == (desk.own.state, desk.own.by)
