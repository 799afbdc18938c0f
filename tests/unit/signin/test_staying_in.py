"""Being signed in, over restarts and changes of the password, and out again; what flash keeps; pages for a new user."""

from __future__ import annotations

import msgspec
import pytest

from emulator.boot.model import ChangeSettings, PowerOn, RestartRequested
from emulator.boot.orders import Remember
from emulator.calls.model import Calls, InviteReceived
from emulator.display.model import Display, Plugged
from emulator.kernel.slices import PowerCut
from emulator.lines.model import Lines, LineUnregistered, RegisterAnswered, SendRegister
from emulator.signin.model import CheckPassword, PasswordChecked, PolicyChanged, SignedOut, SignIn, SignOut
from emulator.signin.orders import PolicyTold
from tests.unit.signin.desk import Desk
from tests.unit.signin.server import ADDRESS, PASSWORD, PIN, POLICY, silence


def restart(desk: Desk) -> None:
    """Reboot the phone, and wait until it is up."""
    desk.feed(RestartRequested("Reboot initiated"))
    desk.linger(8)


@pytest.fixture
def desk() -> Desk:
    """A phone whose user has signed in and looked at no page for new users."""
    made = Desk()
    made.sign_in()
    return made


def test_the_phone_signs_in_again_after_a_reboot(desk: Desk) -> None:
    """With what flash keeps, and without anybody at it."""
    restart(desk)
    assert ("in", "cached", False, ADDRESS) == (
        desk.own.state,
        desk.own.method,
        desk.own.attended,
        desk.own.account and desk.own.account.address,
    )


def test_and_after_a_power_cut(desk: Desk) -> None:
    """The same."""
    desk.feed(PowerCut())
    gone = desk.own
    desk.feed(PowerOn())
    desk.linger(8)
    assert (SignIn(kept=desk.own.kept), "in") == (msgspec.structs.replace(gone, kept=desk.own.kept), desk.own.state)


def test_web_sign_in_outlives_a_reboot_by_its_certificate() -> None:
    """There is no password to sign in with: the line registers as before, and no web server is asked."""
    desk = Desk()
    desk.press("Sign In")
    desk.pick("Web Sign-in")
    desk.server.approved = True
    desk.linger(6)
    desk.server.asked.clear()
    restart(desk)
    assert ("in", "cached", []) == (desk.own.state, desk.own.method, desk.server.asked)


def test_a_certificate_that_counts_no_more() -> None:
    """The server takes the line no longer: the phone says so, and offers the ways to sign in."""
    desk = Desk()
    desk.press("Sign In")
    desk.pick("Web Sign-in")
    desk.server.approved = True
    desk.linger(6)
    desk.codes = [401]
    restart(desk)
    assert ("changed", "Web Sign-in") == (desk.own.state, desk.screen.title)
    desk.press("Sign In")
    desk.linger(6)
    assert "in" == desk.own.state


def web_user() -> Desk:
    """A phone whose user has signed in on a web page, and must do so again."""
    desk = Desk()
    desk.press("Sign In")
    desk.pick("Web Sign-in")
    desk.server.approved = True
    desk.linger(6)
    desk.press("Skip")
    desk.feed(RegisterAnswered(1, 401, "Unauthorized"))
    return desk


def test_a_web_user_signs_in_again_on_the_web_page() -> None:
    """There is no password to enter at the phone; meanwhile the user is the one of before."""
    desk = web_user()
    assert ("changed", "Web Sign-in") == (desk.own.state, desk.screen.title)
    desk.press("Sign In")
    assert "CODE2" in desk.own.web_code
    desk.linger(6)
    assert ("in", []) == (desk.own.state, [fact for fact in desk.facts if isinstance(fact, SignedOut)])


@pytest.mark.parametrize("way", ["Cancel", "Back"])
def test_a_web_user_may_think_better_of_it(way: str) -> None:
    """The user is still there, and asked again by the Sign In key."""
    desk = web_user()
    desk.server.approved = False
    desk.press("Sign In", way)
    assert ("changed", True) == (desk.own.state, desk.own.account is not None)


def test_nobody_else_signs_in_in_the_place_of_a_web_user() -> None:
    """Somebody else's visit to the page is refused."""
    desk = web_user()
    desk.server.visitor = "asmith@example.com"
    desk.press("Sign In")
    desk.linger(6)
    assert ("changed", ADDRESS) == (desk.own.state, desk.own.account and desk.own.account.address)


def test_pin_credentials_are_kept() -> None:
    """Extension and PIN are device settings."""
    desk = Desk()
    desk.press("Sign In")
    desk.pick("PIN Authentication")
    desk.fill("4701", PIN)
    desk.press("Sign In")
    assert ("4701", PIN) == (desk.flash["device.logincred.extension"], desk.flash["device.logincred.pin"])
    restart(desk)
    assert "in" == desk.own.state


