"""Passwords that need only be compared: kept as slow hashes, compared away from the event loop."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets

from emulator.boot.orders import Compare, Compared, Digest, Digested
from emulator.kernel.clock import Clock
from emulator.kernel.errands import Errands
from emulator.kernel.links import Post
from emulator.kernel.state import Effect

PREFIX = "scrypt:"
"""How a hash begins; a password of the phone cannot, as none is as long as what follows."""

_COST, _BLOCK, _PARALLEL, _SALT = 1 << 14, 8, 1, 16


def digest(password: str, salt: bytes | None = None) -> str:
    """A salted hash that takes some 50 ms to make, and as long to try."""
    salt = salt or secrets.token_bytes(_SALT)
    made = hashlib.scrypt(password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL)
    return f"{PREFIX}{salt.hex()}:{made.hex()}"


def matches(password: str, kept: str) -> bool:
    """Whether it is the password of which `kept` is the hash, or a default in clear."""
    if kept.startswith(PREFIX):
        salt = kept.removeprefix(PREFIX).partition(":")[0]
        return hmac.compare_digest(digest(password, bytes.fromhex(salt)), kept)
    return hmac.compare_digest(password.encode(), kept.encode())


def same(password: str, candidates: tuple[str, ...]) -> int:
    """Which candidate it is, -1 for none; all are tried, so that the time tells nothing."""
    hits = [number for number, kept in enumerate(candidates) if matches(password, kept)]
    return hits[0] if hits else -1


class SecretsLink:
    """Compares and hashes in a thread."""

    effects: tuple[type[Effect], ...] = (Compare, Digest)

    def __init__(self, post: Post, clock: Clock) -> None:
        self._post = post
        self._clock = clock
        self._errands = Errands()

    def perform(self, effect: Compare | Digest) -> None:
        """Start; the answer follows."""
        self._errands.run(self._work(effect))

    async def _work(self, effect: Compare | Digest) -> None:
        with self._clock.owe():
            if isinstance(effect, Compare):
                hit = await asyncio.to_thread(same, effect.password, effect.candidates)
                answer: Compared | Digested = Compared(effect.id, hit)
            else:
                answer = Digested(effect.id, await asyncio.to_thread(digest, effect.password))
        self._post(answer)

    async def close(self) -> None:
        """Drop what is under way."""
        await self._errands.end()
