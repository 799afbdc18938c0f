"""Lines: registrations, as far as others may know them."""

from __future__ import annotations

import msgspec

from emulator.kernel.state import Effect, Event, Part, State


class FailOver(msgspec.Struct, frozen=True):
    """What the phone does when an address of a server fails, and when it goes back (UCS 4.1 administrator guide).

    `mode` is newRequests (each request tries the first address again), duration (after `timeout` seconds, 0: not before
    the next failure), DNSTTL (when the DNS records run out) or registration (with the next refresh).
    """

    mode: str = "duration"
    timeout: int = 3600
    re_register: bool = False  # register with the address that is moved to before it is used
    fail_registration: bool = True  # with `re_register`: the registration before counts no more
    only_registered: bool = True  # with both: nothing goes to an address without registration
    on_503: bool = True  # a 503 is a failure too


class Server(msgspec.Struct, frozen=True):
    """One call server of a line.

    `transport` is in the device's words: UDPOnly, TCPOnly, TCPpreferred, TLS, DNSnaptr. Times are in seconds.
    """

    address: str
    port: int = 0
    transport: str = "DNSnaptr"
    expires: int = 3600
    register: bool = True
    overlap: int = 60  # how long before its expiry a registration is refreshed
    retry_base: int = 60
    retry_max: int = 60
    retry_timeout: int = 0  # milliseconds before the first retransmission, 0: as RFC 3261
    retry_count: int = 3
    subscribe_expires: int = 3600
    subscribe_overlap: int = 60
    seize_expires: int = 30
    fail_over: FailOver = FailOver()
    via_proxy: bool = True  # by the line's outbound proxy, if it has one
    fast: bool = False  # give up a silent connection as soon as a silent address (tcpFastFailover)


class LineSettings(msgspec.Struct, frozen=True):
    """What configuration says of one line (reg.x.*), ready for use on the wire."""

    index: int
    user: str
    domain: str
    display_name: str
    label: str
    auth_user: str
    auth_password: str = msgspec.field(default="")
    auth_domain: str = ""
    servers: tuple[Server, ...] = ()
    outbound_proxy: Server | None = None
    line_keys: int = 1
    calls_per_line_key: int = 24
    srtp: str = "off"  # off, accept, offer, require
    hosted: bool = False  # the address itself names the domain, which is then that of all servers
    proxy_require: str = ""
    route: bool = True  # tell the outbound proxy by a Route header that it is meant
    challenger_first: bool = False  # credentials go to the server that asked for them, whichever failed before
    telephony: bool = True  # makes and takes calls; without it the line is there for presence alone
    interop: str = "standard"  # the kind of server: standard, lcs2005, ocs2007r2, lync2010 ...

    @property
    def login(self) -> str:
        """The user name with which challenges are answered: that of a Windows network has the domain before it."""
        plain = not self.auth_domain or "\\" in self.auth_user or "@" in self.auth_user
        return self.auth_user if plain else f"{self.auth_domain}\\{self.auth_user}"


MICROSOFT = ("lcs2005", "ocs2007r2", "lync2010")
"""Kinds of servers that want to be told which endpoint of a user registers (Lync 2010 provisioning guide, table 5)."""


class Binding(msgspec.Struct, frozen=True):
    """A line's registration with one of its servers: unregistered, registering, registered, failed or unregistering."""

    server: int  # index into settings.servers
    state: str = "unregistered"
    code: int = 0
    reason: str = ""
    expires: int = 0  # seconds granted
    attempts: int = 0  # failed in a row
    interval: int = 0  # seconds to ask for, 0: as configured; raised by a 423
    place: str = ""  # transport and address of who granted it


