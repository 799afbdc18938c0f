"""Signing in by the PC, who is who at both ends, and the lock that goes with the computer."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.btoe.model import Btoe
from emulator.lab.pc.model import PC_AUDIO
from emulator.signin.model import SignOut, user
from tests.integration.pc.desk import ALEX, JANE, UNLOCKED, computer, pair, shows, sign_in, skype_phone


async def test_the_phone_asks_the_pc_for_credentials_and_activates(tmp_path: Path) -> None:
    """Nobody is signed in: the dialog opens by itself; once both are of one user, BToE is activated."""
    async with skype_phone(tmp_path, more=UNLOCKED) as phone, computer(tmp_path) as pc:
        await pair(pc, phone)
        await sign_in(pc, phone)
        await pc.until(lambda pc: pc.connector.activated)
        await shows(phone, "BToE is activated")
        assert ("", JANE) == (pc.client.dialog, pc.connector.account)
        assert "BToE is activated" in pc.log


async def test_wrong_credentials_leave_the_dialog_open(tmp_path: Path) -> None:
    """With the words of the phone's screen; the password is written nowhere."""
    async with skype_phone(tmp_path, more=UNLOCKED) as phone, computer(tmp_path) as pc:
        await pair(pc, phone)
        await pc.until(lambda pc: pc.client.dialog)
        pc.do("credentials", address=JANE, user="jdoe", domain="EXAMPLE", password="not this one")
        await pc.until(lambda pc: pc.client.outcome)
        assert ("host", "Invalid login credentials.") == (pc.client.dialog, pc.client.outcome)
        files = [path.read_text() for path in (tmp_path / "pc").rglob("*") if path.is_file()]
        assert "not this one" not in "".join([*files, str(pc.status()), *(line.text for line in phone.journal)])


async def test_two_accounts_are_paired_and_not_activated(tmp_path: Path) -> None:
    """As with a shared phone; the client's user changes, and both agree again."""
    async with skype_phone(tmp_path, more=UNLOCKED) as phone, computer(tmp_path, account=ALEX) as pc:
        await pair(pc, phone)
        await sign_in(pc, phone)
        assert (False, "paired") == (pc.connector.activated, phone.state[Btoe].state)
        pc.do("sign-in", address=JANE)
        await pc.until(lambda pc: pc.connector.activated)
        pc.do("sign-out")
        await pc.until(lambda pc: not pc.connector.activated)
        assert user(phone.state) is not None


async def test_signing_out_at_the_phone_deactivates(tmp_path: Path) -> None:
    """The pairing stays."""
    async with skype_phone(tmp_path, more=UNLOCKED) as phone, computer(tmp_path) as pc:
        await pair(pc, phone)
        await sign_in(pc, phone)
        await pc.until(lambda pc: pc.connector.activated)
        phone.post(SignOut())
        await pc.until(lambda pc: not pc.connector.account)
        assert ("paired", False) == (pc.connector.state, pc.connector.activated)


@pytest.mark.parametrize("follows", [True, False])
async def test_the_phone_may_follow_the_client_out(tmp_path: Path, follows: bool) -> None:
    """If it is configured so."""
    more = f'{UNLOCKED} feature.lyncbtoe.autosignin.signoff.enabled="{int(follows)}"'
    async with skype_phone(tmp_path, more=more) as phone, computer(tmp_path) as pc:
        await pair(pc, phone)
        await sign_in(pc, phone)
        await pc.until(lambda pc: pc.connector.activated)
        pc.do("sign-out")
        await pc.until(lambda pc: not pc.connector.activated)
        if follows:
            await phone.until(lambda phone: user(phone.state) is None)
        assert (user(phone.state) is None) == follows


@pytest.mark.parametrize(("model", "name"), [("VVX_450", "Polycom VVX Phone"), ("CCX_500", "Poly CCX Phone")])
async def test_the_phone_is_an_audio_device_while_it_is_paired(tmp_path: Path, model: str, name: str) -> None:
    """By the name of its family."""
    async with skype_phone(tmp_path, model) as phone, computer(tmp_path) as pc:
        await pair(pc, phone)
        assert [PC_AUDIO, name] == [*pc.sound.devices]


async def test_the_web_page_is_where_the_phone_is(tmp_path: Path) -> None:
    """Launch CCX Web UI opens its address."""
    async with skype_phone(tmp_path, "CCX_500") as phone, computer(tmp_path) as pc:
        await pair(pc, phone)
        pc.do("web")
        assert ["https://127.0.0.1/"] == pc.browsed
