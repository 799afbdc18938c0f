"""The screens of signing in and out."""

from __future__ import annotations

from emulator.display.entry import typed
from emulator.display.model import Field, GoBack, Rank, Scene, Screen, SoftKey, Text, View, showing
from emulator.login.model import FORM, LOGOUT, LogIn, Login, LogOut, needs_login, signed_in

_USER = Field("User ID", "", name="user")
_PASSWORD = Field("Password", "", secret=True, name="password", kind="password")


def login_form(scene: Scene) -> Screen:
    """User and password to be typed; without a way back where signing in is required."""
    user, password = (typed(scene.phone, FORM, field) for field in (_USER, _PASSWORD))
    enter = LogIn(user, password)
    actions = (SoftKey("Log In", enter), *(() if needs_login(scene.phone) else (SoftKey("Back", GoBack()),)))
    return Screen(FORM, "User Login", (_USER, _PASSWORD), actions, {"Select": enter})


def checking(_: Scene) -> Screen:
    """The user's files are on their way."""
    return Screen("user-login-checking", "User Login", (Text(("Please wait...",)),))


def logout_question(scene: Scene) -> Screen:
    """Whether the user really wants to sign out."""
    question = Text((f"Log out {signed_in(scene.phone)}?",), style="strong")
    return Screen(LOGOUT, "User Logout", (question,), (SoftKey("Yes", LogOut()), SoftKey("No", GoBack())))


def _state(scene: Scene) -> str:
    return scene.phone[Login].state


VIEWS = (
    View(FORM, Rank.MENU, lambda scene: showing(scene.phone, FORM) and _state(scene) == "out", login_form),
    View(LOGOUT, Rank.MENU, lambda scene: showing(scene.phone, LOGOUT) and _state(scene) == "in", logout_question),
    View("user-login-required", Rank.LOCK, lambda scene: needs_login(scene.phone), login_form),
    View("user-login-checking", Rank.LOCK + 1, lambda scene: _state(scene) == "checking", checking),
)
