"""Client transactions: one request sent, repeated until heard, and its responses (RFC 3261, section 17.1)."""

from __future__ import annotations

from collections.abc import Callable

from emulator.sip.stack.hops import Hop
from emulator.sip.stack.messages import Request, Response
from emulator.sip.stack.timers import Patience
from emulator.sip.stack.transaction import Ground, State, Transaction

TIMEOUT = "timeout"
"""The reason of a failure when the server was silent; all other reasons are the transport's."""


class ClientTransaction(Transaction):
    """One request on its way to one hop.

    `heard` gets each response once (every 2xx of an INVITE, which may fork), `failed` the reason if none came.
    """

    def __init__(
        self,
        ground: Ground,
        request: Request,
        hop: Hop,
        heard: Callable[[Response], None],
        failed: Callable[[str], None],
        ended: Callable[[], None],
    ) -> None:
        super().__init__(ground, ended)
        self.request = request
        self.hop = hop
        self._heard = heard
        self._failed = failed
        self._data = request.serialise()
        self._interval = 0
        self._ack: bytes | None = None

    def start(self, patience: Patience) -> None:
        """Send the request for the first time."""
        self._interval = patience.interval
        self._after(patience.total(self._timers, reliable=self.hop.reliable), lambda: self.fail(TIMEOUT))
        if not self.hop.reliable:
            self._repeat_after(patience.interval or self._timers.t1)
        self._send(self._data, self.hop, self.fail)

    def receive(self, response: Response) -> None:
        """Take a response that matches."""
        if self.state is State.TERMINATED:
            return
        if self.request.method == "INVITE":
            self._receive_to_invite(response)
        elif self.state is not State.COMPLETED:
            self._advance(response, linger=self._timers.t4)

    def fail(self, reason: str) -> None:
        """End without a final response: time-out, or the transport's reason."""
        if self.state in (State.CALLING, State.PROCEEDING):
            self._end()
            self._failed(reason)

    def _receive_to_invite(self, response: Response) -> None:
        if self.state is State.COMPLETED:
            if response.code >= 300 and self._ack is not None:
                self._send(self._ack, self.hop, self.fail)
            elif response.code < 300 and self._ack is None:
                self._heard(response)
            return
        if response.code >= 300:
            self._ack = make_ack(self.request, response).serialise()
            self._send(self._ack, self.hop, self.fail)
        self._advance(response, linger=self._timers.timeout)

    def _advance(self, response: Response, linger: int) -> None:
        if response.code < 200:
            self._proceed()
        else:
            self._cancel_alarms()
            self.state = State.COMPLETED
            # A 2xx to an INVITE lingers on any transport: other branches of a fork answer too (RFC 6026).
            forked = self.request.method == "INVITE" and response.code < 300
            self._after(0 if self.hop.reliable and not forked else linger, self._end)
        self._heard(response)

    def _proceed(self) -> None:
        """Hear that the server is there: an INVITE rings as long as it likes, others are asked again every T2."""
        if self.state is State.CALLING:
            self._cancel_alarms()
            if self.request.method != "INVITE":
                self._after(self._timers.timeout, lambda: self.fail(TIMEOUT))
                if not self.hop.reliable:
                    self._repeat_after(self._interval or self._timers.t2)
        self.state = State.PROCEEDING

    def _repeat_after(self, interval: int) -> None:
        self._after(interval, lambda: self._repeat(interval))

    def _repeat(self, interval: int) -> None:
        if self.state not in (State.CALLING, State.PROCEEDING):
            return
        self._send(self._data, self.hop, self.fail)
        if not self._interval:
            interval = 2 * interval
            if self.request.method != "INVITE":
                interval = min(interval, self._timers.t2)
        self._repeat_after(interval)


def make_ack(invite: Request, refusal: Response) -> Request:
    """The ACK of a refusal: same branch and hop as the INVITE, To of the refusal (RFC 3261, section 17.1.1.3)."""
    return _follow_up(invite, "ACK", refusal.get("to") or "")


def make_cancel(invite: Request) -> Request:
    """The CANCEL of an INVITE that has been sent (RFC 3261, section 9.1)."""
    return _follow_up(invite, "CANCEL", invite.get("to") or "")


def _follow_up(invite: Request, method: str, receiver: str) -> Request:
    request = Request(method, invite.uri)
    request.add("Via", invite.listed("via")[0])
    for route in invite.values("route"):
        request.add("Route", route)
    request.add("From", invite.get("from") or "")
    request.add("To", receiver)
    request.add("CSeq", f"{invite.cseq.number} {method}")
    request.add("Call-ID", invite.call_id)
    request.add("Max-Forwards", "70")
    return request
