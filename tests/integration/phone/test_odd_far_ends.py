"""Far ends that repeat themselves, cross the phone's plans, move, vanish, or describe their sound oddly."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from emulator.lab.lab import Lab
from emulator.phone import Phone
from tests.integration.far_end import SDP, Rtp
from tests.integration.phone.configuring import configure
from tests.integration.phone.conftest import MAC
from tests.integration.phone.odd_descriptions import REFUSED, TAKEN
from tests.integration.phone.odd_writing import WRITINGS
from tests.integration.phone.stranger import Pbx, Talk, open_pbx, place_call
from tests.soak.holdings import held_for_calls

HELD, RESUMED = b"a=sendonly\r\n", b"a=sendrecv\r\n"


@pytest.fixture
async def pbx() -> AsyncIterator[Pbx]:
    """The phone's server, and the far end of its calls."""
    pbx = await open_pbx()
    yield pbx
    pbx.transport.close()


@pytest.fixture
async def phone(lab: Lab, pbx: Pbx) -> AsyncIterator[Phone]:
    """A phone that is registered with the test."""
    lab.boot_server.add_phone(MAC)
    place = {"reg__1__server__1__address": "127.0.0.1", "reg__1__server__1__port": str(pbx.port)}
    configure(lab, **place, reg__1__server__1__transport="UDPOnly")
    async with Phone("VVX_450", server=lab.boot_server.url, mac=MAC) as phone:
        await phone.until("registered")
        yield phone


async def dial(pbx: Pbx, phone: Phone, body: bytes = SDP) -> Talk:
    """A call that the phone has placed, and the test has answered."""
    phone.dial("1002")
    invite = await pbx.accept(body)
    await phone.until("call:connected")
    return Talk.from_phone(pbx, invite)


async def nothing_is_left(phone: Phone) -> None:
    """Wait for the end of all calls, and for engines to have let go of them."""
    await phone.until(lambda p: all(call.ended for call in p.calls) or None)
    await phone.until(lambda p: held_for_calls(p)["seats"] == 0 or None, timeout=3)


async def test_a_call_that_is_offered_again_and_again_rings_once(pbx: Pbx, phone: Phone) -> None:
    """Repeated INVITEs are one call; the answer is repeated until it is acknowledged, and no longer."""
    talk = Talk.to_phone(pbx, phone, "again")
    invite = talk.say("INVITE", SDP)
    await phone.until("call:offering")
    for _ in range(3):
        talk.send(invite)
    assert 1 == len(phone.calls)
    phone.press("Answer")
    first, second = await pbx.response("INVITE"), await pbx.response("INVITE")
    assert (200, 200) == (first.code, second.code)
    assert first.get("to") == second.get("to")
    talk.acknowledge(second)
    await phone.until("call:connected")
    assert 200 == await talk.hang_up()
    await nothing_is_left(phone)


async def test_an_answer_that_is_repeated_is_acknowledged_again(pbx: Pbx, phone: Phone) -> None:
    """Each 200 gets an ACK: the one before may be lost. The call stays one."""
    phone.dial("1002")
    invite = await pbx.request("INVITE")
    again = await pbx.request("INVITE")
    assert (invite.via.branch, invite.cseq) == (again.via.branch, again.cseq)
    for _ in range(3):
        pbx.answer(again, 200, body=SDP)
        assert invite.cseq.number == (await pbx.request("ACK")).cseq.number
    await phone.until("call:connected")
    phone.press("End Call")
    bye = await pbx.request("BYE")
    repeated = await pbx.request("BYE")
    assert bye.via.branch == repeated.via.branch
    pbx.answer(repeated, 200)
    pbx.answer(repeated, 200)
    await nothing_is_left(phone)


async def test_a_bye_that_is_repeated_is_answered_again(pbx: Pbx, phone: Phone) -> None:
    """As it was the first time."""
    talk = await place_call(pbx, phone, "bye")
    bye = talk.say("BYE")
    assert 200 == (await pbx.response("BYE")).code
    await nothing_is_left(phone)
    talk.send(bye)
    assert 200 == (await pbx.response("BYE")).code


async def test_an_answer_that_crosses_the_cancel_is_taken_back(pbx: Pbx, phone: Phone) -> None:
    """Who hangs up while the far end answers ends the call: CANCEL comes too late, a BYE follows the ACK."""
    phone.dial("1002")
    invite = await pbx.request("INVITE")
    pbx.answer(invite, 180)
    await phone.until("call:ringing")
    phone.press("End Call")
    cancel = await pbx.request("CANCEL")
    pbx.answer(invite, 200, body=SDP)
    pbx.answer(cancel, 200)
    await pbx.request("ACK")
    pbx.answer(await pbx.request("BYE"), 200)
    await nothing_is_left(phone)


@pytest.mark.parametrize("ours", [True, False], ids=["of the phone's calls", "of calls to the phone"])
async def test_offers_that_cross(pbx: Pbx, phone: Phone, ours: bool) -> None:
    """Both sides hold at once: each says 491, and tries again; in the end each has its will (RFC 3261, 14.1)."""
    talk = await (dial(pbx, phone) if ours else place_call(pbx, phone, "glare"))
    phone.press("Hold")
    hold = await pbx.request("INVITE")
    talk.say("INVITE", SDP + HELD)
    refused = await pbx.response("INVITE")
    assert 491 == refused.code
    talk.acknowledge(refused)
    pbx.answer(hold, 491)
    again = await pbx.request("INVITE")
    assert again.cseq.number > hold.cseq.number
    assert b"a=sendonly" in again.body
    pbx.answer(again, 200, body=SDP + b"a=recvonly\r\n")
    await phone.until("call:held")
    talk.say("INVITE", SDP + HELD)
    assert b"a=inactive" in (await talk.answered()).body
    talk.say("INVITE", SDP + RESUMED)
    assert 200 == (await talk.answered()).code
    assert 200 == await talk.hang_up()
    await nothing_is_left(phone)


