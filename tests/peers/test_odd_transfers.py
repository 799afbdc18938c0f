"""Transfers with peers that are odd: sipp refuses, keeps silent, or says what makes little sense."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path

import pytest

from emulator.phone import Phone
from tests.peers.harness.dialogue import Dialogue
from tests.peers.harness.sipp import Counts, Sipp, SippRun
from tests.peers.office import HastyClock, Office, codes, place, requests
from tests.peers.trio import press

RETRY = "screen:Sorry, please try again."
BLIND = {"call.defaultTransferType": "Blind"}


@pytest.fixture
async def phone(office: Office) -> AsyncIterator[Phone]:
    """A registered phone, 1001, that transfers without asking."""
    async with office.phone("1001", BLIND) as phone:
        await phone.until("registered")
        yield phone


def start(sipp: Sipp, phone: Phone, folder: Path, dialogue: Dialogue) -> SippRun:
    """Have sipp call the phone and go on as said."""
    return sipp.start(dialogue.write(folder / "scenario.xml"), place(phone), user="1001")


async def answer(phone: Phone) -> None:
    """Take the call."""
    await phone.until("call:offering")
    phone.press("Answer")
    await phone.until(lambda phone: phone.calls[0].connected_at is not None)


async def transfer(phone: Phone) -> None:
    """Take the call that comes, and send it on to 1003."""
    await answer(phone)
    press(phone, "Transfer")
    phone.press(*"1003")


async def went_well(run: SippRun, *also: Awaitable[object]) -> None:
    """Wait for the end of the scenario: every step of it must have come about."""
    counts, *_ = await asyncio.gather(asyncio.to_thread(run.finish), *also)
    assert isinstance(counts, Counts)
    assert (1, 0) == (counts.successful, counts.failed), run.messages()


async def resume_and_end(phone: Phone) -> None:
    """The call is still there: take it back, and hang up."""
    await phone.until(RETRY)
    assert "held" == phone.calls[0].state
    press(phone, "Resume")
    await phone.until("call:connected")
    phone.press("End Call")


@pytest.mark.parametrize("code", [603, 405, 501])
async def test_a_refused_refer_keeps_the_call(phone: Phone, sipp: Sipp, tmp_path: Path, code: int) -> None:
    """Declined, or not even known there; REFER waits for the far end to agree to the hold, however long that takes."""
    dialogue = Dialogue().call().held(slowly=True).asked("REFER", code, "No").held().hung_up()
    run = start(sipp, phone, tmp_path, dialogue)
    await transfer(phone)
    await went_well(run, resume_and_end(phone))
    (refer,) = requests(phone, "REFER")
    assert (f"<sip:1003@{'127.0.0.1'}>", [code]) == (refer.get("refer-to"), codes(phone, "REFER"))
    assert "<sip:1001@127.0.0.1>" == refer.get("referred-by")


@pytest.mark.parametrize("last", [True, False])
async def test_a_transfer_that_fails_there_keeps_the_call(phone: Phone, sipp: Sipp, tmp_path: Path, last: bool) -> None:
    """The peer has tried, and tells that 1003 is busy, whether or not it says that this was its last word."""
    dialogue = Dialogue().call().held().asked("REFER", 202, "Accepted").tell("SIP/2.0 100 Trying", last=False)
    dialogue.tell("SIP/2.0 486 Busy Here", last=last).held().hung_up()
    run = start(sipp, phone, tmp_path, dialogue)
    await transfer(phone)
    await went_well(run, resume_and_end(phone))


async def test_news_in_one_word(phone: Phone, sipp: Sipp, tmp_path: Path) -> None:
    """A status line without a reason, and done: the phone hangs up."""
    dialogue = Dialogue().call().held().asked("REFER", 202, "Accepted").tell("SIP/2.0 200").hung_up()
    run = start(sipp, phone, tmp_path, dialogue)
    await transfer(phone)
    await went_well(run, phone.until("call:ended"))


async def test_a_peer_that_hangs_up_instead_of_telling(phone: Phone, sipp: Sipp, tmp_path: Path) -> None:
    """It accepts, and leaves: the transfer is its own business then."""
    run = start(sipp, phone, tmp_path, Dialogue().call().held().asked("REFER", 202, "Accepted").hang_up())
    await transfer(phone)
    await went_well(run, phone.until("call:ended"))
    assert [] == requests(phone, "BYE")


async def test_a_peer_that_never_tells(office: Office, sipp: Sipp, tmp_path: Path) -> None:
    """After a minute without news the phone has the call back."""
    async with office.phone("1001", BLIND, clock=HastyClock(40)) as phone:
        await phone.until("registered")
        dialogue = Dialogue().call().held().asked("REFER", 202, "Accepted").held().hung_up()
        run = start(sipp, phone, tmp_path, dialogue)
        await transfer(phone)
        await phone.until(lambda phone: phone.calls[0].state == "transferring")
        await went_well(run, resume_and_end(phone))


async def test_a_transfer_that_need_not_be_waited_for(office: Office, sipp: Sipp, tmp_path: Path) -> None:
    """With call.BlindTransferSpecialInterop the phone hangs up at once."""
    async with office.phone("1001", {**BLIND, "call.BlindTransferSpecialInterop": 1}) as phone:
        await phone.until("registered")
        run = start(sipp, phone, tmp_path, Dialogue().call().held().asked("REFER", 202, "Accepted").hung_up())
        await transfer(phone)
        await went_well(run)


@pytest.mark.parametrize(
    ("target", "code"),
    [("<tel:+491234>", 603), ("<sip:1003@127.0.0.1;method=BYE>", 603), ("", 400)],
    ids=["telephone", "not a call", "nobody"],
)
async def test_a_refer_that_cannot_be_followed(
    phone: Phone, sipp: Sipp, tmp_path: Path, target: str, code: int
) -> None:
    """The call goes on undisturbed."""
    headers = (f"Refer-To: {target}",) if target else ()
    run = start(sipp, phone, tmp_path, Dialogue().call().ask("REFER", code, *headers).hang_up())
    await answer(phone)
    await went_well(run)


async def test_a_phone_that_is_sent_to_somebody_who_is_not_there(phone: Phone, sipp: Sipp, tmp_path: Path) -> None:
    """The one who sent it hears that in a notification, and the call with it goes on."""
    dialogue = Dialogue().call().ask("REFER", 202, "Refer-To: <sip:1009@127.0.0.1>", "Referred-By: <sip:boss@lab>")
    run = start(sipp, phone, tmp_path, dialogue.told("SIP/2.0 100").told("SIP/2.0 (404|480)").hang_up())
    await answer(phone)
    await went_well(run, phone.until(RETRY))
    invite = requests(phone, "INVITE")[-1]
    assert ("sip:1009@127.0.0.1", "<sip:boss@lab>") == (invite.uri, invite.get("referred-by"))


@pytest.mark.parametrize(
    ("value", "code"),
    [("nobody;to-tag=a;from-tag=b", 481), ("nonsense", 400)],
)
async def test_a_call_for_a_place_that_is_not_there(
    phone: Phone, sipp: Sipp, tmp_path: Path, value: str, code: int
) -> None:
    """It is refused without a sound."""
    run = start(sipp, phone, tmp_path, Dialogue().call(f"Replaces: {value}", refused=code))
    await went_well(run)
    assert () == phone.calls
