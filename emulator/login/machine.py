"""Signing in and out: by the form, by itself (a default user), after some time, and over restarts."""

from __future__ import annotations

from emulator.boot.model import (
    EnterProfile,
    LeaveProfile,
    ProfileEntered,
    ProfileRefused,
    Ready,
    ShuttingDown,
    config,
    running,
)
from emulator.calls.model import Calls
from emulator.display.model import GoBack, Noticed, showing
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Slice, Step
from emulator.login.model import FORM, LOGOUT, LogIn, Login, LogOut, LogoutDue, default_user, offers_login, signed_in

LoginStep = Step[Login]

FAILED = "User login failed."
"""What the phone says to wrong credentials (dictionary of UC Software 4.0; CX5500 administrator guide, page 191)."""

TIMER = "login/logout"
_MINUTE = 60.0


def _may_enter(step: LoginStep) -> bool:
    only = config(step.phone).flag("prov.login.defaultOnly")
    allowed = not only or step.event.user == default_user(step.phone)
    return running(step.phone) and offers_login(step.phone) and allowed and bool(step.event.user)


def _may_try(step: LoginStep) -> bool:
    return running(step.phone) and offers_login(step.phone)


def _ask(step: LoginStep) -> None:
    step.tell(EnterProfile(step.event.user, step.event.password))


def _refuse(step: LoginStep) -> None:
    step.tell(Noticed(FAILED))


def _let_in(step: LoginStep) -> None:
    if showing(step.phone, FORM):
        step.tell(GoBack())
    _start_time(step, step.event.user)


def _start_time(step: LoginStep, user: str) -> None:
    """Set the time after which a user is signed out; the default user would be signed in again at once."""
    minutes = config(step.phone).number("prov.login.automaticLogout")
    if minutes and user != default_user(step.phone):
        step.arm(TIMER, minutes * _MINUTE, LogoutDue())


def _stay(step: LoginStep) -> None:
    _start_time(step, signed_in(step.phone))


def _leave(step: LoginStep) -> None:
    step.disarm(TIMER)
    if showing(step.phone, LOGOUT):
        step.tell(GoBack())
    step.tell(LeaveProfile())
    _enter_default(step)


def _enter_default(step: LoginStep) -> None:
    """Sign the default user in: after each sign-out and each boot."""
    user = default_user(step.phone)
    if user and offers_login(step.phone):
        step.tell(LogIn(user, config(step.phone).text("prov.login.defaultPassword")))


def _between_calls(step: LoginStep) -> bool:
    return not step.phone[Calls].open


def _wait(step: LoginStep) -> None:
    step.arm(TIMER, _MINUTE, LogoutDue())


def _is_signed_in(step: LoginStep) -> bool:
    return bool(signed_in(step.phone)) and offers_login(step.phone)


def _is_stranded(step: LoginStep) -> bool:
    return bool(signed_in(step.phone))


LOGIN: Machine[Login] = Machine(
    "login",
    ("out", "checking", "in"),
    (
        Row(LogIn, "out", "checking", _may_enter, _ask),
        Row(LogIn, "out", None, _may_try, _refuse),
        Row(ProfileEntered, "checking", "in", None, _let_in),
        Row(ProfileRefused, "checking", "out", None, _refuse),
        Row(LogOut, "in", "out", None, _leave),
        Row(LogoutDue, "in", "out", _between_calls, _leave),
        Row(LogoutDue, "in", None, None, _wait),
        Row(Ready, ("out", "checking"), "in", _is_signed_in, _stay),
        Row(Ready, "in", None, _is_signed_in),
        Row(Ready, ("out", "checking", "in"), "out", _is_stranded, _leave),
        Row(Ready, ("out", "checking", "in"), "out", None, _enter_default),
        Row(ShuttingDown, "checking", "out"),
    ),
)
"""Who may use the phone. Files and passwords are the boot's matter: it answers EnterProfile and LeaveProfile."""

SLICE = Slice(Login, dict.fromkeys({row.event for row in LOGIN.rows}, LOGIN.feed), machines=(LOGIN,))
