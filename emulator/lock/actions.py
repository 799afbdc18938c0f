"""Actions of the table of the locks: closing, opening, waiting, and what users and guests leave behind."""

from __future__ import annotations

from emulator.boot.model import ChangeSettings, config, running
from emulator.calls.model import AnswerCall
from emulator.display.model import GoBack, Noticed, OpenView, showing
from emulator.kernel.clock import SECOND
from emulator.lock import model
from emulator.lock.model import ANSWER, UNLOCK, Cause, PhoneLocked, PhoneUnlocked
from emulator.lock.steps import (
    BACKOFF,
    CODE,
    CREATE,
    IDLE,
    PC,
    BackoffOver,
    IdleDue,
    LockStep,
    PcLockDue,
    forget,
    keep,
)
from emulator.signin.model import SignOut, policy

UNABLE = "Unable to lock the phone."
WRONG_CODE, WRONG_PASSWORD = "Incorrect lock code.", "Sorry, please try again."

BACKOFF_SECONDS = 60
"""For how long no code is taken after too many wrong ones (Skype for Business deployment guides)."""

MINUTE = 60.0


# Closing


def _lock(step: LockStep, by: Cause) -> None:
    step.change(kind=model.kind(step.phone), by=by, let_in=0, away=False)
    for timer in (IDLE, PC, CREATE):
        step.disarm(timer)
    if step.own.kind == "phone":
        step.tell(ChangeSettings({"phoneLock.lockState": "1"}))
    step.tell(PhoneLocked())


def lock_for_user(step: LockStep) -> None:
    """The user wants it."""
    _lock(step, "user")


def lock_when_idle(step: LockStep) -> None:
    """Nobody has used the phone."""
    _lock(step, "idle")


def lock_for_pc(step: LockStep) -> None:
    """The user has left the computer."""
    _lock(step, "pc")


def lock_for_link(step: LockStep) -> None:
    """The computer is gone."""
    _lock(step, "link")


def lock_after_return(step: LockStep) -> None:
    """The owner has been signed in without being here."""
    _lock(step, "boot")


def lock_as_configured(step: LockStep) -> None:
    """Configuration wants it."""
    _lock(step, "configuration")


def lock_at_last(step: LockStep) -> None:
    """The calls are over."""
    _lock(step, step.own.by)


def wake_locked(step: LockStep) -> None:
    """The first screen is that of the locked phone."""
    kind: model.Kind = "device" if model.owner_expected(step.phone) else "phone"
    step.change(kind=kind, by="boot", let_in=0, hashed_draft="", away=True)
    step.tell(PhoneLocked())


def wake_waiting(step: LockStep) -> None:
    """Neither does a restart help who has tried too many codes."""
    wake_locked(step)
    _wait_long(step)


def wake(step: LockStep) -> None:
    """The phone is open from the start."""
    step.change(kind="", by="", let_in=0, hashed_draft="", away=True)
    if config(step.phone).flag("phoneLock.lockState") and model.powers_up_unlocked(step.phone):
        step.tell(ChangeSettings({"phoneLock.lockState": "0"}))
    watch(step)


def shut_down(step: LockStep) -> None:
    """Nothing is waited for any more; what is closed stays so."""
    for timer in (IDLE, CREATE, PC, BACKOFF):
        step.disarm(timer)
    step.abandon(CODE)


# Waiting


def watch(step: LockStep) -> None:
    """Lock the phone once it lies unused for some time, if it has a lock that wants that."""
    seconds = _idle_time(step) if running(step.phone) else 0
    if seconds:
        step.arm(IDLE, seconds, IdleDue())
    else:
        step.disarm(IDLE)


def _idle_time(step: LockStep) -> float:
    if not model.lockable(step.phone):
        return 0
    if model.kind(step.phone) == "device":
        return policy(step.phone).lock_minutes * MINUTE
    return config(step.phone).number("phoneLock.idleTimeout")


def note_use(step: LockStep) -> None:
    """Somebody uses the phone: wait anew."""
    if step.own.state == "unlocked":
        watch(step)


def expect_pc_lock(step: LockStep) -> None:
    """Follow the computer soon, if it stays locked (up.btoeDeviceLock.timeOut)."""
    step.change(kind="device", by="pc")
    step.arm(PC, config(step.phone).number("up.btoeDeviceLock.timeOut"), PcLockDue())


