"""User profiles: the user's files in place of the phone's own, and back."""

from __future__ import annotations

import pytest

from emulator.boot.flash import Flash
from emulator.boot.model import (
    ChangeSettings,
    EnterProfile,
    LeaveProfile,
    LocalFile,
    ProfileEntered,
    ProfileRefused,
    Publish,
    RestartRequested,
    SettingsChanged,
)
from emulator.boot.orders import Compare, Compared, Remember
from emulator.boot.provisioning.overrides import write_overrides
from emulator.kernel.state import Event
from tests.unit.boot.bench import IDENTITY, MAC, TREE, Bench

MASTER = f'<APPLICATION CONFIG_FILES="site.cfg, {MAC}-user.cfg" USER_PROFILES_DIRECTORY="people"/>'
ALICE = '<user up.idleTimeout="90" dir.local.readonly="1"/>'
FILES = {**TREE, "000000000000.cfg": MASTER, "people/alice.cfg": ALICE}
DIRECTORY = "<directory><item_list><item><ln>Own</ln><ct>7</ct></item></item_list></directory>"


class Desk(Bench):
    """A phone on the bench whose passwords are compared at once."""

    def feed(self, event: Event) -> None:
        """Let something happen, and answer what the phone asks."""
        seen = len(self.effects)
        super().feed(event)
        for effect in self.effects[seen:]:
            if isinstance(effect, Compare):
                hit = effect.candidates.index(effect.password) if effect.password in effect.candidates else -1
                super().feed(Compared(effect.id, hit))


def desk(files: dict[str, str] | None = None, site: str = "", **fields: object) -> Desk:
    """A phone that runs and has people."""
    given = {**FILES, **(files or {}), "site.cfg": TREE["site.cfg"].replace("/>", f" {site}/>")}
    phone = Desk(given, **fields)  # type: ignore[arg-type]
    phone.boot()
    return phone


def value(phone: Bench, name: str) -> str:
    """A parameter in force."""
    return phone.provisioning.configuration.text(name)


def test_the_users_file_counts_above_the_servers() -> None:
    """Its parameters are in force while the user is signed in, live if they can be, and gone afterwards."""
    phone = desk(site='up.idleTimeout="30"')
    phone.feed(EnterProfile("alice", "123"))
    assert ([ProfileEntered("alice")], "alice") == (phone.told(ProfileEntered), phone.provisioning.user)
    assert [SettingsChanged(("dir.local.readonly", "up.idleTimeout"))] == phone.told(SettingsChanged)
    assert "90" == value(phone, "up.idleTimeout")
    phone.feed(LeaveProfile())
    assert ("30", "") == (value(phone, "up.idleTimeout"), phone.provisioning.user)


def test_the_users_files_are_asked_for_in_their_directory() -> None:
    """First the profile, then overrides, call lists and directory in the user's name."""
    phone = desk()
    before = len(phone.requests)
    phone.feed(EnterProfile("alice", "123"))
    assert [
        "GET people/alice.cfg",
        "GET people/alice-phone.cfg",
        "GET people/alice-calls.xml",
        "GET people/alice-directory.xml",
        "GET 000000000000-directory.xml",
    ] == phone.asked[before:]


@pytest.mark.parametrize(
    ("files", "user", "password", "enters"),
    [
        ({}, "alice", "123", True),
        ({}, "alice", "124", False),
        ({}, "alice", "", False),
        ({}, "bob", "123", False),
        ({"people/alice.cfg": '<u prov.login.localPassword="77"/>'}, "alice", "77", True),
        ({"people/alice.cfg": '<u prov.login.localPassword="77"/>'}, "alice", "123", False),
        ({"people/alice-phone.cfg": '<u prov.login.localPassword="88"/>'}, "alice", "88", True),
        ({"people/alice-phone.cfg": '<u prov.login.localPassword="88"/>'}, "alice", "123", False),
        ({"people/alice.cfg": "<broken"}, "alice", "123", False),
        ({"people/alice.cfg": 503}, "alice", "123", False),
        ({}, "../people/alice", "123", False),
        ({}, "http://evil.example/alice", "123", False),
        ({}, "", "123", False),
    ],
)
def test_who_may_sign_in(files: dict[str, str], user: str, password: str, enters: bool) -> None:
    """The password is that of the user's overrides, else of the profile, else 123; odd names ask no server."""
    phone = desk(files)
    before = len(phone.requests)
    phone.feed(EnterProfile(user, password))
    phone.wait(30)
    assert (enters, not enters) == (bool(phone.told(ProfileEntered)), bool(phone.told(ProfileRefused)))
    assert all(each.startswith("GET people/alice") or "bob" in each for each in phone.asked[before : before + 1])


