"""Forwarding, do not disturb, calls taken by the phone itself, callers' names, emergencies: what goes over the wire."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

from emulator.calls.model import DialUrl
from emulator.features.model import Features, SetForward
from emulator.phone import Phone
from emulator.sip.stack.messages import Request, Response
from emulator.sip.tones import heard, read
from tests.peers.harness.baresip import Baresip
from tests.peers.harness.programs import eventually
from tests.peers.harness.sipp import Counts, Sipp
from tests.peers.office import HastyClock, Office, final_answers, place, requests, responses, wire

ANNOUNCED = {
    "voIpProt.SIP.alertInfo.1.value": "info=alert-autoanswer",
    "voIpProt.SIP.alertInfo.1.class": "answerMute",
    "voIpProt.SIP.header.diversion.enable": 1,
}


async def run(sipp: Sipp, scenario: str, phone: Phone, **options: Any) -> Counts:
    """A scenario straight at the phone, to its end."""
    return await asyncio.to_thread(sipp.run, scenario, place(phone), user="1001", **options)


def moved(phone: Phone) -> Response:
    """The 302 that the phone has sent."""
    (answer,) = [each for each in responses(phone) if each.code == 302]
    return answer


async def test_all_calls_are_sent_on(office: Office, sipp: Sipp) -> None:
    """302 at once, with Contact and Diversion; nothing rings."""
    changes = {"divert.1.contact": "1003", "voIpProt.SIP.header.diversion.enable": 1}
    async with office.phone("1001", changes) as phone:
        await phone.until("registered")
        counts = await run(sipp, "moved", phone)
        assert (1, 0) == (counts.successful, counts.failed), wire(phone)
        assert ["<sip:1003@127.0.0.1>"] == moved(phone).listed("contact")
        assert ['"Desk 1001" <sip:1001@127.0.0.1>;reason=unconditional;counter=1'] == moved(phone).listed("diversion")
        assert [] == [each for each in responses(phone) if each.code == 180]
        assert [] == list(phone.calls)


async def test_calls_that_nobody_answers_are_sent_on(office: Office, sipp: Sipp) -> None:
    """After ringing for their time, by the engine that holds the call; its Contact is the new place."""
    changes = {"divert.noanswer.1.contact": "1003", "divert.noanswer.1.timeout": 10}
    async with office.phone("1001", changes, clock=HastyClock(10)) as phone:
        await phone.until("registered")
        counts = await run(sipp, "moved", phone)
        assert (1, 0) == (counts.successful, counts.failed), wire(phone)
        assert ["<sip:1003@127.0.0.1>"] == moved(phone).listed("contact")
        assert [] == moved(phone).listed("diversion")
        assert 180 in [each.code for each in responses(phone)]
        await phone.until("screen:1 new missed call")


async def test_the_forward_soft_key_moves_a_ringing_call(office: Office, baresip: Baresip) -> None:
    """The caller is sent on by kamailio's answer, and ends up where the user said."""
    async with office.phone("1001") as phone, office.phone("1003") as other:
        await phone.until("registered")
        await other.until("registered")
        baresip.command("dial", "1001")
        await phone.until("call:offering")
        phone.press("Forward", *"1003", "Forward")
        await eventually(lambda: 302 in final_answers(phone).values(), "the 302")
        assert ["<sip:1003@127.0.0.1>"] == moved(phone).listed("contact")
        await phone.until(lambda phone: all(call.ended for call in phone.calls))


async def test_a_call_that_is_sent_on_is_followed(office: Office) -> None:
    """One phone sends calls on, another one that calls it goes where it is told."""
    async with (
        office.phone("1001", {"divert.1.contact": "1003"}) as phone,
        office.phone("1002") as caller,
        office.phone("1003") as other,
    ):
        for each in (phone, caller, other):
            await each.until("registered")
        caller.dial("1001")
        await other.until("call:offering")
        other.press("Answer")
        await caller.until("call:connected")
        caller.press("End Call")
        await other.until(lambda other: all(call.ended for call in other.calls))


async def test_what_is_set_on_the_phone_counts_at_once(office: Office, sipp: Sipp) -> None:
    """No restart; and it is written where the phone keeps its changes."""
    async with office.phone("1001") as phone:
        await phone.until("registered")
        phone.post(SetForward(1, "always", "1004"))
        await phone.until("screen:Call Forward Always")
        counts = await run(sipp, "moved", phone)
        assert (1, 0) == (counts.successful, counts.failed), wire(phone)
        assert ["<sip:1004@127.0.0.1>"] == moved(phone).listed("contact")
        assert 1 == len(requests(phone, "REGISTER")) - 1


async def test_do_not_disturb_is_busy_to_callers(office: Office, sipp: Sipp) -> None:
    """486 by the DND soft key, a missed call on the screen, and no sound."""
    async with office.phone("1001") as phone:
        await phone.until("registered")
        phone.press("DND")
        await phone.until("screen:Do Not Disturb")
        counts = await run(sipp, "ring_or_busy", phone)
        assert (1, 0, [486]) == (counts.successful, counts.failed, list(final_answers(phone).values()))
        await phone.until("screen:1 new missed call")
        phone.press("DND")
        counts = await run(sipp, "ring_or_busy", phone)
        assert [486, 487] == list(final_answers(phone).values())


