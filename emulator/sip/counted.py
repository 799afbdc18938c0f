"""The counters of an engine in the phone's terms."""

from __future__ import annotations

from emulator.media.model import Counters, Flow
from emulator.sip.protocol import Flow as EngineFlow
from emulator.sip.protocol import Statistics


def counters(read: Statistics) -> Counters:
    """What was counted, with times in milliseconds."""
    return Counters(
        received=_flow(read.received),
        sent=_flow(read.sent),
        payload=read.payload,
        local=read.local,
        remote=read.remote,
        source=read.source,
        delay=read.delay,
        buffer=read.buffer,
        round_trip=read.round_trip / 1000,
    )


def _flow(flow: EngineFlow) -> Flow:
    jitter, worst = flow.jitter / 1000, flow.worst_jitter / 1000
    return Flow(flow.packets, flow.bytes, flow.lost, flow.discarded, jitter, worst)
