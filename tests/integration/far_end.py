"""The far end of a call, in the hands of a test: a socket that speaks SIP, and one that takes and sends RTP."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from typing import NamedTuple

from emulator.sip.stack.messages import Message, Request, Response, parse
from tests.integration.caller import DEADLINE

SDP = (
    b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    b"m=audio 39990 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
)


class Peer(asyncio.DatagramProtocol):
    """The far side of an engine's calls."""

    def __init__(self) -> None:
        self._received: asyncio.Queue[tuple[Message, tuple[str, int]]] = asyncio.Queue()
        self._from = ("", 0)

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self.transport = transport
        self.port: int = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        self._received.put_nowait((parse(data), address))

    async def request(self, method: str) -> Request:
        """The next request with this method; others are passed over."""
        async with asyncio.timeout(DEADLINE):
            while True:
                message, self._from = await self._received.get()
                if isinstance(message, Request) and message.method == method:
                    return message

    async def response(self, method: str) -> Response:
        """The next final response to a request with this method."""
        async with asyncio.timeout(DEADLINE):
            while True:
                message, self._from = await self._received.get()
                if isinstance(message, Response) and message.cseq.method == method and message.code >= 200:
                    return message

    def answer(self, request: Request, code: int, *headers: tuple[str, str], body: bytes = b"") -> None:
        """Answer a request, from the address it was sent to."""
        response = request.reply(code, to_tag="far")
        for name, value in headers:
            response.add(name, value)
        if body:
            response.add("Contact", f"<sip:far@127.0.0.1:{self.port}>")
            response.add("Content-Type", "application/sdp")
            response.body = body
        self.transport.sendto(response.serialise(), self._from)

    async def accept(self, body: bytes = SDP) -> Request:
        """Answer the next call; its INVITE."""
        invite = await self.request("INVITE")
        self.answer(invite, 200, body=body)
        await self.request("ACK")
        return invite

    def ask(self, method: str, invite: Request, number: int = 1, **headers: str) -> None:
        """Send a request within the dialog of a call that this peer has answered."""
        contact = str(invite.get("contact")).split("<")[1].split(">")[0]
        request = Request(method, contact)
        request.add("Via", f"SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bKfar{method}{number};rport")
        request.add("From", f"{invite.get('to')};tag=far")
        request.add("To", invite.get("from"))
        request.add("Call-ID", invite.call_id)
        request.add("CSeq", f"{number} {method}")
        request.add("Max-Forwards", "70")
        for name, value in headers.items():
            request.add(name.replace("_", "-"), value)
        self.transport.sendto(request.serialise(), self._from)

    def acknowledge(self, accepted: Response) -> None:
        """Send the ACK for the answer to a call of this peer."""
        request = Request("ACK", str(accepted.get("contact")).split("<")[1].split(">")[0])
        request.add("Via", f"SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bKack;rport")
        for name in ("From", "To", "Call-ID"):
            request.add(name, accepted.get(name.lower()))
        request.add("CSeq", f"{accepted.cseq.number} ACK")
        request.add("Max-Forwards", "70")
        self.transport.sendto(request.serialise(), self._from)

    def invite(self, port: int, user: str, body: bytes = SDP, **headers: str) -> None:
        """Call an engine."""
        request = Request("INVITE", f"sip:{user}@127.0.0.1:{port}")
        request.add("Via", f"SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bKcall{user};rport")
        request.add("From", '"Far" <sip:far@pbx>;tag=far')
        request.add("To", "<sip:somebody.else@pbx>")
        request.add("Call-ID", f"call-{user}")
        request.add("CSeq", "1 INVITE")
        request.add("Max-Forwards", "70")
        request.add("Contact", f"<sip:far@127.0.0.1:{self.port}>")
        request.add("Content-Type", "application/sdp")
        for name, value in headers.items():
            request.add(name, value)
        request.body = body
        self.transport.sendto(request.serialise(), ("127.0.0.1", port))


class Packet(NamedTuple):
    """One RTP packet (RFC 3550, section 5.1)."""

    payload: int
    marker: bool
    number: int
    time: int
    source: int
    body: bytes


class Rtp(asyncio.DatagramProtocol):
    """A place for RTP, with all that has come there; RTCP comes beside it."""

    def __init__(self) -> None:
        self.packets: list[Packet] = []
        self.reports: list[bytes] = []
        self._news = asyncio.Event()

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self.transport = transport
        self.port: int = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        if 200 <= data[1] <= 207:
            self.reports.append(data)
        else:
            first, second, number, time, source = struct.unpack("!BBHII", data[:12])
            assert 2 == first >> 6
            self.packets.append(Packet(second & 127, bool(second >> 7), number, time, source, data[12:]))
        self._news.set()

    def sdp(self, *lines: str, formats: str = "0", profile: str = "RTP/AVP") -> bytes:
        """A description of this place."""
        head = ("v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0")
        media = f"m=audio {self.port} {profile} {formats}"
        return "".join(f"{line}\r\n" for line in (*head, media, *lines)).encode()

    async def until(self, condition: Callable[[Rtp], object]) -> None:
        """Wait for what comes here to be as wanted."""
        async with asyncio.timeout(DEADLINE):
            while not condition(self):
                self._news.clear()
                await self._news.wait()

    async def take(self, count: int, payload: int | None = None) -> list[Packet]:
        """The next so many packets, of one payload type if that is said."""
        before = len(self.packets)

        def fresh() -> list[Packet]:
            return [each for each in self.packets[before:] if payload in (None, each.payload)]

        await self.until(lambda _: len(fresh()) >= count)
        return fresh()[:count]

    def send(self, port: int, payload: int, number: int, time: int, body: bytes, *, marker: bool = False) -> None:
        """Send a packet."""
        head = struct.pack("!BBHII", 0x80, payload | marker << 7, number, time, 0x5F2A)
        self.transport.sendto(head + body, ("127.0.0.1", port))
