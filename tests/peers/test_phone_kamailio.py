"""Whole phones at kamailio: registered, subscribed, told to look at their configuration."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from emulator.calls.model import OpenDialer
from emulator.kernel.clock import SECOND, RealClock
from emulator.lines.model import Line
from emulator.phone import Phone
from emulator.sip.edge.face import METHODS
from tests.peers.harness.certificates import Certificates, make_certificates
from tests.peers.harness.programs import eventually, free_port
from tests.peers.office import HastyClock, Office, codes, names, requests, wire

AGENT = "PolycomVVX-VVX_450-UA/5.9.7.4477"
TRANSPORTS = ("UDPOnly", "TCPOnly", "TLS")
SHORT: dict[str, object] = {
    "voIpProt.server.1.expires": 10,
    "voIpProt.server.1.expires.overlap": 5,
    "voIpProt.server.1.registerRetry.baseTimeOut": 10,
    "voIpProt.server.1.registerRetry.maxTimeOut": 60,
    "voIpProt.server.1.retryMaxCount": 2,
    "voIpProt.server.1.retryTimeOut": 1000,
}
"""The shortest that the parameters allow: registered for 10 s, tried again after 10, silent after 3."""

REFRESH, RETRY, SILENCE = 5, 10, 3


def line(phone: Phone) -> Line:
    """Its first line."""
    return phone.lines[0]


async def until_line(phone: Phone, state: str, seconds: float = 5) -> None:
    """Wait until the first line is in a state."""
    await phone.until(lambda phone: line(phone).state == state, seconds)


def moments(phone: Phone, *states: str) -> list[float]:
    """When the first line came into these states, one after another, in the phone's seconds."""
    found, news = [], (each for each in phone.journal if each.kind == "line")
    for state in states:
        entry = next(each for each in news if f"line 1: {state}" in each.text)
        found.append(entry.at / SECOND)
    return found


async def test_as_many_lines_as_the_model_has(office: Office) -> None:
    """Sixteen on a VVX 600, each with a user of its own: all are registered, any is called, and none is left behind."""
    users = {index: str(1000 + index) for index in range(1, 17)}
    lines: dict[str, object] = {}
    for index, user in users.items():
        lines |= {f"reg.{index}.{name}": user for name in ("address", "auth.userId")}
        lines[f"reg.{index}.auth.password"] = office.kamailio.password(user)
    async with office.phone("1001", lines, model="VVX_600") as phone:
        for index in users:
            await phone.until(f"registered:{index}")
        assert [1] * 16 == [len(office.kamailio.contacts(user)) for user in users.values()]
        phone.post(OpenDialer(3))
        phone.press(*"1016")
        await phone.until(lambda phone: len(phone.calls) == 2)
        assert {("out", 3), ("in", 16)} == {(call.direction, call.line) for call in phone.calls}
    assert [0] * 16 == [len(office.kamailio.contacts(user)) for user in users.values()]


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_it_registers_with_digest_and_leaves_no_contact_behind(office: Office, transport: str) -> None:
    """One challenge, one binding at the phone's own address; none once the phone is unplugged."""
    async with office.phone(transport=transport) as phone:
        await phone.until("registered")
        (contact,) = office.kamailio.contacts("1001")
        assert contact.startswith(f"sip:1001@{phone.setup.bind}:")
        assert [401, 200] == codes(phone, "REGISTER"), wire(phone)
        assert "Line: Unregistered" not in phone.screen.text
    assert [] == office.kamailio.contacts("1001")


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_refresh_uses_the_nonce_again(office: Office, transport: str) -> None:
    """The second registration is one request: same Call-ID and tag, next CSeq, next nonce count."""
    async with office.phone("1001", SHORT, transport=transport, clock=HastyClock()) as phone:
        await phone.until("registered")
        await eventually(lambda: len(codes(phone, "REGISTER")) > 2, "a refresh")
        assert [401, 200, 200] == codes(phone, "REGISTER")[:3], wire(phone)
        first, second, third = requests(phone, "REGISTER")[:3]
        assert first.call_id == second.call_id == third.call_id
        assert first.sender.tag == third.sender.tag
        assert [1, 2, 3] == [each.cseq.number for each in (first, second, third)]
        assert ["nc=00000001", "nc=00000002"] == [_field(each.get("authorization"), "nc") for each in (second, third)]
        assert 1 == len(office.kamailio.contacts("1001"))


