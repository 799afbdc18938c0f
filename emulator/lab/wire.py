"""The SIP server's place on the wire: its sockets and transactions, and which way a URI lies."""

from __future__ import annotations

import random
import ssl
from collections.abc import Callable

from emulator.kernel.clock import Clock
from emulator.sip.stack.headers import NameAddr, SipSyntaxError, Uri, Via, host_port
from emulator.sip.stack.hops import DEFAULT_PORTS, Hop
from emulator.sip.stack.identifiers import new_branch, new_tag
from emulator.sip.stack.messages import Message, Request, Response
from emulator.sip.stack.server import ServerTransaction
from emulator.sip.stack.timers import Timers
from emulator.sip.stack.transactions import Transactions
from emulator.sip.stack.transports import Transports


class Wire:
    """Sockets, open transactions, and the connections that contacts were seen on."""

    def __init__(
        self, clock: Clock, rng: random.Random, received: Callable[[bytes, Hop], None], timers: Timers | None = None
    ) -> None:
        self.transports = Transports(received)
        self.transactions = Transactions(clock, self.transports.send, timers)
        self.closed: Callable[[Hop], None] = lambda hop: None
        self._rng = rng
        self.domains: set[str] = set()
        self._flows: dict[tuple[str, str, int], Hop] = {}
        self.transports.closed = self._connection_lost

    async def open(self, address: str, port: int, tls: ssl.SSLContext | None) -> None:
        """Bind UDP and TCP at the port, and TLS at a free one if there is a context with a certificate.

        Raises:
            OSError: The port is in use, or the address is not this machine's.
        """
        await self.transports.bind(address, port)
        if tls is not None:
            await self.transports.listen("TLS", tls=tls)

    async def close(self) -> None:
        """Close every socket."""
        self._flows.clear()
        await self.transports.close()

    def uri(self, transport: str = "UDP", user: str = "") -> str:
        """The server's own URI for a transport."""
        param = "" if transport == "UDP" else f";transport={transport.lower()}"
        who = f"{user}@" if user else ""
        return f"sip:{who}{host_port(self.transports.address, self.transports.ports[transport])}{param}"

    def tag(self) -> str:
        """A new dialog tag."""
        return new_tag(self._rng)

    def is_here(self, uri: Uri) -> bool:
        """Whether a URI is one of this server's own ones, as it writes them itself."""
        return self._is_own_host(uri) and uri.port in self.transports.ports.values()

    def is_own(self, uri: Uri) -> bool:
        """Whether a URI names this server: its address with one of its ports, or with none, or one of its domains."""
        return self.is_here(uri) or (self._is_own_host(uri) and not uri.port) or uri.host.lower() in self.domains

    def _is_own_host(self, uri: Uri) -> bool:
        return uri.host in (self.transports.address, "localhost")

    def learn(self, message: Message, source: Hop) -> None:
        """Remember which connection a contact came over: behind it there may be no listener."""
        if not source.reliable:
            return
        for value in message.listed("contact"):
            try:
                named = self._named(Uri.parse(NameAddr.parse(value).uri))
            except SipSyntaxError:
                continue
            self._flows[named.transport, named.host, named.port] = source

    def hop_to(self, text: str) -> Hop:
        """The neighbour that a URI names, over the connection known for it if there is one.

        Raises:
            SipSyntaxError: It is no SIP URI.
        """
        uri = Uri.parse(text)
        if not uri.scheme.startswith("sip"):
            raise SipSyntaxError(f"no way to {text[:80]!r}")
        named = self._named(uri)
        return self._flows.get((named.transport, named.host, named.port), named)

    def _named(self, uri: Uri) -> Hop:
        transport = "TLS" if uri.scheme == "sips" else (uri.param("transport") or "udp").upper()
        transport = transport if transport in DEFAULT_PORTS else "UDP"
        return Hop(transport, uri.host, uri.port or DEFAULT_PORTS[transport])

    def stamp(self, request: Request, hop: Hop, branch: str = "") -> None:
        """Put the server's own Via on top of a request that goes to `hop`."""
        transports = self.transports
        port = transports.ports.get(hop.transport, transports.ports["UDP"])
        params = (("branch", branch or new_branch(self._rng)),)
        request.put_first("Via", Via(hop.transport, transports.address, port, params))

    def request(
        self, request: Request, hop: Hop, heard: Callable[[Response], None], failed: Callable[[str], None]
    ) -> None:
        """Send a request of the server's own in a transaction of its own."""
        self.stamp(request, hop)
        self.transactions.request(request, hop, heard, failed)

    def answer(self, server: ServerTransaction, response: Response) -> None:
        """Give an answer of the server's own, with a tag of its own where the To has none."""
        if response.code > 100 and not response.to.tag:
            response.put("To", f"{response.get('to')};tag={new_tag(self._rng)}")
        server.respond(response)

    def _connection_lost(self, hop: Hop) -> None:
        self._flows = {name: flow for name, flow in self._flows.items() if flow.connection != hop.connection}
        self.transactions.connection_lost(hop)
        self.closed(hop)
