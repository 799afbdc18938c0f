"""The log on its way to a syslog server, line by line, over UDP, TCP or TLS (device.syslog.*).

A message is the priority of RFC 3164 and the line as the log file has it; it bears no time or host of its own, as a
relay of such phones showed. TCP ends a message with a line feed (RFC 6587, 3.4.2), TLS counts its bytes before it
(RFC 5425, 4.3): which of the two the device uses is a guess.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from typing import NamedTuple

from emulator.boot.logs.form import passes
from emulator.boot.model import config, link_up
from emulator.boot.orders import Log
from emulator.boot.tables import severity
from emulator.boot.transfer.streams import Streams, open_streams, part
from emulator.boot.transfer.tls import TlsContexts
from emulator.config.tls import TlsProfile, platform_profile
from emulator.kernel.clock import sleep
from emulator.kernel.links import Host
from emulator.kernel.state import Effect, State
from emulator.network.model import Network

PORTS = {"UDP": 514, "TCP": 514, "TLS": 6514}
"""Unless the server's name has a port behind a colon."""

_HIGHEST = 65_535

FACILITY = 16
"""local0, the facility unless device.syslog.facility says otherwise."""

WAITING = 1_000
"""How many messages wait for a server that cannot be reached; of more the oldest go."""

RETRY = 30.0
"""Seconds between two attempts to reach it (a guess)."""

PATIENCE = 10.0
"""Real seconds for one attempt."""

FAREWELL = 0.1
"""Real seconds that the last messages have when the phone ends."""


class Target(NamedTuple):
    """Where messages go, and how."""

    host: str
    port: int
    transport: str
    tls: TlsProfile


def find_target(phone: State) -> Target | None:
    """The syslog server that the device settings name; None if nothing is to be sent."""
    settings = config(phone)
    name, _, port = settings.text("device.syslog.serverName").strip().partition(":")
    transport = settings.choice("device.syslog.transport") or "UDP"
    if not name or transport not in PORTS:
        return None
    tls = platform_profile(settings, "syslog") if transport == "TLS" else TlsProfile()
    return Target(name, _port(port) or PORTS[transport], transport, tls)


def _port(text: str) -> int:
    """The port that is meant, 0 for none."""
    return int(text) if text.isdecimal() and int(text[:6]) <= _HIGHEST else 0


def write_message(phone: State, entry: Log, line: str) -> bytes | None:
    """The message for a line of the log; None if device.syslog.renderLevel holds it back."""
    settings = config(phone)
    if not passes(entry.level, settings.number("device.syslog.renderLevel")):
        return None
    priority = settings.number("device.syslog.facility", null=FACILITY) * 8 + severity(entry.level)
    mac = f"{settings.identity.mac}|" if settings.flag("device.syslog.prependMac") else ""
    return f"<{priority}>{mac}{line}".encode()


class SyslogLink:
    """Sends every line that the log relays to it; the lines wait in order until the server can be reached."""

    effects: tuple[type[Effect], ...] = ()

    def __init__(self, phone: Host, contexts: TlsContexts) -> None:
        self._phone = phone
        self._contexts = contexts
        self._waiting: deque[tuple[Target, bytes]] = deque(maxlen=WAITING)
        self._worker: asyncio.Task[None] | None = None
        self._connection = _Connection()

    def perform(self, effect: Effect) -> None:
        """There is nothing to ask of it: it lives on what the log relays."""

    def relay(self, entry: Log, line: str) -> None:
        """Send a line, if there is a server for it; before the network is up lines wait."""
        phone = self._phone.state
        target, message = find_target(phone), write_message(phone, entry, line)
        if target is None or message is None:
            return
        self._waiting.append((target, message))
        if phone[Network].state == "up" and link_up(phone) and (self._worker is None or self._worker.done()):
            self._worker = asyncio.create_task(self._send_all())

    async def close(self) -> None:
        """Send what can still be sent, and let go of the server."""
        if self._worker is not None:
            await asyncio.wait([self._worker], timeout=FAREWELL)
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
        await self._connection.close()

    async def _send_all(self) -> None:
        while self._waiting:
            target, message = self._waiting.popleft()
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._connection.send(target, message, self._contexts)
            except (OSError, TimeoutError, ValueError):  # a name that is none is a ValueError
                await self._connection.close()
                if len(self._waiting) < WAITING:
                    self._waiting.appendleft((target, message))
                await sleep(self._phone.clock, RETRY)


class _Connection:
    """The way to one server at a time."""

    def __init__(self) -> None:
        self._target: Target | None = None
        self._datagrams: asyncio.DatagramTransport | None = None
        self._stream: Streams | None = None

    async def send(self, target: Target, message: bytes, contexts: TlsContexts) -> None:
        """Send a message. Raises OSError or ValueError if the server cannot be reached, or is not to be trusted."""
        if target != self._target or self._is_over():
            await self.close()
            await self._open(target, contexts)
        if self._datagrams:
            self._datagrams.sendto(message)
        elif self._stream:
            framed = b"%d %b" % (len(message), message) if target.transport == "TLS" else message + b"\n"
            self._stream[1].write(framed)
            await self._stream[1].drain()

    async def close(self) -> None:
        """Let go of it."""
        self._target = None
        if self._datagrams:
            self._datagrams.close()
        if self._stream:
            await part(self._stream[1], FAREWELL)
        self._datagrams = self._stream = None

    def _is_over(self) -> bool:
        return self._stream is not None and (self._stream[0].at_eof() or self._stream[1].is_closing())

    async def _open(self, target: Target, contexts: TlsContexts) -> None:
        place = target.host, target.port
        if target.transport == "UDP":
            loop = asyncio.get_running_loop()
            self._datagrams, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=place)
        else:
            tls: ssl.SSLContext | None = contexts.context(target.tls) if target.transport == "TLS" else None
            self._stream = await open_streams(*place, tls)
        self._target = target
