"""Sockets on loopback: UDP, TCP, TLS, and why something could not be sent."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator

import pytest
import trustme

from emulator.sip.stack.framing import PING, PONG
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.transports import TcpKeepAlive, Transports

MESSAGE = b"OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/TCP a\r\nContent-Length: 0\r\n\r\n"
ANSWER = b"SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP a\r\nContent-Length: 0\r\n\r\n"


class Box:
    """Transports with all that they delivered."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.inbox: asyncio.Queue[tuple[bytes, Hop]] = asyncio.Queue()
        self.failures: asyncio.Queue[str] = asyncio.Queue()
        self.closed: asyncio.Queue[Hop] = asyncio.Queue()
        self.sockets = Transports(lambda data, hop: self.inbox.put_nowait((data, hop)), tls=tls)
        self.sockets.closed = self.closed.put_nowait

    def send(self, hop: Hop, data: bytes = MESSAGE) -> None:
        """Send, noting a failure."""
        self.sockets.send(data, hop, self.failures.put_nowait)


@pytest.fixture
async def boxes() -> AsyncIterator[list[Box]]:
    """Boxes to be closed at the end."""
    opened: list[Box] = []
    yield opened
    for box in opened:
        await box.sockets.close()


async def open_box(boxes: list[Box], tls: ssl.SSLContext | None = None) -> Box:
    """A box bound to loopback."""
    box = Box(tls)
    boxes.append(box)
    await box.sockets.bind("127.0.0.1")
    return box


@pytest.mark.parametrize("transport", ["UDP", "TCP"])
async def test_there_and_back(boxes: list[Box], transport: str) -> None:
    """A message arrives with its source; the answer goes back to it, over TCP on the same connection."""
    one, two = await open_box(boxes), await open_box(boxes)
    one.send(Hop(transport, "127.0.0.1", two.sockets.ports[transport]))
    data, source = await asyncio.wait_for(two.inbox.get(), 2)
    assert (MESSAGE, transport, "127.0.0.1") == (data, source.transport, source.host)
    two.send(source, ANSWER)
    data, back = await asyncio.wait_for(one.inbox.get(), 2)
    assert (ANSWER, two.sockets.ports[transport]) == (data, back.port)
    assert (transport == "TCP") == bool(source.connection)


async def test_messages_wait_for_the_connection_and_share_it(boxes: list[Box]) -> None:
    """What is sent while connecting arrives in order over one connection."""
    one, two = await open_box(boxes), await open_box(boxes)
    hop = Hop("TCP", "127.0.0.1", two.sockets.ports["TCP"])
    for data in (MESSAGE, ANSWER, MESSAGE):
        one.send(hop, data)
    arrived = [await asyncio.wait_for(two.inbox.get(), 2) for _ in range(3)]
    assert [MESSAGE, ANSWER, MESSAGE] == [data for data, _ in arrived]
    assert 1 == len({source.connection for _, source in arrived})


async def test_a_refused_connection_fails_each_waiting_message(boxes: list[Box]) -> None:
    """Every sender hears the reason; the next message tries again."""
    one, two = await open_box(boxes), await open_box(boxes)
    port = two.sockets.ports["TCP"]
    await two.sockets.close()
    for _ in range(2):
        one.send(Hop("TCP", "127.0.0.1", port))
        assert "Connection refused" == await asyncio.wait_for(one.failures.get(), 2)


async def test_a_lost_connection_is_told_and_replaced(boxes: list[Box]) -> None:
    """When the other end goes the owner hears it; after it is back a new connection is made."""
    one, two = await open_box(boxes), await open_box(boxes)
    port = two.sockets.ports["TCP"]
    hop = Hop("TCP", "127.0.0.1", port)
    one.send(hop)
    await asyncio.wait_for(two.inbox.get(), 2)
    await two.sockets.close()
    assert hop.peer == (await asyncio.wait_for(one.closed.get(), 2)).peer
    three = Box()
    boxes.append(three)
    await three.sockets.bind("127.0.0.1", port)
    one.send(hop)
    assert MESSAGE == (await asyncio.wait_for(three.inbox.get(), 2))[0]


async def test_keep_alive_is_answered(boxes: list[Box]) -> None:
    """CRLF CRLF on a connection gets CRLF; blanks in a datagram are nothing."""
    box = await open_box(boxes)
    reader, writer = await asyncio.open_connection("127.0.0.1", box.sockets.ports["TCP"])
    writer.write(PING)
    assert PONG == await asyncio.wait_for(reader.readexactly(2), 2)
    writer.close()
    await writer.wait_closed()
    other = await open_box(boxes)
    place = Hop("UDP", "127.0.0.1", box.sockets.ports["UDP"])
    other.send(place, b"\r\n\r\n")
    other.send(place)
    assert MESSAGE == (await asyncio.wait_for(box.inbox.get(), 2))[0]


async def test_a_stream_of_rubbish_is_closed(boxes: list[Box]) -> None:
    """A length that is no number ends the connection."""
    box = await open_box(boxes)
    _, writer = await asyncio.open_connection("127.0.0.1", box.sockets.ports["TCP"])
    writer.write(b"OPTIONS sip:a SIP/2.0\r\nContent-Length: x\r\n\r\n")
    await asyncio.wait_for(box.closed.get(), 2)
    writer.close()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """A certificate authority."""
    return trustme.CA()