async def test_a_second_offer_before_the_first_is_acknowledged(pbx: Pbx, phone: Phone) -> None:
    """It is refused, and the call goes on (RFC 3261, 14.2)."""
    talk = await place_call(pbx, phone, "hasty")
    talk.say("INVITE", SDP + HELD)
    first = await pbx.response("INVITE")
    talk.say("INVITE", SDP + RESUMED)
    second = await pbx.response("INVITE")
    while second.cseq.number == first.cseq.number:
        second = await pbx.response("INVITE")
    assert second.code in (491, 500)
    talk.acknowledge(second)
    talk.acknowledge(first)
    await phone.until("call:remote-held")
    assert 200 == await talk.hang_up()
    await nothing_is_left(phone)


@pytest.mark.parametrize("ours", [True, False], ids=["of the phone's calls", "of calls to the phone"])
async def test_a_far_end_that_moves(pbx: Pbx, phone: Phone, rtp: Rtp, ours: bool) -> None:
    """What follows a re-INVITE from elsewhere goes there: the BYE, and the sound."""
    talk = await (dial(pbx, phone) if ours else place_call(pbx, phone, "moved"))
    there = await open_pbx()
    talk.say("INVITE", rtp.sdp(), at=there)
    assert 200 == (await talk.answered()).code
    await rtp.take(5)
    phone.press("End Call")
    there.answer(await there.request("BYE"), 200)
    there.transport.close()
    await nothing_is_left(phone)


async def test_a_server_that_vanishes_during_a_call(pbx: Pbx, phone: Phone) -> None:
    """The call can be ended, though nobody hears of it; the next fails, and says why; back again, all is well."""
    await dial(pbx, phone)
    pbx.transport.close()
    phone.press("End Call")
    await phone.until("call:ended", timeout=1)
    phone.dial("1002")
    await phone.until("screen:Server unavailable.")
    await nothing_is_left(phone)
    back = await open_pbx(pbx.port)
    phone.press("New Call")
    talk = await dial(back, phone)
    assert 200 == await talk.hang_up()
    back.transport.close()
    await nothing_is_left(phone)


async def test_odd_descriptions_of_a_call_that_comes_in(pbx: Pbx, phone: Phone) -> None:
    """What can be understood is taken, whatever its form; anything else is refused, and does not ring."""
    engines = phone.engine_pids
    for number, (name, body) in enumerate(TAKEN.items()):
        talk = await place_call(pbx, phone, f"taken{number}", body)
        assert 200 == await talk.hang_up(), name
        await nothing_is_left(phone)
    known = phone.calls
    for number, (name, body) in enumerate(REFUSED.items()):
        talk = Talk.to_phone(pbx, phone, f"refused{number}")
        talk.say("INVITE", body)
        assert (name, 488) == (name, (await talk.answered()).code)
    assert not [call for call in phone.calls if call not in known]
    assert engines == phone.engine_pids[:1]


async def test_a_call_without_a_description(pbx: Pbx, phone: Phone) -> None:
    """The phone offers, and the ACK brings the answer (RFC 3261, 13.2.1)."""
    talk = Talk.to_phone(pbx, phone, "late")
    talk.say("INVITE")
    await phone.until("call:offering")
    phone.press("Answer")
    accepted = await pbx.response("INVITE")
    assert b"m=audio" in accepted.body
    talk.acknowledge(accepted, SDP)
    await phone.until("call:connected")
    assert 200 == await talk.hang_up()
    await nothing_is_left(phone)


UNUSABLE = ("no address", "an address of many", "codecs that are unknown", "no description at all")


@pytest.mark.parametrize("body", [b"", *(REFUSED[name] for name in UNUSABLE)], ids=["nothing", *UNUSABLE])
async def test_an_answer_that_cannot_be_used(pbx: Pbx, phone: Phone, body: bytes) -> None:
    """The call is acknowledged, and ended."""
    phone.dial("1002")
    invite = await pbx.request("INVITE")
    pbx.answer(invite, 200, ("Contact", f"<sip:far@127.0.0.1:{pbx.port}>"), body=body)
    pbx.answer(await pbx.request("BYE"), 200)
    await nothing_is_left(phone)


async def test_offers_within_a_call_that_cannot_be_used(pbx: Pbx, phone: Phone) -> None:
    """They are refused, or take the sound away; the call goes on, and is as before with the next proper offer."""
    talk = await place_call(pbx, phone, "worse")
    for name, body in REFUSED.items():
        talk.say("INVITE", body)
        answer = await talk.answered()
        assert (name, None) == (name, answer.get("warning"))
        assert answer.code in (200, 488), name
        talk.say("INVITE", SDP)
        assert (name, 200) == (name, (await talk.answered()).code)
    await phone.until("call:connected")
    assert 200 == await talk.hang_up()
    await nothing_is_left(phone)


async def test_odd_writing(pbx: Pbx, phone: Phone) -> None:
    """A proper call is taken, however it is written."""
    for number, (name, write) in enumerate(WRITINGS.items()):
        talk = Talk.to_phone(pbx, phone, f"odd{number}")
        text = talk.request("INVITE", SDP).serialise().decode()
        talk.send(write(text).encode())
        await phone.until("call:offering")
        phone.press("Answer")
        answer = await talk.answered()
        assert (name, 200) == (name, answer.code)
        await phone.until("call:connected")
        assert (name, 200) == (name, await talk.hang_up())
        await nothing_is_left(phone)