def test_nothing_of_the_account_is_uploaded_or_kept_elsewhere(desk: Desk) -> None:
    """No file and no flash item holds the line's settings; the override file has none of them."""
    kept = [effect.data for effect in desk.effects if isinstance(effect, Remember)]
    sent = [getattr(effect, "body", b"") for effect in desk.effects if type(effect).__name__ == "Fetch"]
    line = desk.device.core.state[Lines].lines[0].settings
    assert not [data for data in (*kept, *sent) if line.auth_password.encode() in data]
    assert not [data for data in (*kept, *sent) if b"reg.1." in data]


def test_sign_out(desk: Desk) -> None:
    """By the soft key: the line unregisters and is gone, the password is forgotten, other features stay."""
    desk.press("Skip")
    desk.press("Sign Out")
    gone = [effect.expires for effect in desk.effects if isinstance(effect, SendRegister)][-1]
    assert ("out", 0, ()) == (desk.own.state, gone, desk.device.core.state[Lines].lines)
    assert ("", "jdoe") == (desk.setting("device.logincred.password"), desk.setting("device.logincred.user"))
    desk.go("Settings", "Basic", "Preferences")
    assert "Time and Date" in desk.text
    restart(desk)
    assert "out" == desk.own.state


def test_sign_out_from_the_menus(desk: Desk) -> None:
    """Settings > Features > Skype for Business > Sign Out."""
    desk.press("Skip")
    desk.go("Settings", "Features", "Skype for Business", "Sign Out")
    assert "out" == desk.own.state


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ("", True),
        ('feature.lync.hideSignOut="1"', False),
        ('feature.lync.hideSignInSignOut="1"', False),
        ('feature.CAP.enabled="1"', False),
        ('softkey.feature.simplifiedSignIn="0"', False),
    ],
)
def test_the_sign_out_key_can_be_hidden(more: str, shown: bool) -> None:
    """By configuration; who signs in from configuration is signed in all the same."""
    login = f'reg.1.address="{ADDRESS}" reg.1.auth.userId="jdoe" reg.1.auth.password="{PASSWORD}"'
    desk = Desk(f"{login} {more}")
    assert ("in", shown) == (desk.own.state, "Sign Out" in desk.labels())


@pytest.mark.parametrize(("flushed", "left"), [("1", ""), ("0", PASSWORD)])
def test_the_password_is_flushed(flushed: str, left: str) -> None:
    """prov.loginCredPwdFlushed.enabled."""
    desk = Desk(f'prov.loginCredPwdFlushed.enabled="{flushed}"')
    desk.sign_in()
    desk.feed(SignOut())
    assert left == desk.setting("device.logincred.password")


@pytest.mark.parametrize("reason", ["", "lock", "pc"])
def test_everybody_hears_why(desk: Desk, reason: str) -> None:
    """The reason of who signs the user out is that of the fact."""
    desk.feed(SignOut(reason))
    assert [("host", reason)] == [(fact.role, fact.reason) for fact in desk.facts if isinstance(fact, SignedOut)]


def test_the_password_has_changed(desk: Desk) -> None:
    """The server refuses the refresh: the phone asks for the new password, and does not try the old one again."""
    desk.press("Skip")
    desk.feed(RegisterAnswered(1, 401, "Unauthorized"))
    said = "Login credentials have failed"
    asked = len([effect for effect in desk.effects if isinstance(effect, SendRegister) and effect.expires])
    desk.linger(400)
    again = len([effect for effect in desk.effects if isinstance(effect, SendRegister) and effect.expires])
    assert ("changed", True, asked) == (desk.own.state, desk.own.message.startswith(said), again)
    desk.press("Sign In")
    desk.server.passwords[ADDRESS] = "new horse"
    desk.fill("new horse")
    desk.press("Sign In")
    assert ("in", "new horse") == (desk.own.state, desk.setting("device.logincred.password"))
    assert [] == [fact for fact in desk.facts if isinstance(fact, SignedOut)]


def test_another_wrong_password_is_asked_again(desk: Desk) -> None:
    """The user is still the one that was signed in."""
    desk.press("Skip")
    desk.feed(RegisterAnswered(1, 401, "Unauthorized"))
    desk.fill("still wrong")
    desk.press("Sign In")
    assert ("changed", "Invalid login credentials.", True) == (desk.own.state, desk.own.message, desk.own.entered)


def test_a_password_that_changed_while_the_phone_was_off(desk: Desk) -> None:
    """The next start asks for it."""
    desk.server.passwords[ADDRESS] = "new horse"
    restart(desk)
    assert ("changed", "sign-in/password") == (desk.own.state, desk.screen.name)
    desk.fill("new horse")
    desk.press("Sign In")
    assert "in" == desk.own.state


def test_a_server_that_is_away_at_the_start_is_asked_again(desk: Desk) -> None:
    """A phone by itself waits also for servers that are not found."""
    desk.server.fault["?sipuri"] = silence("no-name")
    restart(desk)
    assert "waiting" == desk.own.state
    desk.server.fault.clear()
    desk.linger(31)
    assert "in" == desk.own.state


