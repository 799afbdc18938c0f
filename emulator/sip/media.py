"""What a phone is ready to send and to hear: codecs, payload types, packet times, keys.

Values only, worked out of the configuration by `emulator.sip.codecs` and obeyed by the engines.
"""

from __future__ import annotations

import msgspec

SHORT_TAG, LONG_TAG = "AES_CM_128_HMAC_SHA1_32", "AES_CM_128_HMAC_SHA1_80"
"""The crypto suites of RFC 4568, section 6.2, by the length of their authentication tags."""


class Codec(msgspec.Struct, frozen=True, array_like=True):
    """One codec as calls use it."""

    name: str
    """As the SIP stack names it: encoding, clock rate, channels."""
    payload: int | None = None
    """The payload type in offers, for those that have none of their own (RFC 3551, section 6)."""
    ptime: int = 20
    """Milliseconds of sound in a packet."""
    fmtp: str = ""
    """Format parameters, in the place of the stack's own."""
    jitter: tuple[int, int] = (40, 160)
    """How long packets wait for late ones, in milliseconds, at first and at most."""

    @property
    def encoding(self) -> str:
        """The encoding name in SDP."""
        return self.name.partition("/")[0]


class MediaTerms(msgspec.Struct, frozen=True, array_like=True):
    """What all calls of a phone have in common."""

    events: int | None = 101
    """The payload type of DTMF events in offers; None: they are not spoken of."""
    own_order: bool = False
    """Answers take the codec that the phone likes best, not the one that the offer names first."""
    silent: bool = False
    """Silence is not sent."""
    suites: tuple[str, ...] = (LONG_TAG,)
    """The crypto suites that offers name, the most wanted first."""
    lifetime: str = ""
    """How many packets a key may serve, as offers have it (RFC 4568, section 6.1); empty: not said."""
    hold_key: bool = False
    """A call gets a new key when it is held."""
    resume_key: bool = False
    """A call gets a new key when it is taken back from hold."""


DEFAULT_CODECS = (Codec("G722/16000/1"), Codec("PCMU/8000/1"), Codec("PCMA/8000/1"))
"""What every desk phone can."""
