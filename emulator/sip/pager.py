"""Paging on the wire: announcements of others come in by multicast, the phone's own go out."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import msgspec

from emulator.kernel.clock import SECOND, Alarm, Clock, sleep
from emulator.kernel.links import Post
from emulator.paging.model import (
    HearPage,
    ListenFailed,
    ListenForPages,
    PageOnAir,
    PageOver,
    PageStarted,
    SendPage,
    StopPage,
)
from emulator.paging.packets import G711, G722, Frames, Packet, PacketError, decode
from emulator.sip.announcement import Announcement
from emulator.sip.callbook import CallBook
from emulator.sip.pageleg import NAMES, PageLeg
from emulator.sip.pool import EnginePool
from emulator.sip.protocol import HangUp, Invite

SILENCE = 3 * SECOND
"""Microseconds after which a transmission is over of which nothing comes any more."""

FAREWELL = 1.0
"""Seconds that an engine has to end a leg."""

HOPS = 32
"""Routers that an announcement may pass."""

CODECS = {"G.711Mu": G711, "G.722": G722}
"""Codecs by their names in ptt.codec; the engine has no G.726, and takes G.722 in its place."""

PTIME = 20
"""Milliseconds of sound that are told to the engine for announcements of others; it hears as much as comes."""

Spawn = Callable[[Coroutine[Any, Any, None]], None]


class _Other(msgspec.Struct):
    """An announcement of another phone."""

    serial: int
    frames: Frames
    alarm: Alarm | None = None


class _Ear(msgspec.Struct):
    """The leg by which an engine hears an announcement."""

    channel: int
    codec: int
    leg: int
    page: PageLeg


class Pager(asyncio.DatagramProtocol):
    """Sends and hears announcements of one phone, whose sound goes through its engines."""

    def __init__(
        self, post: Post, pool: EnginePool, book: CallBook, clock: Clock, rng: random.Random, address: str, spawn: Spawn
    ) -> None:
        """`address` is the phone's own, which says by which network packets go."""
        self._post, self._pool, self._book, self._clock = post, pool, book, clock
        self._rng, self._address, self._spawn = rng, address, spawn
        self._wanted = ListenForPages("", 0, 0)
        self._transport: asyncio.DatagramTransport | None = None
        self._others: dict[int, _Other] = {}
        self._hearing = 0
        self._ear: _Ear | None = None
        self._own: Announcement | None = None
        self._speaking = 0
        self._pages: set[PageLeg] = set()

    # The network

    def listen(self, effect: ListenForPages) -> None:
        """Open the socket, or another one, or none."""
        if effect == self._wanted:
            return
        self._wanted = effect
        self.close()
        if effect.port:
            self._spawn(self._open(effect))

    async def _open(self, effect: ListenForPages) -> None:
        loop = asyncio.get_running_loop()
        try:
            made, _ = await loop.create_datagram_endpoint(lambda: self, sock=_multicast(effect, self._address))
        except OSError as error:
            self._post(ListenFailed(error.strerror or str(error)))
            return
        if effect == self._wanted:
            self._transport = made
        else:
            made.close()

    def close(self) -> None:
        """Hear and send nothing any more."""
        for channel in list(self._others):
            self._forget(channel)
        self._be_deaf()
        self.stop(StopPage())
        for page in self._pages:
            page.close()
        self._pages.clear()
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _send(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.sendto(data, (self._wanted.address, self._wanted.port))

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Take a packet; what is none, and the phone's own, is passed over."""
        with contextlib.suppress(PacketError):
            packet = decode(data)
            if packet.serial != self._wanted.serial:
                self._take(packet)

    # Others

    def _take(self, packet: Packet) -> None:
        other = self._others.get(packet.channel)
        if packet.kind == "end":
            if other is not None and other.serial == packet.serial:
                self._forget(packet.channel)
            return
        if other is None:
            other = self._others[packet.channel] = _Other(packet.serial, Frames())
            self._post(PageStarted(packet.channel, packet.serial, packet.caller))
        if other.serial == packet.serial:
            self._watch(packet.channel, other)
            if packet.kind == "transmit":
                self._pass_on(packet, other.frames.take(packet))

    def _watch(self, channel: int, other: _Other) -> None:
        if other.alarm is not None:
            other.alarm.cancel()
        other.alarm = self._clock.call_at(self._clock.now() + SILENCE, lambda: self._forget(channel))

    def _forget(self, channel: int) -> None:
        other = self._others.pop(channel, None)
        if other is not None:
            if other.alarm is not None:
                other.alarm.cancel()
            self._post(PageOver(channel, other.serial))

    def hear(self, effect: HearPage) -> None:
        """Let one announcement be heard, or none: the engine is called when the first sound tells the codec."""
        self._be_deaf()
        self._hearing = effect.channel
        if effect.channel:
            self._pool.warm()

    def _pass_on(self, packet: Packet, frames: list[tuple[int, int, bytes]]) -> None:
        if packet.channel != self._hearing or packet.codec not in NAMES:
            return
        if self._ear is None or self._ear.codec != packet.codec:
            self._be_deaf()
            page = PageLeg(packet.codec, PTIME, self._rng)
            self._ear = _Ear(packet.channel, packet.codec, self._pool.new_leg(), page)
            self._spawn(self._call(self._ear.leg, page))
        for frame in frames:
            self._ear.page.say(*frame)

    def _be_deaf(self) -> None:
        ear, self._ear = self._ear, None
        if ear is not None:
            self._leave(ear.leg, ear.page)

    # Legs

    async def _call(self, leg: int, page: PageLeg) -> None:
        """Have an engine call the far end of an announcement; hung up meanwhile, it finds nobody there."""
        self._pages.add(page)
        with contextlib.suppress(OSError):
            target = await page.open()
            if leg in self._legs():
                self._pool.place(Invite(leg, f"<sip:page@{self._address}>", target, direct=True))
                self._book.announce(self._legs())

    def _legs(self) -> tuple[int, ...]:
        return tuple(filter(None, (self._ear.leg if self._ear else 0, self._speaking)))

    def _leave(self, leg: int, page: PageLeg) -> None:
        self._book.announce(self._legs())
        self._pool.send(HangUp(leg))
        self._spawn(self._part(page))

    async def _part(self, page: PageLeg) -> None:
        """Close a page once the engine has said goodbye, which is to be answered."""
        await sleep(self._clock, FAREWELL)
        page.close()
        self._pages.discard(page)

    # The phone's own

    def send(self, effect: SendPage) -> None:
        """Begin to announce something."""
        self.stop(StopPage())
        own = self._own = Announcement(effect, self._wanted.serial, self._send, self._clock)
        page = PageLeg(CODECS.get(effect.codec, G722), effect.ptime, self._rng, own.say)
        leg = self._speaking = self._pool.new_leg()
        self._spawn(self._call(leg, page))
        self._spawn(self._announce(own, effect.channel, leg, page))

    async def _announce(self, own: Announcement, channel: int, leg: int, page: PageLeg) -> None:
        await own.run(lambda: self._post(PageOnAir(channel)))
        self._leave(leg, page)

    def stop(self, _: StopPage) -> None:
        """End the announcement."""
        own, self._own, self._speaking = self._own, None, 0
        if own is not None:
            own.end()


def _multicast(wanted: ListenForPages, address: str) -> socket.socket:
    """A socket that hears what is sent to a group, together with others of this computer. Raises OSError."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Bound to the group, a socket hears nothing else; not every system can do that.
        made.bind(("" if sys.platform == "win32" else wanted.address, wanted.port))
        here = socket.inet_aton(address)
        group = struct.pack("4s4s", socket.inet_aton(wanted.address), here)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, here)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, HOPS)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 1)
    except OSError:
        made.close()
        raise
    return made
