"""The timer values of SIP transactions (RFC 3261, table 4), and how long a server is waited for."""

from __future__ import annotations

import msgspec

from emulator.kernel.clock import MILLISECOND, SECOND


class Timers(msgspec.Struct, frozen=True):
    """The three base values, in microseconds; all others are made from them."""

    t1: int = 500 * MILLISECOND
    t2: int = 4 * SECOND
    t4: int = 5 * SECOND

    @property
    def timeout(self) -> int:
        """How long a transaction lives without news (timers B, F, H, J): 64 times T1."""
        return 64 * self.t1


class Patience(msgspec.Struct, frozen=True):
    """How often and how long one server is tried before it counts as silent.

    These are the device's `retryMaxCount` and `retryTimeOut` (UCS 4.0 administrator guide): `retries` repeats after the
    first message, `interval` microseconds apart, or doubling from T1 if the interval is 0. No retries given: as long as
    RFC 3261 waits. Over TCP and TLS nothing is repeated, and unless `fast` (tcpFastFailover) silence is waited for as
    long as RFC 3261 says.
    """

    retries: int | None = None
    interval: int = 0
    fast: bool = False

    def total(self, timers: Timers, *, reliable: bool = False) -> int:
        """Microseconds from the first message until the server is given up."""
        if self.retries is None or (reliable and not self.fast):
            return timers.timeout
        if self.interval:
            return self.interval * (self.retries + 1)
        return min(timers.timeout, timers.t1 * ((1 << min(self.retries + 1, 7)) - 1))
