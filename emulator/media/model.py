"""What is known of the sound of each call: codec, encryption, and how well it gets through."""

from __future__ import annotations

import msgspec

from emulator.kernel.state import Effect, Event, Part, State
from emulator.lines.model import LineSettings, Server
from emulator.media.quality import mos as mos
from emulator.media.quality import rating

STATISTICS = "media-statistics"
"""The page of the menus that shows the counters."""


class Flow(msgspec.Struct, frozen=True):
    """RTP of one direction: packets counted, and jitter in milliseconds."""

    packets: int = 0
    bytes: int = 0
    lost: int = 0
    discarded: int = 0
    jitter: float = 0.0
    worst_jitter: float = 0.0

    @property
    def loss(self) -> float:
        """How much of what should have come did not, from 0 to 1."""
        expected = self.packets + self.lost
        return self.lost / expected if expected else 0.0

    @property
    def missed(self) -> float:
        """How much of what should have come was not heard, from 0 to 1: lost, or too late."""
        expected = self.packets + self.lost
        return min(1.0, (self.lost + self.discarded) / expected) if expected else 0.0


class Counters(msgspec.Struct, frozen=True):
    """What RTP of a call has done. Times are milliseconds, places `address:port`."""

    received: Flow = Flow()
    sent: Flow = Flow()
    payload: int = 0
    local: str = ""
    remote: str = ""
    source: int = 0  # synchronization source of what is sent
    delay: int = 0  # in the jitter buffer
    buffer: tuple[int, int] = (0, 0)  # of the jitter buffer, at first and at most
    round_trip: float = 0.0  # 0 until it is known


class CallMedia(msgspec.Struct, frozen=True):
    """The sound of one call. `began` and `ended` are microseconds since power on."""

    call: int
    codec: str = ""
    secure: bool = False
    video_declined: bool = False
    call_id: str = ""
    began: int | None = None
    ended: int | None = None
    counters: Counters = Counters()
    warned: str = ""  # the worst that was said of its quality: "", Warning, Critical
    awaited: bool = False  # counters were asked for to be reported

    @property
    def delay(self) -> float:
        """Milliseconds from mouth to ear, as far as they are known here."""
        return self.counters.round_trip / 2 + self.counters.delay

    @property
    def listening(self) -> float:
        """The rating R of what is heard, from 0 to 100."""
        return rating(self.codec, self.counters.received.missed)

    @property
    def conversation(self) -> float:
        """The rating R of talking together, for which delay counts, too."""
        return rating(self.codec, self.counters.received.missed, self.delay)


class Media(Part, frozen=True):
    """The media of calls, oldest first; the last ones stay for a while after their end."""

    calls: tuple[CallMedia, ...] = ()

    def find(self, call: int) -> CallMedia | None:
        """The media of a call."""
        return next((each for each in self.calls if each.call == call), None)


class StreamChanged(Event, frozen=True):
    """The sound of a call goes another way now: by this codec, encrypted or not."""

    call: int
    codec: str
    secure: bool
    call_id: str = ""


class VideoDeclined(Event, frozen=True):
    """A picture was offered for a call, and only the sound of it is taken."""

    call: int


class Measured(Event, frozen=True):
    """The counters of a call as they are now, or were at the end of a stream."""

    call: int
    counters: Counters


class MeasureDue(Event, frozen=True):
    """Timer: read the counters that are being looked at."""


class ReportDue(Event, frozen=True):
    """Timer: report on the quality of `call`, at intervals or (`final`) once it is over."""

    call: int
    final: bool = False


class MeasureCall(Effect, frozen=True):
    """Read the counters of a call."""

    call: int


class PublishReport(Effect, frozen=True):
    """Send a report on quality to a collector (RFC 6035)."""

    line: LineSettings
    collector: Server
    body: str


def media_of(phone: State, call: int) -> CallMedia:
    """What is known of the media of a call."""
    return phone[Media].find(call) or CallMedia(call)


WIDEBAND = ("G722", "L16")
"""Codecs with more than telephone sound."""


def marks(phone: State, call: int) -> tuple[str, ...]:
    """The icons that tell of a call's media: encrypted, wideband, video not taken."""
    media = media_of(phone, call)
    found = (
        ("secure", media.secure),
        ("hd-voice", media.codec in WIDEBAND),
        ("audio-only", media.video_declined),
    )
    return tuple(icon for icon, holds in found if holds)
