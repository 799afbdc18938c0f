"""The proxy: passes requests on between users, staying in the path by Record-Route (RFC 3261, section 16)."""

from __future__ import annotations

from collections.abc import Callable

from emulator.kernel.clock import Clock
from emulator.lab.forking import Fork, Target
from emulator.lab.wire import Wire
from emulator.sip.stack.headers import NameAddr, SipSyntaxError, Uri
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.identifiers import derived_branch
from emulator.sip.stack.messages import Request
from emulator.sip.stack.server import ServerTransaction

_DIALOG_MAKERS = ("INVITE", "SUBSCRIBE", "REFER", "NOTIFY")


class Proxy:
    """Forwards in and outside of dialogs, and knows which INVITE a CANCEL means."""

    def __init__(self, wire: Wire, clock: Clock) -> None:
        self._wire = wire
        self._clock = clock
        self._forks: dict[ServerTransaction, Fork] = {}

    def open(self, server: ServerTransaction, done: Callable[[int], None]) -> Fork:
        """Take a request in order to pass it on; an INVITE is told at once that something happens."""
        fork = Fork(self._wire, self._clock, server, lambda code: self._finish(server, code, done))
        self._forks[server] = fork
        if server.request.method == "INVITE":
            server.respond(server.request.reply(100))
        return fork

    def forward(self, server: ServerTransaction, targets: list[Target], done: Callable[[int], None]) -> None:
        """Pass a request on to all these targets at once."""
        self.send(self.open(server, done), server, targets)

    def send(self, fork: Fork, server: ServerTransaction, targets: list[Target]) -> None:
        """Pass an opened request on."""
        try:
            fork.start([self._copy(server.request, server.source, target) for target in targets])
        except SipSyntaxError:
            fork.refuse(404)

    def cancel(self, cancel: Request, source: Hop) -> None:
        """Answer a CANCEL and call the INVITE off that it means.

        Raises:
            SipSyntaxError: It lacks what identifies it.
        """
        transactions = self._wire.transactions
        server = transactions.find_invite(cancel)
        fork = self._forks.get(server) if server else None
        self._wire.answer(transactions.open(cancel, source), cancel.reply(200 if server else 481))
        if fork is not None:
            fork.cancel()

    def pass_ack(self, ack: Request, source: Hop) -> None:
        """Pass the ACK of an acceptance on; it has no transaction and no answer.

        Raises:
            SipSyntaxError: Its way cannot be read.
        """
        branch = derived_branch(ack.via.branch, ack.via.sent_by, ack.call_id, ack.cseq.number)
        request, hop = self._copy(ack, source, self.next_in_dialog(ack))
        self._wire.stamp(request, hop, branch)
        self._wire.transports.send(request.serialise(), hop)

    def next_in_dialog(self, request: Request) -> Target:
        """Where a request with a route leads; the server's own Route headers are taken out of it.

        Raises:
            SipSyntaxError: A Route or the Request-URI cannot be read.
        """
        routes = request.listed("route")
        while routes and self._wire.is_here(Uri.parse(NameAddr.parse(routes[0]).uri)):
            routes.pop(0)
        request.put("Route", *routes)
        next_uri = NameAddr.parse(routes[0]).uri if routes else request.uri
        return Target(request.uri, self._wire.hop_to(next_uri))

    def _copy(self, request: Request, source: Hop, target: Target) -> tuple[Request, Hop]:
        hop = target.hop or self._wire.hop_to(target.uri)
        copy = Request(request.method, target.uri, headers=list(request.headers), body=request.body)
        copy.put("Max-Forwards", max(0, _hops_left(request) - 1))
        if request.method in _DIALOG_MAKERS and not request.to.tag:
            copy.put_first("Record-Route", *self._own_routes(source, hop))
        return copy, hop

    def _own_routes(self, source: Hop, hop: Hop) -> list[str]:
        """One Record-Route for each side whose transport differs, the side of the next hop on top."""
        transports = dict.fromkeys((hop.transport, source.transport))
        return [f"<{self._wire.uri(transport)};lr>" for transport in transports]

    def _finish(self, server: ServerTransaction, code: int, done: Callable[[int], None]) -> None:
        self._forks.pop(server, None)
        done(code)


def too_far(request: Request) -> bool:
    """Whether a request has been passed on too often already."""
    return _hops_left(request) < 1


def _hops_left(request: Request) -> int:
    text = request.get("max-forwards") or ""
    return min(int(text), 255) if text.isascii() and text.isdigit() and len(text) < 6 else 70
