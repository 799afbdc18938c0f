"""Session descriptions: what an offer holds, and the engine's own description turned into the phone's (RFC 8866)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from emulator.sip.media import Codec, MediaTerms
from emulator.sip.stack.messages import Message

STATIC = {"0": "PCMU/8000", "3": "GSM/8000", "8": "PCMA/8000", "9": "G722/8000", "11": "L16/44100"}
"""Payload types that need no rtpmap (RFC 3551, section 6), as far as an engine knows the codecs."""

EVENTS = "telephone-event"
EVENT_CLOCK = "8000"
EVENT_CODES = "0-15"
"""The sixteen keys of DTMF (RFC 4733, section 3.2)."""

_MEDIA = re.compile(r"m=(\w+) (\d{1,5})(?:/\d+)? ([\w/]+) ?(.*)")
_PLACE = re.compile(r"c=IN IP4 (?!22[4-9]\.|23\d\.)[\w.-]+$", re.ASCII)
_PROFILES = frozenset({"RTP/AVP", "RTP/SAVP", "RTP/AVPF", "RTP/SAVPF"})
_SENT = re.compile(r"m=audio [1-9]\d* \S+ \S")
_RTPMAP = re.compile(r"a=rtpmap:(\d+) ([^\s/]+/\d+)(?:/1)?\s*$", re.IGNORECASE)
_FORMAT = re.compile(r"a=(rtpmap|fmtp):(\d+) (.*)")
_KEY = re.compile(r"(a=crypto:\d+ \S+ inline:[^|\s]+)(?=\s|$)")
_MASTER = re.compile(r"(?<=inline:)[A-Za-z0-9+/=]+")
_DYNAMIC = range(96, 128)


class Stream(msgspec.Struct, frozen=True):
    """One stream of an offer: `codecs` are its encodings with their clock rates, in capitals."""

    kind: str
    port: int
    protocol: str
    codecs: tuple[str, ...]
    suites: tuple[str, ...]
    reachable: bool = False
    """Whether it says where it is, and that is no group of receivers, and no place of another kind of network."""

    @property
    def secure(self) -> bool:
        """Whether its profile is that of SRTP."""
        return "SAVP" in self.protocol


def description(message: Message) -> str:
    """The session description in a message; empty if it has none."""
    kind = (message.get("content-type") or "").lower()
    return message.body.decode("utf-8", "replace") if kind.startswith("application/sdp") else ""


def streams(text: str) -> tuple[Stream, ...]:
    """All streams that a description has, also those that are refused (port 0)."""
    lines = [line.strip() for line in text.splitlines()]
    heads = itertools.takewhile(lambda line: not line.startswith("m="), lines)
    place = next((line for line in heads if line.startswith("c=")), "")
    return tuple(_stream(section, place) for section in _sections(lines))


def _sections(lines: Iterable[str]) -> Iterator[list[str]]:
    """The lines of each stream, its m= line first."""
    section: list[str] | None = None
    for line in lines:
        if line.startswith("m="):
            if section is not None:
                yield section
            section = []
        if section is not None:
            section.append(line)
    if section is not None:
        yield section


def _stream(section: Sequence[str], place: str) -> Stream:
    media = _MEDIA.match(section[0])
    if media is None:
        return Stream("", 0, "", (), ())
    named = {found[1]: found[2].upper() for line in section if (found := _RTPMAP.match(line))}
    formats = [named.get(each) or STATIC.get(each, "") for each in media[4].split()]
    suites = tuple(words[1] for line in section if line.startswith("a=crypto:") and len(words := line.split()) > 2)
    own = next((line for line in section if line.startswith("c=")), place)
    codecs = tuple(filter(None, formats))
    return Stream(media[1], int(media[2]), media[3].upper(), codecs, suites, bool(_PLACE.match(own)))


def clocked(codec: Codec) -> str:
    """A codec as SDP names it; the clock of G.722 is a mistake that has become a standard (RFC 3551, 4.5.2)."""
    encoding, rate = codec.name.split("/")[:2]
    return f"{encoding}/{'8000' if encoding == 'G722' else rate}".upper()


def in_common(offer: Stream, codecs: Iterable[Codec]) -> tuple[Codec, ...]:
    """The codecs that an offer has too, in their own order."""
    return tuple(codec for codec in codecs if clocked(codec) in offer.codecs)


def acceptable(text: str, codecs: Sequence[Codec], srtp: int) -> bool:
    """Whether a phone that has these codecs can take the call; `srtp` 0: no encryption, 1: either, 2: nothing else.

    A call without a description, which the phone then has to offer, always can.
    """
    heard = [each for each in streams(text) if each.kind == "audio" and each.port]
    return not text.strip() or any(_fits(each, srtp) and in_common(each, codecs) for each in heard)


def _fits(stream: Stream, srtp: int) -> bool:
    if not stream.reachable or stream.protocol not in _PROFILES:
        return False
    if stream.secure:
        return bool(srtp and stream.suites)
    return srtp < 2 or bool(stream.suites)


def demanded(text: str, srtp: Literal[0, 1, 2]) -> Literal[0, 1, 2]:
    """What to tell an engine of encryption, for an offer that is `acceptable` with `srtp`.

    Keys may come with the plain profile, too, as Lync has it (MS-SDPEXT): an engine that demands encryption would
    refuse that, one that takes it would use them.
    """
    secure = any(each.secure for each in streams(text))
    return srtp if secure or srtp < 2 or not text.strip() else 1


def offers_video(text: str) -> bool:
    """Whether there is a picture on offer."""
    return any(each.kind == "video" and each.port for each in streams(text))


def write_local(text: str, codecs: Sequence[Codec], terms: MediaTerms, offer: str = "") -> str:
    """The engine's description as the phone would write it; `offer` is what it answers, if it is an answer.

    Payload types, format parameters, packet time and keys are put right here, before the engine goes by them.
    """
    lines = text.splitlines()
    start = next((place for place, line in enumerate(lines) if line.startswith("m=audio ")), len(lines))
    end = next((place for place in range(start + 1, len(lines)) if lines[place].startswith("m=")), len(lines))
    audio = lines[start:end]
    if audio and _SENT.match(audio[0]):
        audio = _write_audio(audio, _wanted(codecs, terms, offer), terms)
    return "\r\n".join([*lines[:start], *audio, *lines[end:]]) + "\r\n"


def master_keys(text: str) -> tuple[str, ...]:
    """The keys of SRTP that a description tells, with their salts, as Base64 (RFC 4568, section 6.1)."""
    return tuple(_MASTER.findall(text))


def rekeyed(text: str, keys: Mapping[str, str]) -> str:
    """A description with other keys in the place of those named."""
    return _MASTER.sub(lambda found: keys.get(found[0], found[0]), text)


def _wanted(codecs: Sequence[Codec], terms: MediaTerms, offer: str) -> Sequence[Codec]:
    """All codecs, or the one to insist on in an answer."""
    heard = next((each for each in streams(offer) if each.kind == "audio" and each.port), None)
    if heard is None or not terms.own_order:
        return codecs
    return in_common(heard, codecs)[:1] or codecs


def _write_audio(section: list[str], codecs: Sequence[Codec], terms: MediaTerms) -> list[str]:
    named = {found[1]: found[2] for line in section if (found := _RTPMAP.match(line))}
    numbers = _numbers(named, codecs, terms)
    *media, formats = section[0].split(" ", 3)
    kept = [numbers[each] for each in formats.split() if each in numbers]
    fmtp = {clocked(codec): codec.fmtp for codec in codecs if codec.fmtp}
    written = [" ".join([*media, *kept])]
    for line in section[1:]:
        found = _FORMAT.match(line)
        if found is None:
            written.append(_KEY.sub(rf"\1|{terms.lifetime}", line) if terms.lifetime else line)
        elif found[2] in numbers:
            own = fmtp.get(named.get(found[2], "").upper(), found[3]) if found[1] == "fmtp" else found[3]
            own = EVENT_CODES if found[1] == "fmtp" and named[found[2]].startswith(EVENTS) else own
            written.append(f"a={found[1]}:{numbers[found[2]]} {own}")
    return [*written, f"a=ptime:{codecs[0].ptime}"] if codecs else written


def _numbers(named: dict[str, str], codecs: Sequence[Codec], terms: MediaTerms) -> dict[str, str]:
    """The payload types to write for those that the engine wrote; what has none is left out."""
    own = {clocked(codec): codec.payload for codec in codecs}
    numbers = {old: own[name.upper()] for old, name in named.items() if name.upper() in own}
    if terms.events is not None:
        numbers |= {old: terms.events for old, name in named.items() if name == f"{EVENTS}/{EVENT_CLOCK}"}
    return _apart({old: int(old) if number is None else number for old, number in numbers.items()})


def _apart(numbers: dict[str, int]) -> dict[str, str]:
    """Two formats never share a payload type: the later one of them takes one that is free."""
    free = (each for each in reversed(_DYNAMIC) if each not in numbers.values())
    seen, apart = set[int](), {}
    for old, number in numbers.items():
        apart[old] = str(next(free) if number in seen else number)
        seen.add(number)
    return apart
