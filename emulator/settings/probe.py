"""Who answers on the way to a host: datagrams to a port where nobody listens, and what routers and the host say to it.

The kernel keeps ICMP errors for a socket that asks for them (IP_RECVERR, ip(7)), so that neither ping nor trace route
needs the rights for raw sockets.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import NamedTuple

from emulator.kernel.clock import SECOND, Clock
from emulator.kernel.errands import Errands, owed
from emulator.kernel.links import Post
from emulator.kernel.state import Effect
from emulator.settings.orders import Probe, Probed

PORT = 33434
"""Where nobody listens: the first port of trace route."""

TIMEOUT = 2.0
"""Seconds of the phone's time that an answer may take."""

PATIENCE = 0.5
"""Real seconds for which fast and manual time wait for an answer."""

UNKNOWN_HOST = "Could not retrieve address."
UNREACHABLE = "Destination unreachable"
UNSUPPORTED = "not emulated on this system"

_RECEIVE_ERRORS = getattr(socket, "IP_RECVERR", 11)
_EXTENDED_ERROR = struct.Struct("=IBBBxII")
_DESTINATION_UNREACHABLE, _TIME_EXCEEDED, _PORT_UNREACHABLE, _BY_ICMP = 3, 11, 3, 2


class Heard(NamedTuple):
    """An ICMP error: its type and code, and who sent it."""

    kind: int
    code: int
    address: str


class ProbeLink:
    """Sends one datagram for each `Probe`."""

    effects: tuple[type[Effect], ...] = (Probe,)

    def __init__(self, post: Post, clock: Clock) -> None:
        self._post = post
        self._clock = clock
        self._errands = Errands()

    def perform(self, effect: Probe) -> None:
        """Send; a `Probed` follows."""
        self._errands.run(self._answer(effect))

    async def close(self) -> None:
        """Wait for no more answers."""
        await self._errands.end()

    async def _answer(self, effect: Probe) -> None:
        with owed(self._clock, PATIENCE):
            try:
                answer = await self._probe(effect)
            except (socket.gaierror, ValueError):  # ValueError: no name at all
                answer = Probed(effect.id, fault=UNKNOWN_HOST)
            except OSError:
                answer = Probed(effect.id, fault=UNREACHABLE)
        self._post(answer)

    async def _probe(self, effect: Probe) -> Probed:
        if not hasattr(socket, "MSG_ERRQUEUE"):
            return Probed(effect.id, fault=UNSUPPORTED)
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(effect.host, PORT, family=socket.AF_INET, type=socket.SOCK_DGRAM)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, max(1, min(255, effect.ttl)))
            sender.setsockopt(socket.IPPROTO_IP, _RECEIVE_ERRORS, 1)
            sender.connect(found[0][4])
            began = loop.time()
            sender.send(b"\0" * 32)
            heard = await self._heard(sender)
        return self._told(effect, heard, (loop.time() - began) * 1000)

    @staticmethod
    def _told(effect: Probe, heard: Heard | None, ms: float) -> Probed:
        if heard is None:
            return Probed(effect.id)
        reached = (heard.kind, heard.code) == (_DESTINATION_UNREACHABLE, _PORT_UNREACHABLE)
        fault = "" if reached or heard.kind == _TIME_EXCEEDED else UNREACHABLE
        return Probed(effect.id, heard.address, round(ms, 1), reached, fault)

    async def _heard(self, sender: socket.socket) -> Heard | None:
        """The first ICMP error that comes back, None if none does in time."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Heard | None] = loop.create_future()

        def settle(heard: Heard | None) -> None:
            if not answer.done():
                answer.set_result(heard)

        alarm = self._clock.call_at(self._clock.now() + round(TIMEOUT * SECOND), lambda: settle(None))
        loop.add_reader(sender.fileno(), lambda: settle(_read(sender)))
        try:
            return await answer
        finally:
            loop.remove_reader(sender.fileno())
            alarm.cancel()


def _read(sender: socket.socket) -> Heard | None:
    """What lies in the socket's queue of errors."""
    try:
        _, extras, _, _ = sender.recvmsg(64, 512, socket.MSG_ERRQUEUE)
    except OSError:
        return None
    for level, kind, data in extras:
        if (level, kind) == (socket.IPPROTO_IP, _RECEIVE_ERRORS) and len(data) >= _EXTENDED_ERROR.size + 8:
            _, origin, icmp, code, _, _ = _EXTENDED_ERROR.unpack_from(data)
            address = socket.inet_ntoa(data[_EXTENDED_ERROR.size + 4 : _EXTENDED_ERROR.size + 8])
            return Heard(icmp, code, address) if origin == _BY_ICMP else None
    return None
