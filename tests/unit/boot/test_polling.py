"""When the phone looks at its configuration by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.boot.provisioning.polling import DAY, draw_number, next_look
from emulator.config.files import ParameterFile, Setting
from emulator.config.identity import Identity
from emulator.config.layers import Configuration, configure

MAC = "0004f2aabb01"
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def polling(enabled: str = "1", **settings: object) -> Configuration:
    """A configuration of prov.polling parameters."""
    values = {"enabled": enabled, **{name: str(value) for name, value in settings.items()}}
    named = {f"prov.polling.{name}": Setting(value) for name, value in values.items()}
    return configure(Identity(MAC), files=[ParameterFile("site.cfg", settings=named)])


@pytest.mark.parametrize(
    ("settings", "seconds"),
    [
        ({"enabled": "0"}, None),
        ({}, 15 * 3600),
        ({"time": "12:00"}, 24 * 3600),
        ({"time": "12:01"}, 60),
        ({"time": "25:99"}, 15 * 3600),
        ({"mode": "rel"}, 86_400),
        ({"mode": "rel", "period": 3600, "time": "12:01"}, 3600),
        ({"period": 3600, "time": "13:00"}, 3600),
        ({"mode": "random", "time": "13:00", "timeRandomEnd": "13:00"}, 3600),
    ],
    ids=["off", "default", "now", "soon", "no-time", "rel", "rel-hour", "abs-rounds-up", "random-of-one"],
)
def test_the_next_look(settings: dict[str, str], seconds: float | None) -> None:
    """Daily at 03:00 unless told otherwise; the intervals of rel are taken as they are."""
    assert seconds == next_look(polling(**settings), NOON, MAC, 1)


@pytest.mark.parametrize(("mode", "seconds"), [("abs", None), ("random", None), ("rel", 7200)])
def test_a_time_of_day_needs_a_clock(mode: str, seconds: float | None) -> None:
    """As long as no time server has answered, only rel is possible."""
    assert seconds == next_look(polling(mode=mode, period=7200), None, MAC, 1)


@pytest.mark.parametrize("mode", ["abs", "random"])
def test_the_mac_decides_the_day_within_several(mode: str) -> None:
    """86401 s is two days: of two phones with adjacent addresses one looks on even days, the other on odd ones."""
    settings = polling(mode=mode, period=DAY + 1, time="03:00", timeRandomEnd="04:00")
    days = []
    for mac in ("0004f2aabb00", "0004f2aabb01"):
        first = NOON + timedelta(seconds=next_look(settings, NOON, mac, 7) or 0)
        second = first + timedelta(seconds=next_look(settings, first, mac, 7) or 0)
        assert timedelta(days=2) == second - first
        days.append(first.toordinal() % 2)
    assert [0, 1] == sorted(days)


@given(
    draw=st.integers(1, 1 << 48),
    start=st.integers(0, 1439),
    end=st.integers(0, 1439),
    period=st.integers(3600, 4_294_967_295),
    at=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
)
def test_random_looks_lie_in_their_span(draw: int, start: int, end: int, period: int, at: datetime) -> None:
    """Whenever it is asked, the next look is ahead, within the span (also over midnight) and the period."""
    times = {name: f"{value // 60:02}:{value % 60:02}" for name, value in (("time", start), ("timeRandomEnd", end))}
    settings = polling(mode="random", period=period, **times)
    wait = next_look(settings, at, MAC, draw)
    assert wait is not None
    look = at + timedelta(seconds=wait)
    minute = look.hour * 60 + look.minute
    assert (0 < wait, (minute - start) % 1440 <= (end - start) % 1440) == (True, True)
    assert wait <= (period // DAY + 2) * DAY


def test_draws_differ_by_boot() -> None:
    """Each boot has its own, the same one when asked again."""
    assert draw_number(MAC, 1) == draw_number(MAC, 1)
    assert len({draw_number(MAC, boot) for boot in range(50)}) == 50
