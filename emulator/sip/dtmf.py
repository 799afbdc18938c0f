"""DTMF in signalling, and which way a key goes out (UCS administrator guide, tone.dtmf and dtmfViaSignaling)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emulator.config.layers import Configuration
from emulator.sip.protocol import SendDigits

KEY_NUMBERS = {"*": "10", "#": "11"}
"""How the event numbers of RFC 4733, section 3.2 name the keys that are no digits."""

_SIGNAL = re.compile(r"^\s*Signal\s*=\s*(1[01]|[0-9A-D*#])\s*$", re.IGNORECASE | re.MULTILINE)
_BARE = re.compile(r"\s*([0-9A-D*#])\s*", re.IGNORECASE)
_KEYS = {number: key for key, number in KEY_NUMBERS.items()}


def relay_body(key: str, milliseconds: int, *, spelled: bool) -> str:
    """The body of an INFO that tells of a key; `spelled` writes * and # as they are, not as 10 and 11."""
    signal = key if spelled else KEY_NUMBERS.get(key, key)
    return f"Signal={signal}\r\nDuration={milliseconds}\r\n"


def key_in(message: str) -> str:
    """The key that an INFO tells of; empty if it tells of none."""
    head, _, body = message.partition("\r\n\r\n")
    kind = head.lower()
    if "application/dtmf-relay" in kind:
        found = _SIGNAL.search(body)
    elif "application/dtmf" in kind:
        found = _BARE.fullmatch(body)
    else:
        found = None
    return _KEYS.get(found[1], found[1].upper()) if found else ""


def digit_orders(leg: int, digits: str, settings: Configuration) -> Iterator[SendDigits]:
    """What to send for keys pressed in a call: with the sound, by the signalling, both, or nothing."""
    on, off = settings.number("tone.dtmf.onTime"), settings.number("tone.dtmf.offTime")
    level = float(settings.number("tone.dtmf.level"))
    if settings.flag("tone.dtmf.viaRtp"):
        method = "rfc2833" if settings.flag("tone.dtmf.rfc2833Control") else "tones"
        yield SendDigits(leg, digits, method, on, off, level)  # type: ignore[arg-type]
    if settings.flag("voIpProt.SIP.dtmfViaSignaling.rfc2976"):
        spelled = settings.flag("voIpProt.SIP.dtmfViaSignaling.rfc2976.nonLegacyEncoding")
        yield SendDigits(leg, digits, "info", on, off, level, spelled)
