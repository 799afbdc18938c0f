"""The media of a whole phone's calls: what goes over the wire, what the phone shows of it, and records."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from emulator.lab.lab import Lab
from emulator.phone import Phone
from emulator.settings.model import OpenPage
from emulator.sip.sounds import tone
from emulator.sip.stack.messages import parse
from emulator.sip.tones import completed, heard, read
from tests.integration.far_end import Peer, Rtp
from tests.integration.phone.configuring import configure
from tests.integration.phone.conftest import MAC
from tests.peers.harness.certificates import Certificates

OTHER = "0004f2aabb02"
KEY = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"


def offer_of(phone: Phone) -> str:
    """The description in the last INVITE that the phone has sent."""
    sent = [text for _, way, _, text in phone.sip_trace if way == "out" and text.startswith("INVITE ")]
    return sent[-1].partition("\r\n\r\n")[2]


@pytest.fixture
async def two(lab: Lab, request: pytest.FixtureRequest) -> AsyncIterator[tuple[Phone, Phone]]:
    """Two registered phones, configured as the test's parameters say."""
    ours, theirs = request.param
    for mac, values in ((MAC, ours), (OTHER, theirs)):
        lab.boot_server.add_phone(mac)
        configure(lab, mac, **values)
    url = lab.boot_server.url
    async with Phone("VVX_450", server=url, mac=MAC) as here, Phone("VVX_450", server=url, mac=OTHER) as there:
        await asyncio.gather(here.until("registered"), there.until("registered"))
        yield here, there


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        ({}, (" RTP/AVP 9 0 8 127", "a=ptime:20")),
        ({"voice__codecPref__G711_A": "1"}, (" RTP/AVP 8 9 0 127",)),
        ({"tone__dtmf__rfc2833Payload": "101"}, ("a=rtpmap:101 telephone-event/8000",)),
        ({"tone__dtmf__rfc2833Control": "0"}, (" RTP/AVP 9 0 8\r\n",)),
        (
            {"voice__codecPref__iLBC__13_33kbps": "1", "voice__audioProfile__iLBC__payloadType": "97"},
            ("a=rtpmap:97 iLBC/8000", "a=fmtp:97 mode=30", "a=ptime:30"),
        ),
        ({"voice__audioProfile__G722__payloadSize": "40"}, ("a=ptime:40",)),
        ({"sec__srtp__offer": "1"}, (" RTP/AVP ", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 ")),
        ({"reg__1__srtp__require": "1", "sec__srtp__offer__HMAC_SHA1_32": "1"}, (" RTP/SAVP ", "a=crypto:2 ")),
        ({"sec__srtp__offer": "1", "sec__srtp__key__lifetime": "2^31"}, ("|2^31\r\n",)),
        ({"tcpIpApp__port__rtp__mediaPortRangeStart": "31000"}, ("m=audio 310",)),
    ],
)
async def test_what_is_offered(lab: Lab, values: dict[str, str], lines: tuple[str, ...]) -> None:
    """Each parameter is seen in the description of the first call."""
    lab.boot_server.add_phone(MAC)
    configure(lab, **values)
    async with Phone("VVX_450", server=lab.boot_server.url, mac=MAC) as phone:
        await phone.until("registered")
        phone.dial("1002")
        await phone.until(lambda p: p.calls[0].state == "connected" or p.calls[0].ended or None)
        offer = offer_of(phone)
        assert [] == [line for line in lines if line not in offer], offer


OFFER, REQUIRE, OFF = {"sec__srtp__offer": "1"}, {"sec__srtp__require": "1"}, {"sec__srtp__enable": "0"}


@pytest.mark.parametrize(
    ("two", "secure"),
    [((OFFER, {}), True), ((REQUIRE, {}), True), ((OFFER, OFF), False), (({}, OFFER), False), (({}, {}), False)],
    indirect=["two"],
)
async def test_encrypted_calls_show_a_padlock(two: tuple[Phone, Phone], secure: bool) -> None:
    """Who offers encryption to one that takes it has it, and both say so; else the call is plain."""
    here, there = two
    here.dial(there.lines[0].settings.user)
    await there.until("call:offering")
    there.press("Answer")
    for phone in two:
        await phone.until("call:connected")
        await phone.until(lambda p: ("⚿ encrypted" in p.screen.text) == secure or None, timeout=3)


