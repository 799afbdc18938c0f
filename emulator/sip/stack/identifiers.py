"""Tags, branches and Call-IDs in the form in which the device makes them."""

from __future__ import annotations

import hashlib
import random

MAGIC = "z9hG4bK"
"""What a branch that identifies a transaction begins with (RFC 3261, section 8.1.1.7)."""


def new_tag(rng: random.Random) -> str:
    """A dialog tag such as `2628867A-55AB4B1F`."""
    return f"{rng.getrandbits(32):08X}-{rng.getrandbits(32):08X}"


def new_call_id(rng: random.Random) -> str:
    """A Call-ID of 32 hexadecimal digits without host."""
    return f"{rng.getrandbits(128):032x}"


def new_branch(rng: random.Random) -> str:
    """A branch: the magic cookie, eight lower-case and eight upper-case hexadecimal digits."""
    return f"{MAGIC}{rng.getrandbits(32):08x}{rng.getrandbits(32):08X}"


def derived_branch(*parts: object) -> str:
    """A branch that is the same whenever the parts are, for requests that are passed on."""
    digest = hashlib.blake2b("\0".join(map(str, parts)).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return f"{MAGIC}{digest[:8]}{digest[8:].upper()}"
