"""Guests: the host signed out for them, what they cannot reach, and the host's return; common area phones."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from emulator.boot.model import ChangeSettings, PowerOn, Provisioning, RestartRequested
from emulator.calls.model import Call, Calls
from emulator.contacts.model import CallLists, Directory
from emulator.display.model import HookMoved
from emulator.kernel.slices import PowerCut
from emulator.lock.model import locked
from emulator.login.model import LogIn
from emulator.settings.menus import shown
from emulator.signin.events import LetGuestIn
from emulator.signin.model import SignedIn, SignedOut, SignOut, guest
from emulator.voicemail.model import MessageSummary, Voicemail
from tests.unit.signin.desk import Desk
from tests.unit.signin.server import POLICY
from tests.unit.world import DIRECTORY

GUEST, HOST = "asmith@example.com", "jdoe@example.com"
HIDDEN = {
    "preferences": ("Headset", "Background", "Presence"),
    "basic": ("Power Saving", "Login Credentials"),
    "admin": ("Network Configuration",),
    "reset": ("Reset to Factory",),
}
"""Entries of the menus that a guest does not find (Skype for Business deployment guide 5.9)."""


def desk_of(more: str = "", guests: str = "true") -> Desk:
    """A phone whose host has contacts and is signed in."""
    made = Desk(more, policy=POLICY.format(lock="false", srtp="RequireEncryption", guests=guests))
    made.world.files["0004f2aabb01-directory.xml"] = DIRECTORY
    made.feed(RestartRequested("Reboot initiated"))
    made.linger(8)
    made.feed_sign_in()
    made.press("Skip")
    return made


@pytest.fixture
def desk() -> Desk:
    """The same with the policy of a plain server."""
    return desk_of()


def lend(desk: Desk) -> None:
    """The Guest soft key, and Yes."""
    desk.press("Guest", "Yes")


def let_in(desk: Desk) -> None:
    """A guest signs in."""
    lend(desk)
    desk.sign_in(GUEST, "staple horse")


def test_the_guest_key_asks_first(desk: Desk) -> None:
    """No leaves everything as it is."""
    desk.press("Guest")
    assert "Sign out Jane Doe" in desk.text
    desk.press("No")
    assert ("in", "host") == (desk.own.state, desk.own.role)


def test_yes_signs_the_host_out_and_offers_the_ways_to_sign_in(desk: Desk) -> None:
    """Any method; fields are empty, for the host is nobody's business."""
    lend(desk)
    assert ("out", "guest", "sign-in", HOST) == (
        desk.own.state,
        desk.own.role,
        desk.screen.name,
        desk.own.host and desk.own.host.address,
    )
    desk.pick("User Credentials")
    assert "jdoe" not in desk.text


def test_a_guest_signs_in(desk: Desk) -> None:
    """The line is the guest's."""
    let_in(desk)
    known = desk.own.account
    assert ("in", "guest", GUEST) == (desk.own.state, desk.own.role, known and known.address)
    assert ["host", "guest"] == [fact.role for fact in desk.facts if isinstance(fact, SignedIn)]


def test_the_hosts_lists_are_out_of_reach(desk: Desk) -> None:
    """Contacts, calls, what was dialled last, and the mailbox."""
    desk.feed(MessageSummary(1, new=3, old=1, waiting=True))
    desk.press("1", "0", "0", "2", "Dial")
    before = desk.device.core.state[Directory].contacts
    desk.feed(LetGuestIn())
    busy = desk.own.role
    desk.press("End Call")
    desk.linger(6)
    let_in(desk)
    state = desk.device.core.state
    assert ("host", True) == (busy, bool(before))
    assert ((), (), 0, "", ()) == (
        state[Directory].contacts,
        state[CallLists].records,
        state[CallLists].unseen,
        state[Calls].dialed,
        state[Calls].open,
    )
    assert not any(box.new for box in state[Voicemail].mailboxes)


