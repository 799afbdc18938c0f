"""A whole phone whose server has something new for it: other settings, other software, secrets, people."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from emulator.boot.model import UpdateConfiguration
from emulator.config.encryption import encrypt, parse_key
from emulator.kernel.clock import FastClock
from emulator.lab.lab import Lab
from emulator.login.model import LogIn, LogOut
from emulator.phone import Phone
from emulator.sip.stack.authentication import DigestClient
from emulator.sip.stack.digest import Credentials
from emulator.sip.stack.headers import NameAddr, Uri
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.messages import Request, Response, parse
from tests.integration.phone.conftest import MAC
from tests.unit.sip.rig import Peer

KEY = "Crypt=1;KeyDesc=companyNameKey1;Key=06a9214036b8a15b512e03d534120006;"


def serve(lab: Lab, **files: bytes) -> None:
    """Put files on the server; in names, __ stands for a point."""
    lab.boot_server.uploads.update({name.replace("__", "."): body for name, body in files.items()})


def read(lab: Lab, name: str) -> bytes:
    """What the server has for a phone."""
    body = lab.boot_server.read(name)
    assert body is not None
    return body


async def test_an_update_moves_the_line_without_a_restart(lab: Lab, phone: Phone) -> None:
    """Another account in the phone's file: the old one is unregistered, the new one registered, the phone stays up."""
    name = f"phone-{MAC}.cfg"
    lab.boot_server.uploads[name] = read(lab, name).replace(b"1001", b"1003")
    phone.post(UpdateConfiguration())
    await phone.until(lambda p: (p.lines[0].settings.user, p.lines[0].registered) == ("1003", True))
    assert 1 == phone.state.dump()["power"]["boots"]
    assert "1003" in phone.screen.text


async def test_a_phone_polls_its_server(lab: Lab) -> None:
    """After an hour of the phone's time it looks, finds a new label, and has it."""
    site = read(lab, "site.cfg")
    polling = b'<P prov.polling.enabled="1" prov.polling.mode="rel" prov.polling.period="3600"/></PHONE_CONFIG>'
    serve(lab, site__cfg=site.replace(b"</PHONE_CONFIG>", polling))
    async with Phone("VVX_450", server=lab.boot_server.url, mac=MAC, clock=FastClock()) as phone:
        await phone.until("ready")
        own = read(lab, f"phone-{MAC}.cfg")
        lab.boot_server.uploads[f"phone-{MAC}.cfg"] = own.replace(b'label="1001"', b'label="Front desk"')
        await phone.until(lambda p: p.lines[0].settings.label == "Front desk")
        assert 3600 <= phone.now / 1_000_000


async def test_software_from_the_server_is_in_force_everywhere_and_for_good(lab: Lab, tmp_path: Path) -> None:
    """User-Agents for files and in SIP, the status menu, and the next power-up with the same flash."""
    image = {f"{Phone('VVX_450').profile.part_number}.sip.ld": b"image", "sip.ver": b"5.9.9.1001 24-May-26"}
    lab.boot_server.uploads.update(image)
    async with Phone("VVX_450", server=lab.boot_server.url, mac=MAC, state=tmp_path) as phone:
        await phone.until("registered")
        registers = [text for _, way, _, text in phone.sip_trace if way == "out" and text.startswith("REGISTER")]
        assert all("VVX_450-UA/5.9.9.1001" in text for text in registers)
    assert "5.9.9.1001" in lab.boot_server.requests[-1].agent
    again = Phone("VVX_450", server=lab.boot_server.url, mac=MAC, state=tmp_path)
    assert "5.9.9.1001" == again.profile.firmware
    await again.close()


async def test_an_encrypted_tree_makes_a_phone(lab: Lab, tmp_path: Path) -> None:
    """With the key in flash it registers as from files in clear."""
    serve(lab, site__cfg=encrypt(read(lab, "site.cfg"), parse_key(KEY)))
    phone = Phone("VVX_450", server=lab.boot_server.url, mac=MAC, state=tmp_path)
    phone.setup.flash.save_device({"device.sec.configEncryption.key": KEY})
    async with phone:
        await phone.until("registered")
        assert 1 == phone.state.dump()["power"]["boots"]


async def test_a_user_takes_the_line_along(lab: Lab) -> None:
    """Signing in registers the user's own line at this phone, signing out gives the phone its own line back."""
    site = read(lab, "site.cfg").replace(b"</PHONE_CONFIG>", b'<L prov.login.enabled="1"/></PHONE_CONFIG>')
    serve(lab, site__cfg=site, alice__cfg=read(lab, "phone-0004f2aabb99.cfg"))
    async with Phone("VVX_450", server=lab.boot_server.url, mac=MAC) as phone:
        await phone.until("registered")
        own = phone.lines[0].settings.user
        phone.post(LogIn("alice", "123"))
        await phone.until(lambda p: p.lines[0].registered and p.lines[0].settings.user != own)
        phone.post(LogOut())
        await phone.until(lambda p: p.lines[0].registered and p.lines[0].settings.user == own)


@pytest.mark.parametrize(("check", "codes"), [("digest", [401, 200]), ("source", [200])])
async def test_check_sync_must_be_proven_if_configured(lab: Lab, check: str, codes: list[int]) -> None:
    """The phone challenges it with a line's password, or takes it from its server alone, and then obeys."""
    rule = f'voIpProt.SIP.requestValidation.1.request="NOTIFY" voIpProt.SIP.requestValidation.1.method="{check}"'
    rules = f"<V {rule}/></PHONE_CONFIG>".encode()
    serve(lab, site__cfg=read(lab, "site.cfg").replace(b"</PHONE_CONFIG>", rules))
    server = Peer()
    await server.open()
    async with Phone("VVX_450", server=lab.boot_server.url, mac=MAC) as phone:
        await phone.until("registered")
        before = len(lab.boot_server.requests)
        password = next(each.password for each in lab.accounts if each.user == phone.lines[0].settings.user)
        client = DigestClient(Credentials(phone.lines[0].settings.user, password), random.Random(1))
        answers: list[Response] = []
        while not answers or answers[-1].code == 401:
            notify = check_sync(phone, server.port, len(answers))
            for refusal in answers:
                assert client.learn(notify, refusal)
            client.authorize(notify)
            server.send(notify, Hop("UDP", "127.0.0.1", contact(phone).port))
            answers.append(await server.get(Response))
        await phone.until(lambda p: len(lab.boot_server.requests) > before)
    await server.close()
    assert codes == [answer.code for answer in answers]


def contact(phone: Phone) -> Uri:
    """Where the phone can be reached."""
    sent = next(text for _, way, _, text in phone.sip_trace if way == "out" and text.startswith("REGISTER"))
    message = parse(sent.encode())
    return Uri.parse(NameAddr.parse(message.listed("contact")[0]).uri)


def check_sync(phone: Phone, port: int, number: int) -> Request:
    """The NOTIFY that asks a phone to look at its configuration."""
    request = Request("NOTIFY", str(contact(phone)))
    request.add("Via", f"SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bKn{number}")
    request.add("From", "<sip:server@127.0.0.1>;tag=n")
    request.add("To", f"<{contact(phone)}>")
    request.add("Call-ID", f"notify-{number}")
    request.add("CSeq", f"{number + 1} NOTIFY")
    request.add("Event", "check-sync")
    request.add("Subscription-State", "terminated")
    return request
