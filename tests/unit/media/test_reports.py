"""What a phone knows of its calls' media, shows of it, and reports of it."""

from __future__ import annotations

import pytest

from emulator.calls.model import CallTerminated, EndCall
from emulator.display.model import CallCard
from emulator.lines.model import Server
from emulator.media.model import (
    Counters,
    Flow,
    MeasureCall,
    Measured,
    Media,
    PublishReport,
    StreamChanged,
    VideoDeclined,
)
from tests.unit.calls.rig import Rig

FAMILY = "voice.qualityMonitoring.collector"
COLLECTOR = {f"{FAMILY}.server.1.address": "10.0.0.9", f"{FAMILY}.server.1.port": "5070"}
GOOD = Counters(Flow(1000, 160_000, jitter=3.0), Flow(990, 158_400), 0, "10.0.0.1:2222", "10.0.0.2:4000", 0xABC, 40)
BAD = Counters(Flow(700, lost=300), delay=400)


def talking(values: dict[str, str]) -> Rig:
    """A phone in a call to 1002."""
    phone = Rig(values)
    phone.dial_up()
    phone.feed(StreamChanged(1, "PCMU", False, "abc@10.0.0.1"))
    return phone


def marks(phone: Rig) -> tuple[str, ...]:
    """The marks of the call on the screen."""
    return next(block.marks for block in phone.screen.body if isinstance(block, CallCard))


def reports(phone: Rig) -> list[str]:
    """The reports so far."""
    return [effect.body for effect in phone.sent(PublishReport)]


def test_the_call_screen_tells_of_the_media() -> None:
    """A padlock for encryption, HD for wideband, and that a picture was not taken; each with its word."""
    phone = talking({})
    assert () == marks(phone)
    phone.feed(StreamChanged(1, "G722", True), VideoDeclined(1))
    assert ("secure", "hd-voice", "audio-only") == marks(phone)


def test_a_report_at_the_end() -> None:
    """A second after the end, with the last counters; without a collector, or if it is not wanted, none."""
    phone = talking({**COLLECTOR, f"{FAMILY}.enable.session": "1", "voice.qualityMonitoring.location": "Berlin"})
    phone.wait(60)
    phone.feed(EndCall(), Measured(1, GOOD))
    assert [] == reports(phone)
    phone.wait(1)
    (effect,) = phone.sent(PublishReport)
    assert Server("10.0.0.9", 5070, "UDPOnly") == effect.collector
    lines = effect.body.splitlines()
    assert "VQSessionReport: CallTerm" == lines[0]
    for line in (
        *("CallID: abc@10.0.0.1", "LocalGroup: Berlin", "LocalAddr: IP=10.0.0.1 PORT=2222 SSRC=0x00000abc"),
        *("RemoteAddr: IP=10.0.0.2 PORT=4000 SSRC=0x00000000", "PacketLoss:NLR=0.0 JDR=0.0"),
        "Timestamps:START=1970-01-01T00:00:00Z STOP=1970-01-01T00:01:00Z",
    ):
        assert line in lines


@pytest.mark.parametrize("values", [{}, COLLECTOR, {f"{FAMILY}.enable.session": "1"}])
def test_no_report(values: dict[str, str]) -> None:
    """Nothing is reported that nobody asked for, or to nobody."""
    phone = talking(values)
    phone.feed(EndCall())
    phone.wait(5)
    assert [] == reports(phone)


def test_reports_at_intervals() -> None:
    """Each period the counters are read, and what they say goes out."""
    phone = talking({**COLLECTOR, f"{FAMILY}.enable.periodic": "1", f"{FAMILY}.period": "10"})
    phone.wait(10)
    assert [MeasureCall(1)] == phone.sent(MeasureCall)
    phone.feed(Measured(1, GOOD))
    assert ["VQIntervalReport"] == [body.splitlines()[0] for body in reports(phone)]
    phone.wait(10)
    phone.feed(Measured(1, GOOD))
    assert 2 == len(reports(phone))
    phone.feed(CallTerminated(1, 200, "OK"))
    phone.wait(30)
    assert 2 == len(phone.sent(MeasureCall))


@pytest.mark.parametrize(
    ("thresholds", "counters", "alert"),
    [
        ({"moslq.threshold.critical": "25"}, BAD, "Type=MOSLQ Severity=Critical"),
        ({"moslq.threshold.warning": "40", "moslq.threshold.critical": "10"}, BAD, "Type=MOSLQ Severity=Warning"),
        ({"delay.threshold.warning": "100"}, BAD, "Type=Delay Severity=Warning"),
        ({"delay.threshold.critical": "300", "delay.threshold.warning": "100"}, BAD, "Type=Delay Severity=Critical"),
        ({"moslq.threshold.warning": "40", "delay.threshold.warning": "100"}, GOOD, ""),
    ],
)
def test_alerts(thresholds: dict[str, str], counters: Counters, alert: str) -> None:
    """What passes a threshold is told once, the worst of it; what is well is not."""
    phone = talking({**COLLECTOR, **{f"{FAMILY}.alert.{name}": value for name, value in thresholds.items()}})
    for _ in range(2):
        phone.wait(20)
        phone.feed(Measured(1, counters))
    assert ([f"VQAlertReport: {alert} Dir=local"] if alert else []) == [body.splitlines()[0] for body in reports(phone)]


@pytest.mark.parametrize(("value", "kinds"), [("0", 0), ("1", 0), ("2", 1)])
def test_trouble_begins_reports_at_intervals(value: str, kinds: int) -> None:
    """From a warning on, or only from what is critical on, as configured."""
    warned = {f"{FAMILY}.alert.delay.threshold.warning": "100"}
    phone = talking({**COLLECTOR, **warned, f"{FAMILY}.enable.triggeredPeriodic": value})
    phone.wait(20)
    phone.feed(Measured(1, BAD))
    assert kinds == sum("VQIntervalReport" in body for body in reports(phone))


def test_calls_that_are_over_are_forgotten() -> None:
    """Only the last few are remembered."""
    phone = Rig()
    for number in range(1, 12):
        phone.dial_up()
        phone.feed(StreamChanged(number, "PCMU", False), EndCall())
        phone.wait(60)
    assert 4 == len(phone[Media].calls)
