"""Transfers over TFTP from servers that do wrong; a real server's part is among the tests with peers."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Any, Self

import pytest

from emulator.boot.transfer.tftp import AGAIN
from emulator.kernel.clock import SECOND, ManualClock
from tests.unit.boot.transfers import fetch, happens

Answer = Callable[[bytes], list[bytes]]


def data(number: int, content: bytes) -> bytes:
    """A block."""
    return struct.pack("!HH", 3, number) + content


def error(code: int) -> bytes:
    """An error."""
    return struct.pack("!HH", 5, code) + b"no\0"


class UdpServer:
    """Answers each packet by what `answer` makes of it, from a port of its own.

    `heard` are all packets, `places` where they came from.
    """

    def __init__(self, answer: Answer) -> None:
        self.heard: list[bytes] = []
        self.places: list[Any] = []
        self.url = ""
        self._answer = answer

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._front, _ = await loop.create_datagram_endpoint(lambda: _Ear(self._take), local_addr=("127.0.0.1", 0))
        self._own, _ = await loop.create_datagram_endpoint(lambda: _Ear(self._take), local_addr=("127.0.0.1", 0))
        self.url = f"tftp://127.0.0.1:{self._front.get_extra_info('sockname')[1]}/"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._front.close()
        self._own.close()

    def send(self, packet: bytes, place: Any) -> None:
        """Say something unasked."""
        self._own.sendto(packet, place)

    def _take(self, packet: bytes, place: Any) -> None:
        self.heard.append(packet)
        self.places.append(place)
        for each in self._answer(packet):
            self._own.sendto(each, place)


class _Ear(asyncio.DatagramProtocol):
    def __init__(self, heard: Callable[[bytes, Any], None]) -> None:
        self._heard = heard

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._heard(data, addr)


def on_request(*answers: bytes) -> Answer:
    """Answer the first packet of a transfer alone."""
    return lambda packet: list(answers) if packet[1] in (1, 2) else []


@pytest.mark.parametrize(("code", "status"), [(0, 400), (1, 404), (2, 403), (3, 507), (4, 405), (6, 403), (7, 401)])
@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD"])
async def test_errors_have_a_status(method: str, code: int, status: int) -> None:
    """The HTTP status that says the same, with the server's words."""
    async with UdpServer(on_request(error(code))) as server:
        answer = await fetch(f"{server.url}a.cfg", method)
    assert (status, "no") == (answer.status, answer.detail)


async def test_a_server_that_refuses_options_is_asked_without() -> None:
    """Error 8 is the answer to the options, not to the file."""

    def answer(packet: bytes) -> list[bytes]:
        return [error(8)] if b"tsize" in packet else [data(1, b"<a/>")] if packet[1] == 1 else []

    async with UdpServer(answer) as server:
        got = await fetch(f"{server.url}poly/a.cfg")
    assert (200, b"<a/>") == (got.status, got.body)
    assert [b"\0\1poly/a.cfg\0octet\0tsize\0" + b"0\0blksize\0" + b"512\0", b"\0\1poly/a.cfg\0octet\0"] == server.heard[
        :2
    ]


async def test_what_is_lost_is_asked_for_again_on_the_phones_clock() -> None:
    """After five of the phone's seconds the last packet goes out again, and not before."""
    clock = ManualClock()
    times: list[float] = []

    def answer(packet: bytes) -> list[bytes]:
        times.append(clock.now() / SECOND)
        return [data(1, b"<a/>")] if len(times) == 3 else []

    def came(count: int) -> bool:
        return len(times) >= count

    async with UdpServer(answer) as server:
        fetching = asyncio.create_task(fetch(f"{server.url}a.cfg", clock=clock))
        for wanted in (1, 2, 3):
            await happens(partial(came, wanted))
            clock.advance(AGAIN)
        got = await fetching
    assert (200, [0, AGAIN, 2 * AGAIN]) == (got.status, times[:3])


async def test_a_server_that_keeps_silent_is_a_time_out() -> None:
    """There is nobody to refuse a connection."""
    async with UdpServer(lambda packet: []) as server:
        assert "timeout" == (await fetch(f"{server.url}a.cfg", timeout=0.1)).fault


async def test_an_endless_file_is_given_up() -> None:
    """The server is told that it is enough."""

    def answer(packet: bytes) -> list[bytes]:
        return [data(1 if packet[1] == 1 else packet[3] + 1, bytes(512))] if packet[1] in (1, 4) else []

    async with UdpServer(answer) as server:
        got = await fetch(f"{server.url}a.cfg", limit=2000)
        assert ("endless", b"") == (got.fault, got.body)
        await happens(lambda: server.heard[-1][1] == 5)
    assert 4 == sum(packet[1] in (1, 4) for packet in server.heard)


async def test_others_cannot_put_in_a_word() -> None:
    """Once the server has answered, what comes from another port is refused and does not count."""
    loop = asyncio.get_running_loop()
    heard: list[bytes] = []
    stranger, _ = await loop.create_datagram_endpoint(
        lambda: _Ear(lambda packet, _: heard.append(packet)), local_addr=("127.0.0.1", 0)
    )

    async with UdpServer(lambda packet: []) as server:
        phones = server.places
        fetching = asyncio.create_task(fetch(f"{server.url}a.cfg"))
        await happens(lambda: phones)
        server.send(data(1, bytes(512)), phones[0])
        await happens(lambda: len(phones) >= 2)
        stranger.sendto(data(2, b"evil"), phones[0])
        await happens(lambda: heard)
        server.send(data(2, b"good"), phones[0])
        got = await fetching
    stranger.close()
    assert (bytes(512) + b"good", struct.pack("!HH", 5, 5)) == (got.body, heard[0][:4])


@pytest.mark.parametrize("name", ["a%00octet", "a%0d"])
async def test_no_name_is_more_than_a_name(name: str) -> None:
    """A name from a hostile master file cannot smuggle in options."""
    async with UdpServer(lambda packet: []) as server:
        assert ("404", []) == ((await fetch(f"{server.url}{name}")).fault, server.heard)
