"""Secrets of the locks: what is typed, compared, made and changed. None is kept; the state holds slow hashes alone."""

from __future__ import annotations

from emulator.boot.orders import Compare, Digest
from emulator.display.model import Noticed
from emulator.kernel.slices import Flow
from emulator.kernel.state import Event, State
from emulator.signin.model import CheckPassword, policy

SHORTEST, LONGEST = 4, 15
"""Digits of a lock code, whatever the policy says (Set-CsUCPhoneConfiguration, MinPhonePinLength)."""

TOO_SHORT = "Lock code too short. Enter at least {digits} digits."
TOO_LONG = "Lock code too long."
NO_MATCH = "Lock codes do not match."
OLD_WRONG = "Old lock code is incorrect."


# What is typed


class SubmitCode(Event, frozen=True):
    """The code, to unlock the phone, or (with a `call`) to answer that call."""

    code: str
    call: int = 0

    def __repr__(self) -> str:
        return f"SubmitCode(***, {self.call})"


class SubmitNew(Event, frozen=True):
    """A new code, for the first or the second time."""

    code: str

    def __repr__(self) -> str:
        return "SubmitNew(***)"


class SubmitChange(Event, frozen=True):
    """Another code in place of the old one."""

    old: str
    new: str
    again: str

    def __repr__(self) -> str:
        return "SubmitChange(***)"


class SubmitForgotten(Event, frozen=True):
    """The password or PIN of the account, and a code in place of the one that is forgotten."""

    password: str
    new: str
    again: str

    def __repr__(self) -> str:
        return "SubmitForgotten(***)"


# What came of it


class CodeChecked(Event, frozen=True):
    """Fact: the code was right, or not."""

    right: bool
    call: int = 0


class CodeDrafted(Event, frozen=True):
    """Fact: a new code has been typed for the first time."""

    hashed_code: str


class CodeConfirmed(Event, frozen=True):
    """Fact: it has been typed again, the same or not."""

    same: bool


class CodeChanged(Event, frozen=True):
    """Fact: the old code was right, and this is what is kept of the new one."""

    hashed_code: str


def least_digits(phone: State) -> int:
    """How many digits a new code must have (ucMinPinLength)."""
    return max(SHORTEST, min(policy(phone).code_length, LONGEST))


def complaint(phone: State, code: str) -> str:
    """Why a code cannot be taken; empty if it can."""
    if len(code) < least_digits(phone):
        return TOO_SHORT.format(digits=least_digits(phone))
    return TOO_LONG if len(code) > LONGEST else ""


def checking(code: str, kept: str, call: int) -> Flow:
    """Compare a code with what is kept."""
    answer = yield Compare(password=code, candidates=(kept,))
    return CodeChecked(answer.hit == 0, call)


def drafting(code: str) -> Flow:
    """Make what may be kept of a new code."""
    made = yield Digest(password=code)
    return CodeDrafted(made.hashed_password)


def confirming(code: str, draft: str) -> Flow:
    """Compare a new code with what was typed before."""
    answer = yield Compare(password=code, candidates=(draft,))
    return CodeConfirmed(answer.hit == 0)


def changing(old: str, new: str, again: str, kept: str) -> Flow:
    """Take a new code from somebody who knows the old one."""
    answer = yield Compare(password=old, candidates=(kept,))
    if answer.hit:
        return Noticed(OLD_WRONG)
    answer = yield Compare(password=again, candidates=(new,))
    if answer.hit:
        return Noticed(NO_MATCH)
    made = yield Digest(password=new)
    return CodeChanged(made.hashed_password)


def forgetting(password: str, new: str, again: str) -> Flow:
    """Lay a new code aside, and let the server say whether the password is right."""
    answer = yield Compare(password=again, candidates=(new,))
    if answer.hit:
        return Noticed(NO_MATCH)
    made = yield Digest(password=new)
    yield CodeDrafted(made.hashed_password)
    return CheckPassword(password)
