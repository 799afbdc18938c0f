"""Phones that sign in at the lab's front end, over TLS, by keys alone: each method, each failure, and what follows."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from emulator.boot.flash import Flash
from emulator.display.model import Noticed
from emulator.kernel.clock import FastClock
from emulator.lab.accounts import ACCOUNTS
from emulator.lab.boot_server import BootServer
from emulator.lab.lab import Lab
from emulator.lab.tree import FolderTree
from emulator.phone import Phone
from emulator.recording import replay
from emulator.signin.events import Proof, SignInWith
from emulator.signin.model import CheckPassword, OfferCredentials, PasswordChecked, SignIn
from emulator.signin.outcomes import outcomes

JANE, ALEX, ROBIN = "jdoe@example.com", "asmith@example.com", "rroe@example.com"
PASSWORD, ALEXS, PIN = "correct horse battery staple", "steady purple lantern", "24680"
MAC = "0004f2aabb01"

Make = Callable[..., Phone]


@pytest.fixture
def clock() -> FastClock:
    """The time of lab and phone."""
    return FastClock()


@pytest.fixture
async def lab(clock: FastClock) -> AsyncIterator[Lab]:
    """The lab with its front end; nobody needs a lock code."""
    async with Lab(clock=clock, skype=True) as made:
        made.skype.policy(lock=False)
        yield made


@pytest.fixture
def make(lab: Lab, clock: FastClock, tmp_path: Path) -> Make:
    """Makes a phone in the Skype profile, in the lab's network, with a state folder."""

    def phone(**setup: Any) -> Phone:
        with Flash(tmp_path / "flash") as flash:
            flash.save_device({"device.baseProfile": "Lync"})
        given = {"ca": lab.skype.ca, "lyncdiscover": lab.skype.web.place, "dhcp": lab.skype.dhcp}
        return Phone("VVX_450", mac=MAC, state=tmp_path / "flash", clock=clock, **{**given, **setup})

    return phone


def own(phone: Phone) -> SignIn:
    """How its sign-in stands."""
    return phone.state[SignIn]


def press(phone: Phone, label: str) -> None:
    """Press a soft key of the idle phone, on whichever page."""
    while label not in [key.label for key in phone.screen.soft_keys]:
        phone.press("More")
    phone.press(label)


def who(phone: Phone) -> str:
    """The sign-in address of its user."""
    known = own(phone).account
    return known.address if known else ""


def pick(phone: Phone, label: str) -> None:
    """Select a row by its label."""
    for _ in range(9):
        if any(label in row for row in phone.screen.text.splitlines() if row.lstrip().startswith("▸")):
            phone.press("Select")
            return
        phone.press("Down")
    raise AssertionError(phone.screen.text)


def fill(phone: Phone, *texts: str) -> None:
    """Type into one field after the other, and submit."""
    for number, text in enumerate(texts):
        if number:
            phone.press("Down")
        phone.type_text(text)
    phone.press("Sign In")


async def enter(phone: Phone, address: str = JANE, password: str = PASSWORD) -> None:
    """Sign in by User Credentials."""
    await phone.until("signed-out")
    phone.press("Sign In")
    pick(phone, "User Credentials")
    fill(phone, address, "EXAMPLE", address.partition("@")[0], password)


async def test_user_credentials(lab: Lab, make: Make) -> None:
    """Registered over TLS, named and numbered as the server says, and a message on the screen."""
    async with make() as phone:
        await enter(phone)
        await phone.until("signed-in")
        await phone.until("registered")
        known = own(phone).account
        assert (JANE, "Jane Doe", "+15550104701") == (
            known and known.address,
            known and known.name,
            known and known.number,
        )
        assert "Signed in to Skype for Business." in phone.screen.text
        assert "tls:" in phone.lines[0].bindings[0].place


