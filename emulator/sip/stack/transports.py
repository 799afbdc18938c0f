"""UDP, TCP and TLS under the SIP core: messages in, messages out, and nothing known about what they mean.

Outgoing connections are made when first needed, one per (transport, host, port); what is sent meanwhile waits in their
queue. A connection, whoever opened it, carries both directions. Whoever sends gets the reason if a connection cannot be
made or its certificate does not hold, so that a transaction ends at once instead of timing out.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import socket
import ssl
from collections.abc import Callable
from typing import Any, Literal

import msgspec

from emulator.sip.stack.framing import PING, PONG, StreamFramer
from emulator.sip.stack.headers import SipSyntaxError
from emulator.sip.stack.hops import Hop

Received = Callable[[bytes, Hop], None]
"""Takes one message (not parsed) and where it came from."""

Failed = Callable[[str], None]
"""Told once, with a reason for people, that a message could not be sent."""

Observer = Callable[[Literal["in", "out"], Hop, bytes], None]
"""Sees every message as it goes over the wire."""


class TcpKeepAlive(msgspec.Struct, frozen=True):
    """How the operating system keeps connections alive: seconds of silence, and seconds between unanswered probes."""

    idle: int
    interval: int
    transports: tuple[str, ...]


_MAX_CONNECTIONS = 256
_MAX_UNSENT = 1 << 20
_MAX_QUEUED = 256


class Transports:
    """All sockets of one SIP element that lives at one address."""

    def __init__(self, received: Received, *, tls: ssl.SSLContext | None = None) -> None:
        self.observer: Observer = lambda direction, hop, data: None
        self.closed: Callable[[Hop], None] = lambda hop: None
        self.tls = tls
        self.keep_alive: TcpKeepAlive | None = None
        self.cut_off: Callable[[], bool] = lambda: False
        """Whether nothing gets through in either direction: the cable is out."""
        self.address = ""
        self.ports: dict[str, int] = {}
        self._received = received
        self._udp: asyncio.DatagramTransport | None = None
        self._servers: list[asyncio.Server] = []
        self._numbers = itertools.count(1)
        self._connections: dict[int, _Connection] = {}
        self._by_peer: dict[tuple[str, str, int], _Connection] = {}

    async def bind(self, address: str, port: int = 0, *, tcp: bool = True) -> None:
        """Open UDP, and listen for TCP on the same port; port 0 takes a free one. `ports` then says which.

        Raises:
            OSError: The port is in use, or the address is not this machine's.
        """
        loop = asyncio.get_running_loop()
        self.address = address
        for attempts_left in range(9, -1, -1):
            self._udp, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self), (address, port))
            self.ports["UDP"] = self._udp.get_extra_info("sockname")[1]
            if not tcp:
                return
            try:
                await self.listen("TCP", self.ports["UDP"])
            except OSError:
                self._udp.close()
                if port or not attempts_left:
                    raise
            else:
                return

    async def listen(self, transport: Literal["TCP", "TLS"], port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        """Accept connections at the bound address; TLS needs a context with a certificate.

        Raises:
            OSError: The port is in use.
        """
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: _Connection(self, transport, next(self._numbers)), self.address, port, ssl=tls
        )
        self._servers.append(server)
        self.ports[transport] = server.sockets[0].getsockname()[1]

    def send(self, data: bytes, hop: Hop, failed: Failed = lambda reason: None) -> None:
        """Send one message; over a connection that has yet to be made, as soon as it is."""
        if self.cut_off():
            return
        self.observer("out", hop, data)
        if hop.transport == "UDP":
            self._send_datagram(data, hop, failed)
        else:
            self._connection(hop).send(data, failed)

    def ping(self, data: bytes, hop: Hop) -> None:
        """Send bytes that are no message; over a connection only if there is one."""
        if hop.transport == "UDP":
            self._send_datagram(data, hop, lambda reason: None)
        elif (known := self._by_peer.get(hop.peer)) is not None:
            known.send(data, lambda reason: None)

    async def close(self) -> None:
        """Close every socket; what is queued is dropped."""
        for server in self._servers:
            server.close()
        if self._udp is not None:
            self._udp.close()
        for connection in list(self._connections.values()):
            connection.abort("closed")
        connecting = [c.task for c in self._by_peer.values() if c.task is not None]
        for task in connecting:
            task.cancel()
        await asyncio.gather(*connecting, return_exceptions=True)
        await asyncio.sleep(0)

    def deliver(self, data: bytes, hop: Hop) -> None:
        """Hand a message that came in to the owner (called by the sockets)."""
        if not self.cut_off():
            self.observer("in", hop, data)
            self._received(data, hop)

    def opened(self, connection: _Connection) -> bool:
        """Note an open connection; False if there are too many."""
        if len(self._connections) >= _MAX_CONNECTIONS:
            return False
        self._connections[connection.number] = connection
        self._by_peer[connection.hop.peer] = connection
        return True

    def lost(self, connection: _Connection) -> None:
        """Forget a connection that ended or never came to be."""
        if self._by_peer.get(connection.hop.peer) is connection:
            del self._by_peer[connection.hop.peer]
        if self._connections.pop(connection.number, None) is not None:
            self.closed(connection.hop)

    def _send_datagram(self, data: bytes, hop: Hop, failed: Failed) -> None:
        if self._udp is None or self._udp.is_closing():
            failed("closed")
            return
        try:
            self._udp.sendto(data, (hop.host, hop.port))
        except (OSError, ValueError) as error:
            failed(str(error))

    def _connection(self, hop: Hop) -> _Connection:
        if (known := self._connections.get(hop.connection)) is not None:
            return known
        if (known := self._by_peer.get(hop.peer)) is not None:
            return known
        connection = self._by_peer[hop.peer] = _Connection(self, hop.transport, next(self._numbers), hop)
        connection.connect()
        return connection


class _Datagrams(asyncio.DatagramProtocol):
    """The UDP socket."""

    def __init__(self, owner: Transports) -> None:
        self._owner = owner

    def datagram_received(self, data: bytes, address: tuple[Any, ...]) -> None:
        if data.strip(b"\r\n\0"):
            self._owner.deliver(data, Hop("UDP", str(address[0]), int(address[1])))


class _Connection(asyncio.Protocol):
    """One TCP or TLS connection, in either direction."""

    def __init__(self, owner: Transports, transport: str, number: int, target: Hop | None = None) -> None:
        self.number = number
        self.hop = target or Hop(transport, "", 0)
        self.task: asyncio.Task[None] | None = None
        self._owner = owner
        self._queue: list[tuple[bytes, Failed]] = []
        self._wire: asyncio.Transport | None = None
        self._framer = StreamFramer()

    def connect(self) -> None:
        """Start connecting to the target."""
        self.task = asyncio.get_running_loop().create_task(self._connect())

    async def _connect(self) -> None:
        loop, hop, owner = asyncio.get_running_loop(), self.hop, self._owner
        context = owner.tls if hop.transport == "TLS" else None
        try:
            if hop.transport == "TLS" and context is None:
                raise ConnectionError("no TLS on this phone")
            await loop.create_connection(
                lambda: self,
                hop.host,
                hop.port,
                ssl=context,
                server_hostname=(hop.server_name or hop.host) if context else None,
                local_addr=(owner.address, 0) if owner.address else None,
            )
        except (OSError, ValueError) as error:
            self.abort(_reason(error))
        except asyncio.CancelledError:
            self.abort("closed")  # of a handshake that is over by now, the far end would have to agree to the end
            raise
        finally:
            self.task = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what create_connection always gives
        # A peer that has gone again already has no name.
        host, port = (transport.get_extra_info("peername") or ("", 0))[:2]
        self._wire = transport
        self.hop = Hop(self.hop.transport, host, port, self.hop.server_name, self.number)
        if not self._owner.opened(self):
            transport.abort()
            return
        _keep_alive(transport, self.hop.transport, self._owner.keep_alive)
        queue, self._queue = self._queue, []
        for data, _ in queue:
            transport.write(data)

    def data_received(self, data: bytes) -> None:
        try:
            for message in self._framer.feed(data):
                if message == PING:
                    self.send(PONG, lambda reason: None)
                else:
                    self._owner.deliver(message, self.hop)
        except SipSyntaxError as error:
            self.abort(str(error))

    def connection_lost(self, exc: Exception | None) -> None:
        self.abort("connection lost")

    def send(self, data: bytes, failed: Failed) -> None:
        """Send, or queue while connecting."""
        if self._wire is None and len(self._queue) < _MAX_QUEUED:
            self._queue.append((data, failed))
        elif self._wire is None:
            failed("too much waits for the connection")
        elif self._wire.is_closing() or self._wire.get_write_buffer_size() > _MAX_UNSENT:
            failed("connection lost")
        else:
            self._wire.write(data)

    def abort(self, reason: str) -> None:
        """End the connection; what is still queued fails with the reason."""
        if self._wire is not None:
            self._wire.abort()
        self._owner.lost(self)
        queue, self._queue = self._queue, []
        for _, failed in queue:
            failed(reason)


def _keep_alive(wire: asyncio.Transport, transport: str, how: TcpKeepAlive | None) -> None:
    """Let the operating system notice when the far end is gone (RFC 1122, section 4.2.3.6)."""
    sock = wire.get_extra_info("socket")
    if how is None or transport not in how.transports or sock is None:
        return
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, seconds in (("TCP_KEEPIDLE", how.idle), ("TCP_KEEPINTVL", how.interval)):
        # Not every system lets one connection have times of its own.
        if option := getattr(socket, name, None):
            sock.setsockopt(socket.IPPROTO_TCP, option, seconds)


def _reason(error: OSError | ValueError) -> str:
    """Say in a few words why a connection could not be made."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"TLS: {error.reason or error}"
    number = getattr(error, "errno", None) or 0
    return os.strerror(number) if number > 0 else str(error) or type(error).__name__
