"""The front end's web server over real TLS: the ways in, and what keeps people out."""

from __future__ import annotations

import asyncio
import base64
import datetime
import random
import re
import ssl
from pathlib import Path

import aiohttp
import pytest

from emulator.kernel.clock import ManualClock
from emulator.lab.accounts import ACCOUNTS
from emulator.lab.lab import Lab
from emulator.lab.sip_server import SipServer
from emulator.lab.skype.accounts import read_accounts
from emulator.lab.skype.discovery import ROOT
from emulator.lab.skype.front_end import FrontEnd
from emulator.lab.skype.messages import LARGEST
from emulator.network.dhcp_file import read_dhcp
from emulator.network.offers import Offer
from tests.unit.lab.skype.asking import (
    CERTIFICATES,
    GRANT,
    JANE,
    PIN,
    ROBIN,
    TICKETS,
    Proved,
    certificate_request,
    read_certificate,
    read_ticket,
    signing_request,
    token_request,
)

XML = {"Content-Type": "text/xml; charset=utf-8"}
USER = f"{ROOT}/user"


def basic(user: str, password: str) -> dict[str, str]:
    """A login by RFC 7617."""
    return {"Authorization": f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"}


def described(lab: Lab) -> Offer:
    """What the network gives that the lab describes."""
    return read_dhcp("skype", Path(lab.skype.describe()["dhcp"]).read_text()).offers[0]


async def ticket(http: aiohttp.ClientSession, user: str, password: str, way: str = "Auth") -> Proved:
    """A web ticket, by HTTPS."""
    async with http.post(f"{TICKETS}/{way}", data=token_request(user, password), headers=XML) as answer:
        assert 200 == answer.status
        return read_ticket(await answer.text())


@pytest.mark.parametrize(("user", "password", "way"), [(*JANE, "Auth"), (*PIN, "pin")])
async def test_from_a_name_to_a_certificate(
    lab: Lab, http: aiohttp.ClientSession, user: str, password: str, way: str
) -> None:
    """Discovery, ticket, the user's own server, certificate: each step by what the one before has said."""
    async with http.get("/", params={"sipuri": "jdoe@example.com"}) as answer:
        following = re.findall(r'href="([^"]+)"', await answer.text())
    async with http.get(following[0]) as answer:
        links = dict(re.findall(r'token="(\w+)" href="([^"]+)"', await answer.text()))
    async with http.get(links["User"]) as answer:
        assert 401 == answer.status
        assert f"{lab.skype.url}{TICKETS}" == answer.headers["X-MS-WebTicketURL"]
    proved = await ticket(http, user, password, way)
    async with http.get(links["User"], headers={"X-MS-WebTicket": proved.header["x-ms-webticket"]}) as answer:
        found = re.findall(r'<SipClientInternalAccess fqdn="([^"]+)" port="(\d+)"/>', await answer.text())
    assert [("127.0.0.1", str(lab.ports["tls"]))] == found
    body = certificate_request(proved, signing_request())
    async with http.post(CERTIFICATES, data=body, headers=XML) as answer:
        made = read_certificate(await answer.text(), proved)
    assert lab.skype.certificates.login(made.user) is not None
    last = lab.skype.seen[-1]
    assert ("POST", CERTIFICATES, 200, "jdoe@example.com") == (last.method, last.path, last.status, last.user)


async def test_a_browser_signs_a_phone_in(lab: Lab, http: aiohttp.ClientSession) -> None:
    """It follows the page's own forms, filling in what they ask for."""
    async with http.post("/common/oauth2/v2.0/devicecode", data={"client_id": "vphone"}) as answer:
        told = await answer.json()
    async with http.get(told["verification_uri"]) as answer:
        page = await answer.text()
    entries = {"code": told["user_code"], "user": ROBIN[0], "password": ROBIN[1]}
    for _ in range(3):
        action = re.search(r'<form method="post" action="([^"]+)"', page)
        step = re.search(r'<button name="step" value="([^"]+)"', page)
        assert action is not None
        assert step is not None
        names = re.findall(r'<input[^>]* name="(\w+)"', page)
        fields = {"step": step[1], **{name: entries[name] for name in names}}
        async with http.post(f"/{action[1]}", data=fields) as answer:
            page = await answer.text()
    assert "Hello Robin Roe" in page
    poll = {"grant_type": GRANT, "device_code": told["device_code"], "client_id": "vphone"}
    async with http.post("/common/oauth2/v2.0/token", data=poll) as answer:
        granted = await answer.json()
    bearer = {**XML, "Authorization": f"Bearer {granted['access_token']}"}
    async with http.post(f"{TICKETS}/OAuth", data=token_request(), headers=bearer) as answer:
        assert ROBIN[0] == read_ticket(await answer.text()).address


async def test_bodies_that_are_too_large(http: aiohttp.ClientSession) -> None:
    """They are refused with a fault, wherever they are sent."""
    for path in (f"{TICKETS}/Auth", CERTIFICATES, "/sphone", "/nowhere"):
        async with http.post(path, data=b"<" * (LARGEST + 1)) as answer:
            assert 413 == answer.status
            assert "28931" == answer.headers["X-Ms-diagnostics"].partition(";")[0]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /?sipuri=a\xff@example.com HTTP/1.1\r\nHost: x\r\n\r\n", b"400"),
        (b"GET /?sipuri=%ff%fe@example.com HTTP/1.1\r\nHost: x\r\n\r\n", b"200"),
        (b"GET " + USER.encode() + b" HTTP/1.1\r\nHost: x\r\nX-MS-WebTicket: opaque=\xff\r\n\r\n", b"401"),
        (b"POST " + CERTIFICATES.encode() + b" HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n"
         b"Content-Length: 5\r\n\r\nabcde", b"400"),
        (b"\x16\x03\x01 nonsense\r\n\r\n", b"400"),
    ],
)  # fmt: skip
async def test_what_is_hardly_http(lab: Lab, caplog: pytest.LogCaptureFixture, sent: bytes, status: bytes) -> None:
    """It is answered, and nobody stumbles over it."""
    tls = ssl.create_default_context(cafile=str(lab.skype.ca))
    host, _, port = lab.skype.place.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port), ssl=tls)
    writer.write(sent)
    assert status == (await asyncio.wait_for(reader.readline(), 5)).split()[1]
    writer.close()
    assert [] == [record for record in caplog.records if record.exc_info]


