"""The media of calls: what links tell of them, what is read while somebody looks, and reports on quality."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from emulator.boot.model import Ready, ShuttingDown, config
from emulator.boot.orders import Log
from emulator.calls.model import CallConnected, CallEnded, Calls
from emulator.config.codecs import lacking
from emulator.display.model import Display, showing
from emulator.kernel.slices import Reaction, Slice, Step
from emulator.kernel.state import Event
from emulator.lines.model import Server, line
from emulator.media.model import (
    STATISTICS,
    CallMedia,
    MeasureCall,
    Measured,
    MeasureDue,
    Media,
    PublishReport,
    ReportDue,
    StreamChanged,
    VideoDeclined,
)
from emulator.media.report import Ends, alert_report, interval_report, session_report
from emulator.media.rules import Collector, collector, trouble
from emulator.settings.model import OpenPage

LOOK = 2.0
"""Seconds between two looks at the counters while their page is open."""

LAST_COUNTERS = 1.0
"""Seconds in which the last counters of a call come in."""

KEPT = 4
"""How many calls that are over are remembered."""

MediaStep = Step[Media]


def _known(step: MediaStep, call: int) -> CallMedia:
    return step.own.find(call) or CallMedia(call)


def _note(step: MediaStep, call: int, **fields: Any) -> CallMedia:
    """Remember something of a call's media, and forget what is long over."""
    media = replace(_known(step, call), **fields)
    calls = (*(each for each in step.own.calls if each.call != call), media)
    over = [each.call for each in calls if each.ended is not None][:-KEPT]
    kept = sorted((each for each in calls if each.call not in over), key=lambda each: each.call)
    step.change(calls=tuple(kept))
    return media


def _stream(step: MediaStep) -> None:
    event = step.event
    _note(step, event.call, codec=event.codec, secure=event.secure, call_id=event.call_id)


def _video(step: MediaStep) -> None:
    _note(step, step.event.call, video_declined=True)


def _connected(step: MediaStep) -> None:
    call, wanted = step.event.call, collector(config(step.phone))
    _note(step, call, began=step.now)
    if wanted and wanted.watches:
        step.arm(f"media/{call}/report", wanted.period, ReportDue(call))


def _ended(step: MediaStep) -> None:
    call = step.event.call
    media = step.own.find(call)
    if media is None:
        return
    _note(step, call, ended=step.now)
    wanted = collector(config(step.phone))
    step.disarm(f"media/{call}/report")
    if media.began is not None and wanted and wanted.session:
        step.arm(f"media/{call}/report", LAST_COUNTERS, ReportDue(call, final=True))


def _measured(step: MediaStep) -> None:
    media = _note(step, step.event.call, counters=step.event.counters)
    wanted = collector(config(step.phone))
    if media.awaited and wanted and media.ended is None:
        _report_now(step, media, wanted)


def _report_now(step: MediaStep, media: CallMedia, wanted: Collector) -> None:
    """Report on a call that goes on: what is bad all of a sudden, and if it is wanted, all there is to tell."""
    found = trouble(media, wanted)
    if found and found[1] != media.warned:
        _publish(step, media, lambda ends: alert_report(media, ends, *found))
    warned = found[1] if found else ""
    _note(step, media.call, awaited=False, warned=warned)
    if wanted.periodic or (warned and warned in wanted.triggers):
        _publish(step, media, lambda ends: interval_report(media, ends))


def _report(step: MediaStep) -> None:
    call, final = step.event.call, step.event.final
    media, wanted = step.own.find(call), collector(config(step.phone))
    if media is None or wanted is None:
        return
    if final:
        _publish(step, media, lambda ends: session_report(media, ends))
    elif media.ended is None:
        _note(step, call, awaited=True)
        step.do(MeasureCall(call))
        step.arm(f"media/{call}/report", wanted.period, ReportDue(call))


def _publish(step: MediaStep, media: CallMedia, write: Callable[[Ends], str]) -> None:
    call = step.phone[Calls].find(media.call)
    found = line(step.phone, call.line) if call else None
    wanted = collector(config(step.phone))
    if call is None or found is None or wanted is None:
        return
    settings = found.settings
    ends = Ends(
        local=f"{settings.display_name or settings.user} <sip:{settings.user}@{settings.domain}>",
        remote=f"{call.name or call.number} <sip:{call.number}@{settings.domain}>",
        outgoing=call.direction == "out",
        mac=config(step.phone).identity.mac,
        start=_utc(step, media.began or 0),
        stop=_utc(step, step.now if media.ended is None else media.ended),
        group=wanted.location,
    )
    step.do(PublishReport(settings, Server(wanted.address, wanted.port, "UDPOnly"), write(ends)))


def _utc(step: MediaStep, at: int) -> datetime:
    began = step.phone[Display].powered_on or 0
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=began + at)


def _opened(step: MediaStep) -> None:
    if step.event.page == STATISTICS:
        _look(step)


def _looking(step: MediaStep) -> None:
    if showing(step.phone, f"page/{STATISTICS}"):
        _look(step)


def _look(step: MediaStep) -> None:
    """Read the counters of all calls that are up, and again soon."""
    up = [call for call in step.phone[Calls].calls if call.live]
    for call in up:
        step.do(MeasureCall(call.id))
    if up:
        step.arm("media/look", LOOK, MeasureDue())


def _ready(step: MediaStep) -> None:
    """Say in the log which of the codecs that calls are to have there are none of."""
    for codec in lacking(config(step.phone), step.profile):
        step.do(Log("so", "4", f"Codec {codec.label} (voice.codecPref.{codec.name}) is not available"))


def _shut_down(step: MediaStep) -> None:
    step.change(calls=())
    step.disarm("media/look")


_REACTIONS: dict[type[Event], Reaction[Media]] = {
    StreamChanged: _stream,
    VideoDeclined: _video,
    CallConnected: _connected,
    CallEnded: _ended,
    Measured: _measured,
    MeasureDue: _looking,
    ReportDue: _report,
    OpenPage: _opened,
    Ready: _ready,
    ShuttingDown: _shut_down,
}

SLICE: Slice[Media] = Slice(Media, _REACTIONS)