@pytest.mark.parametrize(("page", "labels"), HIDDEN.items())
def test_menus_hide_what_is_the_hosts(desk: Desk, page: str, labels: tuple[str, ...]) -> None:
    """Entries that the host has, and the guest has not."""
    mine = {row.label for row in shown(desk.device.scene, page)}
    let_in(desk)
    theirs = {row.label for row in shown(desk.device.scene, page)}
    assert (set(labels), set()) == (mine & set(labels), theirs & set(labels))


def test_a_guest_signs_out_and_the_host_is_back(desk: Desk) -> None:
    """With contacts, and signed in by itself."""
    before = desk.device.core.state[Directory].contacts
    let_in(desk)
    desk.press("Sign Out")
    known = desk.own.account
    assert ("in", "host", HOST, False) == (desk.own.state, desk.own.role, known and known.address, desk.own.attended)
    assert before == desk.device.core.state[Directory].contacts
    assert [("host", "guest"), ("guest", "")] == [
        (fact.role, fact.reason) for fact in desk.facts if isinstance(fact, SignedOut)
    ]


def test_a_guests_call_is_none_of_the_hosts(desk: Desk) -> None:
    """Who signs out in a call ends it; it is in no list of the host, and the host's own calls are there again."""
    desk.press("1", "0", "0", "2", "Dial", "End Call")
    desk.linger(6)
    let_in(desk)
    desk.press("1", "0", "0", "7", "Dial")
    desk.feed(SignOut())
    desk.linger(6)
    assert ("in", "host") == (desk.own.state, desk.own.role)
    assert ["1002"] == [record.number for record in desk.device.core.state[CallLists].records]


def test_a_guest_who_thinks_better_of_it(desk: Desk) -> None:
    """Cancel on the list of methods brings the host back."""
    lend(desk)
    desk.press("Cancel")
    assert ("in", "host") == (desk.own.state, desk.own.role)


def test_a_guest_who_goes_away_is_signed_out(desk: Desk) -> None:
    """After HotdeskingTimeout without use; half a minute before there is a countdown."""
    let_in(desk)
    desk.linger(89)
    assert desk.own.ends_at is None
    desk.linger(3)
    assert "You will be signed out in 2" in desk.text
    desk.linger(35)
    assert ("in", "host") == (desk.own.state, desk.own.role)


def test_any_use_of_the_phone_stops_the_countdown(desk: Desk) -> None:
    """A key, the handset, a touch."""
    let_in(desk)
    desk.linger(100)
    desk.feed(HookMoved(True))
    desk.feed(HookMoved(False))
    desk.linger(60)
    assert ("guest", None) == (desk.own.role, desk.own.ends_at)


def test_nobody_is_signed_out_during_a_call(desk: Desk) -> None:
    """The time begins anew."""
    let_in(desk)
    part = msgspec.structs.replace(desk.device.core.state[Calls], calls=(Call(1, 1, "out", state="connected"),))
    desk.device.core.state = desk.device.core.state.replaced(part)
    desk.linger(300)
    assert "guest" == desk.own.role


def test_what_a_guest_leaves_behind_is_forgotten(desk: Desk) -> None:
    """Settings, too; nothing of it is uploaded."""
    let_in(desk)
    puts = len([effect for effect in desk.effects if getattr(effect, "method", "") == "PUT"])
    desk.feed(ChangeSettings({"lcl.datetime.time.24HourClock": "1"}))
    desk.linger(60)
    sent = len([effect for effect in desk.effects if getattr(effect, "method", "") == "PUT"])
    assert ("1", puts) == (desk.setting("lcl.datetime.time.24HourClock"), sent)
    desk.press("Sign Out")
    assert "0" == desk.setting("lcl.datetime.time.24HourClock")


@pytest.mark.parametrize("power", [True, False])
def test_a_restart_ends_a_guests_time(desk: Desk, power: bool) -> None:
    """By plug or menu: the host comes back, with everything."""
    before = desk.device.core.state[Directory].contacts
    let_in(desk)
    if power:
        desk.feed(PowerCut())
        desk.feed(PowerOn())
    else:
        desk.feed(RestartRequested("Reboot initiated"))
    desk.linger(8)
    known = desk.own.account
    assert ("in", "host", HOST) == (desk.own.state, desk.own.role, known and known.address)
    assert before == desk.device.core.state[Directory].contacts
    assert not desk.device.core.state[Provisioning].lent