async def test_a_server_that_is_not_available(lab: Lab, http: aiohttp.ClientSession) -> None:
    """503 for everything, and when to come again."""
    lab.skype.fault("unavailable")
    async with http.get("/", params={"sipuri": "jdoe@example.com"}) as answer:
        assert (503, "5") == (answer.status, answer.headers["Retry-After"])
    assert 503 == lab.skype.seen[-1].status


async def test_a_server_that_says_nothing(lab: Lab, http: aiohttp.ClientSession) -> None:
    """Whoever asks gives up in the end; afterwards the server answers again."""
    lab.skype.fault("time-out")
    with pytest.raises(TimeoutError):
        await http.get("/sphone", timeout=aiohttp.ClientTimeout(total=0.1))
    lab.skype.clear()
    async with http.get("/sphone") as answer:
        assert 200 == answer.status
    assert [0, 200] == [each.status for each in lab.skype.seen]


async def test_a_certificate_that_nobody_trusts(lab: Lab) -> None:
    """New connections see it, on the web and by SIP, until the fault ends."""
    tls = ssl.create_default_context(cafile=str(lab.skype.ca))
    ports = [int(lab.skype.describe()["place"].rpartition(":")[2]), lab.ports["tls"]]
    lab.skype.fault("certificate-not-trusted")
    for port in ports:
        with pytest.raises(ssl.SSLCertVerificationError):
            await asyncio.open_connection("127.0.0.1", port, ssl=tls)
    lab.skype.clear("certificate-not-trusted")
    for port in ports:
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls, server_hostname="sip.example.com")
        writer.close()


async def test_wrong_passwords_are_answered_late(tmp_path: Path) -> None:
    """The web server itself waits, by the pause that it was given."""
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    clock, rng = ManualClock(), random.Random(1)
    front_end = FrontEnd(clock, rng, tmp_path, pause, datetime.datetime.now(datetime.UTC))
    people = (*ACCOUNTS, *(each.sip_account() for each in read_accounts()))
    sip = SipServer(clock, rng, people)
    await sip.start(tls=front_end.tls("127.0.0.1"))
    await front_end.start(sip)
    tls = ssl.create_default_context(cafile=str(front_end.ca))
    async with aiohttp.ClientSession(front_end.url, connector=aiohttp.TCPConnector(ssl=tls)) as http:
        for _ in range(3):
            async with http.post(f"{TICKETS}/Auth", data=token_request(JANE[0], "wrong"), headers=XML) as answer:
                assert 401 == answer.status
    await front_end.stop()
    await sip.stop()
    assert [0.5, 1.0] == pauses


async def test_account_data_take_the_login_of_a_certificate(lab: Lab, http: aiohttp.ClientSession) -> None:
    """As well as that of the user; nothing else."""
    proved = await ticket(http, *PIN, "pin")
    async with http.post(CERTIFICATES, data=certificate_request(proved, signing_request()), headers=XML) as answer:
        made = read_certificate(await answer.text(), proved)
    logins = [(made.user, made.password), JANE, (made.user, "wrong"), ("EXAMPLE\\ppoe", "paper boats at noon")]
    statuses = []
    for login in logins:
        async with http.post("/EWS/Exchange.asmx", data=b"<a/>", headers=basic(*login)) as answer:
            statuses.append(answer.status)
    assert [400, 400, 401, 401] == statuses


async def test_the_network_can_lead_here(lab: Lab) -> None:
    """The description for --dhcp is one, and its option 43 names the certificate service."""
    offer = described(lab)
    scheme, host, port, path = (offer.vendor[number].text for number in "2345")
    assert offer.for_lync
    assert f"{lab.skype.url}/CertProv/CertProvisioningService.svc" == f"{scheme}://{host}:{port}{path}"
    records = lab.skype.parameters()
    assert "_sipinternaltls._tcp.example.com" == records["dns.cache.SRV.1.name"]
    assert str(lab.ports["tls"]) == records["dns.cache.SRV.1.port"]


async def test_accounts_are_described_as_an_administrator_would_look_them_up(lab: Lab) -> None:
    """With domain and user, sign-in address, extension and PIN; a password that was changed is the new one."""
    lab.skype.change_password("jdoe", "new")
    row = next(each for each in lab.describe()["accounts"] if each["user"] == "jdoe")
    expected = {
        "login": "EXAMPLE\\jdoe", "address": "jdoe@example.com", "password": "new", "extension": "4701", "pin": "24680",
    }  # fmt: skip
    assert expected.items() <= row.items()
    assert lab.skype.url == lab.describe()["skype"]["url"]


def test_one_deployment_at_a_time() -> None:
    """Neither a Lync deployment nor kamailio goes with the front end."""
    with pytest.raises(ValueError, match="embedded SIP server"):
        Lab(skype=True, lync="login")
    with pytest.raises(ValueError, match="embedded SIP server"):
        Lab(skype=True, sip="kamailio")
