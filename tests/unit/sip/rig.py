"""An edge between a world and an engine that are nothing but sockets: tests say what each of them sends."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from types import TracebackType
from typing import Literal, TypeVar

from emulator.kernel.clock import ManualClock
from emulator.sip.edge.accounts import Line
from emulator.sip.edge.core import Offer, Referral, Refusal
from emulator.sip.edge.edge import Edge
from emulator.sip.events.subscriptions import Notification
from emulator.sip.protocol import HangUp
from emulator.sip.stack.digest import Credentials
from emulator.sip.stack.headers import Uri
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.messages import Request, Response, parse
from emulator.sip.stack.resolve import Server
from emulator.sip.stack.transports import Transports

USER_AGENT = "PolycomVVX-VVX_450-UA/5.9.5.0614"
SDP = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=pjmedia\r\nb=AS:84\r\nt=0 0\r\na=X-nat:0\r\nm=audio 4000 RTP/AVP 0\r\n"
    "c=IN IP4 127.0.0.1\r\nb=TIAS:64000\r\na=rtcp:4001 IN IP4 127.0.0.1\r\na=ssrc:1 cname:x\r\na=rtpmap:0 PCMU/8000\r\n"
)

M = TypeVar("M", Request, Response)


class Peer:
    """One UDP socket, and TCP at the same port, that speaks SIP as it is told to."""

    def __init__(self) -> None:
        self._inbox: asyncio.Queue[tuple[bytes, Hop]] = asyncio.Queue()
        self._sockets = Transports(lambda data, hop: self._inbox.put_nowait((data, hop)))
        self.raw: list[bytes] = []
        self.source = Hop("UDP", "127.0.0.1", 0)

    async def open(self, *, tcp: bool = True) -> None:
        """Bind a free port."""
        await self._sockets.bind("127.0.0.1", tcp=tcp)

    async def close(self) -> None:
        """Close the sockets."""
        await self._sockets.close()

    @property
    def port(self) -> int:
        """Where it is."""
        return self._sockets.ports["UDP"]

    def send(self, message: Request | Response | bytes, hop: Hop) -> None:
        """Send something."""
        self._sockets.send(message if isinstance(message, bytes) else message.serialise(), hop)

    def drop(self, hop: Hop) -> None:
        """Break the connection that a message came on."""
        self._sockets._connections[hop.connection].abort("dropped")

    async def get(self, kind: type[M]) -> M:
        """The next message, which must be a request or a response as said."""
        data, self.source = await asyncio.wait_for(self._inbox.get(), 2)
        self.raw.append(data)
        message = parse(data)
        assert isinstance(message, kind), data.decode()
        return message

    async def request(self, method: str) -> Request:
        """The next message, which must be this request."""
        request = await self.get(Request)
        assert method == request.method
        return request

    async def response(self, code: int) -> Response:
        """The next message, which must be a response with this code."""
        response = await self.get(Response)
        assert code == response.code, response
        return response

    @property
    def idle(self) -> bool:
        """Whether nothing has come that was not taken."""
        return self._inbox.empty()


class Rig:
    """An edge on a manual clock, with a world and an engine; it is the edge's owner and its engines as well."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.world, self.engine = Peer(), Peer()
        self.edge = Edge(self.clock, random.Random(1), self, USER_AGENT)
        self.offers: list[Offer] = []
        self.gone: list[tuple[int, int]] = []
        self.freed: list[int] = []
        self.notifications: list[Notification] = []
        self.refusal: Refusal | None = None
        self.referrals: list[Referral] = []
        self.answer_to_refer = 202
        self.room = True
        self.ready = asyncio.Event()
        self.ready.set()

    async def __aenter__(self) -> Rig:
        await self.world.open()
        await self.engine.open()
        await self.edge.open("127.0.0.1")
        self.edge.serve(self)
        self.use(self.server)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.edge.close()
        await self.world.close()
        await self.engine.close()

    @property
    def server(self) -> Server:
        """The world as the line's server."""
        return Server("127.0.0.1", self.world.port, "UDPOnly")

    def use(self, *servers: Server) -> None:
        """Have one line, 1001, whose calls go out by these servers."""
        line = Line(1, Uri.parse("sip:1001@lab"), Credentials("1001", "secret"), "Alice", servers=servers)
        self.edge.set_lines([line])

    @property
    def outer(self) -> Hop:
        """The edge as the world sees it."""
        return Hop("UDP", "127.0.0.1", self.edge.face.ports["UDP"])

    @property
    def inner(self) -> Hop:
        """The edge as the engine sees it."""
        return Hop("UDP", "127.0.0.1", int(self.edge.inner_route.rpartition(":")[2]))

    def from_world(self, message: Request | Response | bytes) -> None:
        """The world says something."""
        self.world.send(message, self.outer)

    def from_engine(self, message: Request | Response) -> None:
        """The engine says something."""
        self.engine.send(message, self.inner)

    def ask_world(self, method: str, *, branch: str = "z9hG4bKw1", to_tag: str = "", call_id: str = "in1") -> Request:
        """A request as the world makes it, for 1001."""
        request = Request(method, f"sip:1001@127.0.0.1:{self.outer.port}")
        request.add("Via", f"SIP/2.0/UDP 127.0.0.1:{self.world.port};branch={branch}")
        request.add("Record-Route", f"<sip:127.0.0.1:{self.world.port};lr>")
        request.add("From", "<sip:1002@lab>;tag=w")
        request.add("To", f"<sip:1001@lab>{';tag=' if to_tag else ''}{to_tag}")
        request.add("Call-ID", call_id)
        request.add("CSeq", f"1 {method}")
        request.add("Contact", f"<sip:1002@127.0.0.1:{self.world.port}>")
        request.add("Max-Forwards", "69")
        return request

    def ask_engine(self, method: str, *, branch: str = "z9hG4bKe1", to_tag: str = "", number: int = 1) -> Request:
        """A request as the engine makes it, from 1001 to 1002."""
        request = Request(method, "sip:1002@lab")
        request.add("Via", f"SIP/2.0/UDP 127.0.0.1:{self.engine.port};rport;branch={branch}")
        request.add("Max-Forwards", "70")
        request.add("From", '"Alice" <sip:1001@lab>;tag=e')
        request.add("To", f"<sip:1002@lab>{';tag=' if to_tag else ''}{to_tag}")
        request.add("Contact", f"<sip:1001@127.0.0.1:{self.engine.port}>")
        request.add("Call-ID", "out1")
        request.add("CSeq", f"{number} {method}")
        request.add("Route", f"<sip:127.0.0.1:{self.inner.port};lr>")
        request.add("User-Agent", "some stack")
        if method == "INVITE":
            request.add("Allow", "PRACK, INVITE")
            request.add("Supported", "replaces, 100rel, norefersub")
            request.add("Content-Type", "application/sdp")
            request.body = SDP.encode()
        return request

    def engine_answer(self, request: Request, code: int) -> Response:
        """The engine's answer to a request that the edge gave it."""
        response = request.reply(code, to_tag="e")
        for route in request.values("record-route"):
            response.add("Record-Route", route)
        response.add("Contact", f"<sip:1001@127.0.0.1:{self.engine.port}>")
        return response

    def world_answer(self, request: Request, code: int) -> Response:
        """The world's answer to a request of the phone."""
        response = request.reply(code, to_tag="w")
        if request.method == "INVITE":
            response.add("Record-Route", f"<sip:127.0.0.1:{self.world.port};lr>")
        response.add("Contact", "<sip:1002@127.0.0.1:9>")
        return response

    # What the edge asks of its owner and its engines.

    def offered(self, offer: Offer) -> Refusal | None:
        """Refuse as told."""
        self.offers.append(offer)
        return self.refusal

    def referred(self, referral: Referral) -> None:
        """Answer as told."""
        self.referrals.append(referral)
        referral.answer(self.answer_to_refer)

    def withdrawn(self, leg: int, code: int) -> None:
        """Note it."""
        self.gone.append((leg, code))

    def notified(self, notification: Notification) -> int:
        """Note it."""
        self.notifications.append(notification)
        return 200

    def connection_lost(self, hop: Hop) -> None:
        """Nothing hangs on it."""

    def new_leg(self) -> int:
        """Count."""
        return len(self.offers) + 1

    async def expect(self, leg: int, srtp: Literal[0, 1, 2] = 0, login: str = "", password: str = "") -> str | None:
        """Be ready when told to."""
        await self.ready.wait()
        return f"sip:leg{leg}@127.0.0.1:{self.engine.port}" if self.room else None

    def send(self, command: HangUp) -> None:
        """Note a leg given up."""
        self.freed.append(command.leg)


async def until(condition: Callable[[], bool]) -> None:
    """Let tasks and sockets run until something is so."""
    for _ in range(2000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it did not become so")