async def test_a_call_that_the_phone_takes_by_itself(office: Office, sipp: Sipp) -> None:
    """Alert-Info answers it, muted; P-Asserted-Identity and Diversion name people, a re-INVITE somebody else."""
    async with office.phone("1001", ANNOUNCED) as phone:
        await phone.until("registered")
        task = asyncio.create_task(
            run(sipp, "announced", phone, extra=("-key", "alert", "<http://a.example>;info=alert-autoanswer"))
        )
        await phone.until("call:connected")
        call = phone.calls[0]
        assert ("2000", "Reception", "Lobby") == (call.number, call.name, call.diverted_by)
        assert "red" == phone.leds["mute"].color
        await phone.until("screen:Director")
        assert "2002" == phone.calls[0].number
        phone.press("End Call")
        counts = await task
        assert (1, 0) == (counts.successful, counts.failed), wire(phone)


async def test_an_emergency_call_goes_to_its_own_server(office: Office, sipp: Sipp) -> None:
    """From a line that cannot register: straight to the server for emergencies, with the identity for it."""
    psap = sipp.start("answer")
    changes = {
        "reg.1.auth.password": "wrong",
        "call.enableOnNotRegistered": 0,
        "dialplan.digitmap": "112|1xxx",
        "dialplan.routing.emergency.1.value": "112",
        "dialplan.routing.emergency.1.server.1": 1,
        "dialplan.routing.server.1.address": "127.0.0.1",
        "dialplan.routing.server.1.port": psap.port,
        "dialplan.routing.server.1.transport": "UDPOnly",
        "dialplan.routing.emergency.outboundIdentity": "+15551000",
    }
    async with office.phone("1001", changes) as phone:
        await phone.until(lambda phone: phone.lines[0].state == "failed")
        phone.hook(off=True)
        phone.press(*"112")
        await phone.until("call:connected")
        (invite,) = requests(phone, "INVITE")
        assert ["<tel:+15551000>"] == invite.listed("p-asserted-identity")
        assert [] == invite.listed("x-line")
        assert f":{psap.port}" in invite_peer(phone)
        phone.press("End Call")
        counts = await asyncio.to_thread(psap.finish)
        assert (1, 0) == (counts.successful, counts.failed), wire(phone)


def invite_peer(phone: Phone) -> str:
    """Where the phone sent its INVITE."""
    return next(peer for _, way, peer, text in phone.sip_trace if way == "out" and text.startswith("INVITE"))


async def test_lifting_the_handset_of_a_hot_line_calls(office: Office, baresip: Baresip) -> None:
    """The far end rings without a digit."""
    changes = {"call.autoOffHook.1.enabled": 1, "call.autoOffHook.1.contact": "1005"}
    async with office.phone("1001", changes) as phone:
        await phone.until("registered")
        phone.hook(off=True)
        await eventually(lambda: baresip.seen("CALL_INCOMING"), "the call")
        phone.hook(off=False)
        await eventually(lambda: baresip.seen("CALL_CLOSED"), "its end")


async def test_off_hook_the_last_digit_calls(office: Office, baresip: Baresip) -> None:
    """The digit map knows the number to be complete, and takes the prefix for an outside line away."""
    async with office.phone("1001", {"dialplan.digitmap": "R9,RR1xxx"}) as phone:
        await phone.until("registered")
        phone.press("Speaker", *"91005")
        await eventually(lambda: baresip.seen("CALL_INCOMING"), "the call")
        assert re.match(r"sip:1005@", requests(phone, "INVITE")[0].uri)
        phone.press("End Call")


async def test_an_address_is_called_as_typed(office: Office, sipp: Sipp) -> None:
    """The user and the domain that were typed stand in the Request-URI, which kamailio is asked to reach."""
    async with office.phone("1001") as phone:
        await phone.until("registered")
        phone.post(DialUrl("bob@elsewhere.example"))
        await eventually(lambda: bool(requests(phone, "INVITE")), "the call")
        assert "sip:bob@elsewhere.example" == requests(phone, "INVITE")[0].uri


async def test_do_not_disturb_is_kept_by_the_server(office: Office, sipp: Sipp) -> None:
    """as-feature-event: switched on by the first notification; the key asks for off, and the next one grants it."""
    server = sipp.start("features", calls=50)
    changes = {
        "voIpProt.server.1.port": server.port,
        "voIpProt.SIP.serverFeatureControl.dnd": 1,
        "call.donotdisturb.perReg": 1,
    }
    async with office.phone("1001", changes) as phone:
        await phone.until("registered")
        await phone.until("screen:Do Not Disturb")
        phone.press("DND")
        await phone.until(lambda phone: not phone.state[Features].find(1).dnd)
        first, second = _subscriptions(phone)
        assert ("as-feature-event", b"") == (first.get("event"), first.body)
        assert b"<doNotDisturbOn>false</doNotDisturbOn>" in second.body
        assert "application/x-as-feature-event+xml" == second.get("content-type")


def _subscriptions(phone: Phone) -> list[Request]:
    return requests(phone, "SUBSCRIBE")


async def test_the_ring_of_the_line_sounds(office: Office, baresip: Baresip, tmp_path: Path) -> None:
    """reg.x.ringType, through the engine to the phone's speaker."""
    async with office.phone("1001", {"reg.1.ringType": "ringer12"}) as phone:
        await phone.until("registered")
        baresip.command("dial", "1001")
        await phone.until("call:offering")
        assert {440, 480} == set(heard(read(await phone.listen(1.0, tmp_path / "ring.wav"))))
        phone.press("Reject")
        await eventually(lambda: baresip.seen("CALL_CLOSED"), "the end")