def test_guests_need_no_sign_in_key(desk: Desk) -> None:
    """Where signing in and out is hidden a guest may all the same."""
    hidden = desk_of('feature.lync.hideSignOut="1"')
    let_in(hidden)
    assert "Sign Out" in hidden.labels()


@pytest.mark.parametrize(
    ("more", "guests", "offered"),
    [
        ("", "true", True),
        ("", "false", False),
        ('feature.HotDesking.enabled="0"', "true", False),
        ('feature.HotDesking.enable="0"', "true", False),
        ('feature.CAP.enabled="1" ', "true", True),
    ],
)
def test_who_lets_guests_in(more: str, guests: str, offered: bool) -> None:
    """Phone and server must both; a common area phone may."""
    desk = Desk(more) if "CAP" in more else desk_of(more, guests)
    if "CAP" in more:
        desk.feed_common()
    assert offered == ("Guest" in desk.labels())


def test_a_guest_may_come_to_a_locked_phone() -> None:
    """The key is on the lock screen; the guest finds no lock, and the host comes back to a locked phone."""
    desk = Desk(policy=POLICY.format(lock="true", srtp="RequireEncryption", guests="true"))
    desk.sign_in()
    for _ in range(2):
        desk.type("13579")
        desk.press("Enter")
    desk.press("Skip", "Lock", "Guest", "Yes")
    desk.sign_in(GUEST, "staple horse")
    assert ("in", "guest", False) == (desk.own.state, desk.own.role, locked(desk.device.core.state))
    desk.press("Sign Out")
    assert ("in", "host", True) == (desk.own.state, desk.own.role, locked(desk.device.core.state))


def test_user_profiles_and_guests_do_not_mix() -> None:
    """A guest signs in to no user profile, and nobody lends a phone that runs on one: there is one host at a time."""
    desk = desk_of('prov.login.enabled="1"')
    desk.world.files["alice.cfg"] = b"<u/>"
    lend(desk)
    desk.feed(LogIn("alice", "123"))
    refused = desk.configured.user
    desk.feed(SignOut())
    desk.feed(LogIn("alice", "123"))
    assert ("", "alice", False) == (refused, desk.configured.user, "Guest" in desk.labels())


# Common area phones


def common(**named: Any) -> Desk:
    """A common area phone that its administrator has signed in."""
    made = Desk('feature.CAP.enabled="1"', **named)
    made.feed_common()
    return made


@pytest.mark.parametrize(
    "parameter", ["feature.doNotDisturb.enable", "feature.forward.enable", "feature.callList.enabled"]
)
def test_a_common_area_phone_lacks_what_belongs_to_one_user(parameter: str) -> None:
    """Unless configuration gives it back."""
    assert "0" == common().setting(parameter)
    back = Desk(f'feature.CAP.enabled="1" {parameter}="1"')
    assert "1" == back.setting(parameter)


def test_the_administrator_opens_it() -> None:
    """CAP Admin Mode, behind the administrator's password, shows Sign In and Sign Out."""
    desk = Desk('feature.CAP.enable="1"')
    closed = desk.labels()
    desk.go("Settings", "Advanced")
    desk.type("456")
    desk.press("Enter")
    desk.pick("Admin Settings")
    desk.pick("CAP Admin Mode")
    desk.press("Home")
    assert ("Sign In" in closed, "Sign In" in desk.labels()) == (False, True)


def test_only_the_skype_profile_has_common_area_phones() -> None:
    """In the generic one the switch does nothing."""
    desk = Desk('feature.CAP.enabled="1"', device={"device.baseProfile": "Generic"})
    assert "1" == desk.setting("feature.doNotDisturb.enable")


def test_a_guest_is_one_from_the_start(desk: Desk) -> None:
    """Also while the guest still chooses how to sign in."""
    lend(desk)
    assert guest(desk.device.core.state)
    desk.feed(SignOut())
    assert not guest(desk.device.core.state)
