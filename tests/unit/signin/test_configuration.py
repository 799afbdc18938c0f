"""What an account and its server's policy do to the configuration, and what undoes it."""

from __future__ import annotations

import pytest

from emulator.boot.model import ChangeSettings, ResetRequested
from emulator.config.files import read_parameters
from emulator.config.identity import Identity
from emulator.config.layers import configure, with_account
from emulator.signin.model import Kept, SignOut, UseAccount
from tests.unit.signin.desk import Desk


@pytest.mark.parametrize(
    ("name", "value", "layer"),
    [
        ("reg.1.label", "phone", "phone"),
        ("reg.1.displayName", "account", "user"),
        ("reg.1.lineKeys", "2", "files"),
        ("msg.mwi.1.callBack", "files", "files"),
        ("msg.mwi.1.callBackMode", "contact", "server"),
    ],
)
def test_where_an_account_stands(name: str, value: str, layer: str) -> None:
    """Above the files and below what was set on the phone; the server's policy below all of them."""
    phone = read_parameters("p", b'<p reg.1.label="phone"/>')
    files = read_parameters("f", b'<f reg.1.displayName="files" reg.1.lineKeys="2" msg.mwi.1.callBack="files"/>')
    account = {"reg.1.label": "account", "reg.1.displayName": "account"}
    policy = {"msg.mwi.1.callBack": "server", "msg.mwi.1.callBackMode": "contact"}
    plain = configure(Identity(), phone=phone, files=[files])
    mixed = with_account(plain, account, policy)
    assert (value, layer) == (mixed.text(name), mixed.origin(name).layer)
    assert plain == with_account(mixed, {}, {})
    assert mixed == with_account(mixed, account, policy)


def test_a_user_of_a_shared_phone_is_not_the_one_of_the_files() -> None:
    """Whoever signs in has line 1, whatever address the files give."""
    desk = Desk('reg.1.address="somebody@example.com"')
    desk.feed_sign_in()
    assert "jdoe@example.com" == desk.setting("reg.1.address")
    desk.feed(SignOut())
    assert "somebody@example.com" == desk.setting("reg.1.address")


def test_changes_on_the_phone_leave_the_account_in_force() -> None:
    """And are left by it."""
    desk = Desk()
    desk.feed_sign_in()
    desk.feed(ChangeSettings({"lcl.datetime.time.24HourClock": "1"}))
    both = desk.setting("reg.1.address"), desk.setting("lcl.datetime.time.24HourClock")
    desk.feed(SignOut())
    assert ("jdoe@example.com", "1") == both
    assert ("", "1") == (desk.setting("reg.1.address"), desk.setting("lcl.datetime.time.24HourClock"))


def test_what_events_say_of_themselves() -> None:
    """The names of settings, and no value."""
    said = repr(UseAccount({"reg.1.auth.password": "secret"}, {"msg.mwi.1.callBack": "box"}))
    assert "UseAccount(msg.mwi.1.callBack, reg.1.auth.password)" == said


@pytest.mark.parametrize("what", ["device", "factory"])
def test_a_reset_forgets_who_was_signed_in(what: str) -> None:
    """With the device settings goes what would sign the phone in again."""
    desk = Desk()
    desk.feed_sign_in()
    desk.feed(ResetRequested(what))  # type: ignore[arg-type]
    desk.linger(9)
    assert (Kept(), "") == (desk.own.kept, desk.setting("device.logincred.password"))
