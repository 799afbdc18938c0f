"""The log on its way to a syslog server: what is sent, how, and what becomes of it while nobody listens."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import pytest
import trustme

from emulator.boot.flash import Flash
from emulator.boot.logs.model import OpenLog
from emulator.boot.logs.store import LogLink
from emulator.boot.logs.syslog import RETRY, WAITING, SyslogLink
from emulator.boot.model import Power, Provisioning
from emulator.boot.orders import Log
from emulator.boot.tables import severity
from emulator.boot.transfer.tls import TlsContexts
from emulator.config.layers import configure
from emulator.display.model import Display
from emulator.kernel.clock import ManualClock
from emulator.kernel.state import Event, State
from emulator.network.model import Network
from tests.unit.boot.bench import IDENTITY, MAC

LINE = "000000.000|so   |4|00|hello"


class Receiver:
    """A syslog server on a port of 127.0.0.1: `text` is all that has come, as it came."""

    def __init__(self) -> None:
        self.text = b""
        self.datagrams: list[bytes] = []
        self.port = 0

    @contextlib.asynccontextmanager
    async def serving(self, transport: str, tls: ssl.SSLContext | None = None, port: int = 0) -> AsyncIterator[None]:
        """Listen while entered."""
        if transport == "UDP":
            loop = asyncio.get_running_loop()
            listener, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self), local_addr=("127.0.0.1", port))
            self.port = listener.get_extra_info("sockname")[1]
            yield
            listener.close()
        else:
            server = await asyncio.start_server(self._read, "127.0.0.1", port, ssl=tls)
            self.port = server.sockets[0].getsockname()[1]
            yield
            server.close()

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            while chunk := await reader.read(65536):
                self.text += chunk
        writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.receiver.datagrams.append(data)


class Phone:
    """A phone with these device settings, whose log goes to a syslog server."""

    def __init__(self, trust: ssl.SSLContext | None = None, *, network: str = "up", **device: str | int) -> None:
        self.clock = ManualClock()
        self.network = network
        self.set(**device)
        self.link = SyslogLink(self, TlsContexts(trust))
        self.log = LogLink(self, Flash(None), self.link.relay)
        self.log.perform(OpenLog("app"))

    def set(self, **device: str | int) -> None:
        """Have these settings of device.syslog instead."""
        flash = {f"device.syslog.{name}": str(value) for name, value in device.items()}
        parts = Power(state="running"), Provisioning(configure(IDENTITY, flash=flash)), Display()
        self.state = State({type(part): part for part in (*parts, Network(state=self.network))})

    def say(self, text: str = "hello", level: str = "4") -> None:
        """Log a line."""
        self.log.perform(Log("so", level, text))

    def post(self, event: Event) -> None:
        """Nobody asks the log anything."""

    def trace(self, direction: str, peer: str, text: str) -> None:
        """Nobody wants to know what goes over the wire."""

    def fail(self, message: str) -> None:
        """No link has a reason to give up."""
        raise AssertionError(message)


async def until(condition: Callable[[], object]) -> None:
    """Wait until it holds, five seconds at most."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - sockets tell nobody what they have taken
            await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def a_phone(
    receiver: Receiver, transport: str, trust: ssl.SSLContext | None = None, network: str = "up", **device: str | int
) -> AsyncIterator[Phone]:
    """A phone that logs to that receiver."""
    name = f"127.0.0.1:{receiver.port}"
    phone = Phone(trust, network=network, serverName=name, transport=transport, **device)
    try:
        yield phone
    finally:
        await phone.link.close()


@pytest.mark.parametrize(
    ("device", "message"),
    [
        ({}, f"<131>{LINE}"),
        ({"facility": 3}, f"<27>{LINE}"),
        ({"facility": 0}, f"<3>{LINE}"),
        ({"prependMac": 1}, f"<131>{MAC}|{LINE}"),
        ({"prependMac": 0}, f"<131>{LINE}"),
    ],
)
async def test_a_message_is_its_priority_and_the_line(device: dict[str, Any], message: str) -> None:
    """Facility times eight plus severity; the MAC before the line if device.syslog.prependMac says so."""
    receiver = Receiver()
    async with receiver.serving("UDP"), a_phone(receiver, "UDP", **device) as phone:
        phone.say()
        await until(lambda: receiver.datagrams)
    assert [message.encode()] == receiver.datagrams


@pytest.mark.parametrize(("lowest", "sent"), [("", "456*"), ("5", "56*"), ("2", "456*")])
async def test_the_level_is_a_second_filter(lowest: str, sent: str) -> None:
    """device.syslog.renderLevel holds back what log.level.change.* has let through, and no more."""
    receiver = Receiver()
    async with receiver.serving("UDP"), a_phone(receiver, "UDP", renderLevel=lowest) as phone:
        for level in "0123456*":
            phone.say(level=level)
        await until(lambda: len(receiver.datagrams) >= len(sent))
    assert sent == "".join(each.decode().split("|")[2] for each in receiver.datagrams)


