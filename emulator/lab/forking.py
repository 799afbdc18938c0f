"""One request on its way to one or several targets, until one answer goes back (RFC 3261, section 16.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from emulator.kernel.clock import SECOND, Alarm, Clock
from emulator.lab.wire import Wire
from emulator.sip.stack.client import TIMEOUT, ClientTransaction, make_cancel
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.messages import Request, Response
from emulator.sip.stack.server import ServerTransaction

TIMER_C = 180 * SECOND
"""How long an INVITE may ring without news, in microseconds (RFC 3261, section 16.6)."""


class Target(msgspec.Struct, frozen=True):
    """Where a request may be sent: the Request-URI to put there, and the neighbour; none means as the URI says."""

    uri: str
    hop: Hop | None = None


class Fork:
    """The branches of one request. `done` is told the code of the answer that was sent back."""

    def __init__(self, wire: Wire, clock: Clock, server: ServerTransaction, done: Callable[[int], None]) -> None:
        self._wire = wire
        self._clock = clock
        self._server = server
        self._done = done
        self._branches: list[_Branch] = []
        self._answered = False
        self.cancelled = False

    def start(self, requests: Iterable[tuple[Request, Hop]]) -> None:
        """Send a copy along each branch; with none, or after a CANCEL, answer at once."""
        if self.cancelled:
            self._answer(self._server.request.reply(487))
            return
        self._branches = [_Branch(self, self._wire, self._clock, request, hop) for request, hop in requests]
        for branch in self._branches:
            branch.start()
        self._settle()

    def refuse(self, code: int) -> None:
        """Answer instead of passing the request on."""
        self._answer(self._server.request.reply(487 if self.cancelled else code))

    def cancel(self) -> None:
        """Call all open branches off; their 487 then goes back."""
        self.cancelled = True
        for branch in self._branches:
            branch.cancel()

    def provisional(self, response: Response) -> None:
        """Pass news on, unless an answer has gone back already."""
        if response.code > 100 and not self._answered:
            self._server.respond(_without_own_via(response))

    def final(self, branch: _Branch, response: Response) -> None:
        """Take the final response of one branch: acceptance goes back at once, refusals when all have refused."""
        if response.code < 300:
            self._answer(_without_own_via(response))
        if response.code < 300 or response.code >= 600:
            for other in self._branches:
                if other is not branch:
                    other.cancel()
        self._settle()

    def _settle(self) -> None:
        if not self._answered and all(branch.result is not None for branch in self._branches):
            results = [branch.result for branch in self._branches if branch.result is not None]
            self._answer(_without_own_via(_best(results)) if results else self._unreachable())

    def _unreachable(self) -> Response:
        return self._server.request.reply(480)

    def _answer(self, response: Response) -> None:
        again, self._answered = self._answered, True
        self._wire.answer(self._server, response)
        if not again:
            self._done(response.code)


class _Branch:
    """One target of a fork."""

    def __init__(self, fork: Fork, wire: Wire, clock: Clock, request: Request, hop: Hop) -> None:
        self.result: Response | None = None
        self._fork, self._wire, self._clock = fork, wire, clock
        self._request, self._hop = request, hop
        self._transaction: ClientTransaction | None = None
        self._known = False
        self._cancelled = False
        self._timer_c: Alarm | None = None

    def start(self) -> None:
        """Send the request."""
        self._wire.stamp(self._request, self._hop)
        self._wait()
        self._transaction = self._wire.transactions.request(self._request, self._hop, self._heard, self._failed)

    def cancel(self) -> None:
        """Send a CANCEL, as soon as the other end has shown that it knows the INVITE."""
        if self.result is not None or self._request.method != "INVITE":
            return
        if self._known and not self._cancelled:
            cancel = make_cancel(self._request)
            self._wire.transactions.request(cancel, self._hop, lambda response: None, lambda reason: None)
        self._cancelled = True

    def _heard(self, response: Response) -> None:
        self._wire.learn(response, self._hop)
        if response.code < 200:
            self._wait()
            late, self._known = self._cancelled and not self._known, True
            if late:
                self._cancelled = False
                self.cancel()
            self._fork.provisional(response)
            return
        self._stop()
        if self.result is None or response.code < 300:
            self.result = response
            self._fork.final(self, response)

    def _failed(self, reason: str) -> None:
        self._give_up(408 if reason == TIMEOUT else 503)

    def _give_up(self, code: int) -> None:
        self._stop()
        if self.result is None:
            self.result = self._request.reply(487 if self._cancelled else code)
            self._fork.final(self, self.result)

    def _wait(self) -> None:
        self._stop()
        if self._request.method == "INVITE":
            self._timer_c = self._clock.call_at(self._clock.now() + TIMER_C, self._rang_too_long)

    def _rang_too_long(self) -> None:
        self.cancel()
        self._give_up(408)

    def _stop(self) -> None:
        if self._timer_c is not None:
            self._timer_c.cancel()
            self._timer_c = None


def _best(results: list[Response]) -> Response:
    """The refusal that tells the caller most: 6xx, then what the caller can mend, then the lowest class."""
    telling = (401, 407, 415, 420, 484)
    return min(results, key=lambda each: (each.code < 600, each.code // 100, each.code not in telling, each.code))


def _without_own_via(response: Response) -> Response:
    passed = Response(response.code, response.reason, headers=list(response.headers), body=response.body)
    passed.put("Via", *response.listed("via")[1:])
    return passed