def _field(credentials: str | None, name: str) -> str:
    return next(part.strip() for part in (credentials or "").split(",") if part.strip().startswith(f"{name}="))


@pytest.mark.parametrize("stage", ["ready", "registered"])
async def test_unplugged_at_any_moment_it_leaves_nothing_open(office: Office, stage: str) -> None:
    """Also while its sockets are just being opened; the next phone at the same port registers."""
    port = free_port()
    for _ in range(2):
        async with office.phone(bind="127.0.0.1", sip_port=port) as phone:
            await phone.until(stage)
    assert [] == office.kamailio.contacts("1001")


async def test_registering_looks_as_on_the_device(office: Office) -> None:
    """Order of headers, User-Agent, language, methods in Contact, identity; no password and no digest is shown."""
    async with office.phone() as phone:
        await phone.until("registered")
    bare, authorized = requests(phone, "REGISTER")[:2]
    order = ["Via", "From", "To", "CSeq", "Call-ID", "Contact", "User-Agent", "Accept-Language"]
    assert [*order, "Max-Forwards", "Expires", "Content-Length"] == names(bare)
    assert [*order, "Authorization", "Max-Forwards", "Expires", "Content-Length"] == names(authorized)
    assert (AGENT, "en", "70", "300") == tuple(
        bare.get(name) for name in ("user-agent", "accept-language", "max-forwards", "expires")
    )
    assert (bare.get("contact") or "").endswith(f';transport=udp>;methods="{",".join(METHODS)}"')
    assert (bare.get("from") or "").startswith('"Desk 1001" <sip:1001@127.0.0.1>;tag=')
    assert office.kamailio.password("1001") not in wire(phone)


@pytest.mark.parametrize("where", ["ca", "sec.TLS.customCaCert.1"])
async def test_tls_trusts_the_given_authority(office: Office, certificates: Certificates, where: str) -> None:
    """TLS 1.3 with the CA from the command line, or from the configuration file."""
    changes, ca = {}, certificates.ca if where == "ca" else None
    if ca is None:
        changes[where] = certificates.ca.read_text()
    async with office.phone("1001", changes, transport="TLS", ca=ca) as phone:
        await phone.until("registered")
        assert ["TLSv1.3"] == office.kamailio.tls_versions()


@pytest.mark.parametrize(("strict", "state"), [("1", "unregistered"), ("0", "registered")])
async def test_tls_may_ask_for_the_name(office: Office, certificates: Certificates, strict: str, state: str) -> None:
    """A certificate for another name of the server counts only where names are not checked."""
    names = {"dns.cache.A.1.name": "pbx.example", "dns.cache.A.1.address": "127.0.0.1"}
    changes = {
        **names,
        "voIpProt.server.1.address": "pbx.example",
        "sec.TLS.SIP.strictCertCommonNameValidation": strict,
    }
    async with office.phone("1001", changes, transport="TLS", ca=certificates.ca) as phone:
        await until_line(phone, state)


@pytest.mark.parametrize("given", ["nothing", "another authority"])
async def test_tls_refuses_whom_nobody_vouches_for(office: Office, tmp_path: Path, given: str) -> None:
    """No REGISTER is sent; the line is shown unregistered, and the journal says that it was the certificate."""
    ca = make_certificates(tmp_path).ca if given == "another authority" else None
    async with office.phone(transport="TLS", ca=ca) as phone:
        await until_line(phone, "unregistered")
        await phone.until("screen:Line: Unregistered")
        assert 503 == line(phone).code
        assert "certificate: " in line(phone).reason
        assert [] == codes(phone, "REGISTER")
    assert [] == office.kamailio.contacts("1001")


