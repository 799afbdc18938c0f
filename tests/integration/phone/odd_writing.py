"""Ways to write a proper INVITE that few choose, and every receiver has to read (RFC 3261, 7; RFC 4475, 3.1.1)."""

from __future__ import annotations

import re
from collections.abc import Callable

_COMPACT = {"Via": "v", "From": "f", "To": "t", "Call-ID": "i", "Contact": "m", "Content-Type": "c"}
_NAME = re.compile(r"^([A-Za-z-]+):", re.MULTILINE)


def _compact(text: str) -> str:
    return _NAME.sub(lambda found: f"{_COMPACT.get(found[1], found[1])}:", text)


def _instead(old: str, new: str) -> Callable[[str], str]:
    def write(text: str) -> str:
        assert old in text, text
        return text.replace(old, new)

    return write


def _unmeasured(text: str) -> str:
    """The message without its Content-Length."""
    return re.sub(r"Content-Length: \d+\r\n", "", text)


def _wrapped(text: str) -> str:
    """The description as one part of several."""
    head, _, body = text.partition("\r\n\r\n")
    first = f"--next\r\nContent-Type: application/sdp\r\n\r\n{body}\r\n"
    parts = f"{first}--next\r\nContent-Type: text/x\r\n\r\nx\r\n--next--"
    head = head.replace("application/sdp", 'multipart/mixed;boundary="next"')
    return f"{re.sub(r'Content-Length: [0-9]+', f'Content-Length: {len(parts)}', head)}\r\n\r\n{parts}"


WRITINGS: dict[str, Callable[[str], str]] = {
    "compact names": _compact,
    "names in another case": lambda text: _NAME.sub(lambda found: found[0].swapcase(), text),
    "blanks before colons": lambda text: _NAME.sub(r"\1 \t:", text),
    "no blanks after colons": lambda text: re.sub(r"(?m)^([A-Za-z-]+): ", r"\1:", text),
    "folded lines": lambda text: text.replace(";tag=", "\r\n ;tag=").replace("1 INVITE", "1\r\n\tINVITE"),
    "zeroes before numbers": lambda text: text.replace("1 INVITE", "0001 INVITE").replace(": 70", ": 0070"),
    "blanks within a Via": _instead("SIP/2.0/UDP ", "SIP / 2.0 / UDP   "),
    "several Vias in a line": _instead(";rport\r\n", ";rport, SIP/2.0/TCP 192.0.2.1;branch=z9hG4bKnext\r\n"),
    "headers nobody knows": _instead("Max-", "X: ;;,,;=\r\nNew-Fangled:\r\n of\r\n several lines\r\nEmpty:\r\nMax-"),
    "known headers that say nothing": _instead(
        "Max-", "Subject:\r\nDate: soon\r\nPriority: ,\r\nAlert-Info: <<\r\nMax-"
    ),
    "quotes in a name": _instead('"Far"', r'"F \"a\" \\r"'),
    "a name without quotes": _instead('"Far"', "Far  Away"),
    "a name of many letters": _instead('"Far"', f'"{"Far " * 60}"'),
    "no name and no brackets": _instead('"Far" <sip:far@pbx>', "sip:far@pbx"),
    "an empty name": _instead('"Far"', '""'),
    "a telephone number": _instead("<sip:far@pbx>", "<tel:+15550100;phone-context=example.com>"),
    "parameters nobody knows": _instead(" SIP/2.0\r\nVia", ";x;y=z SIP/2.0\r\nVia"),
    "an escaped user": lambda text: re.sub(r"^INVITE sip:1", "INVITE sip:%31", text),
    "a branch of old senders": _instead("z9hG4bK", "1-"),
    "no length": _unmeasured,
    "no hops left": _instead("Max-Forwards: 70", "Max-Forwards: 0"),
    "empty lines before": lambda text: f"\r\n\r\n{text}",
    "line feeds alone": lambda text: _unmeasured(text).replace("\r\n", "\n"),
    "parts": _wrapped,
}
"""What is odd -> what makes it so of an INVITE as this project writes it."""
