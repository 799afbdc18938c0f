"""From loss and delay to MOS: the E-model."""

from __future__ import annotations

import pytest

from emulator.media.model import CallMedia, Counters, Flow
from emulator.media.quality import mos, rating


@pytest.mark.parametrize(("lost", "score"), [(0.0, 4.41), (0.057, 3.81), (0.113, 3.23), (0.301, 2.08)])
def test_loss_hurts(lost: float, score: float) -> None:
    """G.711 loses quality with each lost packet."""
    assert score == pytest.approx(mos(rating("PCMU", lost)), abs=0.1)
    assert mos(rating("PCMU", lost)) <= mos(rating("PCMU", max(0.0, lost - 0.01)))


def test_codecs_differ() -> None:
    """ILBC sounds worse than G.711 without loss, and bears loss better."""
    assert rating("iLBC", 0.0) < rating("PCMU", 0.0)
    assert rating("PCMU", 0.0) - rating("PCMU", 0.1) > rating("iLBC", 0.0) - rating("iLBC", 0.1)


def test_delay_hurts_conversations_only() -> None:
    """Late sound is heard as well, but talking together suffers."""
    media = CallMedia(1, "PCMU", counters=Counters(Flow(100), delay=200, round_trip=300.0))
    assert 350 == media.delay
    assert media.conversation < media.listening - 20


def test_what_comes_too_late_is_as_good_as_lost() -> None:
    """Discarded packets count like lost ones."""
    lost = CallMedia(1, "PCMU", counters=Counters(Flow(90, lost=10)))
    late = CallMedia(1, "PCMU", counters=Counters(Flow(100, discarded=10)))
    assert lost.listening == late.listening < CallMedia(1, "PCMU", counters=Counters(Flow(100))).listening
