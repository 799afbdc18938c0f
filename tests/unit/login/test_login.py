"""Signing in to a phone and out of it: by the form, by itself, after some time, and what the screen shows."""

from __future__ import annotations

import pytest

from emulator.boot.logs.model import LogRead, ReadLog
from emulator.boot.model import Power, PowerOn, Provisioning, RestartRequested
from emulator.boot.orders import Compare, Compared, Fetch, Fetched
from emulator.calls.model import Call, Calls
from emulator.config.identity import Identity
from emulator.config.layers import configure
from emulator.contacts.model import Directory
from emulator.device import Device
from emulator.display.keys import resolve
from emulator.display.model import OpenView, TextTyped
from emulator.kernel.profile import load_profile
from emulator.kernel.state import Effect, Event
from emulator.login.model import FORM, LOGOUT, LogIn, Login, LogOut
from emulator.settings.model import OpenPage

MAC = "0004f2aabbcc"
SERVER = "http://boot.example/"
MASTER = '<APPLICATION CONFIG_FILES="site.cfg" USER_PROFILES_DIRECTORY="people"/>'
PEOPLE = {
    "people/alice.cfg": '<u lcl.datetime.date.format="D,Md"/>',
    "people/guest.cfg": '<u lcl.datetime.date.format="d,MD"/>',
}


