"""The PC and a phone, each as it is: pairing by cable and by code, and what ends it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from emulator.btoe.model import Btoe, ChoosePairingMode
from emulator.btoe.words import TOO_OLD, UNABLE, WRONG
from emulator.kernel.clock import ManualClock
from emulator.lab import PC
from emulator.lab.pc.connector import WARNINGS
from emulator.phone import Phone
from tests.integration.pc.desk import MANUAL, code_of, computer, pair, shows, skype_phone


@pytest.fixture
async def phone(tmp_path: Path) -> AsyncIterator[Phone]:
    """A phone that pairs by the cable."""
    async with skype_phone(tmp_path) as phone:
        yield phone


@pytest.fixture
async def coded(tmp_path: Path) -> AsyncIterator[Phone]:
    """A phone that pairs with a code."""
    async with skype_phone(tmp_path, more=MANUAL) as phone:
        yield phone


@pytest.fixture
async def pc(tmp_path: Path) -> AsyncIterator[PC]:
    """A PC whose connector runs."""
    async with computer(tmp_path) as pc:
        yield pc


async def test_plugging_the_cable_pairs(phone: Phone, pc: PC) -> None:
    """The phone says so, and the PC knows which phone it is."""
    await pair(pc, phone)
    await shows(phone, "Phone is paired")
    assert pc.connector.phone is not None
    assert ("VVX_450", phone.mac, "Polycom VVX Phone") == (
        pc.connector.phone.model,
        pc.connector.phone.mac,
        pc.connector.phone.device,
    )
    assert "DESKTOP-1" == phone.state[Btoe].computer


async def test_pulling_the_cable_unpairs_and_plugging_it_in_pairs_again(phone: Phone, pc: PC) -> None:
    """In Auto, BToE is disabled without it."""
    await pair(pc, phone)
    pc.unplug()
    await phone.until(lambda phone: phone.state[Btoe].state == "off")
    assert "idle" == pc.connector.state
    await pair(pc, phone)


async def test_the_code_on_the_screen_pairs(coded: Phone, pc: PC) -> None:
    """Without a cable."""
    pc.do("pair", code=await code_of(coded))
    await pc.until(lambda pc: pc.connector.state == "paired")
    await shows(coded, "Phone is paired")


async def test_with_a_code_the_cable_does_not_matter(coded: Phone, pc: PC) -> None:
    """Neither in nor out."""
    pc.do("pair", code=await code_of(coded))
    await pc.until(lambda pc: pc.connector.state == "paired")
    coded.plug("pc")
    coded.unplug("pc")
    assert ("paired", True) == (pc.connector.state, coded.state[Btoe].paired)


async def test_a_wrong_code_is_told_at_both_ends(coded: Phone, pc: PC) -> None:
    """And the next try has to wait."""
    await code_of(coded)
    pc.do("pair", code="00000000")
    await pc.until(lambda pc: pc.connector.warning == WARNINGS["code"])
    await shows(coded, WRONG)


async def test_a_new_code_makes_the_old_one_worthless(coded: Phone, pc: PC) -> None:
    """Auto, then Manual gives another one."""
    old = await code_of(coded)
    coded.post(ChoosePairingMode("Auto"))
    coded.post(ChoosePairingMode("Manual"))
    new = await code_of(coded)
    assert old != new
    pc.do("pair", code=old)
    await pc.until(lambda pc: pc.connector.warning == WARNINGS["code"])


@pytest.mark.parametrize(
    ("model", "more", "version", "needs"),
    [("CCX_500", "", "3.8.0", "4.3.0"), ("CCX_500", MANUAL, "3.8.0", "4.3.0")],
    ids=["cable", "code"],
)
async def test_an_old_connector_is_told_which_it_must_be(
    tmp_path: Path, model: str, more: str, version: str, needs: str
) -> None:
    """A CCX knows no connector before 4.3.0; the phone says it, too."""
    async with skype_phone(tmp_path, model, more) as phone, computer(tmp_path, version) as pc:
        if more:
            pc.do("pair", code=await code_of(phone))
        else:
            pc.plug(phone)
        await pc.until(lambda pc: f"needs connector {needs} or later" in pc.connector.warning)
        await shows(phone, TOO_OLD)


async def test_an_old_connector_pairs_a_vvx_by_the_cable(tmp_path: Path, phone: Phone) -> None:
    """3.5.0 does that; it only has no codes."""
    async with computer(tmp_path / "other", "3.5.0") as pc:
        pc.run = tmp_path / "run"
        await pair(pc, phone)


async def test_a_phone_has_one_pc(tmp_path: Path, phone: Phone, pc: PC) -> None:
    """Another one is told that the phone is busy."""
    await pair(pc, phone)
    async with computer(tmp_path / "other") as other:
        other.run = tmp_path / "run"
        other.do("plug")
        await other.until(lambda other: other.connector.warning == WARNINGS["busy"])
    assert "paired" == pc.connector.state


async def test_leaving_the_connector_ends_it_at_the_phone(phone: Phone, pc: PC) -> None:
    """At once, by a word; started again, it pairs again by itself."""
    await pair(pc, phone)
    pc.do("exit")
    await phone.until(lambda phone: not phone.state[Btoe].paired)
    pc.do("start")
    await pc.until(lambda pc: pc.connector.state == "paired")


async def test_the_computer_comes_back_with_its_connector(phone: Phone, pc: PC) -> None:
    """After a restart, it is paired again."""
    await pair(pc, phone)
    pc.do("restart")
    await phone.until(lambda phone: not phone.state[Btoe].paired)
    await pc.until(lambda pc: pc.connector.state == "paired")


async def test_the_phone_comes_back_after_a_restart(phone: Phone, pc: PC) -> None:
    """The connector looks for it until it is there."""
    await pair(pc, phone)
    phone.unplug("power")
    await pc.until(lambda pc: pc.connector.state != "paired")
    phone.plug("power")
    await pc.until(lambda pc: pc.connector.state == "paired")


async def test_behind_the_firewall_both_say_that_they_cannot_pair(tmp_path: Path) -> None:
    """The phone saw somebody knock; ten seconds later both give up. Allowed, they pair."""
    clock = ManualClock()
    async with (
        skype_phone(tmp_path, clock=clock) as phone,
        PC(tmp_path / "pc", run=tmp_path / "run", clock=clock) as pc,
    ):
        pc.do("install")
        pc.do("start")
        pc.do("block")
        pc.plug(phone)
        for _ in range(12):
            await clock.run(1)
            if UNABLE in phone.screen.text:
                break
        await shows(phone, UNABLE)
        await pc.until(lambda pc: pc.connector.warning == WARNINGS["blocked"])
        pc.do("allow")
        for _ in range(40):
            await clock.run(0.5)
            if pc.connector.state == "paired":
                break
        await pc.until(lambda pc: pc.connector.state == "paired")