@pytest.mark.parametrize(
    ("level", "named"), [("0", 7), ("1", 7), ("2", 6), ("3", 6), ("4", 3), ("5", 2), ("6", 0), ("*", 6)]
)
def test_levels_are_severities(level: str, named: int) -> None:
    """Debug, informational, error, critical, emergency."""
    assert named == severity(level)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """An authority that no system trusts."""
    return trustme.CA()


def serving_tls(authority: trustme.CA) -> ssl.SSLContext:
    """A server's certificate of that authority."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """Trust in that authority."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


MESSAGE = f"<131>{LINE}".encode()


@pytest.mark.parametrize(
    ("transport", "stream"),
    [("TCP", MESSAGE + b"\n" + MESSAGE + b"\n"), ("TLS", 2 * (str(len(MESSAGE)).encode() + b" " + MESSAGE))],
)
async def test_streams_are_framed(transport: str, stream: bytes, authority: trustme.CA) -> None:
    """A line feed ends a message over TCP, its length stands before it over TLS."""
    receiver = Receiver()
    tls = serving_tls(authority) if transport == "TLS" else None
    async with receiver.serving(transport, tls), a_phone(receiver, transport, trusting(authority)) as phone:
        phone.say()
        phone.say()
        await until(lambda: len(receiver.text) >= len(stream))
    assert stream == receiver.text


async def test_a_server_that_nobody_vouches_for_gets_nothing(authority: trustme.CA) -> None:
    """TLS is verified; the lines wait."""
    receiver = Receiver()
    async with receiver.serving("TLS", serving_tls(authority)), a_phone(receiver, "TLS") as phone:
        phone.say()
        await until(lambda: phone.clock.next_due() is not None)
        assert (b"", 1) == (receiver.text, len(phone.link._waiting))


@pytest.mark.parametrize("device", [{"transport": "None"}, {"serverName": ""}])
async def test_nothing_is_sent_unless_configured(device: dict[str, str]) -> None:
    """Transport None keeps the server's address, and sends nothing; so does an empty address."""
    receiver = Receiver()
    async with receiver.serving("UDP"):
        settings: dict[str, Any] = {"serverName": f"127.0.0.1:{receiver.port}", "transport": "UDP"}
        phone = Phone(**{**settings, **device})
        phone.say("silent")
        phone.set(**settings)
        phone.say("heard")
        await until(lambda: receiver.datagrams)
        await phone.link.close()
    assert [b"heard"] == [each.rpartition(b"|")[2] for each in receiver.datagrams]


async def test_lines_wait_for_the_network() -> None:
    """What is logged before the network is up is sent once it is, in order."""
    receiver = Receiver()
    async with receiver.serving("UDP"), a_phone(receiver, "UDP", network="down") as phone:
        phone.say("early")
        await asyncio.sleep(0)
        assert [] == receiver.datagrams
        phone.network = "up"
        phone.set(serverName=f"127.0.0.1:{receiver.port}")
        phone.say("late")
        await until(lambda: len(receiver.datagrams) == 2)
    assert [b"early", b"late"] == [each.rpartition(b"|")[2] for each in receiver.datagrams]


async def test_lines_wait_for_a_server_that_is_away() -> None:
    """It is tried again after a pause, and then gets everything in order; the oldest go if there are too many."""
    receiver = Receiver()
    async with receiver.serving("TCP"):
        pass
    async with a_phone(receiver, "TCP") as phone:
        for number in range(WAITING + 5):
            phone.say(str(number))
        await until(lambda: phone.clock.next_due() is not None)
        async with receiver.serving("TCP", port=receiver.port):
            phone.clock.advance(RETRY)
            await until(lambda: receiver.text.count(b"\n") == WAITING)
    numbers = [int(line.rpartition(b"|")[2]) for line in receiver.text.splitlines()]
    assert list(range(5, WAITING + 5)) == numbers


def _has(receiver: Receiver, text: bytes) -> bool:
    return text in receiver.text


async def test_a_server_that_hangs_up_is_called_again() -> None:
    """The next line opens a new connection."""
    receiver = Receiver()
    async with a_phone(receiver, "TCP") as phone:
        for word in ("one", "two"):
            async with receiver.serving("TCP", port=receiver.port):
                phone.set(serverName=f"127.0.0.1:{receiver.port}", transport="TCP")
                phone.say(word)
                await until(partial(_has, receiver, word.encode()))
                stream = phone.link._connection._stream
                assert stream is not None
                stream[0].feed_eof()
    assert [b"one", b"two"] == [each.rpartition(b"|")[2] for each in receiver.text.splitlines()]


@pytest.mark.parametrize("name", ["no.such.invalid", "...", "\u00fc" * 80, "127.0.0.1:99999"])
async def test_a_name_that_is_none_is_no_reason_to_stop(name: str) -> None:
    """The phone logs on; nothing is sent."""
    phone = Phone(serverName=name, transport="TCP")
    phone.say()
    await until(lambda: phone.clock.next_due() is not None)
    phone.say("more")
    assert phone.log.text("app").count("\n") == 2
    await phone.link.close()
