"""TLS to boot servers: who is trusted, which name must be right, and who the phone says it is."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
import trustme
from aiohttp import web

from emulator.boot.orders import Login
from emulator.config.tls import TlsProfile
from emulator.factory import EXPIRED, Authority, maker
from emulator.lab.accounts import ACCOUNTS
from emulator.lab.authority import serving
from emulator.lab.boot_server import BootServer
from emulator.lab.gate import Gate
from emulator.lab.tree import LabTree, SipPlace
from tests.unit.boot.bench import MAC
from tests.unit.boot.transfers import fetch

ME = Login("me", "s3cret")


class Site(NamedTuple):
    """A boot server behind TLS, and the authority of its certificate."""

    server: BootServer
    authority: str

    @property
    def file(self) -> str:
        """The URL of a file that it has."""
        return f"{self.server.url}site.cfg"


@contextlib.asynccontextmanager
async def site(name: str = "127.0.0.1", *, devices: bool = False, ciphers: str = "") -> AsyncIterator[Site]:
    """A lab's boot server whose certificate bears a name; with `devices` it wants to see theirs.

    With `ciphers` it speaks TLS 1.2 by these alone.
    """
    authority = Authority.new("Somebody's CA")
    server = BootServer(LabTree(SipPlace("127.0.0.1", 5060)), ACCOUNTS)
    tls = serving(authority, name, devices=devices)
    if ciphers:
        tls.maximum_version = ssl.TLSVersion.TLSv1_2
        tls.set_ciphers(ciphers)
    await server.start(tls=tls)
    try:
        yield Site(server, authority.pem)
    finally:
        await server.stop()


@pytest.mark.parametrize("builtin", [True, False])
async def test_a_custom_authority_counts(builtin: bool) -> None:
    """Beside those that the phone comes with, or in their place; also with its line ends lost."""
    async with site() as there:
        for pem in (there.authority, " ".join(there.authority.splitlines())):
            answer = await fetch(there.file, tls=TlsProfile(builtin, ("no certificate", pem)))
            assert (200, "") == (answer.status, answer.fault)


@pytest.mark.parametrize("authorities", [(), ("no certificate",), (trustme.CA().cert_pem.bytes().decode(),)])
async def test_nobody_else_is_trusted(authorities: tuple[str, ...]) -> None:
    """Without the authority of the server's certificate nothing is asked for."""
    async with site() as there:
        answer = await fetch(there.file, tls=TlsProfile(authorities=authorities))
    assert (None, "untrusted", []) == (answer.status, answer.fault, there.server.requests)


async def test_what_the_user_trusts_counts_whatever_a_profile_says() -> None:
    """--ca adds to every profile, and a profile's authorities do not stay for the next."""
    async with site() as there, site() as other:
        trust = ssl.create_default_context(cadata=there.authority)
        only_other = TlsProfile(False, (other.authority,))
        assert 200 == (await fetch(there.file, trust=trust, tls=only_other)).status
        assert 200 == (await fetch(other.file, trust=trust, tls=only_other)).status
        assert "untrusted" == (await fetch(other.file, trust=trust)).fault


@pytest.mark.parametrize(("strict", "fault"), [(True, "untrusted"), (False, "")])
async def test_the_name_must_be_right_unless_the_profile_is_lenient(strict: bool, fault: str) -> None:
    """The certificate of a trusted authority for another name."""
    async with site("boot.example") as there:
        answer = await fetch(there.file, tls=TlsProfile(authorities=(there.authority,), strict=strict))
    assert fault == answer.fault


async def test_the_name_is_that_of_the_url_not_the_address() -> None:
    """The certificate must be for the name that was asked for, wherever the resolver says that it is."""

    async def resolve(_: str) -> list[str]:
        return ["127.0.0.1"]

    async with site("boot.example") as there:
        tls = TlsProfile(authorities=(there.authority,))
        for name, fault in (("boot.example", ""), ("other.example", "untrusted")):
            answer = await fetch(there.file.replace("127.0.0.1", name), resolve=resolve, tls=tls)
            assert (fault, there.file.replace("127.0.0.1", name)) == (answer.fault, answer.url)


async def test_the_device_certificate_is_shown_to_servers_that_ask() -> None:
    """A server that wants devices sees the MAC address in capitals; one that does not sees nothing."""
    async with site(devices=True) as there, site() as plain:
        for each in (there, plain):
            tls = TlsProfile(authorities=(each.authority,))
            assert 200 == (await fetch(each.file, certificate=lambda: maker().device(MAC), tls=tls)).status
    assert [MAC.upper()] == [each.device for each in there.server.requests]
    assert [""] == [each.device for each in plain.server.requests]


@pytest.mark.parametrize(
    "certificate", ["", maker().device(MAC, EXPIRED), Authority.new("Nobody").device(MAC), "no certificate"]
)
async def test_other_devices_are_sent_away(certificate: str) -> None:
    """None, an expired one, one of a strange authority, and what is none: the server ends the connection."""
    async with site(devices=True) as there:
        tls = TlsProfile(authorities=(there.authority,))
        answer = await fetch(there.file, certificate=lambda: certificate, tls=tls)
    assert (None, []) == (answer.status, there.server.requests)
    assert answer.fault in ("handshake", "reset")


async def test_a_custom_device_certificate_takes_the_place_of_the_factorys() -> None:
    """Certificate and key as the configuration has them, on one line each."""
    made = maker().device("0004f2000099")
    split = made.index("-----BEGIN PRIVATE KEY-----")
    certificate, key = (" ".join(part.splitlines()) for part in (made[:split], made[split:]))
    async with site(devices=True) as there:
        tls = TlsProfile(authorities=(there.authority,), certificate=certificate, key=key)
        assert 200 == (await fetch(there.file, certificate=lambda: maker().device(MAC), tls=tls)).status
    assert ["0004F2000099"] == [each.device for each in there.server.requests]


@contextlib.asynccontextmanager
async def moved(location: str, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A server that sends everybody elsewhere."""

    async def send_away(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": location})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", send_away)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{runner.addresses[0][1]}/site.cfg"
    finally:
        await runner.cleanup()


async def test_from_tls_there_is_no_way_down() -> None:
    """A redirection from https to http is a fault, even one that brings a login: the other server hears nothing."""
    authority = Authority.new("Somebody's CA")
    plain = BootServer(LabTree(SipPlace("127.0.0.1", 5060)), ACCOUNTS)
    await plain.start()
    target = plain.url.replace("//", "//me:s3cret@") + "site.cfg"
    async with moved(target, serving(authority, "127.0.0.1")) as url:
        answer = await fetch(url, login=ME, tls=TlsProfile(authorities=(authority.pem,)))
    await plain.stop()
    assert ("redirects", []) == (answer.fault, plain.requests)


async def test_a_way_up_is_taken_and_a_login_on_it_is_not() -> None:
    """From http to https all goes well; user and password in the new place are not the phone's to give."""
    async with site() as there:
        there.server.gate = Gate("you", "pw", "basic")
        target = there.file.replace("//", "//you:pw@")
        async with moved(target) as url:
            answer = await fetch(url, tls=TlsProfile(authorities=(there.authority,)))
    assert (401, there.file) == (answer.status, answer.url)
