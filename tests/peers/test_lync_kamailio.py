"""The Lync 2010 templates against a real registrar: TLS by the authority in the file, logins of a Windows domain."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from emulator.lab.lync import NETWORK, SHARED, Kind, LyncTree
from emulator.lab.tree import SipPlace
from emulator.phone import Phone
from tests.peers.harness.certificates import Certificates
from tests.peers.harness.kamailio import USERS, Kamailio
from tests.peers.harness.nginx import Nginx

MODELS = {"VVX_500": "0004f2aabb01", "SPIP_650": "0004f2aabb02"}


@pytest.fixture
def url(nginx: Nginx, kamailio: Kamailio, certificates: Certificates, request: pytest.FixtureRequest) -> str:
    """The templates of a kind, filled in and handed out by nginx."""
    kind: Kind = request.param
    tree = LyncTree(kind, SipPlace(kamailio.address, kamailio.tls_port, "TLS"), certificates.ca.read_text())
    files: dict[str, str | bytes] = {name: (tree.read(name) or b"").decode() for name in ("000000000000.cfg", SHARED)}
    for mac, account in zip(MODELS.values(), USERS, strict=False):
        files[f"phone-{mac}.cfg"] = tree.phone_file(replace(account, domain=NETWORK)).decode()
    nginx.add(files)
    return nginx.url


@pytest.mark.parametrize("url", ["credentials"], indirect=True)
async def test_two_phones_register_and_talk(url: str, kamailio: Kamailio) -> None:
    """Both over TLS, with nothing trusted but what the shared file says; the call has SRTP on both sides."""
    first, second = (Phone(model, mac=mac, server=url) for model, mac in MODELS.items())
    async with first as here, second as there:
        await asyncio.gather(here.until("registered"), there.until("registered"))
        assert 2 <= len(kamailio.tls_versions())
        here.dial(USERS[1].user)
        await there.until("call:offering")
        there.press("Answer")
        for phone in (here, there):
            await phone.until(lambda p: "encrypted" in p.screen.text or None)


@pytest.mark.parametrize("url", ["login", "all-in-one"], indirect=True)
async def test_a_login_at_the_phone(url: str, kamailio: Kamailio) -> None:
    """What is typed in Login Credentials counts at once."""
    async with Phone("VVX_500", mac=MODELS["VVX_500"], server=url) as phone:
        await phone.until("ready")
        assert [] == kamailio.contacts(USERS[0].user)
        phone.press("Home")
        for label in ("Settings", "Basic", "Login Credentials"):
            phone.touch_label(next(hit.label for hit in phone.frame.hits if hit.label.endswith(label)))
        for label, text in (("Domain", NETWORK), ("User", USERS[0].user), ("Password", USERS[0].password)):
            phone.touch_label(next(hit.label for hit in phone.frame.hits if hit.label.endswith(label)))
            phone.type_text(text)
            phone.press("OK")
        await phone.until("registered")
        assert 1 == len(kamailio.contacts(USERS[0].user))
