"""What RTP of one call has done: read from the stack, over all the streams that the call has had."""

from __future__ import annotations

import re

import msgspec
import pjsua2 as pj

from emulator.sip.engine.stack import attempt
from emulator.sip.protocol import Flow, Statistics

_OWN_SOURCE = re.compile(r"a=ssrc:(\d+) ")
_OWN_ADDRESS = re.compile(r"^c=IN IP[46] (\S+)", re.MULTILINE)
_OWN_PORT = re.compile(r"^m=audio (\d+)", re.MULTILINE)


class Meter:
    """The counters of a call. The stack begins a stream anew with each hold and resume, and counts from zero."""

    def __init__(self, leg: int) -> None:
        self._leg = leg
        self._past = _NOTHING, _NOTHING
        self._source = 0
        self._local = ""

    def described(self, text: str) -> None:
        """Learn where sound comes in, from the description of our own."""
        address, port, source = (found.search(text) for found in (_OWN_ADDRESS, _OWN_PORT, _OWN_SOURCE))
        if address and port:
            self._local = f"{address[1]}:{port[1]}"
        self._source = int(source[1]) if source else self._source

    def read(self, call: pj.Call) -> Statistics:
        """The counters now; raises Refused without a stream."""
        stream, figures = attempt(call.getStreamInfo, 0), attempt(call.getStreamStat, 0)
        now = _flow(figures.rtcp.rxStat), _flow(figures.rtcp.txStat)
        received, sent = (_sum(before, after) for before, after in zip(self._past, now, strict=True))
        return Statistics(
            self._leg,
            stream.codecName,
            stream.remoteRtpAddress,
            received,
            sent,
            figures.rtcp.rttUsec.mean,
            payload=stream.txPt,
            delay=figures.jbuf.avgDelayMsec,
            buffer=(stream.jbInit, stream.jbMax),
            local=self._local,
            source=self._source,
        )

    def over(self, last: Statistics) -> None:
        """Keep what a stream counted that ends."""
        self._past = last.received, last.sent


_NOTHING = Flow(0, 0, 0, 0, 0, 0)


def _flow(side: pj.RtcpStreamStat) -> Flow:
    return Flow(side.pkt, side.bytes, side.loss, side.discard, side.jitterUsec.mean, side.jitterUsec.max)


def _sum(before: Flow, after: Flow) -> Flow:
    if not after.packets:
        return before
    return msgspec.structs.replace(
        after,
        packets=before.packets + after.packets,
        bytes=before.bytes + after.bytes,
        lost=before.lost + after.lost,
        discarded=before.discarded + after.discarded,
        worst_jitter=max(before.worst_jitter, after.worst_jitter),
    )