async def test_a_server_that_dns_names(lab: Lab, make: Make, tmp_path: Path) -> None:
    """Nothing answers to the names of the web; the SIP server of the domain's records does, and leads to the rest."""
    records = " ".join(f'{name}="{value}"' for name, value in lab.skype.parameters().items())
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "000000000000.cfg").write_text('<APPLICATION CONFIG_FILES="site.cfg"/>')
    (tmp_path / "tree" / "site.cfg").write_text(f"<site {records}/>")

    async def resolve(host: str) -> list[str]:
        if host.endswith("example.com"):
            raise OSError("no such name")
        return [host]

    server = BootServer(FolderTree(tmp_path / "tree"), ACCOUNTS)
    await server.start()
    async with make(lyncdiscover="", resolve=resolve, server=server.url) as phone:
        await enter(phone)
        await phone.until("signed-in")
        assert (JANE, "in") == (who(phone), own(phone).state)
    await server.stop()


async def test_pin_authentication(make: Make) -> None:
    """The network's DHCP server leads to certificates."""
    async with make() as phone:
        await phone.until("signed-out")
        phone.press("Sign In")
        pick(phone, "PIN Authentication")
        fill(phone, "4701", PIN)
        await phone.until("signed-in")
        assert (JANE, "pin") == (who(phone), own(phone).method)


async def test_web_sign_in(lab: Lab, make: Make) -> None:
    """The code is typed on the web page; after a restart the certificate is enough."""
    async with make() as phone:
        await phone.until("signed-out")
        phone.press("Sign In")
        pick(phone, "Web Sign-in")
        await phone.until(lambda phone: own(phone).web_code != "")
        await phone.until(lambda phone: own(phone).web_code in phone.screen.text)
        lab.skype.approve(own(phone).web_code, ROBIN)
        await phone.until("signed-in")
    async with make() as phone:
        await phone.until("signed-in")
        assert (ROBIN, "cached") == (who(phone), own(phone).method)


async def test_a_denied_web_sign_in(lab: Lab, make: Make) -> None:
    """The phone says so."""
    async with make() as phone:
        await phone.until("signed-out")
        phone.press("Sign In")
        pick(phone, "Web Sign-in")
        await phone.until(lambda phone: own(phone).web_code != "")
        lab.skype.deny(own(phone).web_code)
        await phone.until(lambda phone: own(phone).state == "out")
        assert "Web Sign-in was refused." == own(phone).message


async def test_credentials_of_the_computer(make: Make) -> None:
    """As they come from a paired computer."""
    async with make() as phone:
        await phone.until("signed-out")
        phone.post(OfferCredentials(JANE, "jdoe", "EXAMPLE", PASSWORD))
        await phone.until("signed-in")
        assert "pc" == own(phone).method


async def test_cached_sign_in_sign_out_and_what_is_left(make: Make) -> None:
    """A restart signs in again; a sign-out unregisters, and the next restart does not."""
    async with make() as phone:
        await enter(phone)
        await phone.until("signed-in")
    async with make() as phone:
        await phone.until("signed-in")
        assert "cached" == own(phone).method
        press(phone, "Sign Out")
        await phone.until("signed-out")
        assert () == phone.lines
    async with make() as phone:
        await phone.until("ready")
        assert "out" == own(phone).state


FAULTS = {
    "wrong-password": "wrong-password",
    "unknown-user": "unknown-user",
    "account-locked": "locked",
    "password-expired": "password-expired",
    "not-enabled": "not-enabled",
    "internal-error": "failed",
    "certificate-refused": "failed",
    "server-not-found": "not-found",
    "certificate-not-trusted": "untrusted",
    "register-403": "forbidden",
    "register-404": "not-enabled",
    "register-503": "unavailable",
    "register-504": "timeout",
    "register-time-out": "timeout",
}


@pytest.mark.parametrize(("fault", "name"), FAULTS.items())
async def test_each_fault_has_its_text_and_its_line_in_the_log(lab: Lab, make: Make, fault: str, name: str) -> None:
    """Named faults of the front end; once they are over, the same credentials do."""
    row, said = outcomes()[name], []
    lab.skype.fault(fault)
    async with make() as phone:
        phone.device.core.observers.append(lambda event: said.append(event) if isinstance(event, Noticed) else None)
        await enter(phone)
        await phone.until(lambda phone: own(phone).message == row.text)
        await phone.until(lambda phone: own(phone).state == "out")
        logged = [line.text for line in phone.journal if line.kind == "log" and line.text.startswith("lync")]
        assert row.text in [notice.text for notice in said]
        assert any(line.startswith(f"lync|{row.level}|{row.log.partition('(')[0].rstrip()}") for line in logged), logged
        lab.skype.clear()
        phone.post(SignInWith(Proof("user", JANE, "jdoe", "EXAMPLE", secret=PASSWORD)))
        await phone.until("signed-in")


