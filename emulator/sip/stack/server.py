"""Server transactions: one request answered, and the answer given again when it is asked again (RFC 3261, 17.2)."""

from __future__ import annotations

from collections.abc import Callable

from emulator.sip.stack.hops import Hop, reply_hop
from emulator.sip.stack.messages import Request, Response
from emulator.sip.stack.transaction import Ground, State, Transaction


class ServerTransaction(Transaction):
    """One request from one hop. Whoever took it calls `respond`; all else goes by itself."""

    def __init__(self, ground: Ground, request: Request, source: Hop, ended: Callable[[], None]) -> None:
        super().__init__(ground, ended)
        self.request = request
        self.source = source
        self._hop = reply_hop(request.via, source)
        self._last: bytes | None = None
        self._refusing = False

    def respond(self, response: Response) -> None:
        """Send a response, provisional or final; nothing after a refusal, only further 2xx after a 2xx."""
        inviting = self.request.method == "INVITE"
        if self.state is State.TERMINATED:
            return
        if self.state is State.COMPLETED and not (inviting and not self._refusing and 200 <= response.code < 300):
            return
        self._last = response.serialise()
        self._transmit()
        if response.code < 200:
            self.state = State.PROCEEDING
        elif self.state is not State.COMPLETED:
            self._complete(inviting and response.code >= 300)

    def repeated(self) -> None:
        """Take the same request once more: a retransmission, answered with the last response if there is one."""
        if self._last is not None and self.state is not State.TERMINATED:
            self._transmit()

    def acknowledged(self) -> None:
        """Take the ACK of a refusal: stop repeating it, and swallow further ACKs for T4."""
        if self._refusing:
            self._refusing = False
            self._cancel_alarms()
            self._last = None
            self._after(0 if self.source.reliable else self._timers.t4, self._end)

    def _complete(self, refusing: bool) -> None:
        self.state, self._refusing = State.COMPLETED, refusing
        # RFC 6026 keeps an accepted INVITE on every transport, RFC 3261 other requests on unreliable ones only.
        linger = self.request.method == "INVITE" or not self.source.reliable
        self._after(self._timers.timeout if linger else 0, self._end)
        if refusing and not self.source.reliable:
            self._repeat_after(self._timers.t1)

    def _repeat_after(self, interval: int) -> None:
        self._after(interval, lambda: self._repeat(interval))

    def _repeat(self, interval: int) -> None:
        if self._refusing:
            self._transmit()
            self._repeat_after(min(2 * interval, self._timers.t2))

    def _transmit(self) -> None:
        if self._last is not None:
            self._send(self._last, self._hop, lambda reason: None)
