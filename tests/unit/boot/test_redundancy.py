"""Several addresses of one name: one logical server, asked as often and in the rhythm that the settings say."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence

import pytest

from emulator.boot.address import BootServer
from emulator.boot.link import TransferLink
from emulator.boot.orders import Fetch, Fetched, Log, Login
from emulator.boot.provisioning.fetching import Session, get
from emulator.kernel.clock import SECOND, ManualClock
from emulator.kernel.profile import load_profile
from emulator.kernel.slices import Pause
from emulator.kernel.state import Event
from tests.unit.boot.bench import IDENTITY
from tests.unit.boot.faulty import FaultyServer

NAMES = ("127.0.0.2", "127.0.0.3", "127.0.0.4")
TWO = {"a.example": NAMES[:1], "b.example": NAMES[1:]}


def session(base: str = "http://boot.example/", **settings: int) -> Session:
    """A session with a server of those settings."""
    return Session(IDENTITY, load_profile("VVX_450"), BootServer(base, Login("", ""), **settings), "Application")  # type: ignore[arg-type]


class Course:
    """What a download has come to: which addresses were asked when, the pauses, the lines of the log."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.pauses: list[float] = []
        self.log: list[str] = []
        self.status: int | None = None


def played(who: Session, answers: Sequence[tuple[int | None, float]], addresses: int) -> Course:
    """A download whose requests are answered by a status (None: refused) after some seconds, one after the other."""
    course, flow, rest = Course(), get(who, "parameters", "a.cfg", "http://boot.example/a.cfg"), iter(answers)
    given: object = None
    with contextlib.suppress(StopIteration):
        while True:
            step = flow.send(given)
            given = None
            if isinstance(step, Fetch):
                course.asked.append(step.nth)
                course.status, seconds = next(rest)
                fault = "" if course.status else "refused"
                given = Fetched(
                    1, "GET", step.url, course.status, fault=fault, ms=int(seconds * 1000), addresses=addresses
                )
            elif isinstance(step, Pause):
                course.pauses.append(step.seconds)
            elif isinstance(step, Log):
                course.log.append(step.text)
    return course


REFUSED, DOWN, MISSING, FINE = (None, 0.0), (503, 0.0), (404, 0.0), (200, 0.0)


@pytest.mark.parametrize(
    ("redundant", "addresses", "answers", "asked", "pauses"),
    [
        (1, 1, [REFUSED] * 3, [0, 0, 0], [7, 7]),
        (1, 3, [REFUSED] * 3, [0, 0, 0], [7, 7]),
        (2, 3, [REFUSED] * 6, [0, 1, 0, 1, 0, 1], [7, 7]),
        (8, 3, [REFUSED, DOWN] * 5, [0, 1, 2, 0, 1, 2, 0, 1, 2], [7, 7]),
        (8, 3, [REFUSED, FINE], [0, 1], []),
        (8, 3, [DOWN, MISSING], [0, 1], []),
        (8, 3, [REFUSED] * 3 + [FINE], [0, 1, 2, 0], [7]),
        (8, 2, [(None, 1.5), (None, 2.0)] * 3, [0, 1] * 3, [3.5, 3.5]),
        (8, 2, [(None, 5.0), (None, 5.0)] * 3, [0, 1] * 3, [0, 0]),
    ],
)
def test_an_attempt_asks_each_address(
    redundant: int, addresses: int, answers: list[tuple[int | None, float]], asked: list[int], pauses: list[float]
) -> None:
    """All addresses, as far as maxRedunServers goes, then the pause: what is left of it since the attempt began."""
    course = played(session(attempts=3, delay=7, redundant=redundant), answers, addresses)
    assert (asked, pauses) == (course.asked, course.pauses)


def test_the_log_says_which_address_it_was() -> None:
    """In the device's words."""
    log = played(session(redundant=8), [REFUSED, FINE], 2).log
    assert "Download of 'a.cfg' FAILED on attempt 1 (addr 1 of 2)" in log
    assert "Download of 'a.cfg' succeeded on attempt 1 (addr 2 of 2)" in log


@pytest.mark.parametrize(
    ("name", "addresses", "hosts"),
    [
        ("boot.example", {"boot.example": NAMES}, {"boot.example"}),
        ("a.example,b.example", TWO, set(TWO)),
        (
            "a.example,gone.example,b.example",
            {"a.example": NAMES[:1], "b.example": NAMES[1:]},
            {"a.example", "b.example"},
        ),
    ],
)
async def test_servers_see_just_that(name: str, addresses: dict[str, Sequence[str]], hosts: set[str]) -> None:
    """Three servers of one name or of a list, by a resolver of the test's: two are in trouble in the first attempt.

    Each sees the requests that it should, with the name as Host, at the seconds of the phone's clock when it should.
    """
    clock = ManualClock()
    servers = [FaultyServer({"a.cfg": "<a/>"}, {"a.cfg": "5xx"}, clock.now) for _ in NAMES]
    answers: asyncio.Queue[Event] = asyncio.Queue()
    asked: list[str] = []

    async def resolve(host: str) -> Sequence[str]:
        asked.append(host)
        if host not in addresses:
            raise OSError("no such name")
        return addresses[host]

    async with contextlib.AsyncExitStack() as stack:
        port = 0
        for server, address in zip(servers, NAMES, strict=True):
            await stack.enter_async_context(server.serving(address=address, port=port))
            port = port or int(server.url.rstrip("/").rpartition(":")[2])
        link = TransferLink(answers.put_nowait, clock, resolve=resolve)
        stack.push_async_callback(link.close)
        who = session(f"http://{name}:{port}/", attempts=3, delay=7, redundant=2)
        flow, given = get(who, "parameters", "a.cfg", f"{who.server.base}a.cfg"), None
        with contextlib.suppress(StopIteration):
            while True:
                step = flow.send(given)
                given = None
                if isinstance(step, Fetch):
                    link.perform(step)
                    given = await asyncio.wait_for(answers.get(), 10)
                elif isinstance(step, Pause):
                    clock.advance(step.seconds)
                    servers[1].faults = {}
    times = [[seen.at // SECOND for seen in server.seen] for server in servers]
    said = {seen.headers["host"] for server in servers for seen in server.seen}
    assert ([[0, 7], [0, 7], []], {f"{host}:{port}" for host in hosts}) == (times, said)
    assert name.split(",") * 2 == asked


@pytest.mark.parametrize("found", [[], OSError("no such name"), UnicodeError("no name at all")])
async def test_a_name_without_address_is_a_fault(found: list[str] | Exception) -> None:
    """Whatever the resolver does."""
    answers: asyncio.Queue[Event] = asyncio.Queue()

    async def resolve(host: str) -> Sequence[str]:
        if isinstance(found, Exception):
            raise found
        return found

    link = TransferLink(answers.put_nowait, ManualClock(), resolve=resolve)
    link.perform(Fetch(id=1, method="GET", url="http://boot.example/a", agent="A"))
    answer = await asyncio.wait_for(answers.get(), 10)
    await link.close()
    assert isinstance(answer, Fetched)
    assert "no-name" == answer.fault
