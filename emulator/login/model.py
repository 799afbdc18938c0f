"""User profiles (prov.login.*): who has signed in to the phone, and what signing in needs."""

from __future__ import annotations

from emulator.boot.model import Provisioning, config, running
from emulator.kernel.state import Event, Part, State

FORM = "user-login"
"""The view to open (`OpenView`) for a user to sign in."""

LOGOUT = "user-logout"
"""The view to open for the user to sign out."""


class Login(Part, frozen=True):
    """Where signing in stands: out, checking (files are on their way, the password is compared), or in."""

    state: str = "out"


class LogIn(Event, frozen=True):
    """A user signs in (Log In, with what was typed on the form)."""

    user: str
    password: str

    def __repr__(self) -> str:
        return f"LogIn({self.user!r}, ***)"


class LogOut(Event, frozen=True):
    """The user signs out."""


class LogoutDue(Event, frozen=True):
    """Timer: the user has been signed in for as long as prov.login.automaticLogout allows."""


def signed_in(phone: State) -> str:
    """The user whose profile the phone runs on; empty for none."""
    return phone[Provisioning].user


def offers_login(phone: State) -> bool:
    """Whether users can sign in to this phone at all."""
    return config(phone).flag("prov.login.enabled")


def needs_login(phone: State) -> bool:
    """Whether nobody may use the phone before signing in, and nobody has."""
    return running(phone) and offers_login(phone) and config(phone).flag("prov.login.required") and not signed_in(phone)


def default_user(phone: State) -> str:
    """The user whom the phone signs in by itself; empty for none."""
    return config(phone).text("prov.login.defaultUser")