class Line(msgspec.Struct, frozen=True):
    """One line: registered if any of its servers holds a binding; all else is that of the best of its bindings."""

    settings: LineSettings
    state: str = "unregistered"
    code: int = 0
    reason: str = ""
    server: int = 0  # index into settings.servers of the working server
    expires: int = 0  # seconds granted
    bindings: tuple[Binding, ...] = ()
    successor: LineSettings | None = None  # to register with as soon as unregistering is over

    @property
    def index(self) -> int:
        """The line's number, from 1: x in reg.x."""
        return self.settings.index

    @property
    def registered(self) -> bool:
        """Whether a server holds a binding that has not run out."""
        return self.state == "registered"


class Lines(Part, frozen=True):
    """All configured lines, in the order of their index."""

    lines: tuple[Line, ...] = ()


class SendRegister(Effect, frozen=True):
    """Register (or with expires 0, unregister) a line at its server number `server`."""

    line: LineSettings
    server: int
    expires: int


class RegisterAnswered(Event, frozen=True):
    """What came of a `SendRegister`: a final code, or 408 for silence and 503 for a transport that failed.

    Times are in seconds, 0 where the server named none. `place` is the transport and address of who answered.
    """

    line: int
    code: int
    reason: str
    expires: int = 0
    min_expires: int = 0
    server: int = 0
    retry_after: int = 0
    place: str = ""


class RegistrationVoided(Event, frozen=True):
    """The phone moves to another address of that server, and its registration there counts no more."""

    line: int
    server: int = 0


class LineConfigured(Event, frozen=True):
    """Fact: configuration has a line that is new, changed, or not registered although it should be."""

    line: int
    settings: LineSettings


class RegistrationDue(Event, frozen=True):
    """Timer: refresh a registration, try again after a failure, or stop waiting for an unregistration."""

    line: int
    server: int = 0


class BindingExpired(Event, frozen=True):
    """Timer: the time that the server granted has run out."""

    line: int
    server: int = 0


class LineRegistered(Event, frozen=True):
    """Fact: the line was not registered, and now is."""

    line: int


class LineUnregistered(Event, frozen=True):
    """Fact: the line was registered or trying, and now is not; code and reason say why (0 if it was asked to)."""

    line: int
    code: int
    reason: str


def line(phone: State, index: int) -> Line | None:
    """The line of that index, if it is configured."""
    return next((each for each in phone[Lines].lines if each.index == index), None)


def registers(settings: LineSettings) -> tuple[int, ...]:
    """The numbers of the servers at which the line is to register, in order of preference."""
    return tuple(number for number, server in enumerate(settings.servers) if server.register)


def fresh(settings: LineSettings) -> Line:
    """A line that has not registered yet."""
    return summed(Line(settings, bindings=tuple(Binding(number) for number in registers(settings))))


BEST_FIRST = ("registered", "registering", "unregistering", "failed", "unregistered")


def summed(line: Line) -> Line:
    """The line with the state of the best of its bindings.

    The working server is the first that holds one; all are registered with at once, and the others stand by (SIP 3.0
    administrator guide, page 4-42).
    """
    if not line.bindings:
        return msgspec.structs.replace(line, state="unregistered", code=0, reason="", expires=0, server=0)
    best = min(line.bindings, key=lambda each: BEST_FIRST.index(each.state))
    working = best if best.state == "registered" else line.bindings[0]
    return msgspec.structs.replace(
        line, state=best.state, code=best.code, reason=best.reason, expires=best.expires, server=working.server
    )


def refresh_after(granted: int, overlap: int) -> float:
    """Seconds until a binding of `granted` seconds is refreshed.

    That is `overlap` before its end, or at half time where less than that was granted (UCS administrator guide,
    reg.x.server.y.expires.overlap).
    """
    return granted - overlap if granted > overlap else granted / 2


def retry_after(server: Server, attempts: int) -> int:
    """Seconds to wait after `attempts` failures in a row, doubling from the base to the maximum (RFC 5626, 4.5)."""
    return int(min(server.retry_max, server.retry_base * 2 ** min(attempts - 1, 16)))
