"""Guards of the table of the locks."""

from __future__ import annotations

from emulator.boot.model import config
from emulator.btoe.model import Btoe, activated
from emulator.calls.model import Calls
from emulator.lock import model
from emulator.lock.steps import LockStep
from emulator.signin.model import user

MISSES = 6
"""How many wrong codes in a row have consequences (CCX and VVX user guides, Device Lock)."""


def comes_back_locked(step: LockStep) -> bool:
    """The phone was locked when it went down, or has a code."""
    return model.comes_back_locked(step.phone)


def comes_back_waiting(step: LockStep) -> bool:
    """The same, and the back-off was not over."""
    return comes_back_locked(step) and step.own.kept.misses >= MISSES


def for_device(step: LockStep) -> bool:
    """It is about Device Lock."""
    return step.own.kind == "device"


def locked_for_another(step: LockStep) -> bool:
    """Device Lock, and whoever has signed in is not the owner of the code."""
    return for_device(step) and not model.same_user(step.event.account, step.own.kept.owner)


def owner_returns(step: LockStep) -> bool:
    """Somebody with a code has been signed in without being here: after a restart, or after a guest."""
    return step.own.away and model.kind(step.phone) == "device" and lockable(step)


def owner_returns_now(step: LockStep) -> bool:
    """The same, and the phone is not in use."""
    return owner_returns(step) and no_calls(step)


def wants_code(step: LockStep) -> bool:
    """A lock code must be made now (up.deviceLock.promptCreateLockcode)."""
    return may_make_code(step) and config(step.phone).flag("up.deviceLock.promptCreateLockcode")


def may_make_code(step: LockStep) -> bool:
    """Device Lock is on, and its user has no code."""
    return model.kind(step.phone) == "device" and not model.has_code(step.phone)


def code_not_wanted(step: LockStep) -> bool:
    """Device Lock is off, so that no code need be made."""
    return model.kind(step.phone) != "device"


def lapsed(step: LockStep) -> bool:
    """The lock that is closed is no longer one that the phone has."""
    if for_device(step):
        here = user(step.phone) is not None
        return not (model.device_lock(step.phone) if here else model.owner_expected(step.phone))
    names = getattr(step.event, "names", ())
    return "phoneLock.lockState" in names and not config(step.phone).flag("phoneLock.lockState")


def told_to_lock(step: LockStep) -> bool:
    """Configuration locks the phone (phoneLock.lockState)."""
    names = getattr(step.event, "names", ())
    wanted = "phoneLock.lockState" in names and config(step.phone).flag("phoneLock.lockState")
    return wanted and model.kind(step.phone) == "phone"


def told_to_lock_now(step: LockStep) -> bool:
    """The same, and the phone is not in use."""
    return told_to_lock(step) and no_calls(step)


def no_calls(step: LockStep) -> bool:
    """The phone is not in use."""
    return not step.phone[Calls].open


def lockable(step: LockStep) -> bool:
    """The phone can be locked, now or after its calls."""
    return model.lockable(step.phone)


def not_lockable(step: LockStep) -> bool:
    """There is no lock any more that could be closed."""
    return not lockable(step)


def may_lock(step: LockStep) -> bool:
    """The phone can be locked now."""
    return lockable(step) and no_calls(step)


def lockable_device(step: LockStep) -> bool:
    """Device Lock can be closed."""
    return lockable(step) and model.kind(step.phone) == "device"


def may_lock_device(step: LockStep) -> bool:
    """Device Lock can be closed now."""
    return lockable_device(step) and no_calls(step)


def follows_pc(step: LockStep) -> bool:
    """The computer is that of the phone's user."""
    return lockable_device(step) and activated(step.phone)


def pc_is_locked(step: LockStep) -> bool:
    """The computer that the phone is paired with from now on is locked."""
    return lockable_device(step) and step.phone[Btoe].locked


def by_pc(step: LockStep) -> bool:
    """Only the computer had the phone lock."""
    return step.own.by == "pc"


def owner_is_at_pc(step: LockStep) -> bool:
    """The computer's user is that of the phone, so that whoever unlocked it may use the phone, too."""
    return for_device(step) and activated(step.phone)


def pc_is_open(step: LockStep) -> bool:
    """The computer of the phone's user is in use; it undoes what the user has not done by hand."""
    return for_device(step) and step.own.by in ("pc", "link", "boot") and not step.phone[Btoe].locked


def is_right(step: LockStep) -> bool:
    """The code was right."""
    return bool(step.event.right)


def opens(step: LockStep) -> bool:
    """The code was right, and for the lock itself."""
    return is_right(step) and not step.event.call


def last_miss(step: LockStep) -> bool:
    """The code was wrong once too often."""
    return step.own.kept.misses + 1 >= MISSES


def is_same(step: LockStep) -> bool:
    """The new code was typed twice."""
    return bool(step.event.same)


def has_draft(step: LockStep) -> bool:
    """A new code waits for the server to say that the password is right."""
    return bool(step.own.hashed_draft)


def code_replaced(step: LockStep) -> bool:
    """The password is right, and a new code is there."""
    return has_draft(step) and for_device(step) and bool(step.event.right)


def has_code(step: LockStep) -> bool:
    """The user has a lock code."""
    return model.has_code(step.phone)
