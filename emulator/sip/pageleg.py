"""An announcement as a call in an engine: its far end is here, and speaks RTP on loopback.

So the engine codes and mixes what is announced as it does with every call, and knows nothing of multicast.
"""

from __future__ import annotations

import asyncio
import random
import re
import struct
from collections.abc import Callable

from emulator.sip.stack.headers import SipSyntaxError
from emulator.sip.stack.identifiers import new_tag
from emulator.sip.stack.messages import Request, Response, parse

HOST = "127.0.0.1"

NAMES = {0: "PCMU", 9: "G722"}
"""The codecs of announcements by their RTP payload types (RFC 3551)."""

PATIENCE = 50
"""Frames that wait for an engine to answer; a second of sound."""

Heard = Callable[[int, bytes], None]
"""Is given what the engine says, a payload at a time, with its codec."""

_RTP = struct.Struct("!BBHLL")
_VERSION = 0x80
_OFFERED = re.compile(r"^m=audio (\d+) RTP/AVP ([\d ]+)", re.MULTILINE)


class _Socket(asyncio.DatagramProtocol):
    """Passes datagrams on."""

    def __init__(self, received: Callable[[bytes, tuple[str, int]], None]) -> None:
        self._received = received

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Pass one on."""
        self._received(data, addr)


class PageLeg:
    """The far end of one such call, which either hears the engine or speaks to it."""

    def __init__(self, codec: int, ptime: int, rng: random.Random, heard: Heard | None = None) -> None:
        """Without `heard` the far end speaks, in this codec alone; else the engine may choose one that it has."""
        self._codec = codec
        self._ptime = ptime
        self._heard = heard
        self._tag = new_tag(rng)
        self._source = rng.getrandbits(32)
        self._place: tuple[str, int] | None = None
        self._early: list[bytes] = []
        self._signals: asyncio.DatagramTransport | None = None
        self._sound: asyncio.DatagramTransport | None = None

    async def open(self) -> str:
        """Open the sockets; the address at which the engine is to call. Raises OSError."""
        loop = asyncio.get_running_loop()
        self._signals, _ = await loop.create_datagram_endpoint(lambda: _Socket(self._signal), local_addr=(HOST, 0))
        self._sound, _ = await loop.create_datagram_endpoint(lambda: _Socket(self._listen), local_addr=(HOST, 0))
        return f"sip:page@{HOST}:{_port(self._signals)}"

    def close(self) -> None:
        """Close the sockets."""
        for each in (self._signals, self._sound):
            if each is not None:
                each.close()

    def say(self, place: int, samples: int, sound: bytes) -> None:
        """Let the engine hear a frame: its place in the row, and its count of samples."""
        head = _RTP.pack(_VERSION, self._codec, place & 0xFFFF, samples & 0xFFFF_FFFF, self._source)
        self._early = [*self._early, head + sound][-PATIENCE:]
        if self._place is not None and self._sound is not None:
            for each in self._early:
                self._sound.sendto(each, self._place)
            self._early = []

    def _listen(self, data: bytes, _: tuple[str, int]) -> None:
        if self._heard is not None and len(data) > _RTP.size:
            self._heard(data[1] & 0x7F, data[_RTP.size :])

    def _signal(self, data: bytes, source: tuple[str, int]) -> None:
        """Answer what the engine asks: the same answer to the same request, as often as it comes."""
        try:
            request = parse(data)
            if isinstance(request, Request) and request.method != "ACK" and self._signals is not None:
                self._signals.sendto(self._answer(request).serialise(), source)
        except SipSyntaxError:
            return

    def _answer(self, request: Request) -> Response:
        if request.method != "INVITE":
            return request.reply(200, to_tag=self._tag)
        offered = _OFFERED.search(request.body.decode("utf-8", "replace"))
        known = [int(each) for each in offered[2].split() if int(each) in NAMES] if offered else []
        if self._heard is not None and known and self._codec not in known:
            self._codec = known[0]
        if not offered or self._codec not in known:
            return request.reply(488, to_tag=self._tag)
        self._place = HOST, int(offered[1])
        response = request.reply(200, to_tag=self._tag)
        response.add("Contact", f"<sip:page@{HOST}:{_port(self._signals)}>")
        response.add("Content-Type", "application/sdp")
        response.body = self._description().encode()
        return response

    def _description(self) -> str:
        codec, way = self._codec, "sendonly" if self._heard is None else "recvonly"
        lines = (
            "v=0", f"o=- 1 1 IN IP4 {HOST}", "s=page", f"c=IN IP4 {HOST}", "t=0 0",
            f"m=audio {_port(self._sound)} RTP/AVP {codec}", f"a=rtpmap:{codec} {NAMES[codec]}/8000",
            f"a=ptime:{self._ptime}", f"a={way}", "",
        )  # fmt: skip
        return "\r\n".join(lines)


def _port(transport: asyncio.DatagramTransport | None) -> int:
    return int(transport.get_extra_info("sockname")[1]) if transport else 0
