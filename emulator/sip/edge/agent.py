"""The phone as a user agent of its own: what it asks servers outside of calls - REGISTER and SUBSCRIBE.

One call here is one request up to its final answer, with everything that belongs to it: the addresses of a server tried
in turn, repetition on UDP, digest challenges. When to ask, to refresh, to try again: that is the phone's to decide.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Callable

import msgspec

from emulator.kernel.clock import Clock
from emulator.kernel.errands import owed
from emulator.sip.edge.accounts import Account, Line, Outcome, outcome_of
from emulator.sip.edge.endpoints import introduce
from emulator.sip.edge.face import ALLOW, METHODS, Face
from emulator.sip.edge.routes import Routes, Step, Steps
from emulator.sip.events.subscriptions import Subscription
from emulator.sip.grace import GRACE
from emulator.sip.stack.client import TIMEOUT
from emulator.sip.stack.headers import NameAddr, Uri
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.identifiers import new_branch, new_call_id, new_tag
from emulator.sip.stack.messages import Request, Response
from emulator.sip.stack.resolve import Server, server_of
from emulator.sip.stack.timers import Patience
from emulator.sip.stack.transactions import Transactions

QUALITY = "vq-rtcpxr"
"""The event package of reports on quality, and what they are made of (RFC 6035, section 3)."""

PUBLISHED = 3600
"""Seconds for which what was published is to be kept."""

_MAX_ATTEMPTS = 3
"""A cached nonce, the one of the challenge, and one that went stale meanwhile."""


class Within(msgspec.Struct):
    """A dialog as its requests name it: From and To with their tags, the far end's target, and the way there."""

    call_id: str
    local: str
    remote: str
    target: str = ""
    routes: list[str] = []
    sequence: int = 0


