"""Where a SIP message goes to or came from, and how replies find their way back (RFC 3261, section 18.2; RFC 3581)."""

from __future__ import annotations

import msgspec

from emulator.sip.stack.headers import Via, host_port, set_param
from emulator.sip.stack.messages import Request

DEFAULT_PORTS = {"UDP": 5060, "TCP": 5060, "TLS": 5061}


class Hop(msgspec.Struct, frozen=True):
    """One neighbour on the wire.

    `server_name` is what a TLS certificate must be for. `connection` is the number of the connection that a message
    came on, 0 for none: an answer goes back on it while it is up, else to the address.
    """

    transport: str
    host: str
    port: int
    server_name: str = ""
    connection: int = 0

    @property
    def reliable(self) -> bool:
        """Whether the transport repeats lost bytes by itself, so that the transaction must not."""
        return self.transport != "UDP"

    @property
    def peer(self) -> tuple[str, str, int]:
        """Transport, host and port: what a connection is known by."""
        return self.transport, self.host, self.port

    def __str__(self) -> str:
        return f"{self.transport.lower()}:{host_port(self.host, self.port)}"


def stamp_received(request: Request, source: Hop) -> None:
    """Note in the top Via where a request really came from: `received`, and `rport` where the sender asked for it.

    Raises:
        SipSyntaxError: There is no readable Via.
    """
    via, rest = request.via, request.listed("via")[1:]
    params = via.params
    if via.host != source.host:
        params = set_param(params, "received", source.host)
    if via.param("rport") is not None:
        params = set_param(set_param(params, "received", source.host), "rport", str(source.port))
    if params != via.params:
        request.put("Via", Via(via.transport, via.host, via.port, params), *rest)


def reply_hop(via: Via, source: Hop) -> Hop:
    """Where responses to a request go that came from `source` with this top Via.

    A `maddr` is passed over: it would let anybody aim the phone's answers at somebody else.
    """
    port = via.port or DEFAULT_PORTS[source.transport]
    if source.reliable:
        return Hop(source.transport, source.host, port, source.server_name, source.connection)
    if via.param("rport") is not None:
        return source
    return Hop(source.transport, source.host, port)
