"""Guessing: answers that come later and later, and accounts that lock, as Set-CsPinPolicy says."""

from __future__ import annotations

import pytest

from emulator.kernel.clock import ManualClock
from emulator.lab.skype.front_end import FrontEnd
from emulator.lab.skype.lockout import DELAYS, KEPT, Lockout
from tests.unit.lab.skype.asking import JANE, PIN, Phone, told

HOUR = 3600.0


def miss(phone: Phone, times: int, way: str = "pin") -> list[float]:
    """Give a wrong secret so often; by how much each answer is late."""
    user = PIN[0] if way == "pin" else JANE[0]
    return [phone.log_in(user, "00000", way).delay for _ in range(times)]


def test_each_wrong_password_takes_longer(phone: Phone) -> None:
    """The first is refused at once; the longest wait does not grow any more."""
    assert [*DELAYS, DELAYS[-1]] == miss(phone, len(DELAYS) + 1, "Auth")


def test_a_right_password_starts_anew(phone: Phone) -> None:
    """Who has come in may err again."""
    miss(phone, 3, "Auth")
    assert 0.0 == phone.log_in(*JANE).delay
    assert [DELAYS[0]] == miss(phone, 1, "Auth")


def test_old_misses_do_not_count(phone: Phone, clock: ManualClock) -> None:
    """They are forgotten after half an hour."""
    miss(phone, 3, "Auth")
    clock.advance(HOUR / 2)
    assert [DELAYS[0]] == miss(phone, 1, "Auth")


def test_a_password_locks_for_half_an_hour(phone: Phone, front_end: FrontEnd, clock: ManualClock) -> None:
    """After as many misses as the policy says; the right password does not help before."""
    front_end.policy(password_attempts=3)
    miss(phone, 2, "Auth")
    assert "28901" == told(phone.log_in(JANE[0], "wrong"))[1]
    assert (403, "28903", "") == told(phone.log_in(*JANE))
    clock.advance(HOUR / 2 - 1)
    assert (403, "28903", "") == told(phone.log_in(*JANE))
    clock.advance(1)
    assert 200 == phone.log_in(*JANE).status


@pytest.mark.parametrize(
    ("pin", "maximum", "misses"), [("1234", 0, 10), ("24680", 0, 25), ("246801", 0, 25), ("24680", 4, 4)]
)
def test_a_pin_locks_by_its_length(
    phone: Phone, front_end: FrontEnd, clock: ManualClock, pin: str, maximum: int, misses: int
) -> None:
    """Ten tries for four digits, 25 for longer ones, or what MaximumLogonAttempts says; for an hour."""
    front_end.policy(pin_attempts=maximum, pin_length=4)
    front_end.directory.account("jdoe").pin = pin
    miss(phone, misses - 1)
    assert 200 == phone.log_in(PIN[0], pin, "pin").status
    miss(phone, misses)
    assert "UserPinAccountLocked" == told(phone.log_in(PIN[0], pin, "pin"))[2]
    clock.advance(HOUR - 1)
    assert "UserPinAccountLocked" == told(phone.log_in(PIN[0], pin, "pin"))[2]
    clock.advance(1)
    assert 200 == phone.log_in(PIN[0], pin, "pin").status


def test_a_pin_locks_for_good(phone: Phone, front_end: FrontEnd, clock: ManualClock) -> None:
    """A hundred wrong ones for four digits, over whatever time; only an administrator helps."""
    front_end.policy(pin_length=4)
    front_end.directory.account("jdoe").pin = "1234"
    for _ in range(10):
        miss(phone, 10)
        clock.advance(HOUR)
    assert "UserPinAccountLocked" == told(phone.log_in(PIN[0], "1234", "pin"))[2]
    front_end.unlock("jdoe")
    assert 200 == phone.log_in(PIN[0], "1234", "pin").status


def test_a_locked_pin_leaves_the_password_alone(phone: Phone, front_end: FrontEnd) -> None:
    """They are guessed apart."""
    front_end.policy(pin_attempts=1)
    miss(phone, 1)
    assert 200 == phone.log_in(*JANE).status


def test_memory_is_bounded(clock: ManualClock) -> None:
    """Whoever tries names without end finds that the oldest are forgotten."""
    lockout = Lockout(clock, 1)
    for number in range(KEPT + 1):
        lockout.missed(str(number), attempts=1)
    assert [False, True] == [lockout.locked("0"), lockout.locked(str(KEPT))]
