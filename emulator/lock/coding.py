"""Actions of the table of the locks that are about codes: made, typed, changed, forgotten."""

from __future__ import annotations

from emulator.boot.model import config
from emulator.display.model import GoBack, Noticed, OpenView, showing
from emulator.lock import model
from emulator.lock.actions import MINUTE, WRONG_PASSWORD, unlock, watch
from emulator.lock.codes import NO_MATCH, changing, checking, complaint, confirming, drafting, forgetting
from emulator.lock.model import CHANGE, FORGOT
from emulator.lock.steps import CODE, CREATE, CreateDue, LockStep, keep
from emulator.signin.model import SignIn, SignOut, user

HINT = "You can change your lock code in the Device Lock menu."
CHANGED = "Lock code changed."
NOT_REACHED = "The server cannot be reached."


# A code is made


def begin_code(step: LockStep) -> None:
    """A lock code must be made, soon (up.deviceLock.createLockTimeout, minutes)."""
    step.change(kind="device", hashed_draft="", away=False)
    minutes = config(step.phone).number("up.deviceLock.createLockTimeout")
    if minutes:
        step.arm(CREATE, minutes * MINUTE, CreateDue())


def give_up_code(step: LockStep) -> None:
    """No code is wanted any more."""
    step.change(kind="", hashed_draft="")
    step.disarm(CREATE)
    step.abandon(CODE)
    watch(step)


def sign_out(step: LockStep) -> None:
    """No code was made in time."""
    step.tell(SignOut("lock"))


def wait_on(step: LockStep) -> None:
    """An emergency call is not cut off."""
    step.arm(CREATE, MINUTE, CreateDue())


def take_new(step: LockStep) -> None:
    """A new code: laid aside the first time, compared the second."""
    reason = complaint(step.phone, step.event.code) if step.own.state == "creating" else ""
    if reason:
        step.tell(Noticed(reason))
    elif step.own.state == "creating":
        step.begin(CODE, drafting(step.event.code))
    elif step.own.state == "confirming":
        step.begin(CODE, confirming(step.event.code, step.own.hashed_draft))


def keep_draft(step: LockStep) -> None:
    """The first half is done."""
    step.change(hashed_draft=step.event.hashed_code)


def take_code(step: LockStep) -> None:
    """The code counts from now on."""
    _make(step, step.own.hashed_draft)
    step.change(kind="", hashed_draft="")
    step.disarm(CREATE)
    step.tell(Noticed(HINT))
    watch(step)


def _make(step: LockStep, hashed_code: str) -> None:
    account, last = user(step.phone), step.phone[SignIn]
    web = "web" in (last.method, last.kept.method)
    keep(step, owner=account.address if account else step.own.kept.owner, hashed_code=hashed_code, web=web, misses=0)


def refuse_draft(step: LockStep) -> None:
    """The second time it was another one: begin again."""
    step.change(hashed_draft="")
    step.tell(Noticed(NO_MATCH))


# A code is typed


def check(step: LockStep) -> None:
    """See whether the code is right; during the back-off nobody looks."""
    if step.own.state == "locked" and step.event.code:
        step.begin(CODE, checking(step.event.code, model.secret(step.phone), step.event.call))


# A code is changed


def change(step: LockStep) -> None:
    """Another code, for somebody who knows the old one."""
    event, reason = step.event, complaint(step.phone, step.event.new)
    if step.own.state != "unlocked" or not model.has_code(step.phone):
        return
    if reason:
        step.tell(Noticed(reason))
    else:
        step.begin(CODE, changing(event.old, event.new, event.again, step.own.kept.hashed_code))


def note_change(step: LockStep) -> None:
    """The new code counts from now on."""
    _make(step, step.event.hashed_code)
    if showing(step.phone, CHANGE):
        step.tell(GoBack())
    step.tell(Noticed(CHANGED))


# A code is forgotten


def forget_old(step: LockStep) -> None:
    """A new code, for somebody who knows the password of the account."""
    event, reason = step.event, complaint(step.phone, step.event.new)
    if not model.may_forget(step.phone):
        return
    if reason:
        step.tell(Noticed(reason))
    else:
        step.begin(CODE, forgetting(event.password, event.new, event.again))


def replace_code(step: LockStep) -> None:
    """The password was right: the new code counts, and the phone is open."""
    _make(step, step.own.hashed_draft)
    unlock(step)


def refuse_password(step: LockStep) -> None:
    """The password was wrong, or nobody could say."""
    step.change(hashed_draft="")
    step.tell(Noticed(WRONG_PASSWORD if step.event.reached else NOT_REACHED))
    if showing(step.phone, FORGOT):
        step.tell(OpenView(FORGOT, instead=True))