@pytest.mark.parametrize("two", [(REQUIRE, OFF), (OFF, REQUIRE), ({}, REQUIRE)], indirect=True)
async def test_calls_that_cannot_be_encrypted_as_wanted(two: tuple[Phone, Phone]) -> None:
    """Where one side has to have encryption and the other does not do it, the call ends with 488 before it rings."""
    here, there = two
    here.dial(there.lines[0].settings.user)
    await here.until(lambda p: p.calls[0].ended or None)
    assert (488, ()) == (here.calls[0].code, there.calls)


async def test_encrypted_by_tls_and_srtp(certificates: Certificates) -> None:
    """With TLS in signalling, the keys of the media are no secret to the two phones alone."""
    async with Lab(tls=certificates.serving(), transport="TLS") as lab:
        for mac in (MAC, OTHER):
            lab.boot_server.add_phone(mac)
            configure(lab, mac, **REQUIRE)
        given: dict[str, Any] = {"server": lab.boot_server.url, "ca": certificates.ca}
        async with Phone("VVX_450", mac=MAC, **given) as here, Phone("CCX_500", mac=OTHER, **given) as there:
            await asyncio.gather(here.until("registered"), there.until("registered"))
            here.dial(there.lines[0].settings.user)
            await there.until("call:offering")
            there.press("Answer")
            for phone in (here, there):
                await phone.until(lambda p: "encrypted" in p.screen.text or None)


def port_of(phone: Phone) -> int:
    """Where a phone takes calls."""
    register = next(text for _, way, _, text in phone.sip_trace if way == "out" and text.startswith("REGISTER"))
    return parse(register.encode()).via.port or 5060


@pytest.mark.parametrize(
    "description",
    ["m=audio 4000 RTP/AVP 18", "m=audio 4000 RTP/AVP 97\r\na=rtpmap:97 opus/48000/2", "m=audio 4000 RTP/SAVP 0"],
)
async def test_nothing_in_common(phone: Phone, peer: Peer, description: str) -> None:
    """A call with no codec that the phone has is refused at once, without ringing."""
    head = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    peer.invite(port_of(phone), phone.lines[0].settings.user, f"{head}{description}\r\n".encode())
    assert 488 == (await peer.response("INVITE")).code
    assert () == phone.calls


async def test_a_picture_is_not_taken(phone: Phone, peer: Peer, rtp: Rtp) -> None:
    """Offered video is answered by sound alone, and the phone says so."""
    body = rtp.sdp() + b"m=video 4002 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n"
    peer.invite(port_of(phone), phone.lines[0].settings.user, body)
    await phone.until("call:offering")
    phone.press("Answer")
    answer = await peer.response("INVITE")
    assert b"m=video 0 " in answer.body
    peer.acknowledge(answer)
    await phone.until(lambda p: "audio only" in p.screen.text or None)


@pytest.mark.parametrize(
    "values",
    [
        {"tone__dtmf__viaRtp": "0", "voIpProt__SIP__dtmfViaSignaling__rfc2976": "1"},
        {"tone__dtmf__rfc2833Payload": "99"},
    ],
)
async def test_keys_reach_the_far_end(lab: Lab, values: dict[str, str]) -> None:
    """By signalling alone, or by another payload type."""
    lab.boot_server.add_phone(MAC)
    configure(lab, **values)
    async with Phone("VVX_450", server=lab.boot_server.url, mac=MAC) as phone:
        await phone.until("registered")
        phone.dial("1002")
        await phone.until("call:connected")
        party = lab.party.calls[-1]
        await party.until("connected")
        phone.press("4", "*", "#")
        await phone.until(lambda p: party.digits == "4*#" or None, timeout=5)