@pytest.mark.parametrize(("code", "said"), [(403, "The server refused the sign-in."), (404, "not enabled")])
def test_other_refusals_of_a_refresh_are_no_new_password(desk: Desk, code: int, said: str) -> None:
    """The user reads why, and stays signed in; the line is registered again as soon as the server wants it."""
    desk.feed(RegisterAnswered(1, code, "No"))
    assert ("in", True) == (desk.own.state, said in desk.own.message)
    desk.linger(40)
    assert desk.device.core.state[Lines].lines[0].registered


OWN_SERVER = f'reg.1.address="{ADDRESS}" voIpProt.server.1.address="pool.example.com"'


def test_sign_out_of_a_line_that_configuration_has() -> None:
    """The line is gone until the phone starts again; files do not sign the user in once more."""
    desk = Desk(f'{OWN_SERVER} reg.1.auth.userId="jdoe" reg.1.auth.password="{PASSWORD}"')
    before = desk.own.state
    desk.press("Sign Out")
    gone = desk.own.state, desk.device.core.state[Lines].lines
    restart(desk)
    assert ("in", ("out", ()), "in") == (before, gone, desk.own.state)


def test_and_in_again_under_login_credentials() -> None:
    """What is entered there brings the line back."""
    entered = {"device.logincred.user": "jdoe", "device.logincred.password": PASSWORD}
    desk = Desk(OWN_SERVER, device=entered)
    desk.press("Sign Out")
    gone = desk.own.state, desk.setting("device.logincred.password")
    desk.feed(ChangeSettings({"device.logincred.password": PASSWORD}))
    assert (("out", ""), "in") == (gone, desk.own.state)


def test_a_lost_connection_is_no_sign_out(desk: Desk) -> None:
    """The line registers again by itself."""
    desk.feed(LineUnregistered(1, 408, "Request Timeout"))
    desk.feed(Plugged("lan", False))
    assert ("in", []) == (desk.own.state, [fact for fact in desk.facts if isinstance(fact, SignedOut)])


def test_policy_is_asked_again_with_each_refresh(desk: Desk) -> None:
    """What has changed at the server is told to all; what has not is not."""
    changed = POLICY.format(lock="true", srtp="SupportEncryption", guests="true")
    desk.feed(PolicyTold(200, desk.policy))
    before = [fact for fact in desk.facts if isinstance(fact, PolicyChanged)]
    desk.policy = changed
    desk.feed(RegisterAnswered(1, 200, "OK", 3600))
    line = desk.device.core.state[Lines].lines[0].settings
    assert ([], True, "offer") == (before, desk.own.policy.lock, line.srtp)
    assert 1 == len([fact for fact in desk.facts if isinstance(fact, PolicyChanged)])


@pytest.mark.parametrize(("password", "right"), [(PASSWORD, True), ("wrong", False)])
def test_a_password_is_checked_by_the_server(desk: Desk, password: str, right: bool) -> None:
    """For the lock's Forgot."""
    desk.feed(CheckPassword(password))
    assert [PasswordChecked(right)] == [fact for fact in desk.facts if isinstance(fact, PasswordChecked)]


# Pages for a new user


def test_the_pages_for_a_new_user(desk: Desk) -> None:
    """Next leads from one to the next; what is selected there is in force, and stays."""
    desk.press("Next")
    assert "Customize Time Zone" in desk.text
    desk.press("Up", "Next")
    zone = desk.setting("tcpIpApp.sntp.gmtOffsetcityID")
    assert "Customize Time Format" in desk.text
    desk.press("Down", "Next")
    assert "Customize Date Format" in desk.text
    desk.press("Down", "Next")
    assert "" == desk.own.setup
    assert zone
    assert ("1", "D,dM") == (
        desk.setting("lcl.datetime.time.24HourClock"),
        desk.setting("lcl.datetime.date.format"),
    )


def test_the_pages_can_be_skipped_and_come_once(desk: Desk) -> None:
    """A user who has seen them does not see them again."""
    desk.press("Skip")
    desk.press("Sign Out")
    desk.sign_in()
    assert ("in", "") == (desk.own.state, desk.own.setup)


def test_a_finger_chooses_on_the_pages() -> None:
    """On a CCX, whose lists are touched."""
    desk = Desk(model="CCX_500")
    desk.feed_sign_in()
    desk.press("Next")
    desk.press("Next")
    hit = desk.device.frame(desk.screen).find("24 Hour")
    assert hit is not None
    desk.feed_touch(hit.center)
    assert "1" == desk.setting("lcl.datetime.time.24HourClock")


def test_a_call_goes_before_the_pages(desk: Desk) -> None:
    """Who calls can be answered, and talked to."""
    desk.feed(InviteReceived("h7", 1, "1002", "Bob"))
    desk.press("Answer")
    assert desk.device.core.state[Calls].active is not None
    assert not desk.screen.name.startswith("set-up")


def test_the_status_page(desk: Desk) -> None:
    """Status > Skype for Business, in the words of the device's web page."""
    desk.press("Skip")
    desk.go("Settings", "Status", "Skype for Business")
    assert "SIGNED_IN" in desk.text
    assert "Jane Doe" in desk.text


def test_views_do_not_pile_up(desk: Desk) -> None:
    """Once signed in, the forms are closed."""
    assert () == desk.device.core.state[Display].stack