def test_the_server_may_judge_the_password() -> None:
    """With prov.login.useProvAuth user and password are those for the boot server, and nothing is compared."""
    phone = desk(site='prov.login.useProvAuth="1"')
    phone.feed(EnterProfile("alice", "her secret"))
    login = next(each.login for each in phone.requests if each.url.endswith("alice.cfg"))
    assert login is not None
    assert ("alice", "her secret") == (login.user, login.password)
    assert ([ProfileEntered("alice")], "her secret" in repr(phone.requests)) == (phone.told(ProfileEntered), False)


OWN = LocalFile("phone", f"{MAC}-phone.cfg", write_overrides({"up.idleTimeout": "45"}))
WEB = LocalFile("web", f"{MAC}-web.cfg", write_overrides({"up.backlight.onIntensity": "2"}))


def test_the_phones_own_overrides_rest_meanwhile() -> None:
    """What was set on the phone is in force again when the user has gone; what its web page set never ceases."""
    phone = desk(local=(OWN, WEB))
    assert "45" == value(phone, "up.idleTimeout")
    phone.feed(EnterProfile("alice", "123"))
    assert ("90", "2") == (value(phone, "up.idleTimeout"), value(phone, "up.backlight.onIntensity"))
    phone.feed(LeaveProfile())
    assert ("45", {OWN, WEB}) == (value(phone, "up.idleTimeout"), set(phone.provisioning.local))


def test_what_the_user_changes_is_the_users() -> None:
    """It is uploaded in the user's name and directory, and does not stay on the phone."""
    phone = desk(local=(OWN,))
    phone.feed(EnterProfile("alice", "123"))
    phone.feed(ChangeSettings({"up.idleTimeout": "99"}))
    phone.feed(Publish("directory", DIRECTORY.encode()))
    phone.wait(10)
    assert b'up.idleTimeout="99"' in phone.uploads["people/alice-phone.cfg"]
    assert DIRECTORY.encode() == phone.uploads["people/alice-directory.xml"]
    phone.feed(LeaveProfile())
    assert ("45", None) == (value(phone, "up.idleTimeout"), phone.provisioning.local_file("directory"))
    assert f"{MAC}-phone.cfg" not in phone.uploads


def test_changes_of_the_last_moment_are_sent_at_sign_out() -> None:
    """The delay before an upload does not lose them."""
    phone = desk()
    phone.feed(EnterProfile("alice", "123"))
    phone.feed(Publish("directory", DIRECTORY.encode()))
    phone.feed(LeaveProfile())
    assert DIRECTORY.encode() == phone.uploads["people/alice-directory.xml"]


def test_a_profile_may_need_the_application_to_restart() -> None:
    """A profile with a parameter that counts only after a restart restarts the application, the user staying in."""
    phone = desk({"people/alice.cfg": '<u sec.srtp.require="1"/>'})
    phone.feed(EnterProfile("alice", "123"))
    assert ("rebooting", False) == (phone.power.state, phone.power.reboot)
    phone.wait(5)
    assert ("running", 1, "alice") == (phone.power.state, phone.power.boots, phone.provisioning.user)
    assert "1" == value(phone, "sec.srtp.require")
    assert f"GET {MAC}-phone.cfg" not in phone.asked[phone.asked.index("GET people/alice.cfg") :]


@pytest.mark.parametrize(("persistent", "user", "timeout"), [("0", "", "45"), ("1", "alice", "90")])
def test_a_reboot_ends_it_unless_it_is_to_last(persistent: str, user: str, timeout: str) -> None:
    """prov.login.persistent keeps the user over a reboot."""
    phone = desk(site=f'prov.login.persistent="{persistent}"', local=(OWN,))
    phone.feed(EnterProfile("alice", "123"))
    phone.wait(5)
    phone.feed(RestartRequested("Manual"))
    phone.wait(5)
    assert (user, timeout) == (phone.provisioning.user, value(phone, "up.idleTimeout"))


@pytest.mark.parametrize(("persistent", "user"), [("0", ""), ("1", "alice")])
@pytest.mark.parametrize("written", range(1, 5))
def test_a_power_cut_loses_nothing_of_the_phone(persistent: str, user: str, written: int) -> None:
    """However many items reached flash, the phone's own overrides are there afterwards, in force or laid aside."""
    phone = desk(site=f'prov.login.persistent="{persistent}"', local=(OWN,))
    before = len(phone.effects)
    phone.feed(EnterProfile("alice", "123"))
    phone.feed(LeaveProfile())
    flash = Flash(None)
    flash.write("local.json", b'[{"role":"phone","name":"%s-phone.cfg","body":"%s"}]' % (MAC.encode(), base64(OWN)))
    for effect in [each for each in phone.effects[before:] if isinstance(each, Remember)][:written]:
        flash.write(f"{effect.item}.json", effect.data)
    woken = flash.provisioning(IDENTITY)
    assert OWN.body in [file.body for file in (*woken.local, *woken.host)]
    assert woken.user in ("", user)


def base64(file: LocalFile) -> bytes:
    """The content of a file as flash has it."""
    from base64 import b64encode

    return b64encode(file.body)
