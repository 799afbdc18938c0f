"""The table of all transactions that one SIP element has open, and what finds its way to which.

The layer knows no sockets: it sends by a function and is handed what came in. Requests are not answered unless somebody
opens a server transaction for them, so that an element may just as well pass them on.
"""

from __future__ import annotations

from collections.abc import Callable

from emulator.kernel.clock import Clock
from emulator.sip.stack.client import ClientTransaction
from emulator.sip.stack.headers import SipSyntaxError
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.identifiers import MAGIC
from emulator.sip.stack.messages import Request, Response
from emulator.sip.stack.server import ServerTransaction
from emulator.sip.stack.timers import Patience, Timers
from emulator.sip.stack.transaction import Ground, Send

_MAX_OPEN = 20_000


class Transactions:
    """All open transactions of one element."""

    def __init__(self, clock: Clock, send: Send, timers: Timers | None = None) -> None:
        self.timers = timers or Timers()
        self._ground = Ground(clock, self.timers, send)
        self._clients: dict[tuple[str, str], ClientTransaction] = {}
        self._servers: dict[tuple[str, ...], ServerTransaction] = {}

    def __len__(self) -> int:
        return len(self._clients) + len(self._servers)

    def request(
        self,
        request: Request,
        hop: Hop,
        heard: Callable[[Response], None],
        failed: Callable[[str], None],
        patience: Patience | None = None,
    ) -> ClientTransaction:
        """Send a request that has its Via; each response and a failure are told to the caller.

        Raises:
            SipSyntaxError: The request has no readable Via.
        """
        key = (request.via.branch, request.method)
        transaction = ClientTransaction(
            self._ground, request, hop, heard, failed, lambda: self._forget(key, transaction)
        )
        self._clients[key] = transaction
        transaction.start(patience or Patience())
        return transaction

    def hear(self, response: Response) -> bool:
        """Give a response to the request of ours that it answers; False if there is none."""
        try:
            client = self._clients.get((response.via.branch, response.cseq.method))
        except SipSyntaxError:
            return False
        if client is None:
            return False
        client.receive(response)
        return True

    def absorb(self, request: Request) -> bool:
        """Deal with a request that a server transaction here already knows: a repetition, or the ACK of a refusal.

        Raises:
            SipSyntaxError: The request lacks what identifies it.
        """
        server = self._servers.get(server_key(request))
        if server is None:
            return False
        if request.method == "ACK":
            server.acknowledged()
        else:
            server.repeated()
        return True

    def find_invite(self, cancel: Request) -> ServerTransaction | None:
        """The INVITE that a CANCEL means, if it was taken here.

        Raises:
            SipSyntaxError: The request lacks what identifies it.
        """
        return self._servers.get(server_key(cancel, method="INVITE"))

    def open(self, request: Request, source: Hop) -> ServerTransaction:
        """Take a request in order to answer it.

        Raises:
            SipSyntaxError: The request lacks what identifies it.
        """
        key = server_key(request)
        server = ServerTransaction(self._ground, request, source, lambda: self._forget_server(key, server))
        while len(self._servers) >= _MAX_OPEN:
            del self._servers[next(iter(self._servers))]
        self._servers[key] = server
        return server

    def connection_lost(self, hop: Hop) -> None:
        """Fail every request that waits for an answer over a connection that is gone."""
        for client in list(self._clients.values()):
            if client.hop.peer == hop.peer:
                client.fail("connection lost")

    def _forget(self, key: tuple[str, str], transaction: ClientTransaction) -> None:
        if self._clients.get(key) is transaction:
            del self._clients[key]

    def _forget_server(self, key: tuple[str, ...], transaction: ServerTransaction) -> None:
        if self._servers.get(key) is transaction:
            del self._servers[key]


def server_key(request: Request, method: str = "") -> tuple[str, ...]:
    """What identifies the transaction that a request belongs to (RFC 3261, section 17.2.3).

    An ACK belongs to its INVITE. Senders after RFC 2543 give no (unique) branch: their requests are told apart by
    Call-ID, From tag, CSeq number and the text of the top Via.

    Raises:
        SipSyntaxError: Via, CSeq, From or Call-ID is missing or unreadable.
    """
    via = request.via
    named = method or ("INVITE" if request.method == "ACK" else request.method)
    if via.branch.startswith(MAGIC):
        return via.branch, via.sent_by, named
    return str(via), request.call_id, request.sender.tag, str(request.cseq.number), named
