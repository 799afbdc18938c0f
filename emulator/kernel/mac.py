"""MAC addresses in any usual spelling."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"[0-9a-f]{12}")


class MacError(ValueError):
    """Not a MAC address."""


def parse_mac(text: str) -> str:
    """Twelve hexadecimal digits in lower case from 00:04:F2:AA:BB:01, 0004-f2aa-bb01, 0004F2AABB01 and the like.

    Raises MacError.
    """
    digits = re.sub(r"[\s:.\-]", "", text.lower())
    if not _DIGITS.fullmatch(digits):
        raise MacError(f"{text!r} is not a MAC address: twelve hexadecimal digits are needed, such as 0004f2aabb01")
    return digits
