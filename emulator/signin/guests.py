"""Guests: the host signed out for one, the time that a guest may leave the phone alone, and the host's return."""

from __future__ import annotations

from emulator.calls.model import Calls
from emulator.display.model import OpenView
from emulator.kernel.clock import SECOND
from emulator.signin.events import GuestIdle, Resume
from emulator.signin.model import FORMS, LendPhone, Policy, ReturnPhone, SignOut
from emulator.signin.steps import SignInStep, close_views

TIMER = "signin/guest"
NOTICE = 30
"""Seconds before the end at which the guest is told of it; half of the time where that is short."""


def make_room(step: SignInStep) -> None:
    """The host is out; the phone is a guest's, who chooses how to sign in."""
    own = step.own
    step.change(role="guest", host=own.account, account=None, told={}, leaving="", attended=False)
    watch(step)
    step.tell(LendPhone())
    step.tell(OpenView(FORMS))


def give_back(step: SignInStep) -> None:
    """The guest is out; the host is signed in again."""
    step.change(role="host", account=None, host=None, policy=Policy(), told={}, leaving="", ends_at=None, message="")
    step.disarm(TIMER)
    step.tell(ReturnPhone())
    close_views(step)
    step.tell(Resume())


# Time


def watch(step: SignInStep) -> None:
    """Begin to wait anew: somebody uses the phone."""
    if step.own.role == "guest":
        step.change(ends_at=None)
        step.arm(TIMER, limit(step) - _notice(step), GuestIdle())


def warn(step: SignInStep) -> None:
    """Announce the end, unless somebody is on the phone; or carry it out."""
    if step.own.role != "guest":
        return
    if step.phone[Calls].open:
        watch(step)
    elif step.event.over:
        step.tell(SignOut("idle"))
    else:
        step.change(ends_at=step.now + _notice(step) * SECOND)
        step.arm(TIMER, _notice(step), GuestIdle(over=True))


def limit(step: SignInStep) -> int:
    """Seconds for which a guest may leave the phone alone (HotdeskingTimeout)."""
    return step.own.policy.hot_desking_seconds


def _notice(step: SignInStep) -> int:
    return min(NOTICE, limit(step) // 2)
