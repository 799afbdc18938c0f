"""What else is to be done to session descriptions that pass by: their directions, formats and origins (RFC 3264)."""

from __future__ import annotations

import re

DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")

_LINE = re.compile(rf"a=({'|'.join(DIRECTIONS)})\s*$")
_FORMATS = re.compile(r"(m=\w+ \d+(?:/\d+)? [\w/]+) (.*)")
_ATTRIBUTE = re.compile(r"a=(rtpmap|fmtp):(\d+) ([^\s/]+/?\d*)")


def direction(text: str) -> str:
    """The direction of the first stream: its own, else that of the whole description, else sendrecv."""
    head, *streams = _parts(text)
    for part in (*streams[:1], head):
        for line in part:
            if found := _LINE.match(line):
                return found[1]
    return "sendrecv"


def directed(text: str, wanted: str) -> str:
    """The description with another direction for all streams."""
    head, *streams = ([line for line in part if not _LINE.match(line)] for part in _parts(text))
    return _joined([head, *([*stream, f"a={wanted}"] for stream in streams)])


def held_as_of_old(text: str) -> str:
    """A description that holds a call, by an address of noughts in place of a direction (RFC 2543, appendix B.5)."""
    if direction(text) not in ("sendonly", "inactive"):
        return text
    lines = ["c=IN IP4 0.0.0.0" if line.startswith("c=") else line for line in text.splitlines()]
    return _joined([[line for line in lines if not _LINE.match(line)]])


def fitting(text: str, other: str) -> str:
    """The description with only those formats that the first stream of another one has too, by number and name."""
    theirs = _formats(other)
    head, *streams = _parts(text)
    return _joined([head, *(_fitting(stream, theirs) for stream in streams)])


def with_origin_of(own: str, text: str) -> str:
    """The description as if it came from whoever wrote `own`: the same session, one version on (RFC 7088, 2.5)."""
    origin = next((line for line in own.splitlines() if line.startswith("o=")), "")
    lines = [origin if line.startswith("o=") and origin else line for line in text.splitlines()]
    return _joined([lines])


def _parts(text: str) -> list[list[str]]:
    """The lines before the first stream, and those of each stream."""
    parts: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.startswith("m="):
            parts.append([])
        parts[-1].append(line.rstrip())
    return parts


def _joined(parts: list[list[str]]) -> str:
    return "".join(f"{line}\r\n" for part in parts for line in part)


def _formats(text: str) -> dict[str, str]:
    """The formats of the first stream by number, each with its name if it has one."""
    _, *streams = _parts(text)
    media = _FORMATS.match(streams[0][0]) if streams else None
    if media is None:
        return {}
    found = (_ATTRIBUTE.match(line) for line in streams[0])
    named = {each[2]: each[3].lower() for each in found if each and each[1] == "rtpmap"}
    return {number: named.get(number, "") for number in media[2].split() if number.isdecimal()}


def _fitting(stream: list[str], theirs: dict[str, str]) -> list[str]:
    media = _FORMATS.match(stream[0])
    own = _formats("\r\n".join(stream))
    kept = [number for number in own if number in theirs and (own[number] == theirs[number] or int(number) < 96)]
    if media is None or not kept:
        return stream
    rest = [line for line in stream[1:] if not (found := _ATTRIBUTE.match(line)) or found[2] in kept]
    return [f"{media[1]} {' '.join(kept)}", *rest]