class Agent:
    """Sends the phone's own requests."""

    def __init__(
        self,
        clock: Clock,
        rng: random.Random,
        transactions: Transactions,
        face: Face,
        routes: Routes,
    ) -> None:
        self._clock = clock
        self._rng = rng
        self._transactions = transactions
        self._face = face
        self._routes = routes

    async def register(self, account: Account, server: Server, expires: int, only: Hop | None = None) -> Outcome:
        """Register a line at a server for `expires` seconds; 0 takes the registration back.

        With `only`, no other of the server's addresses is tried.
        """
        line, address, registration = account.line, account.address_at(server), account.registration(server)
        registrar = Uri(address.scheme, "", address.host, address.port)

        def build(hop: Hop) -> Request:
            contact = self._face.contact(line.user, hop.transport)
            shown = Uri("sip", contact.user, contact.host, contact.port, (("transport", hop.transport.lower()),))
            number = registration.next_sequence()
            request = self._request("REGISTER", str(registrar), hop, number, registration.call_id)
            request.put("From", f"{line.identity_as(address)};tag={registration.tag}")
            request.put("To", f"<{address}>")
            self._route(request, line, server)
            request.put("Contact", f'<{shown}>;methods="{",".join(METHODS)}"')
            introduce(request, line, self._face.mac)
            self._finish(request, expires)
            return request

        self._routes.renewing(server)
        outcome = await self._deliver(build, account, server, expires, only=only)
        if outcome.server is not None and outcome.ok:
            step = Step(outcome.server, server)
            self._routes.registered(line.number, step, gone=not outcome.expires)
        return outcome

    async def subscribe(self, subscription: Subscription, server: Server, expires: int) -> Outcome:
        """Begin, refresh or (with 0 seconds) end a subscription. After a 481 it must be replaced by a new one."""
        account = subscription.account

        def build(hop: Hop) -> Request:
            uri, number = subscription.target, subscription.next_sequence()
            request = self._request("SUBSCRIBE", uri, hop, number, subscription.call_id)
            request.put("From", f"{account.line.identity};tag={subscription.local_tag}")
            request.put("To", str(subscription.remote))
            if subscription.next_hop:
                request.put("Route", *subscription.routes)
            else:
                self._route(request, account.line, server)
            request.put("Contact", f"<{self._face.contact(account.line.user, hop.transport)}>")
            request.put("Event", subscription.event)
            request.add("Accept", subscription.accept)
            if subscription.supported:
                request.add("Supported", subscription.supported)
            for name, value in subscription.headers:
                request.add(name, value)
            self._finish(request, expires)
            if subscription.body:
                request.add("Content-Type", subscription.content_type)
                request.body = subscription.body
            return request

        outcome = await self._deliver(build, account, server, expires, subscription.next_hop)
        if outcome.ok and outcome.response is not None:
            subscription.accepted(outcome.response)
        return outcome

    async def probe(self, account: Account, server: Server, method: str) -> Outcome:
        """Ask a server whether it is there (voIpProt.SIP.pingMethod)."""
        address, call_id, tag = account.address_at(server), new_call_id(self._rng), new_tag(self._rng)
        numbers = itertools.count(1)

        def build(hop: Hop) -> Request:
            place = Uri(address.scheme, "", address.host, address.port)
            request = self._request(method, str(place), hop, next(numbers), call_id)
            request.put("From", f"{account.line.identity_as(address)};tag={tag}")
            request.put("To", f"<{place}>")
            self._route(request, account.line, server)
            request.put("Contact", f"<{self._face.contact(account.line.user, hop.transport)}>")
            self._finish(request)
            return request

        return await self._deliver(build, account, server, 0)

    async def publish_own(
        self, account: Account, server: Server, event: str, content_type: str, body: str, etag: str, expires: int
    ) -> Outcome:
        """Publish something about the line itself for a time, in the place of what the server calls `etag`."""
        address, tag = account.address_at(server), new_tag(self._rng)
        call_id, numbers = new_call_id(self._rng), itertools.count(1)

        def build(hop: Hop) -> Request:
            request = self._request("PUBLISH", str(address), hop, next(numbers), call_id)
            request.put("From", f"{account.line.identity_as(address)};tag={tag}")
            request.put("To", f"<{address}>")
            self._route(request, account.line, server)
            request.put("Event", event)
            if etag:
                request.put("SIP-If-Match", etag)
            self._finish(request, expires)
            if body:
                request.add("Content-Type", content_type)
                request.body = body.encode()
            return request

        return await self._deliver(build, account, server, expires)

    async def publish(self, account: Account, server: Server, body: str) -> Outcome:
        """Publish a report on the quality of a call at a server, once and for all (RFC 3903, RFC 6035)."""
        uri, tag = str(Uri("sip", "", server.host, server.port)), new_tag(self._rng)
        call_id, numbers = new_call_id(self._rng), itertools.count(1)

        def build(hop: Hop) -> Request:
            request = self._request("PUBLISH", uri, hop, next(numbers), call_id)
            request.put("From", f"{account.line.identity};tag={tag}")
            request.put("To", f"<{uri}>")
            request.put("Contact", f"<{self._face.contact(account.line.user, hop.transport)}>")
            request.put("Event", QUALITY)
            self._finish(request, PUBLISHED)
            request.add("Content-Type", f"application/{QUALITY}")
            request.body = body.encode("utf-8", "surrogateescape")
            return request

        return await self._deliver(build, account, server, PUBLISHED)

    async def message(
        self, account: Account, server: Server, target: str, text: str, within: Within | None = None
    ) -> Outcome:
        """Send a text (RFC 3428), by itself or within a dialog."""
        local = f"{account.line.identity};tag={new_tag(self._rng)}"
        place = within or Within(new_call_id(self._rng), local, f"<{target}>")
        uri, first = within.target if within else target, place.routes[0] if place.routes else ""

        def build(hop: Hop) -> Request:
            place.sequence += 1
            request = self._request("MESSAGE", uri, hop, place.sequence, place.call_id)
            request.put("From", place.local)
            request.put("To", place.remote)
            if place.routes:
                request.put("Route", *place.routes)
            else:
                self._route(request, account.line, server)
            self._finish(request)
            request.add("Content-Type", "text/plain;charset=UTF-8")
            request.body = text.encode("utf-8", "surrogateescape")
            return request

        return await self._deliver(build, account, server, 0, first and NameAddr.parse(first).uri)

    async def invite(self, account: Account, server: Server, target: str, body: str) -> Outcome:
        """Call somebody for others, with their session description; the caller sends the ACK of an acceptance."""
        call_id, tag, numbers = new_call_id(self._rng), new_tag(self._rng), itertools.count(1)

        def build(hop: Hop) -> Request:
            request = self._request("INVITE", target, hop, next(numbers), call_id)
            request.put("From", f"{account.line.identity};tag={tag}")
            request.put("To", f"<{target}>")
            self._route(request, account.line, server)
            request.put("Contact", f"<{self._face.contact(account.line.user, hop.transport)}>")
            self._finish(request)
            request.add("Allow", ALLOW)
            request.add("Content-Type", "application/sdp")
            request.body = body.encode()
            return request

        return await self._deliver(build, account, server, 0)

    async def transact(self, request: Request, hop: Hop, patience: Patience | None = None) -> Response | str:
        """Send a request that is complete; its final response, or the reason why there was none."""
        done: asyncio.Future[Response | str] = asyncio.get_running_loop().create_future()

        def conclude(result: Response | str) -> None:
            if not done.done() and (isinstance(result, str) or result.code >= 200):
                done.set_result(result)

        with owed(self._clock, GRACE):
            self._transactions.request(request, hop, conclude, conclude, patience)
            return await done

    async def _deliver(
        self,
        build: Callable[[Hop], Request],
        account: Account,
        server: Server,
        expires: int,
        next_hop: str = "",
        only: Hop | None = None,
    ) -> Outcome:
        """Try the addresses of a server in turn; only silence, a failed transport and 503 lead to the next."""
        with self._clock.owe():
            steps = await self._steps(server, server_of(next_hop))
        outcome = Outcome(503, "Service Unavailable", failure=f"{server.host} is unknown")
        for step in steps if only is None else [Step(only, server)]:
            result = await self.authorized(build, account, step.hop, server.patience)
            if isinstance(result, str):
                outcome = _no_answer(step.hop, result)
            else:
                contact = self._face.contact(account.line.user, step.hop.transport)
                outcome = outcome_of(result, step.hop, contact, expires)
                if result.code != 503 or not server.fail_over.on_503:
                    self._routes.worked(step)
                    break
            self._routes.failed(step)
        return outcome

    async def authorized(
        self, build: Callable[[Hop], Request], account: Account, hop: Hop, patience: Patience | None = None
    ) -> Response | str:
        """Send a request with an account's credentials, built anew for each challenge; see `transact`."""
        result: Response | str = TIMEOUT
        for _ in range(_MAX_ATTEMPTS):
            request = build(hop)
            account.digest(hop).authorize(request)
            self._face.arrange(request)
            result = await self.transact(request, hop, patience)
            if isinstance(result, str) or result.code not in (401, 407):
                break
            if not account.digest(hop).learn(request, result):
                break
        return result

    async def _steps(self, server: Server, target: Server | None) -> Steps:
        """The steps to the server, or to the target that a dialog names.

        A target behind TLS at the server's own address is reached as the server is: its certificate is for the
        configured name, and servers are known to name a port there at which they do not speak TLS.
        """
        steps = await self._routes.find([server])
        if target is None or (target.transport == "TLS" and any(target.host == step.hop.host for step in steps)):
            return steps
        return await self._routes.find([target])

    def _request(self, method: str, uri: str, hop: Hop, number: int, call_id: str) -> Request:
        request = Request(method, uri)
        request.add("Via", self._face.via(hop.transport, new_branch(self._rng)))
        for name in ("From", "To"):
            request.add(name, "")
        request.add("CSeq", f"{number} {method}")
        request.add("Call-ID", call_id)
        return request

    @staticmethod
    def _route(request: Request, line: Line, server: Server) -> None:
        if server.route:
            request.put("Route", server.route)
        if line.proxy_require:
            request.put("Proxy-Require", line.proxy_require)

    def _finish(self, request: Request, expires: int | None = None) -> None:
        request.add("User-Agent", self._face.user_agent)
        request.add("Accept-Language", self._face.accept_language)
        request.add("Max-Forwards", "70")
        if expires is not None:
            request.add("Expires", str(expires))


def _no_answer(hop: Hop, why: str) -> Outcome:
    code, reason = (408, "Request Timeout") if why == TIMEOUT else (503, "Service Unavailable")
    return Outcome(code, reason, server=hop, failure=why)