@pytest.mark.parametrize(
    ("fault", "state", "code", "shown"),
    [
        ("password", "failed", 401, "Login credentials have failed."),
        (403, "failed", 403, "Login credentials have failed."),
        (404, "failed", 404, "Line: Unregistered"),
        (503, "unregistered", 503, "Line: Unregistered"),
        ("silence", "unregistered", 408, "Line: Unregistered"),
    ],
)
async def test_a_registration_that_fails_is_shown_and_tried_again(
    office: Office, fault: str | int, state: str, code: int, shown: str
) -> None:
    """Within the configured time-out; once the trouble is over, it registers within the configured retry."""
    kamailio, changes = office.kamailio, {**SHORT}
    if fault == "password":
        changes["reg.1.auth.password"] = "wrong"
    elif isinstance(fault, int):
        kamailio.fault("REGISTER", fault)
    else:
        kamailio.silence("REGISTER")
    async with office.phone("1001", changes, clock=HastyClock()) as phone:
        await until_line(phone, state)
        await phone.until(f"screen:{shown}")
        assert (state, code) == (line(phone).state, line(phone).code), wire(phone)
        assert [] == kamailio.contacts("1001")
        kamailio.fault("REGISTER", 0)
        await until_line(phone, "registering" if fault == "password" else "registered")
        began, failed, again = moments(phone, "registering", state, "registering")
        assert SILENCE + 1 > failed - began
        assert RETRY == pytest.approx(again - failed, abs=1)


async def test_a_longer_interval_is_asked_for_when_423_wants_it(office: Office) -> None:
    """Interval Too Brief with Min-Expires 600: the next REGISTER, at once, asks for 600 s."""
    office.kamailio.fault("REGISTER", 423)
    async with office.phone() as phone:
        await phone.until("registered")
        assert [423, 401, 200] == codes(phone, "REGISTER"), wire(phone)
        assert ["300", "600", "600"] == [each.get("expires") for each in requests(phone, "REGISTER")]
        assert 600 == line(phone).expires


@pytest.mark.parametrize("pace", [HastyClock, pytest.param(RealClock, marks=pytest.mark.soak)])
@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_registrar_that_is_gone_and_comes_back(office: Office, transport: str, pace: type[RealClock]) -> None:
    """Unregistered is shown once it does not answer a refresh; registered again within the configured retry."""
    async with office.phone("1001", SHORT, transport=transport, clock=pace()) as phone:
        await phone.until("registered")
        await asyncio.to_thread(office.kamailio.stop)
        await until_line(phone, "unregistered", 20)
        assert "Line: Unregistered" in phone.screen.text
        await asyncio.to_thread(office.kamailio.start)
        back = phone.now / SECOND
        await phone.until("registered", 20)
        await eventually(lambda: office.kamailio.contacts("1001"), "a new binding")
        was, gone, *_ = moments(phone, "registered", "unregistered")
        assert REFRESH + SILENCE + 1 > gone - was
        assert RETRY + SILENCE + 1 > phone.now / SECOND - back


SUBSCRIBING = {"msg.mwi.1.subscribe": "1001", "msg.mwi.1.callBackMode": "contact", "msg.mwi.1.callBack": "1002"}


@pytest.mark.parametrize("transport", ["UDPOnly", "TCPOnly"])
async def test_a_subscription_tells_of_messages(office: Office, transport: str) -> None:
    """The lamp follows what the presence server is told; the subscription ends with the phone."""
    async with office.phone("1001", SUBSCRIBING, transport=transport) as phone:
        await phone.until("registered")
        await eventually(lambda: 202 in codes(phone, "SUBSCRIBE") or 200 in codes(phone, "SUBSCRIBE"), "subscribed")
        await asyncio.to_thread(office.kamailio.publish_messages, "1001", 3, 1)
        await phone.until("led:mwi=red")
        assert ("flashSlow", "3 New messages") == (phone.leds["mwi"].pattern, _found(phone, "3 New messages"))
        await asyncio.to_thread(office.kamailio.publish_messages, "1001", 0, 4)
        await phone.until("led:mwi=off")
        assert "message-summary" == requests(phone, "SUBSCRIBE")[0].get("event")
    assert "0" == requests(phone, "SUBSCRIBE")[-1].get("expires")
    assert {200} == set(codes(phone, "NOTIFY", "out"))


