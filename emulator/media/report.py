"""Reports on the quality of a call, as RFC 6035 writes them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import msgspec

from emulator.media.model import CallMedia
from emulator.media.quality import mos

RATES = {"G722": 8000, "L16": 44100}
"""Clock rates of codecs in RTP, where they are not 8000 Hz (G.722's is wrong by tradition: RFC 3551, 4.5.2)."""


class Ends(msgspec.Struct, frozen=True):
    """Who talked, since when: SIP addresses of the phone and of the far end, the phone's MAC, UTC times."""

    local: str
    remote: str
    outgoing: bool
    mac: str
    start: datetime.datetime
    stop: datetime.datetime
    group: str = ""


def session_report(media: CallMedia, ends: Ends) -> str:
    """The report on a whole call."""
    return "\r\n".join(("VQSessionReport: CallTerm", *_lines(media, ends))) + "\r\n"


def interval_report(media: CallMedia, ends: Ends) -> str:
    """The report on a call that goes on."""
    return "\r\n".join(("VQIntervalReport", *_lines(media, ends))) + "\r\n"


def alert_report(media: CallMedia, ends: Ends, kind: str, severity: str) -> str:
    """The report that a threshold was passed: kind "MOSLQ" or "Delay", severity "Warning" or "Critical"."""
    title = f"VQAlertReport: Type={kind} Severity={severity} Dir=local"
    return "\r\n".join((title, *_lines(media, ends))) + "\r\n"


def _lines(media: CallMedia, ends: Ends) -> Iterator[str]:
    yield f"CallID: {media.call_id}"
    yield f"LocalID: {ends.local}"
    yield f"RemoteID: {ends.remote}"
    yield f"OrigID: {ends.local if ends.outgoing else ends.remote}"
    if ends.group:
        yield f"LocalGroup: {ends.group}"
    yield f"LocalAddr: {_place(media.counters.local)} SSRC=0x{media.counters.source:08x}"
    yield f"LocalMAC: {':'.join(ends.mac[place : place + 2] for place in range(0, 12, 2))}"
    yield f"RemoteAddr: {_place(media.counters.remote)} SSRC=0x00000000"
    yield "LocalMetrics:"
    yield from _metrics(media, ends)


def _metrics(media: CallMedia, ends: Ends) -> Iterator[str]:
    counters, received = media.counters, media.counters.received
    expected = max(1, received.packets + received.lost)
    first, most = counters.buffer
    yield f"Timestamps:START={_time(ends.start)} STOP={_time(ends.stop)}"
    yield f"SessionDesc:PT={counters.payload} PD={media.codec} SR={RATES.get(media.codec, 8000)} FD=20 PLC=3 SSUP=off"
    yield f"JitterBuffer:JBA=3 JBR=2 JBN={first} JBM={counters.delay} JBX={most}"
    yield f"PacketLoss:NLR={100 * received.loss:.1f} JDR={100 * received.discarded / expected:.1f}"
    yield (
        f"Delay:RTD={counters.round_trip:.0f} ESD={counters.delay} SOWD={media.delay:.0f} "
        f"IAJ={received.jitter:.0f} MAJ={received.worst_jitter:.0f}"
    )
    yield (
        f"QualityEst:RLQ={media.listening:.0f} RCQ={media.conversation:.0f} "
        f"MOSLQ={mos(media.listening):.1f} MOSCQ={mos(media.conversation):.1f} QoEEstAlg=G.107"
    )


def _place(place: str) -> str:
    address, _, port = place.rpartition(":")
    return f"IP={address or '0.0.0.0'} PORT={port or 0}"


def _time(moment: datetime.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