def client(authority: trustme.CA) -> ssl.SSLContext:
    """A context that trusts an authority."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.mark.parametrize(
    ("certified", "trusted", "named", "failure"),
    [
        ("127.0.0.1", True, "127.0.0.1", ""),
        ("pbx.example", True, "pbx.example", ""),
        ("pbx.example", True, "127.0.0.1", "certificate: IP address mismatch"),
        ("127.0.0.1", False, "127.0.0.1", "certificate: unable to get local issuer certificate"),
    ],
)
async def test_tls_checks_name_and_authority(
    boxes: list[Box], authority: trustme.CA, certified: str, trusted: bool, named: str, failure: str
) -> None:
    """A connection is made if the certificate is for the configured name and from a known authority, else why not."""
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(certified).configure_cert(serving)
    server = await open_box(boxes)
    await server.sockets.listen("TLS", 0, serving)
    phone = await open_box(boxes, client(authority if trusted else trustme.CA()))
    phone.send(Hop("TLS", "127.0.0.1", server.sockets.ports["TLS"], named))
    if failure:
        assert failure in await asyncio.wait_for(phone.failures.get(), 5)
    else:
        assert MESSAGE == (await asyncio.wait_for(server.inbox.get(), 5))[0]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_tls_versions(boxes: list[Box], authority: trustme.CA, version: ssl.TLSVersion) -> None:
    """Servers that speak nothing but TLS 1.2, or nothing but 1.3, are both talked to."""
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.minimum_version = serving.maximum_version = version
    authority.issue_cert("127.0.0.1").configure_cert(serving)
    server, phone = await open_box(boxes), await open_box(boxes, client(authority))
    await server.sockets.listen("TLS", 0, serving)
    phone.send(Hop("TLS", "127.0.0.1", server.sockets.ports["TLS"]))
    data, source = await asyncio.wait_for(server.inbox.get(), 5)
    server.send(source, ANSWER)
    assert (MESSAGE, ANSWER) == (data, (await asyncio.wait_for(phone.inbox.get(), 5))[0])


async def test_no_tls_without_a_context(boxes: list[Box]) -> None:
    """A phone without TLS settings says so."""
    box = await open_box(boxes)
    box.send(Hop("TLS", "127.0.0.1", 1))
    assert "TLS" in await asyncio.wait_for(box.failures.get(), 2)


async def test_a_port_in_use_is_an_error(boxes: list[Box]) -> None:
    """Binding a taken port raises OSError and leaves nothing open."""
    box = await open_box(boxes)
    other = Box()
    with pytest.raises(OSError, match="in use"):
        await other.sockets.bind("127.0.0.1", box.sockets.ports["UDP"])


async def test_after_close_sending_fails(boxes: list[Box]) -> None:
    """A message to a closed element's socket is told to be lost."""
    box = await open_box(boxes)
    await box.sockets.close()
    box.send(Hop("UDP", "127.0.0.1", 9))
    assert "closed" == await asyncio.wait_for(box.failures.get(), 2)


async def test_the_observer_sees_both_directions(boxes: list[Box]) -> None:
    """Every message on the wire is shown once, with direction and peer."""
    one, two = await open_box(boxes), await open_box(boxes)
    seen: list[tuple[str, int, bytes]] = []
    one.sockets.observer = lambda direction, hop, data: seen.append((direction, hop.port, data))
    port = two.sockets.ports["UDP"]
    one.send(Hop("UDP", "127.0.0.1", port))
    two.send((await asyncio.wait_for(two.inbox.get(), 2))[1], ANSWER)
    await asyncio.wait_for(one.inbox.get(), 2)
    assert [("out", port, MESSAGE), ("in", port, ANSWER)] == seen


@pytest.mark.parametrize(("transports", "kept"), [(("TLS",), False), (("TCP",), True), ((), False)])
async def test_connections_are_kept_alive_by_the_system(
    boxes: list[Box], transports: tuple[str, ...], kept: bool
) -> None:
    """Those over the transports that are named: probes after so many seconds of silence, and so far apart."""
    here, there = await open_box(boxes), await open_box(boxes)
    here.sockets.keep_alive = TcpKeepAlive(40, 15, transports)
    here.send(Hop("TCP", "127.0.0.1", there.sockets.ports["TCP"]))
    await there.inbox.get()
    (connection,) = here.sockets._by_peer.values()
    wire = connection._wire
    assert wire is not None
    sock = wire.get_extra_info("socket")
    assert kept == bool(sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE))
    if kept and hasattr(socket, "TCP_KEEPIDLE"):
        options = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL)
        assert [40, 15] == [sock.getsockopt(socket.IPPROTO_TCP, option) for option in options]


async def test_nothing_goes_through_a_cut_line(boxes: list[Box]) -> None:
    """Neither way; once it is mended, messages pass again."""
    here, there = await open_box(boxes), await open_box(boxes)
    cut = True
    here.sockets.cut_off = lambda: cut
    to = Hop("UDP", "127.0.0.1", there.sockets.ports["UDP"])
    here.send(to)
    here.sockets.deliver(MESSAGE, to)
    assert here.inbox.empty()
    cut = False
    here.send(to, ANSWER)
    assert ANSWER == (await there.inbox.get())[0]