@pytest.mark.parametrize(("masking", "tones"), [("0", (770, 1336)), ("1", (500,))])
async def test_keys_are_heard_by_who_presses_them(
    lab: Lab, tmp_path: Path, masking: str, tones: tuple[int, ...]
) -> None:
    """On the speaker as DTMF, or as something that no microphone takes for DTMF."""
    lab.boot_server.add_phone(MAC)
    configure(lab, tone__dtmf__chassis__masking=masking, tone__dtmf__onTime="400", tone__dtmf__viaRtp="0")
    async with Phone("VVX_450", server=lab.boot_server.url, mac=MAC) as phone:
        await phone.until("registered")
        phone.dial("1002")
        await phone.until("call:connected")
        lab.party.calls[-1].hold()
        await phone.until("call:remote-held")
        listening = asyncio.create_task(phone.listen(0.6, tmp_path / "keys.wav"))
        await asyncio.sleep(0.1)
        phone.press("5")
        sound = read(await listening)
        loud = heard(sound)
        assert tones == tuple(hz for hz in (500, 770, 1336) if any(abs(hz - each) <= 20 for each in loud))


async def test_the_statistics_of_a_call(lab: Lab, phone: Phone) -> None:
    """Status > Diagnostics > Media Statistics counts packets while the call goes on, and gives it a mark."""
    phone.dial("1002")
    await phone.until("call:connected")
    phone.post(OpenPage("diagnostics"))
    row = next(line for line in phone.screen.text.splitlines() if "Media Statistics" in line)
    phone.press(next(sign for sign in row if sign.isdigit()))
    await phone.until(lambda p: ("MOS-LQ" in p.screen.text and "4.4" in p.screen.text) or None)
    await phone.until(lambda p: _count(p) > 20 or None, timeout=5)


def _count(phone: Phone) -> int:
    rows = [line.split() for line in phone.screen.text.splitlines() if "Rx Packets" in line]
    return int(rows[0][-1]) if rows and rows[0][-1].isdigit() else 0


async def test_a_report_on_quality(lab: Lab, peer: Peer) -> None:
    """A collector gets a report of each call in a PUBLISH."""
    family = "voice__qualityMonitoring__collector"
    values = {
        f"{family}__server__1__address": "127.0.0.1",
        f"{family}__server__1__port": str(peer.port),
        f"{family}__enable__session": "1",
    }
    lab.boot_server.add_phone(MAC)
    configure(lab, **values)
    async with Phone("VVX_450", server=lab.boot_server.url, mac=MAC) as phone:
        await phone.until("registered")
        phone.dial("1002")
        await phone.until("call:connected")
        await asyncio.sleep(0.5)
        phone.press("End Call")
        report = await peer.request("PUBLISH")
        peer.answer(report, 200)
    assert ("vq-rtcpxr", "application/vq-rtcpxr") == (report.get("event"), report.get("content-type"))
    text = report.body.decode()
    assert text.startswith("VQSessionReport: CallTerm\r\n")
    invite = [text for _, way, _, text in phone.sip_trace if text.startswith("INVITE")][-1]
    call_id = next(line for line in invite.split("\r\n") if line.startswith("Call-ID: "))
    assert call_id.replace("Call-ID", "CallID") in text.split("\r\n")
    assert "PD=G722" in text


async def test_a_call_recorded_on_the_stick(lab: Lab, tmp_path: Path) -> None:
    """Record, Start, Stop: the file holds both sides of the call, and is listed."""
    lab.boot_server.add_phone(MAC)
    configure(lab, feature__callRecording__enabled="1")
    stick = tmp_path / "stick"
    async with Phone("VVX_450", server=lab.boot_server.url, mac=MAC, usb=stick) as phone:
        await phone.until("registered")
        phone.speak(tone(900))
        phone.dial("1002")
        await phone.until("call:connected")
        while "Record" not in phone.screen.text:
            phone.press("More")
        phone.press("soft:Record", "Start")
        await phone.until(lambda p: "Recording in progress" in p.screen.text or None)
        await asyncio.sleep(0.8)
        phone.press("Stop")
        (path,) = stick.glob("*.wav")
        await completed(path)
        assert {900, lab.party.hz} <= set(heard(read(path)))
