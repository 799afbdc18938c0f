"""How often somebody may guess: growing delays, and accounts that lock for a while or for good."""

from __future__ import annotations

import msgspec

from emulator.kernel.clock import SECOND, Clock

WINDOW = 30 * 60 * SECOND
"""For how long a wrong guess is held against an account (Set-CsPinPolicy)."""

PIN_LOCK = 60 * 60 * SECOND
"""For how long a PIN stays locked (Set-CsPinPolicy)."""

PASSWORD_LOCK = 30 * 60 * SECOND
"""For how long a password stays locked."""

DELAYS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds that the answer to the first, second ... wrong password takes; the last one from then on."""

PIN_ATTEMPTS = {4: (10, 100), 5: (25, 1000)}
"""Wrong PINs until the account is locked for a while and until it is locked for good, by the PIN's length."""

LONG_PIN_ATTEMPTS = (25, 5000)

KEPT = 1000
"""How many accounts are remembered; names that nobody has may be guessed without end."""


class Record(msgspec.Struct):
    """The wrong guesses of one account: when, how many ever, and until when nobody may guess (microseconds)."""

    recent: list[int] = []
    ever: int = 0
    locked_until: int = 0
    for_good: bool = False


class Lockout:
    """Counts wrong guesses, one record for each account and kind of secret."""

    def __init__(self, clock: Clock, duration: int) -> None:
        self._clock = clock
        self._duration = duration
        self._records: dict[str, Record] = {}

    def locked(self, key: str) -> bool:
        """Whether nobody may guess now."""
        record = self._records.get(key, Record())
        return record.for_good or self._clock.now() < record.locked_until

    def missed(self, key: str, attempts: int, total: int = 0) -> float:
        """Count a wrong guess, of which `attempts` within the window are allowed and `total` ever (0: any number).

        The seconds that the answer is to take.
        """
        while len(self._records) >= KEPT:
            del self._records[next(iter(self._records))]
        record, now = self._records.setdefault(key, Record()), self._clock.now()
        record.recent = [*(each for each in record.recent if each > now - WINDOW), now]
        record.ever += 1
        late = DELAYS[min(len(record.recent), len(DELAYS)) - 1]
        if len(record.recent) >= attempts:
            record.recent, record.locked_until = [], now + self._duration
        record.for_good = record.for_good or 0 < total <= record.ever
        return late

    def forgive(self, key: str) -> None:
        """The right secret was given: wrong guesses of the window no longer count."""
        if record := self._records.get(key):
            record.recent = []

    def unlock(self, key: str) -> None:
        """What an administrator does: forget everything."""
        self._records.pop(key, None)


def pin_attempts(pin: str, maximum: int) -> tuple[int, int]:
    """Wrong PINs that are allowed within the window and ever; a `maximum` (MaximumLogonAttempts) but 0 overrides."""
    local, total = PIN_ATTEMPTS.get(len(pin), LONG_PIN_ATTEMPTS)
    return maximum or local, total