@pytest.mark.parametrize(("fault", "name"), [("unavailable", "unavailable"), ("time-out", "timeout")])
async def test_servers_in_trouble_are_asked_again(lab: Lab, make: Make, fault: str, name: str) -> None:
    """The user reads why it takes so long, and is signed in as soon as that goes."""
    lab.skype.fault(fault)
    async with make() as phone:
        await enter(phone)
        await phone.until(lambda phone: own(phone).state == "waiting", 20)
        assert outcomes()[name].text == own(phone).message
        lab.skype.clear()
        await phone.until("signed-in", 20)


async def test_a_changed_password(lab: Lab, make: Make) -> None:
    """The next refresh is refused: the phone asks for the new one, and is signed in with it."""
    async with make() as phone:
        await enter(phone)
        await phone.until("signed-in")
        phone.press("Skip")
        lab.skype.change_password(JANE, "new horse")
        await phone.until(lambda phone: own(phone).state == "changed", 20)
        phone.press("Home", "Sign In")
        phone.type_text("new horse")
        phone.press("Sign In")
        await phone.until(lambda phone: own(phone).state == "in")


async def test_policy_that_changes(lab: Lab, make: Make) -> None:
    """It is asked for again with each refresh."""
    async with make() as phone:
        await enter(phone)
        await phone.until("signed-in")
        lab.skype.policy(code_length=9)
        await phone.until(lambda phone: own(phone).policy.code_length == 9, 20)


@pytest.mark.parametrize(("password", "right"), [(PASSWORD, True), ("wrong", False)])
async def test_a_password_is_checked(make: Make, password: str, right: bool) -> None:
    """By the server."""
    told: list[PasswordChecked] = []
    async with make() as phone:
        await enter(phone)
        await phone.until("signed-in")
        phone.device.core.observers.append(
            lambda event: told.append(event) if isinstance(event, PasswordChecked) else None
        )
        phone.post(CheckPassword(password))
        await phone.until(lambda _: bool(told))
        assert [PasswordChecked(right)] == told


async def test_a_guest_and_the_hosts_return(lab: Lab, make: Make) -> None:
    """Guest, Yes, credentials; after HotdeskingTimeout without use the host is back."""
    lab.skype.policy(hot_desking_seconds=60)
    async with make() as phone:
        await enter(phone)
        await phone.until("signed-in")
        phone.press("Skip")
        await phone.until(lambda phone: "Skip" not in [key.label for key in phone.screen.actions])
        press(phone, "Guest")
        phone.press("Yes")
        await phone.until(lambda phone: own(phone).role == "guest")
        pick(phone, "User Credentials")
        fill(phone, ALEX, "EXAMPLE", "asmith", ALEXS)
        await phone.until(lambda phone: own(phone).state == "in" and who(phone) == ALEX)
        await phone.until(lambda phone: own(phone).role == "host" and own(phone).state == "in", 20)
        assert JANE == who(phone)


async def test_no_secret_is_seen_anywhere(lab: Lab, make: Make, tmp_path: Path) -> None:
    """Not in reports, journal, traces, screens or a recording; in flash it is the owner's alone to read."""
    reports: list[str] = []
    async with make(record=tmp_path / "recording") as phone:
        phone.on_report(lambda report: reports.append(json.dumps(report)))
        await enter(phone)
        await phone.until("signed-in")
        await phone.until("registered")
        line = phone.lines[0].settings.auth_password
        traced = [text for _, _, _, text in phone.sip_trace]
        told = [entry.text for entry in phone.journal]
    recorded = (tmp_path / "recording").read_text()
    assert b"SamlSecurityToken" not in b"".join(
        base64.b64decode(text) for text in re.findall(r'"data":"([^"]+)"', recorded)
    )
    for secret in (PASSWORD, line):
        assert not [text for text in (*reports, *traced, *told, recorded) if secret in text]
    assert replay(tmp_path / "recording").difference is None
    assert 0o600 == (tmp_path / "flash" / "device.json").stat().st_mode & 0o777
