"""How both ends come to the same keys if, and only if, they know the same code: SPAKE2, then proofs over all of it.

The exchange is that of the `spake2` package (Abdalla and Pointcheval, on the group of Ed25519). The keys hang on the
code, both shares and every byte of the two opening frames, so whoever sits between the ends, or changes the versions
they offer, can neither read nor speak, and gets one guess at the code for each try that the phone allows.
"""

from __future__ import annotations

import hashlib
import hmac

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from emulator.btoe.wire import WireError

PC, PHONE = b"vphone btoe pc", b"vphone btoe phone"
"""Who takes part, as the exchange binds them."""


class Keys(msgspec.Struct, frozen=True):
    """What one handshake gives: a key for the proof and one for the messages of each end."""

    pc_proof: bytes
    phone_proof: bytes
    pc_seal: bytes
    phone_seal: bytes

    def __repr__(self) -> str:
        return "Keys(***)"


class Exchange:
    """One end's part of one exchange; used once, then thrown away."""

    def __init__(self, secret: str, phone: bool) -> None:
        """`secret` is the code on the screen, or the token of the cable."""
        from spake2 import SPAKE2_A, SPAKE2_B  # 16 ms, which a phone that is never paired need not take

        side = SPAKE2_B if phone else SPAKE2_A
        self._spake = side(secret.encode(), idA=PC, idB=PHONE)
        self.share: bytes = self._spake.start()

    def keys(self, share: bytes, transcript: bytes) -> Keys:
        """The keys, from the other end's share. Raises WireError if that is no point of the group."""
        from spake2 import SPAKEError
        from spake2.ed25519_basic import NotOnCurve

        try:
            shared = self._spake.finish(share)
        except (SPAKEError, NotOnCurve, ValueError) as error:
            raise WireError(f"the other end's share is not valid ({type(error).__name__})") from None
        material = HKDF(SHA256(), length=128, salt=transcript, info=b"vphone btoe keys").derive(shared)
        return Keys(*(material[start : start + 32] for start in range(0, 128, 32)))


def transcript(opening: bytes, answer: bytes) -> bytes:
    """A hash of the two frames that came before the proofs."""
    parts = b"".join(len(each).to_bytes(4, "big") + each for each in (opening, answer))
    return hashlib.sha256(parts).digest()


def proof(key: bytes, seen: bytes) -> bytes:
    """That an end has this key and saw this transcript."""
    return hmac.digest(key, seen, "sha256")


class Sealer:
    """Seals the messages of one direction: ChaCha20-Poly1305 (RFC 8439), the nonce being their number."""

    def __init__(self, key: bytes) -> None:
        self._cipher = ChaCha20Poly1305(key)
        self._number = 0

    def seal(self, data: bytes) -> bytes:
        """The next message, sealed."""
        return self._cipher.encrypt(self._next(), data, None)

    def unseal(self, data: bytes) -> bytes:
        """The next message, opened. Raises WireError if it was changed, left out, repeated or moved."""
        try:
            return self._cipher.decrypt(self._next(), data, None)
        except InvalidTag:
            raise WireError("a message was changed, or is not the next one") from None

    def _next(self) -> bytes:
        number, self._number = self._number, self._number + 1
        return number.to_bytes(12, "big")
