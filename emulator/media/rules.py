"""What configuration says about the quality of calls: who is told of it, when, and from where on it is bad."""

from __future__ import annotations

import msgspec

from emulator.config.layers import Configuration
from emulator.media.model import CallMedia
from emulator.media.quality import mos

_FAMILY = "voice.qualityMonitoring.collector"
_TRIGGERS = {1: ("Critical",), 2: ("Warning", "Critical")}
"""Which troubles begin reports at intervals (UCS administrator guide, enable.triggeredPeriodic)."""


class Collector(msgspec.Struct, frozen=True):
    """Where reports go, and which ones are wanted. Thresholds are MOS and milliseconds, 0 for none."""

    address: str
    port: int
    session: bool
    periodic: bool
    triggers: tuple[str, ...]
    period: int
    moslq: tuple[float, float]  # warning, critical
    delay: tuple[int, int]
    location: str = ""

    @property
    def watches(self) -> bool:
        """Whether the counters are to be read during calls."""
        return self.periodic or bool(self.triggers) or any((*self.moslq, *self.delay))


def collector(settings: Configuration) -> Collector | None:
    """The collector that is configured, if there is one."""
    address = settings.text(f"{_FAMILY}.server.1.address").strip()
    if not address:
        return None
    levels = ("warning", "critical")
    warning, critical = (settings.number(f"{_FAMILY}.alert.moslq.threshold.{level}") / 10 for level in levels)
    late, too_late = (settings.number(f"{_FAMILY}.alert.delay.threshold.{level}") for level in levels)
    return Collector(
        address,
        settings.number(f"{_FAMILY}.server.1.port") or 5060,
        settings.flag(f"{_FAMILY}.enable.session"),
        settings.flag(f"{_FAMILY}.enable.periodic"),
        _TRIGGERS.get(settings.number(f"{_FAMILY}.enable.triggeredPeriodic"), ()),
        settings.number(f"{_FAMILY}.period") or 20,
        (warning, critical),
        (late, too_late),
        settings.text("voice.qualityMonitoring.location").strip(),
    )


def trouble(media: CallMedia, wanted: Collector) -> tuple[str, str] | None:
    """What is worst about a call, as (MOSLQ | Delay, Warning | Critical); None if all is well."""
    heard, late = mos(media.listening), media.delay
    for severity, place in (("Critical", 1), ("Warning", 0)):
        if heard < wanted.moslq[place]:
            return "MOSLQ", severity
        if wanted.delay[place] and late > wanted.delay[place]:
            return "Delay", severity
    return None
