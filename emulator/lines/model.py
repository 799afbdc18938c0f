"""Lines: registrations, as far as others may know them."""

from __future__ import annotations

import msgspec

from emulator.kernel.state import Effect, Event, Part, State


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
    srtp: str = "off"  # off, offer, require


class Line(msgspec.Struct, frozen=True):
    """One registration: state is unregistered, registering, registered, failed or unregistering."""

    settings: LineSettings
    state: str = "unregistered"
    code: int = 0
    reason: str = ""
    server: int = 0  # index into settings.servers of the one in use
    expires: int = 0  # seconds granted
    attempts: int = 0  # failed in a row
    interval: int = 0  # seconds to ask for, 0: as configured; raised by a 423
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
    """What came of a `SendRegister`: a final code, or 408 for silence and 503 for a transport that failed."""

    line: int
    code: int
    reason: str
    expires: int = 0
    min_expires: int = 0


class LineConfigured(Event, frozen=True):
    """Fact: configuration has a line that is new, changed, or not registered although it should be."""

    line: int
    settings: LineSettings


class RegistrationDue(Event, frozen=True):
    """Timer: refresh a registration, try again after a failure, or stop waiting for an unregistration."""

    line: int


class BindingExpired(Event, frozen=True):
    """Timer: the time that the server granted has run out."""

    line: int


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


def refresh_after(granted: int, overlap: int) -> float:
    """Seconds until a binding of `granted` seconds is refreshed.

    That is `overlap` before its end, or at half time where less than that was granted (UCS administrator guide,
    reg.x.server.y.expires.overlap).
    """
    return granted - overlap if granted > overlap else granted / 2


def retry_after(server: Server, attempts: int) -> int:
    """Seconds to wait after `attempts` failures in a row, doubling from the base to the maximum (RFC 5626, 4.5)."""
    return int(min(server.retry_max, server.retry_base * 2 ** min(attempts - 1, 16)))