def refuse_now(step: LockStep) -> None:
    """Not during a call; but after it."""
    step.change(kind=model.kind(step.phone), by="user")
    step.disarm(PC)
    step.tell(Noticed(UNABLE))


def say_unable(step: LockStep) -> None:
    """There is no lock, or no code for it."""
    step.tell(Noticed(UNABLE))


def wait_for_calls(step: LockStep) -> None:
    """The link to the computer broke during a call."""
    step.change(kind="device", by="link")
    step.disarm(PC)


def stay_open(step: LockStep) -> None:
    """What was to be locked stays open."""
    step.change(kind="", by="")
    step.disarm(PC)
    watch(step)


# Opening


def unlock(step: LockStep) -> None:
    """The phone is open again."""
    was = step.own.kind
    keep(step, misses=0)
    step.change(kind="", by="", let_in=0, hashed_draft="", until=0, away=False)
    step.disarm(BACKOFF)
    if was == "phone" and config(step.phone).flag("phoneLock.lockState"):
        step.tell(ChangeSettings({"phoneLock.lockState": "0"}))
    step.tell(PhoneUnlocked())
    watch(step)


def _count(step: LockStep) -> None:
    keep(step, misses=step.own.kept.misses + 1)


def note_miss(step: LockStep) -> None:
    """A wrong code."""
    _count(step)
    step.tell(Noticed(WRONG_CODE if step.own.kind == "device" else WRONG_PASSWORD))
    view = f"{ANSWER}/{step.event.call}" if step.event.call else UNLOCK
    if showing(step.phone, view):
        step.tell(OpenView(view, instead=True))


def _wait_long(step: LockStep) -> None:
    step.change(until=step.now + BACKOFF_SECONDS * SECOND)
    step.arm(BACKOFF, BACKOFF_SECONDS, BackoffOver())


def back_off(step: LockStep) -> None:
    """The sixth wrong code: the user is signed out, or has to wait; users of a web sign-in have no other way."""
    _count(step)
    _wait_long(step)
    leaves = config(step.phone).flag("up.deviceLock.signOutOnIncorrectAttempts") or step.own.kept.web
    if step.own.kind == "device" and leaves:
        step.tell(SignOut("lock"))


def forgive(step: LockStep) -> None:
    """Codes may be tried again."""
    keep(step, misses=0)
    step.change(until=0)


# Answering


def ask_for_answer(step: LockStep) -> None:
    """Ask for the code before a call is answered."""
    step.tell(OpenView(f"{ANSWER}/{step.event.call}"))


def let_answer(step: LockStep) -> None:
    """That call may be answered; the phone stays locked."""
    keep(step, misses=0)
    step.change(let_in=step.event.call)
    step.tell(GoBack())
    step.tell(AnswerCall(step.event.call))


def note_call_end(step: LockStep) -> None:
    """Nobody need be asked for the code of a call that is over."""
    if step.own.let_in == step.event.call:
        step.change(let_in=0)
    if showing(step.phone, f"{ANSWER}/{step.event.call}"):
        step.tell(GoBack())
    note_use(step)


# Users come and go


def note_return(step: LockStep) -> None:
    """The owner of the code is signed in again, behind the lock."""
    step.change(away=False)


def wait_after_return(step: LockStep) -> None:
    """The owner has been signed in during a call."""
    step.change(kind="device", by="boot", away=False)


def wait_as_configured(step: LockStep) -> None:
    """Configuration wants the phone locked, during a call."""
    step.change(kind="phone", by="configuration")


def leave(step: LockStep) -> None:
    """Nobody is signed in: the code goes with its owner, unless a guest comes or goes."""
    if step.own.kind == "device":
        step.change(kind="", by="", hashed_draft="")
        for timer in (PC, CREATE, BACKOFF):
            step.disarm(timer)
        step.abandon(CODE)
    if step.event.reason == "guest":
        step.change(away=True)
    elif step.event.role == "host":
        forget(step)
    watch(step)


def leave_open(step: LockStep) -> None:
    """No lock without a user."""
    unlock(step)
    leave(step)


def reset(step: LockStep) -> None:
    """Flash is emptied."""
    if step.event.what in ("files", "factory"):
        forget(step)