class Desk:
    """A whole phone without links whose boot server is a dictionary."""

    def __init__(self, site: str, enabled: str = "1") -> None:
        identity = Identity(MAC, "VVX450", "3111-48840-001", "5.9.7.4477")
        given = {"device.prov.serverName": SERVER}
        parts = [Provisioning(configure(identity, flash=given), given=given), Power(pace="quick")]
        self.device = Device(load_profile("VVX_450"), parts)
        self.files = {"000000000000.cfg": MASTER, "site.cfg": f'<s prov.login.enabled="{enabled}" {site}/>', **PEOPLE}
        self.now = 0
        self.do(PowerOn())
        self.wait(30)

    @property
    def user(self) -> str:
        """Whose settings the phone runs on."""
        return self.device.core.state[Provisioning].user

    @property
    def screen(self) -> str:
        """The screen by name."""
        return self.device.screen().name

    @property
    def said(self) -> str:
        """What pops up."""
        return self.device.screen().popup

    def do(self, event: Event) -> None:
        """Let something happen, and answer what the phone asks."""
        self._answer(self.device.feed(event, self.now))

    def press(self, *keys: str) -> None:
        """Press keys or soft keys by their labels."""
        for key in keys:
            self.do(resolve(key, self.device.screen(), self.device.profile, self.now, 0.0))

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        end = self.now + round(seconds * 1_000_000)
        core = self.device.core
        while core.next_due is not None and core.next_due <= end:
            self.now = max(self.now, core.next_due)
            self._answer(core.advance(self.now))
        self.now = end
        self._answer(core.advance(end))

    def _answer(self, effects: list[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Compare):
                hit = effect.candidates.index(effect.password) if effect.password in effect.candidates else -1
                self.do(Compared(effect.id, hit))
            elif isinstance(effect, ReadLog):
                self.do(LogRead(effect.id, b""))
            elif isinstance(effect, Fetch):
                body = self.files.get(effect.url.removeprefix(SERVER), "" if effect.method == "PUT" else None)
                data = (body or "").encode()
                self.do(Fetched(effect.id, effect.method, effect.url, 404 if body is None else 200, data, len(data)))


def test_the_form_is_filled_in_and_lets_the_user_in() -> None:
    """Name and password are typed, Log In fetches the profile, and the form is left."""
    desk = Desk("")
    desk.do(OpenView(FORM))
    assert FORM == desk.screen
    desk.do(TextTyped("alice"))
    desk.press("Down", "1", "2", "3", "Log In")
    assert ("alice", False) == (desk.user, desk.screen == FORM)


def test_wrong_credentials_show_the_form_again() -> None:
    """The device's words, and another try."""
    desk = Desk("")
    desk.do(OpenView(FORM))
    desk.do(TextTyped("alice"))
    desk.press("Down", "9", "Log In")
    assert ("", FORM, "User login failed.") == (desk.user, desk.screen, desk.said)


ONLY = 'prov.login.defaultOnly="1" prov.login.defaultUser="guest" prov.login.defaultPassword="0"'


@pytest.mark.parametrize(
    ("site", "user", "password", "enters"),
    [
        ("", "alice", "123", True),
        ('prov.login.localPassword="44"', "alice", "44", True),
        ('prov.login.localPassword="44"', "alice", "123", False),
        (ONLY, "alice", "123", False),
        (ONLY, "guest", "123", True),
    ],
)
def test_who_is_let_in(site: str, user: str, password: str, enters: bool) -> None:
    """A site may give all users another password, and may let in its default user alone."""
    desk = Desk(site)
    desk.do(LogIn(user, password))
    assert (user if enters else "") == desk.user
    assert enters or desk.said == "User login failed."


def test_nobody_signs_in_where_that_is_not_offered() -> None:
    """Without prov.login.enabled nothing happens."""
    desk = Desk("", enabled="0")
    desk.do(LogIn("alice", "123"))
    assert ("", "") == (desk.user, desk.said)


@pytest.mark.parametrize(("required", "screen"), [("0", "idle"), ("1", FORM)])
def test_signing_in_may_be_required(required: str, screen: str) -> None:
    """prov.login.required: the form covers all else until somebody has signed in; it cannot be left."""
    desk = Desk(f'prov.login.required="{required}"')
    assert (screen == FORM) == (desk.screen == FORM)
    if required == "1":
        assert "Back" not in [key.label for key in desk.device.screen().soft_keys]
        desk.press("Home")
        assert FORM == desk.screen
        desk.do(LogIn("alice", "123"))
        assert FORM != desk.screen
        desk.do(LogOut())
        assert FORM == desk.screen


def test_the_user_is_asked_before_signing_out() -> None:
    """Yes ends it, No does not."""
    desk = Desk("")
    desk.do(LogIn("alice", "123"))
    desk.do(OpenView(LOGOUT))
    desk.press("No")
    assert "alice" == desk.user
    desk.do(OpenView(LOGOUT))
    assert "Log out alice?" in desk.device.frame(desk.device.screen()).text()
    desk.press("Yes")
    assert ("", False) == (desk.user, desk.screen == LOGOUT)


def test_a_default_user_is_signed_in_by_the_phone() -> None:
    """After the boot and after each sign-out; a default user whom the server does not know is tried once."""
    desk = Desk('prov.login.defaultUser="guest" prov.login.defaultPassword="123"')
    assert "guest" == desk.user
    desk.do(LogOut())
    assert "guest" == desk.user
    unknown = Desk('prov.login.defaultUser="ghost" prov.login.defaultPassword="123"')
    assert ("", "out") == (unknown.user, unknown.device.core.state[Login].state)


@pytest.mark.parametrize(("minutes", "user"), [("0", "alice"), ("30", "")])
def test_users_are_signed_out_after_some_time(minutes: str, user: str) -> None:
    """prov.login.automaticLogout, in minutes; 0 is never."""
    desk = Desk(f'prov.login.automaticLogout="{minutes}"')
    desk.do(LogIn("alice", "123"))
    desk.wait(1799)
    assert "alice" == desk.user
    desk.wait(2)
    assert user == desk.user


def test_nobody_is_signed_out_in_the_middle_of_a_call() -> None:
    """The phone waits until no call is up."""
    desk = Desk('prov.login.automaticLogout="1"')
    desk.do(LogIn("alice", "123"))
    core = desk.device.core
    core.state = core.state.replaced(Calls(calls=(Call(1, 1, "in", "connected"),)))
    desk.wait(300)
    assert "alice" == desk.user
    core.state = core.state.replaced(Calls())
    desk.wait(61)
    assert "" == desk.user


def test_the_default_user_stays() -> None:
    """Whom the phone would sign in again at once is not signed out."""
    desk = Desk('prov.login.automaticLogout="1" prov.login.defaultUser="guest" prov.login.defaultPassword="123"')
    desk.wait(300)
    assert "guest" == desk.user


def test_a_server_that_keeps_silent_shows_that_the_phone_waits() -> None:
    """Until the profile has come the screen says so."""
    desk = Desk("")
    desk._answer = lambda effects: None  # type: ignore[method-assign]
    desk.do(LogIn("alice", "123"))
    assert "user-login-checking" == desk.screen


def test_passwords_are_not_in_what_is_shown_of_events() -> None:
    """For logs and error messages."""
    assert "secret" not in repr(LogIn("alice", "secret"))


def test_the_menu_offers_what_can_be_done() -> None:
    """Features > User Login has Log In while nobody is signed in, Log Out while somebody is; or it is not there."""
    offered = []
    for desk, user in ((Desk(""), ""), (Desk(""), "alice"), (Desk("", enabled="0"), "")):
        if user:
            desk.do(LogIn(user, "123"))
        texts = []
        for page in ("features", "user-login"):
            desk.do(OpenPage(page))
            texts.append(desk.device.frame(desk.device.screen()).text())
        offered.append(("User Login" in texts[0], "Log In" in texts[1], "Log Out" in texts[1]))
    assert [(True, True, False), (True, False, True)] == offered[:2]
    assert not offered[2][0]


def test_the_directory_is_the_users_while_signed_in() -> None:
    """The user's contacts come and go with the user, without a restart."""
    desk = Desk("")
    desk.files["people/alice-directory.xml"] = (
        "<directory><item_list><item><fn>Ann</fn><ct>7</ct></item></item_list></directory>"
    )
    names = []
    for event in (LogIn("alice", "123"), LogOut()):
        desk.do(event)
        names.append([contact.first for contact in desk.device.core.state[Directory].contacts])
    assert ([["Ann"], []], 1) == (names, desk.device.core.state[Power].boots)


def test_the_status_menu_lists_licences() -> None:
    """Those of everybody's file and of the phone's own."""
    desk = Desk("")
    desk.files["000000000000-license.cfg"] = '<l license.1.feature="Call Recording" license.1.expires="2027-12-31"/>'
    desk.files[f"{MAC}-license.cfg"] = '<l license.1.feature="Video"/>'
    desk.do(RestartRequested("test"))
    desk.wait(5)
    desk.do(OpenPage("licenses"))
    text = desk.device.frame(desk.device.screen()).text()
    assert ("Call Recording" in text, "2027-12-31" in text, "Video" in text) == (True, True, True)
