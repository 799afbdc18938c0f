"""Transfers over HTTP: logins, redirections, appending, the limits of patience."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from emulator.boot.link import TransferLink
from emulator.boot.orders import Fetch, Fetched, Login
from emulator.kernel.clock import FastClock, RealClock
from emulator.kernel.state import Event
from tests.unit.boot.faulty import FaultyServer
from tests.unit.boot.transfers import fetch

Handler = Callable[[web.Request], Awaitable[web.Response]]
ME = Login("me", "s3cret")


@contextlib.asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    """A server that answers every request by `handler`; its URL."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def challenging(*challenges: str, seen: list[str]) -> Handler:
    """A handler that answers 401 with these challenges until it gets any credentials; it notes them in `seen`."""

    async def handle(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization", "").split(" ")[0])
        if seen[-1]:
            return web.Response(body=b"<a/>")
        answer = web.Response(status=401)
        for challenge in challenges:
            answer.headers.add("WWW-Authenticate", challenge)
        return answer

    return handle


BASIC = 'Basic realm="b"'
DIGEST = 'Digest realm="b", nonce="n", qop="auth", algorithm=MD5'


@pytest.mark.parametrize(
    ("challenges", "login", "schemes"),
    [
        ([BASIC], ME, ["", "Basic"]),
        ([DIGEST], ME, ["", "Digest"]),
        ([BASIC, DIGEST], ME, ["", "Digest"]),
        ([DIGEST, BASIC], ME, ["", "Digest"]),
        ([f"{BASIC}, {DIGEST}"], ME, ["", "Digest"]),
        ([DIGEST.replace("MD5", "SHA-256")], ME, ["", "Digest"]),
        ([DIGEST.replace("MD5", "ROT13"), BASIC], ME, ["", "Basic"]),
        (["Negotiate"], ME, [""]),
        ([BASIC], None, [""]),
    ],
)
async def test_credentials_are_given_when_asked_for(
    challenges: list[str], login: Login | None, schemes: list[str]
) -> None:
    """First without, then with the safest scheme that the server offers."""
    seen: list[str] = []
    async with serving(challenging(*challenges, seen=seen)) as url:
        answer = await fetch(f"{url}/a.cfg", login=login)
    assert (schemes, 200 if len(schemes) > 1 else 401) == (seen, answer.status)


async def test_a_digest_is_what_the_standard_says() -> None:
    """The response is that of RFC 7616, worked out here once more from the fields that came."""

    def md5(*parts: str) -> str:
        return hashlib.md5(":".join(parts).encode()).hexdigest()

    async def check(request: web.Request) -> web.Response:
        given = request.headers.get("Authorization")
        if given is None:
            return web.Response(status=401, headers={"WWW-Authenticate": f'{DIGEST}, opaque="o"'})
        field = dict(re.findall(r'(\w+)="?([^",]+)"?', given))
        secret, asked = md5("me", "b", "s3cret"), md5("GET", "/a%20b.cfg?x=1")
        right = md5(secret, "n", field["nc"], field["cnonce"], "auth", asked)
        same = (field["response"], field["uri"], field["opaque"]) == (right, "/a%20b.cfg?x=1", "o")
        return web.Response(status=200 if same else 403)

    async with serving(check) as url:
        assert (await fetch(f"{url}/a%20b.cfg?x=1", login=ME)).status == 200


async def test_redirections_are_followed_but_credentials_stay_at_home() -> None:
    """A download goes where it is sent; another server never sees the login."""
    seen: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": f"{other}/b.cfg"})

    async with serving(challenging(BASIC, seen=seen)) as other, serving(elsewhere) as url:
        answer = await fetch(f"{url}/a.cfg", login=ME)
    assert ([""], 401, f"{other}/b.cfg") == (seen, answer.status, answer.url)


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/x", "http://", "http://[", "//"])
async def test_a_redirection_to_nowhere_is_a_fault(location: str) -> None:
    """Other kinds of address, and what is none, end the transfer."""

    async def away(_: web.Request) -> web.Response:
        return web.Response(status=301, headers={"Location": location})

    async with serving(away) as url:
        answer = await fetch(f"{url}/a.cfg")
    assert (None, "redirects") == (answer.status, answer.fault)


async def test_an_upload_may_go_behind_what_is_there() -> None:
    """PUT with Content-Range puts the body at the end; without, it replaces."""
    seen: list[tuple[str | None, bytes]] = []

    async def keep(request: web.Request) -> web.Response:
        seen.append((request.headers.get("Content-Range"), await request.read()))
        return web.Response(status=201)

    async with serving(keep) as url:
        await fetch(f"{url}/a.log", "PUT", body=b"whole")
        await fetch(f"{url}/a.log", "PUT", body=b"tail", append_at=5)
    assert [(None, b"whole"), ("bytes 5-8/9", b"tail")] == seen


async def test_requests_look_like_the_phones() -> None:
    """User-Agent and Accept as libcurl sends them, and nothing that it does not."""
    seen: list[dict[str, str]] = []

    async def note(request: web.Request) -> web.Response:
        seen.append(dict(request.headers))
        return web.Response(body=b"x")

    async with serving(note) as url:
        await fetch(f"{url}/a.cfg")
    assert {"Host": url.removeprefix("http://"), "User-Agent": "A", "Accept": "*/*"} == seen[0]


async def test_a_probe_takes_only_the_header() -> None:
    """The size that is announced is known, the body never comes."""
    written = 0

    async def image(request: web.Request) -> web.Response:
        nonlocal written
        response = web.StreamResponse(headers={"Content-Length": str(1 << 30)})
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            while True:
                await response.write(b"0" * 65536)
                written += 65536
        return response  # type: ignore[return-value]

    async with serving(image) as url:
        answer = await fetch(f"{url}/sip.ld", probe=True)
    assert (200, 1 << 30, b"") == (answer.status, answer.size, answer.body)
    assert written < 1 << 24


async def test_time_moves_on_when_patience_is_over() -> None:
    """Fast time stands still for an answer, but not for ever: then the time-out comes."""
    clock = FastClock(quiet=0.001)
    answers: asyncio.Queue[Event] = asyncio.Queue()
    server = FaultyServer({}, {"a": "timeout"})
    async with server.serving():
        running = asyncio.create_task(clock.run_forever())
        link = TransferLink(answers.put_nowait, clock, patience=0.05)
        link.perform(Fetch(method="GET", url=f"{server.url}a", agent="A", timeout=30))
        answer = await asyncio.wait_for(answers.get(), 10)
        running.cancel()
        await link.close()
    assert isinstance(answer, Fetched)
    assert ("timeout", 30_000) == (answer.fault, answer.ms)


async def test_closing_ends_what_is_under_way() -> None:
    """No answer is posted any more, and nothing is left open."""
    answers: asyncio.Queue[Event] = asyncio.Queue()
    server = FaultyServer({}, {"a": "timeout"})
    async with server.serving():
        link = TransferLink(answers.put_nowait, RealClock())
        link.perform(Fetch(method="GET", url=f"{server.url}a", agent="A"))
        await asyncio.wait_for(server.fell_silent.wait(), 10)
        await link.close()
    assert answers.empty()


@pytest.mark.parametrize(
    ("url", "fault"),
    [("", "no-transport"), ("gopher://x/a", "no-transport"), ("http:///a", "no-name"), ("ftp://x:99999/a", "no-name")],
)
async def test_a_bad_address_is_a_fault(url: str, fault: str) -> None:
    """Whatever a configuration names, there is an answer."""
    assert fault == (await fetch(url)).fault
