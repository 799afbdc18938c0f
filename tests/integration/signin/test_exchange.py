"""The link that asks web servers: only HTTPS, only who is trusted, and never for ever."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from emulator.boot.transfer.exchange import ExchangeLink, certificate_request
from emulator.kernel.clock import ManualClock
from emulator.kernel.state import Event
from emulator.signin.orders import Exchange, Exchanged, LookedUp, LookUp, MakeSecrets, SecretsMade
from emulator.sip.stack.names import Names, Record, Service
from tests.peers.harness.certificates import Certificates

Ask = Callable[..., Awaitable[Exchanged]]


async def _answer(request: web.Request) -> web.StreamResponse:
    match request.path:
        case "/large":
            return web.Response(body=b"x" * 5000)
        case "/elsewhere":
            return web.Response(status=302, headers={"Location": "/echo"})
        case "/silent":
            await asyncio.sleep(60)
        case "/cut":
            assert request.transport is not None
            request.transport.close()
    told = {"X-Ms-Diagnostics": "1", "Set-Cookie": "a=b", "X-MS-WebTicketURL": request.headers.get("Host", "")}
    return web.Response(body=await request.read(), headers=told)


@pytest.fixture
async def place(certificates: Certificates) -> AsyncIterator[str]:
    """A web server with a certificate for 127.0.0.1: host and port."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", _answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=certificates.serving())
    await site.start()
    yield f"127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


class Asking:
    """A link, and what it has posted."""

    def __init__(self, trust: ssl.SSLContext | None, **setup: object) -> None:
        self.clock = ManualClock()
        self.posted: asyncio.Queue[Event] = asyncio.Queue()
        self.link = ExchangeLink(self.posted.put_nowait, self.clock, trust, **setup)  # type: ignore[arg-type]

    async def __call__(self, url: str, **fields: object) -> Exchanged:
        """The answer to one request."""
        self.link.perform(Exchange(id=7, method="POST", url=url, body=b"hello", **fields))  # type: ignore[arg-type]
        answer = await asyncio.wait_for(self.posted.get(), 5)
        assert isinstance(answer, Exchanged)
        assert 7 == answer.request
        return answer


@pytest.fixture
async def ask(certificates: Certificates) -> AsyncIterator[Asking]:
    """A link that trusts the server's authority."""
    made = Asking(certificates.trusting())
    yield made
    await made.link.close()


async def test_an_answer(ask: Asking, place: str) -> None:
    """Body, status, and of the headers those that a sign-in reads."""
    answer = await ask(f"https://{place}/echo")
    assert (200, b"hello") == (answer.status, answer.body)
    assert {"x-ms-diagnostics": "1", "x-ms-webticketurl": place} == answer.headers


async def test_redirections_are_the_flows_matter(ask: Asking, place: str) -> None:
    """Nobody follows them unasked."""
    assert 302 == (await ask(f"https://{place}/elsewhere")).status


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://{}/echo", "insecure"),
        ("https:///echo", "insecure"),
        ("https://no.such.name.invalid/", "no-name"),
        ("https://127.0.0.1:1/", "refused"),
        ("https://{}/cut", "reset"),
    ],
)
async def test_what_goes_wrong(ask: Asking, place: str, url: str, fault: str) -> None:
    """In a word for each."""
    answer = await ask(url.format(place))
    assert (None, fault) == (answer.status, answer.fault)


async def test_too_much_is_given_up(ask: Asking, place: str) -> None:
    """A body over the limit is not read to its end."""
    assert "endless" == (await ask(f"https://{place}/large", limit=1000)).fault


async def test_silence_has_an_end(ask: Asking, place: str) -> None:
    """By the phone's clock."""
    asking = asyncio.ensure_future(ask(f"https://{place}/silent", timeout=3))
    for _ in range(200):
        await asyncio.sleep(0.01)
        ask.clock.advance(1)
        if asking.done():
            break
    assert "timeout" == (await asking).fault


async def test_a_stranger_is_not_trusted(place: str) -> None:
    """A certificate of an unknown authority."""
    asking = Asking(None)
    assert "untrusted" == (await asking(f"https://{place}/echo")).fault
    await asking.link.close()


async def test_a_server_must_bear_the_name_that_was_asked(certificates: Certificates, place: str) -> None:
    """Well-known names may be led elsewhere, and are checked all the same."""
    asking = Asking(certificates.trusting(), lyncdiscover=place)
    answer = await asking("https://LyncDiscover.example.com/")
    assert "untrusted" == answer.fault
    await asking.link.close()


async def test_secrets_are_new_each_time(ask: Asking) -> None:
    """Random bytes, and a request for a certificate that is signed with its own key."""
    from cryptography import x509

    for number in (1, 2):
        ask.link.perform(MakeSecrets(id=number))
    made = [await asyncio.wait_for(ask.posted.get(), 5) for _ in range(2)]
    first, second = (each for each in made if isinstance(each, SecretsMade))
    assert first.entropy != second.entropy
    assert first.request_der != second.request_der
    assert x509.load_der_x509_csr(certificate_request()).is_signature_valid


async def test_services_are_looked_up() -> None:
    """By priority; none where there are none."""
    records: list[Record] = [Service(2, 0, 5062, "spare.example"), Service(1, 0, 5061, "first.example")]
    table = {("_sip._tls.example.com", "SRV"): records, ("_x.example.com", "SRV"): []}
    asking = Asking(None, names=lambda: Names(table=table))  # type: ignore[arg-type]
    found = []
    for name in ("_sip._tls.example.com", "_x.example.com"):
        asking.link.perform(LookUp(id=1, name=name))
        found.append(await asyncio.wait_for(asking.posted.get(), 5))
    assert [LookedUp(1, (("first.example", 5061), ("spare.example", 5062))), LookedUp(1)] == found
    await asking.link.close()
