"""The phone as a user agent of its own: what it asks servers outside of calls - REGISTER and SUBSCRIBE.

One call here is one request up to its final answer, with everything that belongs to it: the addresses of a server tried
in turn, repetition on UDP, digest challenges. When to ask, to refresh, to try again: that is the phone's to decide.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

from emulator.kernel.clock import Clock
from emulator.sip.accounts import Account, Outcome, outcome_of
from emulator.sip.client import TIMEOUT
from emulator.sip.face import METHODS, Face, arrange
from emulator.sip.grace import owe_briefly
from emulator.sip.headers import Uri
from emulator.sip.hops import Hop
from emulator.sip.identifiers import new_branch
from emulator.sip.messages import Request, Response
from emulator.sip.resolve import Lookup, Server, resolve, server_of, system_lookup
from emulator.sip.subscriptions import Subscription
from emulator.sip.timers import Patience
from emulator.sip.transactions import Transactions

_MAX_ATTEMPTS = 3
"""A cached nonce, the one of the challenge, and one that went stale meanwhile."""


class Agent:
    """Sends the phone's own requests."""

    def __init__(
        self,
        clock: Clock,
        rng: random.Random,
        transactions: Transactions,
        face: Face,
        lookup: Lookup = system_lookup,
    ) -> None:
        self._clock = clock
        self._rng = rng
        self._transactions = transactions
        self._face = face
        self._lookup = lookup

    async def register(self, account: Account, server: Server, expires: int) -> Outcome:
        """Register a line at a server for `expires` seconds; 0 takes the registration back."""
        line = account.line
        registrar = Uri(line.address.scheme, "", line.address.host, line.address.port)

        def build(hop: Hop) -> Request:
            contact = self._face.contact(line.user, hop.transport)
            shown = Uri("sip", contact.user, contact.host, contact.port, (("transport", hop.transport.lower()),))
            request = self._request("REGISTER", str(registrar), hop, account.next_sequence(), account.register_call_id)
            request.put("From", f"{line.identity};tag={account.register_tag}")
            request.put("To", f"<{line.address}>")
            request.put("Contact", f'<{shown}>;methods="{",".join(METHODS)}"')
            self._finish(request, expires)
            return request

        return await self._deliver(build, account, server, expires)

    async def subscribe(self, subscription: Subscription, server: Server, expires: int) -> Outcome:
        """Begin, refresh or (with 0 seconds) end a subscription. After a 481 it must be replaced by a new one."""
        account = subscription.account

        def build(hop: Hop) -> Request:
            uri, number = subscription.target, subscription.next_sequence()
            request = self._request("SUBSCRIBE", uri, hop, number, subscription.call_id)
            request.put("From", f"{account.line.identity};tag={subscription.local_tag}")
            request.put("To", str(subscription.remote))
            if subscription.routes:
                request.put("Route", *subscription.routes)
            request.put("Contact", f"<{self._face.contact(account.line.user, hop.transport)}>")
            request.put("Event", subscription.event)
            request.add("Accept", subscription.accept)
            self._finish(request, expires)
            return request

        outcome = await self._deliver(build, account, server, expires, subscription.next_hop)
        if outcome.ok and outcome.response is not None:
            subscription.accepted(outcome.response)
        return outcome

    async def transact(self, request: Request, hop: Hop, patience: Patience | None = None) -> Response | str:
        """Send a request that is complete; its final response, or the reason why there was none."""
        done: asyncio.Future[Response | str] = asyncio.get_running_loop().create_future()

        def conclude(result: Response | str) -> None:
            if not done.done() and (isinstance(result, str) or result.code >= 200):
                done.set_result(result)

        settle = owe_briefly(self._clock)
        try:
            self._transactions.request(request, hop, conclude, conclude, patience)
            return await done
        finally:
            settle()

    async def _deliver(
        self,
        build: Callable[[Hop], Request],
        account: Account,
        server: Server,
        expires: int,
        next_hop: str = "",
    ) -> Outcome:
        """Try the addresses of a server in turn; only silence, a failed transport and 503 lead to the next."""
        with self._clock.owe():
            hops = await self._hops(server, server_of(next_hop))
        outcome = Outcome(503, "Service Unavailable", failure=f"{server.host} is unknown")
        for hop in hops:
            result = await self.authorized(build, account, hop, server.patience)
            if isinstance(result, str):
                silent = result == TIMEOUT
                code, reason = (408, "Request Timeout") if silent else (503, "Service Unavailable")
                outcome = Outcome(code, reason, server=hop, failure=result)
                continue
            contact = self._face.contact(account.line.user, hop.transport)
            outcome = outcome_of(result, hop, contact, expires)
            if result.code != 503:
                break
        return outcome

    async def authorized(
        self, build: Callable[[Hop], Request], account: Account, hop: Hop, patience: Patience | None = None
    ) -> Response | str:
        """Send a request with an account's credentials, built anew for each challenge; see `transact`."""
        result: Response | str = TIMEOUT
        for _ in range(_MAX_ATTEMPTS):
            request = build(hop)
            account.digest.authorize(request)
            arrange(request)
            result = await self.transact(request, hop, patience)
            if isinstance(result, str) or result.code not in (401, 407) or not account.digest.learn(request, result):
                break
        return result

    async def _hops(self, server: Server, target: Server | None) -> list[Hop]:
        """The hops of the server, or of the target that a dialog names.

        A target behind TLS at the server's own address is reached as the server is: its certificate is for the
        configured name, and servers are known to name a port there at which they do not speak TLS.
        """
        hops = await resolve(server, self._lookup)
        if target is None or (target.transport == "TLS" and any(target.host == hop.host for hop in hops)):
            return hops
        return await resolve(target, self._lookup)

    def _request(self, method: str, uri: str, hop: Hop, number: int, call_id: str) -> Request:
        request = Request(method, uri)
        request.add("Via", self._face.via(hop.transport, new_branch(self._rng)))
        for name in ("From", "To"):
            request.add(name, "")
        request.add("CSeq", f"{number} {method}")
        request.add("Call-ID", call_id)
        return request

    def _finish(self, request: Request, expires: int) -> None:
        request.add("User-Agent", self._face.user_agent)
        request.add("Accept-Language", self._face.accept_language)
        request.add("Max-Forwards", "70")
        request.add("Expires", str(expires))
