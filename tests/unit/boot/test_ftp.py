"""Transfers over FTP from servers that do wrong; a real server's part is among the tests with peers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from emulator.boot.orders import Login
from tests.unit.boot.ftpserver import HANG_UP, SILENCE, FtpServer
from tests.unit.boot.transfers import fetch, happens

ME = Login("me", "s3cret")
BODY = b"<site/>" * 50_000
FILES = {"poly/a.cfg": BODY}


async def test_a_download_as_the_server_sees_it() -> None:
    """Login, binary mode, passive, one file below the login's folder, goodbye."""
    async with FtpServer(FILES) as server:
        answer = await fetch(f"{server.url}poly/a.cfg", login=ME)
        await happens(lambda: "QUIT" in server.told)
    assert (200, BODY, "") == (answer.status, answer.body, answer.fault)
    assert ["USER me", "PASS s3cret", "EPSV", "TYPE I", "RETR poly/a.cfg", "QUIT"] == server.told


async def test_uploads_replace_or_append() -> None:
    """STOR puts a new file in the old one's place, APPE goes behind it; what there is to go behind may be nothing."""
    async with FtpServer() as server:
        for body, at in ((b"first ", None), (b"second", 6), (b"new", 0)):
            answer = await fetch(f"{server.url}a.log", "PUT", body=body, append_at=at)
            assert (200, "") == (answer.status, answer.fault)
            assert (b"first second" if at else body) == server.files["a.log"]
    assert ["STOR a.log", "APPE a.log", "STOR a.log"] == [each for each in server.told if each.endswith(".log")]


@pytest.mark.parametrize(("method", "probe"), [("HEAD", False), ("GET", True)])
async def test_the_size_alone(method: str, probe: bool) -> None:
    """Nothing is opened for a file whose size is asked for."""
    async with FtpServer(FILES) as server:
        answer = await fetch(f"{server.url}poly/a.cfg", method, probe=probe)
    assert (200, len(BODY), b"") == (answer.status, answer.size, answer.body)
    assert not [each for each in server.told if each.startswith(("RETR", "EPSV"))]


async def test_without_a_login_anonymous_asks() -> None:
    """As libcurl does it."""
    async with FtpServer(FILES) as server:
        await fetch(f"{server.url}poly/a.cfg")
    assert "USER anonymous" == server.told[0]


@pytest.mark.parametrize(
    ("says", "status", "fault"),
    [
        ({"PASS": "530 Login incorrect."}, 401, ""),
        ({"USER": "530 not you"}, 401, ""),
        ({"USER": "230 no password needed"}, 200, ""),
        ({"USER": "421 too many users"}, 503, ""),
        ({"": "421 too busy"}, 503, ""),
        ({"": "120 in a minute\r\n220 ready"}, 200, ""),
        ({"": "220-hello\r\n220-\r\n 220 not yet\r\n220 ready"}, 200, ""),
        ({"": "SSH-2.0-OpenSSH"}, None, "reset"),
        ({"": "220-" + "x" * 100_000}, None, "reset"),
        ({"": "220-more\r\n" * 1000}, None, "reset"),
        ({"": HANG_UP}, None, "reset"),
        ({"": SILENCE}, None, "timeout"),
        ({"PASS": HANG_UP}, None, "reset"),
        ({"EPSV": "500 unknown", "PASV": "502 unknown"}, 405, ""),
        ({"EPSV": "500 unknown", "PASV": "227 somewhere"}, None, "reset"),
        ({"RETR": "550 Failed to open file."}, 404, ""),
        ({"RETR": "450 in use"}, 503, ""),
        ({"RETR": "425 no connection"}, 503, ""),
        ({"RETR": "501 what"}, 400, ""),
        ({"RETR": SILENCE}, None, "timeout"),
        ({"RETR": HANG_UP}, None, "reset"),
        ({"end": "426 broken off"}, None, "truncated"),
        ({"end": "451 disk error"}, None, "truncated"),
        ({"end": HANG_UP}, None, "reset"),
    ],
)
async def test_what_servers_say_has_a_word(says: dict[str, str], status: int | None, fault: str) -> None:
    """A refusal is the HTTP status that says the same; without a whole answer there is a fault."""
    async with FtpServer(FILES, says) as server:
        answer = await fetch(f"{server.url}poly/a.cfg", login=ME, timeout=0.3)
    assert (status, fault, b"" if status != 200 else BODY) == (answer.status, answer.fault, answer.body)


@pytest.mark.parametrize(
    ("reply", "status"),
    [("553 no", 403), ("550 denied", 403), ("552 full", 507), ("500 what", 405), ("530 log in", 401)],
)
async def test_uploads_that_are_refused(reply: str, status: int) -> None:
    """Not permitted, no room, not possible."""
    async with FtpServer(FILES, {"STOR": reply}) as server:
        assert status == (await fetch(f"{server.url}a.log", "PUT", body=b"x")).status


async def test_a_missing_file_is_404() -> None:
    """On download and when its size is asked for."""
    async with FtpServer() as server:
        assert [404, 404] == [(await fetch(f"{server.url}no", method)).status for method in ("GET", "HEAD")]


async def test_an_endless_file_is_given_up() -> None:
    """Not a byte more than the limit and what was under way."""
    async with FtpServer(FILES) as server:
        answer = await fetch(f"{server.url}poly/a.cfg", limit=1000)
    assert (None, "endless", b"") == (answer.status, answer.fault, answer.body)


@contextlib.asynccontextmanager
async def bystander() -> AsyncIterator[tuple[int, list[str]]]:
    """Somebody at 127.0.0.9 who wants no visitors; the port, and who came."""
    came: list[str] = []

    async def note(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append("somebody")
        writer.close()

    async with await asyncio.start_server(note, "127.0.0.9", 0) as server:
        yield server.sockets[0].getsockname()[1], came


async def test_a_server_cannot_send_the_phone_elsewhere() -> None:
    """Whatever address PASV names, the phone connects to the server that it has asked."""
    async with bystander() as (port, came), FtpServer(FILES) as server:
        server.says = {"EPSV": "500 unknown", "PASV": f"227 go to (127,0,0,9,{port // 256},{port % 256})"}
        answer = await fetch(f"{server.url}poly/a.cfg")
    assert ("refused", []) == (answer.fault, came)


@pytest.mark.parametrize("name", ["a%0d%0aDELE%20b", "a%0ab", "a%00b"])
async def test_no_name_is_more_than_a_name(name: str) -> None:
    """A name from a hostile master file cannot smuggle in commands: nothing is said at all."""
    async with FtpServer(FILES) as server:
        answer = await fetch(f"{server.url}{name}", login=ME)
    assert ("404", []) == (answer.fault, server.told)


async def test_no_login_is_more_than_a_login() -> None:
    """Nor can user or password."""
    async with FtpServer(FILES) as server:
        answer = await fetch(f"{server.url}poly/a.cfg", login=Login("me\r\nDELE b", "x"))
    assert (400, []) == (answer.status, server.told)


async def test_nothing_goes_out_in_the_clear_over_ftps() -> None:
    """A server that greets in the clear and has no TLS hears AUTH TLS, and neither login nor file name."""
    async with FtpServer(FILES) as server:
        answer = await fetch(f"{server.url.replace('ftp', 'ftps')}poly/a.cfg", login=ME)
    assert (405, "AUTH TLS") == (answer.status, server.told[-1])
    assert not [each for each in server.told if "me" in each or "poly" in each]
