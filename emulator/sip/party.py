"""Who is at the other end, by the headers that say so, and who sent a call on.

Trusted networks assert the caller in P-Asserted-Identity (RFC 3325) or, older, Remote-Party-ID; From is what the
caller says. Diversion (RFC 5806) names those who sent the call on, the last one first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from emulator.config.layers import Configuration
from emulator.sip.stack.headers import NameAddr
from emulator.sip.stack.messages import Message, Request, Response
from emulator.sip.terms import caller, readable

ASSERTED = ("p-asserted-identity", "remote-party-id")
SOURCES = (*ASSERTED, "from")
"""In the order in which the phone believes them, if voIpProt.SIP.CID.sourcePreference does not say otherwise."""

_WARNING = re.compile(r'\s*(\d{3})\s+\S+\s+"((?:[^"\\]|\\.)*)"')

_HIDDEN = ("anonymous", "unavailable")
HIDDEN = "Anonymous"
"""Who is shown for a caller that does not want to be known."""


def remote_party(message: Message, settings: Configuration, sources: tuple[str, ...] = SOURCES) -> tuple[str, str]:
    """Number and name of the other end, by the first header of `sources` that names somebody; both may be empty."""
    written = settings.text("voIpProt.SIP.CID.sourcePreference").lower().split(",")
    preferred = [name for name in (each.strip() for each in written) if name in sources]
    for name in preferred or sources:
        values = message.listed(name)
        number, display = caller(values[0]) if values else ("", "")
        if number or display:
            hidden = "privacy=full" in values[0].lower() or _hidden(message, number)
            return ("", display or HIDDEN) if hidden else (number, display)
    return "", ""


def _hidden(message: Message, number: str) -> bool:
    privacy = {word.strip().lower() for value in message.listed("privacy") for word in value.split(";")}
    return number.lower() in _HIDDEN or bool(privacy & {"id", "user", "full"})


def diverted_by(request: Request, settings: Configuration) -> str:
    """Who sent the call on, by name or number; "" if nobody did or the phone does not show it."""
    if not settings.flag("voIpProt.SIP.header.diversion.enable"):
        return ""
    values = request.listed("diversion")
    if not values:
        return ""
    number, name = caller(values[0 if settings.flag("voIpProt.SIP.header.diversion.list.useFirst") else -1])
    return name or number


def warnings(response: Response) -> Iterator[tuple[int, str]]:
    """Codes and texts of the header Warning (RFC 3261, section 20.43) of a refusal, which a challenge is not."""
    for value in response.listed("warning") if response.code not in (401, 407) else ():
        found = _WARNING.match(value)
        if found:
            yield int(found[1]), readable(re.sub(r"\\(.)", r"\1", found[2]))


def diversion(identity: NameAddr, reason: str) -> str:
    """The Diversion header with which a line sends a call on."""
    return f"{identity};reason={reason};counter=1"
