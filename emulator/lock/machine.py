"""Locking and unlocking: Phone Lock and Device Lock as one table, of which each row asks what lock the phone has."""

from __future__ import annotations

from emulator.boot.model import Ready, ResetRequested, SettingsChanged, ShuttingDown, running
from emulator.btoe.model import Activated, PairingBroken, PcLocked, PcUnlocked
from emulator.calls.model import CallEnded, CallsChanged
from emulator.display.machine import WAKING
from emulator.kernel.machines import ANY, Machine, Row
from emulator.kernel.slices import Reaction, Slice
from emulator.kernel.state import Event
from emulator.lock import actions as do
from emulator.lock import coding
from emulator.lock import guards as when
from emulator.lock.codes import (
    CodeChanged,
    CodeChecked,
    CodeConfirmed,
    CodeDrafted,
    SubmitChange,
    SubmitCode,
    SubmitForgotten,
    SubmitNew,
)
from emulator.lock.model import CREATING, LOCKED, AskToAnswer, Lock, LockNow, MakeCode, PhoneUnlocked
from emulator.lock.steps import BackoffOver, CreateDue, IdleDue, LockStep, PcLockDue
from emulator.signin.model import PasswordChecked, PolicyChanged, SignedIn, SignedOut

AWAITED = ("locking", "waiting")
"""The states in which the phone is about to be locked."""


def _review(event: type[Event]) -> tuple[Row, ...]:
    """What another configuration or policy leads to."""
    return (
        Row(event, LOCKED, "unlocked", when.lapsed, do.unlock),
        Row(event, CREATING, "unlocked", when.code_not_wanted, coding.give_up_code),
        Row(event, AWAITED, "unlocked", when.not_lockable, do.stay_open),
        Row(event, "unlocked", "locked", when.told_to_lock_now, do.lock_as_configured),
        Row(event, "unlocked", "waiting", when.told_to_lock, do.wait_as_configured),
        Row(event, "unlocked", "creating", when.wants_code, coding.begin_code),
        Row(event, "unlocked", None, None, do.watch),
    )


ROWS = (
    # From the start on
    Row(Ready, ANY, "backoff", when.comes_back_waiting, do.wake_waiting),
    Row(Ready, ANY, "locked", when.comes_back_locked, do.wake_locked),
    Row(Ready, ANY, "unlocked", None, do.wake),
    Row(ShuttingDown, ANY, None, None, do.shut_down),
    # The user comes and goes
    Row(SignedIn, LOCKED, "unlocked", when.locked_for_another, do.unlock),
    Row(SignedIn, LOCKED, None, None, do.note_return),
    Row(SignedIn, ("unlocked", *AWAITED), "locked", when.owner_returns_now, do.lock_after_return),
    Row(SignedIn, ("unlocked", *AWAITED), "waiting", when.owner_returns, do.wait_after_return),
    Row(SignedIn, ("unlocked", *AWAITED, *CREATING), "creating", when.wants_code, coding.begin_code),
    Row(SignedIn, CREATING, "unlocked", None, coding.give_up_code),
    Row(PhoneUnlocked, "unlocked", "creating", when.wants_code, coding.begin_code),
    Row(SignedIn, "unlocked", None, None, do.watch),
    Row(SignedOut, LOCKED, "unlocked", when.for_device, do.leave_open),
    Row(SignedOut, (*CREATING, *AWAITED), "unlocked", when.for_device, do.leave),
    Row(SignedOut, ("unlocked", *LOCKED, *AWAITED), None, None, do.leave),
    *_review(PolicyChanged),
    *_review(SettingsChanged),
    # A code is made
    Row(MakeCode, "unlocked", "creating", when.may_make_code, coding.begin_code),
    Row(CodeDrafted, "creating", "confirming", None, coding.keep_draft),
    Row(CodeConfirmed, "confirming", "unlocked", when.is_same, coding.take_code),
    Row(CodeConfirmed, "confirming", "creating", None, coding.refuse_draft),
    Row(CreateDue, CREATING, None, when.no_calls, coding.sign_out),
    Row(CreateDue, CREATING, None, None, coding.wait_on),
    # Locking
    Row(LockNow, ("unlocked", "locking"), "locked", when.may_lock, do.lock_for_user),
    Row(LockNow, ("unlocked", "locking"), "waiting", when.lockable, do.refuse_now),
    Row(LockNow, ("unlocked", "waiting"), None, None, do.say_unable),
    Row(IdleDue, "unlocked", "locked", when.may_lock, do.lock_when_idle),
    Row(IdleDue, "unlocked", None, None, do.watch),
    Row(PcLocked, "unlocked", "locking", when.follows_pc, do.expect_pc_lock),
    Row(Activated, "unlocked", "locking", when.pc_is_locked, do.expect_pc_lock),
    Row(PcUnlocked, AWAITED, "unlocked", when.by_pc, do.stay_open),
    Row(PcLockDue, "locking", "locked", when.may_lock, do.lock_for_pc),
    Row(PcLockDue, "locking", "waiting"),
    Row(PairingBroken, ("unlocked", *AWAITED), "locked", when.may_lock_device, do.lock_for_link),
    Row(PairingBroken, ("unlocked", *AWAITED), "waiting", when.lockable_device, do.wait_for_calls),
    Row(CallsChanged, "waiting", "locked", when.may_lock, do.lock_at_last),
    # Unlocking
    Row(PcUnlocked, LOCKED, "unlocked", when.owner_is_at_pc, do.unlock),
    Row(Activated, LOCKED, "unlocked", when.pc_is_open, do.unlock),
    Row(CodeChecked, "locked", "unlocked", when.opens, do.unlock),
    Row(CodeChecked, "locked", None, when.is_right, do.let_answer),
    Row(CodeChecked, "locked", "backoff", when.last_miss, do.back_off),
    Row(CodeChecked, "locked", None, None, do.note_miss),
    Row(BackoffOver, "backoff", "locked", None, do.forgive),
    Row(CodeDrafted, LOCKED, None, None, coding.keep_draft),
    Row(PasswordChecked, LOCKED, "unlocked", when.code_replaced, coding.replace_code),
    Row(PasswordChecked, LOCKED, None, when.has_draft, coding.refuse_password),
    Row(CodeChanged, "unlocked", None, when.has_code, coding.note_change),
)

LOCK: Machine[Lock] = Machine(
    "lock", ("unlocked", "creating", "confirming", "locking", "waiting", "locked", "backoff"), ROWS
)
"""Unlocked, locked, and all between; guards ask which lock it is."""


def _feed(step: LockStep) -> None:
    LOCK.feed(step)


def _feed_running(step: LockStep) -> None:
    """Who leaves because the phone goes down has not left for good."""
    if running(step.phone):
        LOCK.feed(step)


def _kept(before: Lock, _unpacked: Lock) -> Lock:
    """What is in flash."""
    return Lock(kept=before.kept)


_REACTIONS: dict[type[Event], Reaction[Lock]] = {
    **dict.fromkeys({row.event for row in ROWS}, _feed),
    **dict.fromkeys((SettingsChanged, PolicyChanged, SignedIn, SignedOut), _feed_running),
    **dict.fromkeys(WAKING, do.note_use),
    ShuttingDown: _feed,
    CallEnded: do.note_call_end,
    AskToAnswer: do.ask_for_answer,
    SubmitCode: coding.check,
    SubmitNew: coding.take_new,
    SubmitChange: coding.change,
    SubmitForgotten: coding.forget_old,
    ResetRequested: do.reset,
}

SLICE: Slice[Lock] = Slice(Lock, _REACTIONS, machines=(LOCK,), kept=_kept)
