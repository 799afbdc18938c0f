"""Session descriptions from outside, made so that the engine's strict reader takes them (RFC 8866).

Desk phones are tolerant: they pass over lines that say nothing, formats that nobody explains, and what is missing at
the head of a description. The engine would refuse the call for any of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_LINE = re.compile(r"[a-z]=")
_ORIGIN = re.compile(r"o=\S+ \d{1,18} \d{1,18} IN IP[46] \S+$", re.ASCII)
_RTP = re.compile(r"(m=\w+ \S+ \S*RTP/\S+) (.+)$", re.ASCII)
_ABOUT = re.compile(r"a=(?:rtpmap|fmtp):(\d{1,9}) ", re.ASCII)
_NAMED = re.compile(r"a=rtpmap:(\d{1,3}) \S", re.ASCII)

NOBODY, NAMELESS = "o=- 0 0 IN IP4 0.0.0.0", "s=-"
FIRST_DYNAMIC, LAST = 96, 127
"""Payload types from here on mean nothing by themselves (RFC 3551, section 3), and there are none beyond the last."""


def tidy(text: str) -> str:
    """The same description, less what a tolerant reader passes over, with what it does not miss."""
    lines = [line.rstrip() for line in text.splitlines() if _LINE.match(line)]
    starts = [at for at, line in enumerate(lines) if line.startswith("m=")] or [len(lines)]
    sections = (lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True))
    tidied = [*_head(lines[: starts[0]]), *(line for section in sections for line in _stream(section))]
    return "".join(f"{line}\r\n" for line in tidied) if lines else ""


def _head(lines: Sequence[str]) -> Iterator[str]:
    """The lines about the whole session: version, origin and name first."""
    yield "v=0"
    yield next((line for line in lines if _ORIGIN.match(line)), NOBODY)
    yield next((line for line in lines if line.startswith("s=") and line != "s="), NAMELESS)
    yield from (line for line in lines if not line.startswith(("v=", "o=", "s=")))


def _stream(section: Sequence[str]) -> Iterator[str]:
    """The lines about one stream, without formats that have no meaning; if none has any, as it is."""
    media = _RTP.match(section[0]) if section else None
    named = {found[1] for line in section if (found := _NAMED.match(line))}
    formats = [each for each in media[2].split() if _meant(each, named)] if media else []
    if media is None or not formats:
        yield from section
        return
    yield " ".join([media[1], *formats])
    yield from (line for line in section[1:] if (found := _ABOUT.match(line)) is None or found[1] in formats)


def _meant(payload: str, named: set[str]) -> bool:
    number = int(payload) if payload.isascii() and payload.isdigit() and len(payload) < 4 else LAST + 1
    return number < FIRST_DYNAMIC or (number <= LAST and payload in named)