async def test_a_subscription_outlives_the_server_that_forgot_it(office: Office) -> None:
    """Registered again after the server's restart, the phone hears of messages again, without a pause."""
    async with office.phone("1001", {**SHORT, **SUBSCRIBING}, clock=HastyClock()) as phone:
        await phone.until("registered")
        await eventually(lambda: codes(phone, "NOTIFY", "out"), "the first notification")
        await asyncio.to_thread(office.kamailio.stop)
        await until_line(phone, "unregistered")
        await asyncio.to_thread(office.kamailio.start)
        await phone.until("registered")
        await eventually(lambda: 481 in codes(phone, "SUBSCRIBE"), "the refusal")
        await eventually(lambda: codes(phone, "SUBSCRIBE")[-1] in (200, 202), "a new subscription", 0.5)
        await asyncio.to_thread(office.kamailio.publish_messages, "1001", 1)
        await phone.until("led:mwi=red")


def _found(phone: Phone, text: str) -> str:
    return text if text in phone.screen.text else phone.screen.text


async def test_an_unsolicited_summary_lights_the_lamp(office: Office) -> None:
    """Many servers tell of messages without being asked."""
    async with office.phone() as phone:
        await phone.until("registered")
        office.kamailio.notify("1001", "message-summary", "Messages-Waiting: yes\r\nVoice-Message: 2/0 (0/0)\r\n")
        await phone.until("led:mwi=red")
        office.kamailio.notify("1001", "message-summary", "Messages-Waiting: no\r\n")
        await phone.until("led:mwi=off")
        assert [200, 200] == codes(phone, "NOTIFY", "out")


async def test_a_check_sync_without_a_change_changes_nothing(office: Office) -> None:
    """It is answered, the files are read again, and the phone stays as it is."""
    async with office.phone() as phone:
        await phone.until("registered")
        await eventually(lambda: any(each.method == "PUT" for each in office.nginx.requests()), "the log")
        office.nginx.forget()
        office.kamailio.check_sync("1001")
        await eventually(lambda: codes(phone, "NOTIFY", "out"), "the answer")
        files = ["/0004f2aa1001.cfg", "/000000000000.cfg", "/phone-0004f2aa1001.cfg"]

        def read() -> list[str]:
            return [each.path for each in office.nginx.requests() if each.path in files]

        await eventually(lambda: len(read()) >= 3, "a look at the files")
        assert [200] == codes(phone, "NOTIFY", "out")
        assert files == read()[:3]
        assert [] == [each.text for each in phone.journal if "rebooting" in each.text]
        assert line(phone).registered


@pytest.mark.parametrize("why", ["a changed file", "alwaysReboot"])
async def test_a_check_sync_that_restarts(office: Office, why: str) -> None:
    """With a changed file, or always if so configured, the phone unregisters, boots and registers anew."""
    always: dict[str, object] = {"voIpProt.SIP.specialEvent.checkSync.alwaysReboot": 1}
    changes = always if why == "alwaysReboot" else {}
    async with office.phone("1001", changes) as phone:
        await phone.until("registered")
        if why == "a changed file":
            office.configure("1001", {"reg.1.label": "Front desk"})
        office.kamailio.check_sync("1001")
        await eventually(lambda: any("boot: rebooting" in each.text for each in phone.journal), "the reboot")
        await phone.until("registered")
        expires = [each.get("expires") for each in requests(phone, "REGISTER")]
        assert "0" in expires, wire(phone)
        assert "300" == expires[-1]
        assert 1 == len(office.kamailio.contacts("1001"))
        assert (why == "a changed file") == ("Front desk" in phone.screen.text)


async def test_a_restart_takes_up_all_that_is_new(office: Office) -> None:
    """Port, codecs and trusted authorities of the SIP side are those of the configuration that was read last."""
    before, after = free_port(), free_port()
    async with office.phone("1001", {"voIpProt.SIP.local.port": before}, sip_port=None, ca=None) as phone:
        await phone.until("registered")
        assert [f":{before};"] == re.findall(r":\d+;", office.kamailio.contacts("1001")[0])
        authority = office.certificates.ca.read_text()
        changes = {"voIpProt.SIP.local.port": after, "sec.TLS.customCaCert.1": authority, "voice.codecPref.G722": 0}
        office.configure("1001", changes, transport="TLS")
        office.kamailio.check_sync("1001")
        await eventually(lambda: any("boot: rebooting" in each.text for each in phone.journal), "the reboot")
        await phone.until("registered")
        assert f":{after};transport=tls" in office.kamailio.contacts("1001")[0]
        phone.dial("1002")
        await eventually(lambda: requests(phone, "INVITE"), "an INVITE")
        assert b"G722" not in requests(phone, "INVITE")[0].body
