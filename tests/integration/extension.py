"""A SIP user agent of few words for tests of the lab: it says and answers what it is told to, byte for byte."""

from __future__ import annotations

import asyncio
import itertools
import random
import ssl
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from emulator.lab.sip_server import SipServer
from emulator.sip.stack.authentication import DigestClient
from emulator.sip.stack.digest import Credentials
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.messages import Request, Response, parse
from emulator.sip.stack.transports import Transports

DEADLINE = 5.0


class Extension:
    """One user at one address of its own."""

    def __init__(self, server: SipServer, user: str, password: str, transport: str, port: int) -> None:
        self.user = user
        self.transport = transport
        self.requests: asyncio.Queue[Request] = asyncio.Queue()
        self.responses: defaultdict[str, asyncio.Queue[Response]] = defaultdict(asyncio.Queue)
        self.rang = asyncio.Event()
        self.transports = Transports(self._received)
        self._digest = DigestClient(Credentials(user, password), random.Random(1))
        self._hop = Hop(transport, server.address, port)
        self._numbers = itertools.count(1)
        self.place = f"{server.address}:{port}"

    @property
    def contact(self) -> str:
        """Its Contact URI."""
        suffix = "" if self.transport == "UDP" else f";transport={self.transport.lower()}"
        return f"sip:{self.user}@127.0.0.1:{self.transports.ports['UDP']}{suffix}"

    def _received(self, data: bytes, hop: Hop) -> None:
        message = parse(data)
        if isinstance(message, Request):
            self.requests.put_nowait(message)
        elif message.code >= 200:
            self.responses[message.cseq.method].put_nowait(message)
        elif message.code == 180:
            self.rang.set()

    def make(self, method: str, to: str = "", **headers: object) -> Request:
        """A request outside of any dialog; keyword names are header names, with _ for -."""
        number = next(self._numbers)
        uri = f"sip:{to}@{self.place}" if to else f"sip:{self.place}"
        request = Request(method, uri)
        request.add(
            "Via",
            f"SIP/2.0/{self.transport} 127.0.0.1:{self.transports.ports['UDP']};branch=z9hG4bK{self.user}{number}",
        )
        request.add("From", f'"User {self.user}" <sip:{self.user}@{self.place}>;tag=from{self.user}')
        request.add("To", f"<sip:{to or self.user}@{self.place}>")
        request.add("Call-ID", headers.pop("call_id", f"call{self.user}"))
        request.add("CSeq", f"{number} {method}")
        request.add("Contact", headers.pop("contact", f"<{self.contact}>"))
        request.add("Max-Forwards", headers.pop("max_forwards", 70))
        for name, value in headers.items():
            request.add(name.replace("_", "-").title(), value)
        return request

    def send(self, message: Request | Response) -> None:
        """Put a message on the wire as it is."""
        self.transports.send(message.serialise(), self._hop)

    async def ask(self, request: Request) -> Response:
        """Send a request and answer one challenge; the final response."""
        self._digest.authorize(request)
        self.send(request)
        response = await self.final(request.method)
        if response.code not in (401, 407) or not self._digest.learn(request, response):
            return response
        number = next(self._numbers)
        request.put("CSeq", f"{number} {request.method}")
        request.put("Via", f"{request.get('via')}x{number}")
        return await self.ask(request)

    async def final(self, method: str) -> Response:
        """The next response to a request of that method that is not provisional."""
        return await asyncio.wait_for(self.responses[method].get(), DEADLINE)

    async def heard(self, method: str) -> Request:
        """The next request of that method; others that come before it are passed over."""
        while True:
            request = await asyncio.wait_for(self.requests.get(), DEADLINE)
            if request.method == method:
                return request

    def reply(self, request: Request, code: int, *, contact: bool = True) -> None:
        """Answer a request, with a tag and, where a dialog is made, Record-Route and Contact."""
        response = request.reply(code, to_tag=f"to{self.user}" if code > 100 else "")
        for route in request.values("record-route"):
            response.add("Record-Route", route)
        if contact:
            response.add("Contact", f"<{self.contact}>")
        self.send(response)

    def follow(self, method: str, invite: Request, accepted: Response) -> Request:
        """A request of the caller inside the dialog that a 2xx has made."""
        number = invite.cseq.number if method == "ACK" else next(self._numbers)
        target = (accepted.get("contact") or "").strip("<>")
        request = Request(method, target)
        request.add(
            "Via", f"SIP/2.0/{self.transport} 127.0.0.1:{self.transports.ports['UDP']};branch=z9hG4bKin{number}{method}"
        )
        for route in reversed(accepted.listed("record-route")):
            request.add("Route", route)
        for name in ("From", "Call-ID"):
            request.add(name, invite.get(name.lower()))
        request.add("To", accepted.get("to"))
        request.add("CSeq", f"{number} {method}")
        request.add("Max-Forwards", 70)
        return request

    def follow_back(self, invite: Request, method: str, caller: Extension) -> Request:
        """A request of the callee inside the dialog that it has accepted."""
        request = Request(method, caller.contact)
        request.add(
            "Via", f"SIP/2.0/{self.transport} 127.0.0.1:{self.transports.ports['UDP']};branch=z9hG4bKturn{method}"
        )
        for route in invite.listed("record-route"):
            request.add("Route", route)
        request.add("From", f"{invite.get('to')};tag=to{self.user}")
        request.add("To", invite.get("from"))
        request.add("Call-ID", invite.call_id)
        request.add("CSeq", f"1 {method}")
        request.add("Max-Forwards", 70)
        return request


@asynccontextmanager
async def extension(
    server: SipServer, user: str, transport: str = "UDP", tls: ssl.SSLContext | None = None, server_port: int = 0
) -> AsyncIterator[Extension]:
    """An extension with the account of that name, not registered; it talks to another port if one is given."""
    account = server.accounts.get(user)
    port = server_port or server.ports[transport]
    made = Extension(server, user, account.password if account else "", transport, port)
    made.transports.tls = tls
    await made.transports.bind("127.0.0.1")
    try:
        yield made
    finally:
        await made.transports.close()
