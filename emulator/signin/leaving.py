"""Leaving: the line goes first, then the calls, then what others have of the user; and what flash forgets of it."""

from __future__ import annotations

from emulator.boot.model import ChangeSettings, config
from emulator.display.model import Noticed
from emulator.signin import account as accounts
from emulator.signin.events import LeavingDue, Vacated
from emulator.signin.model import Kept, Policy, SignedOut, SignIn, UseAccount, Vacating
from emulator.signin.outcomes import line, outcome
from emulator.signin.steps import CHECK, FLOW, SignInStep, remember

TIMER, FAREWELL = "signin/leaving", 5.0
"""The timer of who is leaving, and the seconds after which nobody waits for the end of a call."""


def leave(step: SignInStep) -> None:
    """Take the line away, and let everybody know."""
    own, reason = step.own, getattr(step.event, "reason", "guest")
    step.abandon(FLOW)
    step.abandon(CHECK)
    step.change(leaving=reason, entered=False, setup="", ends_at=None, web_url="", web_code="", message="")
    step.tell(UseAccount(accounts.HIDDEN if own.method == "configuration" and own.entered else {}))
    if own.account is not None:
        step.do(line("signed-out", own.account.address))
    step.tell(SignedOut(own.role, reason))
    step.arm(TIMER, FAREWELL, LeavingDue())


def clear_up(step: SignInStep) -> None:
    """No call of theirs is left: what others have of theirs is to be kept now."""
    step.disarm(TIMER)
    step.tell(Vacating())


def vacate(step: SignInStep) -> None:
    """Everybody has heard it."""
    step.tell(Vacated())


def forget(step: SignInStep) -> None:
    """The host has signed out: the phone does not sign in by itself any more, nor keep the password."""
    own = step.own
    if own.leaving in ("", "lock", "pc"):
        remember(step, Kept(own.kept.address, own.kept.method, own.kept.name, seen=own.kept.seen))
        step.tell(ChangeSettings(_flushed(step)))
        step.tell(Noticed(outcome("signed-out").text))
    step.change(account=None, policy=Policy(), told={}, leaving="", attended=False)


def _flushed(step: SignInStep) -> dict[str, str | None]:
    """What goes out of flash when somebody signs out (prov.loginCredPwdFlushed.enabled)."""
    flushes = config(step.phone).flag("prov.loginCredPwdFlushed.enabled")
    names = ("password", "pin") if flushes else ()
    return {f"device.logincred.{name}": None for name in names}


def go_down(step: SignInStep) -> None:
    """The phone goes down; who is signed in comes back with it, but for a guest."""
    step.abandon(FLOW)
    step.abandon(CHECK)
    own = step.own
    step.own = SignIn(kept=own.kept, state=own.state)


def reset(step: SignInStep) -> None:
    """Forget who was signed in, with the device settings."""
    if step.event.what in ("device", "factory"):
        remember(step, Kept())
