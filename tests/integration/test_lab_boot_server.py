"""The lab's boot server: the tree, files of phones, uploads, and what it remembers."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import aiohttp
import pytest

from emulator.boot.orders import Login
from emulator.boot.transfer.login import authorization
from emulator.kernel.mac import MacError
from emulator.lab.accounts import ACCOUNTS, PHONES, Account
from emulator.lab.boot_server import BootRequest, BootServer
from emulator.lab.gate import Gate, Scheme
from emulator.lab.tree import FolderTree, LabTree, SipPlace, phone_file


@pytest.fixture
async def server() -> AsyncIterator[BootServer]:
    """A boot server with the lab's own tree."""
    made = BootServer(LabTree(SipPlace("127.0.0.1", 5070)), ACCOUNTS)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def http(server: BootServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of `server`."""
    async with aiohttp.ClientSession(server.url, headers={"User-Agent": "test"}) as session:
        yield session


async def test_serves_the_tree_with_the_servers_filled_in(http: aiohttp.ClientSession, server: BootServer) -> None:
    """The master file names a file per phone before the shared one, and that says where the SIP server is."""
    async with http.get("000000000000.cfg") as answer:
        master = ElementTree.fromstring(await answer.text())
    assert "phone-[PHONE_MAC_ADDRESS].cfg, site.cfg" == master.get("CONFIG_FILES")
    async with http.get("site.cfg") as answer:
        place = ElementTree.fromstring(await answer.text()).find("SERVER")
    assert place is not None
    assert "127.0.0.1" == place.get("voIpProt.server.1.address")
    assert "5070" == place.get("voIpProt.server.1.port")
    assert ["/000000000000.cfg", "/site.cfg"] == [each.path for each in server.requests]


async def test_each_new_phone_gets_the_next_account(http: aiohttp.ClientSession, server: BootServer) -> None:
    """A phone is known by the file it asks for, and keeps its account."""
    for mac in ("0004f2000001", "0004f2000002", "0004f2000001"):
        async with http.get(f"phone-{mac}.cfg") as answer:
            assert 200 == answer.status
    assert {"0004f2000001": PHONES[0], "0004f2000002": PHONES[1]} == server.phones


async def test_a_phone_can_be_announced_with_its_account(http: aiohttp.ClientSession, server: BootServer) -> None:
    """Any spelling of the MAC; the account is then no longer free for others."""
    account = Account("1001", 'a"<&', "A & B")
    server.add_phone("00:04:F2:AA:BB:01", account)
    assert PHONES[1] == server.add_phone("0004f2aabb02")
    async with http.get("phone-0004f2aabb01.cfg") as answer:
        registration = ElementTree.fromstring(await answer.text()).find("REGISTRATION")
    assert registration is not None
    assert 'a"<&' == registration.get("reg.1.auth.password")
    assert "A & B" == registration.get("reg.1.displayName")


def test_runs_out_of_accounts_with_a_word(server: BootServer) -> None:
    """When all accounts are taken, announcing says so, and the file of one more phone is not found."""
    for number in range(len(PHONES)):
        server.add_phone(f"0004f20000{number:02}")
    with pytest.raises(ValueError, match="all accounts"):
        server.add_phone("0004f2aaaaaa")
    assert None is server.read("phone-0004f2aaaaaa.cfg")
    with pytest.raises(MacError):
        server.add_phone("phone")


async def test_uploads_are_kept_served_and_appended_to(http: aiohttp.ClientSession, server: BootServer) -> None:
    """PUT stores in memory; a Content-Range appends where it says; later GETs see it."""
    assert 201 == (await http.put("logs/a-app.log", data=b"first ")).status
    head = await http.head("logs/a-app.log")
    assert "6" == head.headers["Content-Length"]
    more = await http.put("logs/a-app.log", data=b"second", headers={"Content-Range": "bytes 6-11/12"})
    assert 204 == more.status
    async with http.get("logs/a-app.log") as answer:
        assert b"first second" == await answer.read()
    assert {"logs/a-app.log": b"first second"} == server.uploads
    assert BootRequest("PUT", "/logs/a-app.log", 201, "test", 6) == server.requests[0]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "missing.cfg", 404), ("POST", "site.cfg", 405)])
async def test_says_no(http: aiohttp.ClientSession, method: str, path: str, status: int) -> None:
    """What is not there, and what is not done here."""
    assert status == (await http.request(method, path)).status


async def test_fails_on_command(http: aiohttp.ClientSession, server: BootServer) -> None:
    """A scripted status for one path or for all."""
    server.faults["site.cfg"] = 503
    assert 503 == (await http.get("site.cfg")).status
    assert 200 == (await http.get("000000000000.cfg")).status
    server.faults["*"] = 403
    assert 403 == (await http.get("000000000000.cfg")).status


@pytest.mark.parametrize("scheme", ["basic", "digest"])
async def test_a_gate_admits_its_user_alone(server: BootServer, scheme: Scheme) -> None:
    """The Basic and Digest of another program get in with the right password, and nobody gets in without."""
    server.gate = Gate("me", "s3cret", scheme)
    for password, status in (("s3cret", 200), ("wrong", 401)):
        basic = base64.b64encode(f"me:{password}".encode()).decode()
        login: dict[str, Any] = {"headers": {"Authorization": f"Basic {basic}"}}
        if scheme == "digest":
            login = {"middlewares": (aiohttp.DigestAuthMiddleware("me", password),)}
        async with aiohttp.ClientSession(server.url, **login) as session, session.get("site.cfg?x=%20") as answer:
            assert status == answer.status
    async with aiohttp.ClientSession(server.url) as session, session.get("site.cfg") as answer:
        assert 401 == answer.status


def digest_of(gate: Gate, method: str = "GET", uri: str = "/a") -> str:
    """The phone's answer to a gate's challenge."""
    return authorization(Login("me", "s3cret"), [gate.challenge], method, uri) or ""


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256", "MD5-sess", "SHA-256-sess"])
def test_a_digest_is_for_one_request(algorithm: str) -> None:
    """Another method, path, user or gate is not what was signed."""
    gate = Gate("me", "s3cret", algorithm=algorithm)
    answer = digest_of(gate)
    assert gate.admits(answer, "GET", "/a")
    assert not gate.admits(answer, "PUT", "/a")
    assert not gate.admits(answer, "GET", "/b")
    assert not gate.admits(answer.replace('"me"', '"you"'), "GET", "/a")
    assert not Gate("me", "s3cret", algorithm=algorithm).admits(answer, "GET", "/a")


@pytest.mark.parametrize("path", ["../secret", "%2e%2e/secret", "/etc/hostname", "sub/../../secret", "a\0b", "sub"])
async def test_a_folder_gives_nothing_from_outside(tmp_path: Path, path: str) -> None:
    """Only files below the folder are served, whatever the path says."""
    (tmp_path / "secret").write_text("secret")
    tree = tmp_path / "tree"
    (tree / "sub").mkdir(parents=True)
    (tree / "sub" / "a.cfg").write_text("a")
    assert None is FolderTree(tree).read(path)
    assert b"a" == FolderTree(tree).read("sub/a.cfg")


def test_every_file_of_the_tree_is_well_formed() -> None:
    """What the lab hands out can be read by an XML parser."""
    tree = LabTree(SipPlace("127.0.0.1", 5070))
    for path in ("000000000000.cfg", "site.cfg", "contacts/000000000000-directory.xml"):
        ElementTree.fromstring(tree.read(path) or b"")
    ElementTree.fromstring(phone_file(PHONES[0]))
