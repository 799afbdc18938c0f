"""The phone's edge: everything that it says and hears in SIP goes through here.

The edge owns the public address. Outside of calls it is itself the user agent (REGISTER, SUBSCRIBE, NOTIFY, OPTIONS).
For calls it is a middle that hides the engines: they hold the dialogs, it routes, admits, chooses servers, and gives
every message the shape that the device gives it. Inside, engines talk to it over UDP on loopback.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import ssl
from collections.abc import Callable, Iterable

from emulator.kernel.clock import Clock
from emulator.kernel.links import Post
from emulator.sip.edge.accounts import Line, Outcome
from emulator.sip.edge.core import INNER_HOST, Core, Engines, Enrol, Named, Owner
from emulator.sip.edge.face import Face
from emulator.sip.edge.inward import Inward
from emulator.sip.edge.orphans import Orphans
from emulator.sip.edge.outward import Outward
from emulator.sip.edge.tables import Dialog
from emulator.sip.edge.validation import Validation
from emulator.sip.events.subscriptions import Subscription
from emulator.sip.grace import Stir
from emulator.sip.instant import InstantMessages
from emulator.sip.stack.digest import masked
from emulator.sip.stack.headers import SipSyntaxError
from emulator.sip.stack.hops import Hop, stamp_received
from emulator.sip.stack.messages import Request, parse
from emulator.sip.stack.names import Lookup
from emulator.sip.stack.resolve import Server
from emulator.sip.stack.timers import Timers
from emulator.sip.stack.transports import Observer, TcpKeepAlive, Transports

FAREWELL = 0.1
"""Real seconds that BYEs for the calls of a dead engine get when the phone ends."""


class Edge:
    """The SIP side of one phone. What comes out of it by itself goes to its `Owner`."""

    def __init__(
        self,
        clock: Clock,
        rng: random.Random,
        owner: Owner,
        user_agent: str,
        *,
        tls: ssl.SSLContext | None = None,
        timers: Timers | None = None,
        lookup: Lookup | None = None,
    ) -> None:
        """`tls` verifies the servers that the phone connects to; without it there is no TLS."""
        self._rng = rng
        self._stir = Stir(clock)
        self._outside = Transports(self._received, tls=tls)
        self._inside = Transports(self._received_inside)
        self._outside.closed = self._connection_lost
        self.face = Face(user_agent)
        self._core = Core(clock, rng, self.face, owner, self._outside, self._inside, timers, lookup)
        self._inward = Inward(self._core)
        self._orphans = Orphans(self._core, self._inward)
        self._outward = Outward(self._core, self._orphans)
        self.dropped = 0
        """Messages that were too broken to be answered."""

    async def open(self, address: str, port: int = 0, *, tls_port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        """Open the sockets at the phone's address: UDP and TCP at one port (0: a free one), TLS if a context is given.

        Raises:
            OSError: A port is in use, or the address is not this machine's.
        """
        try:
            await self._inside.bind(INNER_HOST, tcp=False)
            await self._outside.bind(address, port)
            if tls is not None:
                await self._outside.listen("TLS", tls_port, tls)
        except (OSError, asyncio.CancelledError):
            await self.close()
            raise
        self.face.address, self.face.bound, self.face.ports = address, address, self._outside.ports

    async def close(self) -> None:
        """Close all sockets; what is still on its way is dropped, except that BYEs get a moment."""
        self._outside.closed = lambda hop: None
        await self._orphans.finish(FAREWELL)
        self._core.close()
        await self._outside.close()
        await self._inside.close()
        self._stir.close()

    def serve(self, engines: Engines) -> None:
        """Give calls to these engines, whose route is `inner_route`; without any, all calls are turned away."""
        self._core.engines = engines

    @property
    def inner_route(self) -> str:
        """`host:port` that engines send to."""
        return f"{INNER_HOST}:{self._inside.ports['UDP']}"

    def validate(self, validation: Validation) -> None:
        """Check requests from now on before they are obeyed."""
        self._core.answers.validation = validation

    def tell_names(self, named: Named) -> None:
        """Tell of every message within a call that may say who the far end is."""
        self._core.named = named

    def enrol_by(self, enrol: Enrol) -> None:
        """Have lines registered with a server's other address before calls go there, where that is so configured."""
        self._core.enrol = enrol

    def keep_connections(self, how: TcpKeepAlive) -> None:
        """Have the operating system keep connections alive that are opened from now on."""
        self._outside.keep_alive = how

    def converse(self, wanted: Callable[[], bool], post: Post) -> InstantMessages:
        """Take instant messages while `wanted` says so, and tell `post` of them; what sends and accepts them."""
        self._core.instant = made = InstantMessages(post, self._core, wanted)
        return made

    def cut_off_while(self, down: Callable[[], bool]) -> None:
        """Let nothing through to the world or from it while `down` says so."""
        self._outside.cut_off = down

    def ping(self, data: bytes, hop: Hop) -> None:
        """Send a packet without meaning to a neighbour, over the connection that there is if it is one."""
        self._outside.ping(data, hop)

    async def probe(self, line: int, server: Server, method: str) -> Outcome:
        """Ask a server of a line whether it is there.

        Raises:
            KeyError: There is no such line.
        """
        return await self._core.agent.probe(self._core.lines[line], server, method)

    def observe(self, observer: Observer) -> None:
        """Show every message that goes over the public address; the answers to challenges in it are starred."""
        self._outside.observer = lambda direction, hop, data: observer(direction, hop, masked(data))

    def take_strangers(self, *, taken: bool) -> None:
        """Say whether the first line takes calls for users that no line has."""
        self._core.lines.strict = not taken

    def set_lines(self, lines: Iterable[Line]) -> None:
        """Say which lines there are, and by which servers their calls go out. May be called at any time."""
        self._core.lines.set(lines)

    async def register(self, line: int, server: Server, expires: int, only: Hop | None = None) -> Outcome:
        """Register a line at a server for so many seconds, 0 to unregister; by way of `only` one hop if it is given.

        Raises:
            KeyError: There is no such line.
        """
        return await self._core.agent.register(self._core.lines[line], server, expires, only)

    def new_subscription(self, line: int, event: str, target: str = "") -> Subscription:
        """A subscription to be begun by `subscribe`; without target it is to the line itself.

        Raises:
            KeyError: There is no such line.
        """
        return Subscription(self._core.lines[line], event, self._rng, target)

    async def subscribe(self, subscription: Subscription, server: Server, expires: int) -> Outcome:
        """Begin or refresh a subscription, or end it with 0 seconds. Its notifications come to the owner."""
        self._core.subscriptions.add(subscription)
        return await self._core.agent.subscribe(subscription, server, expires)

    async def publish_own(
        self, line: int, server: Server, event: str, content_type: str, body: str, etag: str, expires: int
    ) -> Outcome:
        """Publish something about a line, in the place of what the server calls `etag`; 0 seconds take it back.

        Raises:
            KeyError: There is no such line.
        """
        account = self._core.lines[line]
        return await self._core.agent.publish_own(account, server, event, content_type, body, etag, expires)

    async def publish(self, line: int, server: Server, body: str) -> Outcome:
        """Publish a report on the quality of a line's call.

        Raises:
            KeyError: There is no such line.
        """
        return await self._core.agent.publish(self._core.lines[line], server, body)

    def forget(self, subscription: Subscription) -> None:
        """Answer further notifications of a subscription with 481."""
        self._core.subscriptions.discard(subscription)

    def dialog_of(self, leg: int) -> Dialog | None:
        """The dialog of a leg, as the world sees it; None before the far end has answered, and after the end."""
        return self._core.dialog_of(leg)

    def has_dialog(self, call_id: str, local_tag: str) -> bool:
        """Whether a call is, or until a moment ago was, one of the phone's own."""
        return self._core.dialogs.get((call_id, local_tag)) is not None

    def engine_died(self, port: int) -> None:
        """End the calls of the engine that was at an inner port."""
        self._orphans.take_over(port)

    def _received(self, data: bytes, source: Hop) -> None:
        try:
            message = parse(data)
            if isinstance(message, Request):
                self._take_request(message, source)
            elif not self._outward.response(message):
                self._core.transactions.hear(message)
        except SipSyntaxError:
            self.dropped += 1

    def _take_request(self, request: Request, source: Hop) -> None:
        self._stir.stir()
        stamp_received(request, source)
        core = self._core
        if not core.transactions.absorb(request) and not core.answers.take_faulty(request, source):
            self._inward.request(request, source)

    def _received_inside(self, data: bytes, source: Hop) -> None:
        with contextlib.suppress(SipSyntaxError):
            message = parse(data)
            self._stir.stir()
            if isinstance(message, Request):
                self._outward.request(message, source.port)
            else:
                self._inward.response(message, source.port)

    def _connection_lost(self, hop: Hop) -> None:
        self._core.transactions.connection_lost(hop)
        self._outward.connection_lost(hop)
        self._core.owner.connection_lost(hop)
