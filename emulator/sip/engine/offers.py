"""Hold and resume of one call, put in line.

The far side may have one offer to answer at a time (RFC 3261, section 14), and the stack refuses a second one until
the ACK of the first is out. So a leg keeps what is wanted, and makes the next offer when the last one is settled:
hold, resume, hold in quick succession end in hold.
"""

from __future__ import annotations

from collections.abc import Callable

BUSY_PAUSE = 0.02
"""Seconds until the next attempt, where the stack has another offer under way."""
GLARE_PAUSE = 0.5, 2.5
"""Seconds until the next attempt after 491, at the called and at the calling side (RFC 3261, section 14.1)."""

_UNAUTHORIZED, _PROXY_UNAUTHORIZED, _GLARE = 401, 407, 491


class Offers:
    """What is wanted of the far side and what it has agreed to. Times are seconds of any clock that only rises."""

    def __init__(self, send: Callable[[bool], bool], refused: Callable[[str], None], *, calling: bool) -> None:
        """`send` makes an offer (True: hold) and is False if it cannot now; `refused` hears why an offer failed."""
        self.held = False
        self._wanted = False
        self._send = send
        self._refused = refused
        self._glare_pause = GLARE_PAUSE[calling]
        self.under_way = False
        self._challenged = False
        self._pause = 0.0
        self._not_before = 0.0

    def want(self, held: bool) -> None:
        """Have the call held, or resumed, as soon as may be."""
        self._wanted = held

    def tend(self, now: float) -> None:
        """Make an offer if one is due."""
        if self._pause:
            self._not_before, self._pause = now + self._pause, 0.0
        if self.under_way or self._wanted == self.held or now < self._not_before:
            return
        self._challenged = False
        self.under_way = self._send(self._wanted)
        if not self.under_way:
            self._pause = BUSY_PAUSE
        self._offered = self._wanted

    def answered(self, code: int, reason: str) -> None:
        """Note the final response to an offer."""
        if not self.under_way or (self._needs_password(code)):
            return
        self.under_way = False
        if code < 300:
            self.held = self._offered
        elif code == _GLARE:
            self._pause = self._glare_pause
        else:
            self._wanted = self.held
            self._refused(f"{code} {reason}")

    def _needs_password(self, code: int) -> bool:
        """Whether the stack will send the offer again, with its password: it does so once."""
        if code not in (_UNAUTHORIZED, _PROXY_UNAUTHORIZED) or self._challenged:
            return False
        self._challenged = True
        return True
