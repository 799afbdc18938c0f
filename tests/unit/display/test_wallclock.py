"""The clock of the phone: zones, daylight saving, and how time and date are written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from emulator.boot.model import Provisioning, config
from emulator.display.model import ClockSet
from emulator.display.wallclock import is_set, next_minute, wall_time, write_date, write_time

Configured = Callable[[dict[str, str]], Provisioning]
DST = "tcpIpApp.sntp.daylightSavings"


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def test_a_phone_without_a_time_server_counts_from_new_year(bench: Any) -> None:
    """Until it is told the time, the clock starts at midnight on 1 January and is not set."""
    phone = bench("VVX_450")
    phone.advance(125)
    assert not is_set(phone.core.state)
    assert "1970-01-01 00:02:05" == f"{wall_time(phone.core.state, phone.core.now):%F %T}"


@pytest.mark.parametrize(
    ("utc", "settings", "local"),
    [
        ("2023-11-21 10:42:00", {}, "2023-11-21 10:42"),
        ("2023-11-21 10:42:00", {"tcpIpApp.sntp.gmtOffset": "-28800"}, "2023-11-21 02:42"),
        ("2023-07-01 10:42:00", {"tcpIpApp.sntp.gmtOffset": "-28800"}, "2023-07-01 03:42"),
        ("2023-07-01 10:42:00", {f"{DST}.enable": "0"}, "2023-07-01 10:42"),
        ("2023-03-12 01:59:00", {}, "2023-03-12 01:59"),
        ("2023-03-12 02:00:00", {}, "2023-03-12 03:00"),
        ("2023-11-05 00:59:00", {}, "2023-11-05 01:59"),
        ("2023-11-05 01:00:00", {}, "2023-11-05 01:00"),
    ],
)
def test_the_zone_and_daylight_saving_are_configured(
    bench: Any, configured: Configured, utc: str, settings: dict[str, str], local: str
) -> None:
    """The offset and the default rules (second Sunday of March to first of November, at 2) make local time."""
    phone = bench("VVX_450", configured(settings))
    phone.feed(ClockSet(at(utc)))
    assert local == f"{wall_time(phone.core.state, phone.core.now):%F %H:%M}"


LAST_SUNDAYS = {
    f"{DST}.start.month": "3",
    f"{DST}.start.dayOfWeek.lastInMonth": "1",
    f"{DST}.stop.month": "10",
    f"{DST}.stop.dayOfWeek.lastInMonth": "1",
    f"{DST}.stop.time": "3",
}
SOUTHERN = {
    f"{DST}.start.month": "10",
    f"{DST}.start.date": "1",
    f"{DST}.stop.month": "4",
    f"{DST}.stop.date": "1",
    f"{DST}.stop.time": "3",
}
FIXED = {f"{DST}.fixedDayEnable": "1", f"{DST}.start.month": "2", f"{DST}.start.date": "31"}


@pytest.mark.parametrize(
    ("settings", "standard", "ahead"),
    [
        (LAST_SUNDAYS, "2023-03-26 01:59", False),
        (LAST_SUNDAYS, "2023-03-26 02:00", True),
        (LAST_SUNDAYS, "2023-10-29 01:59", True),
        (LAST_SUNDAYS, "2023-10-29 02:00", False),
        (SOUTHERN, "2023-01-15 12:00", True),
        (SOUTHERN, "2023-06-15 12:00", False),
        (SOUTHERN, "2023-10-01 02:00", True),
        (FIXED, "2023-02-28 01:59", False),
        (FIXED, "2023-02-28 02:00", True),
    ],
)
def test_daylight_saving_follows_the_rules(
    bench: Any, configured: Configured, settings: dict[str, str], standard: str, ahead: bool
) -> None:
    """Last Sundays, the southern half of the world, and fixed days all count as configured."""
    phone = bench("VVX_450", configured(settings))
    phone.feed(ClockSet(at(f"{standard}:00")))
    shown = wall_time(phone.core.state, phone.core.now)
    assert ahead == (f"{shown:%F %H:%M}" != standard)


def test_the_clock_goes_on(bench: Any) -> None:
    """Wall time passes with the phone's own time, and turns to the next minute when it should."""
    phone = bench("VVX_450")
    phone.advance(7)
    phone.feed(ClockSet(at("2023-11-21 10:42:45")))
    assert 7_000_000 + 15_000_000 == next_minute(phone.core.state, phone.core.now)
    phone.advance(15)
    assert "10:43:00" == f"{wall_time(phone.core.state, phone.core.now):%T}"


MOMENT = datetime(2023, 7, 4, 15, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("settings", "time", "long", "short"),
    [
        ({}, "3:05 PM", "Tuesday, July 4", "Tue, Jul 4"),
        ({"lcl.datetime.time.24HourClock": "1"}, "15:05", "Tuesday, July 4", "Tue, Jul 4"),
        ({"lcl.datetime.date.format": "dM,D"}, "3:05 PM", "4 July, Tuesday", "4 Jul, Tue"),
        ({"lcl.datetime.date.format": "d,x"}, "3:05 PM", "4", "4"),
    ],
)
def test_time_and_date_are_written_as_configured(
    configured: Configured, settings: dict[str, str], time: str, long: str, short: str
) -> None:
    """12 or 24 hours; weekday, day and month in the configured order, in full or in three letters."""
    configuration = configured(settings).configuration
    written = (
        write_time(configuration, MOMENT),
        write_date(configuration, MOMENT, long=True),
        write_date(configuration, MOMENT, long=False),
    )
    assert (time, long, short) == written


@pytest.mark.parametrize(("hour", "written"), [(0, "12:05 AM"), (12, "12:05 PM"), (11, "11:05 AM"), (23, "11:05 PM")])
def test_noon_and_midnight_are_twelve(bench: Any, hour: int, written: str) -> None:
    """The 12-hour clock knows no hour zero."""
    assert written == write_time(config(bench("VVX_450").core.state), MOMENT.replace(hour=hour))


EUROPE = {
    f"{DST}.start.month": "3",
    f"{DST}.start.dayOfWeek.lastInMonth": "1",
    f"{DST}.stop.month": "10",
    f"{DST}.stop.dayOfWeek.lastInMonth": "1",
}
ZONES = {
    "America/New_York": {"tcpIpApp.sntp.gmtOffset": "-18000"},
    "America/Los_Angeles": {"tcpIpApp.sntp.gmtOffset": "-28800"},
    "Europe/Berlin": {**EUROPE, "tcpIpApp.sntp.gmtOffset": "3600", f"{DST}.start.time": "2", f"{DST}.stop.time": "3"},
    "Europe/London": {**EUROPE, "tcpIpApp.sntp.gmtOffset": "0", f"{DST}.start.time": "1", f"{DST}.stop.time": "2"},
    "Asia/Kolkata": {"tcpIpApp.sntp.gmtOffset": "19800", f"{DST}.enable": "0"},
}
FIRST, LAST = at("2007-04-01"), at("2037-12-31")


@pytest.mark.parametrize("zone", ZONES)
def test_local_time_is_that_of_the_zone(bench: Any, configured: Configured, zone: str) -> None:
    """With its offset and rules, at any moment of the years in which these have held."""
    try:
        local = ZoneInfo(zone)
    except ZoneInfoNotFoundError:
        pytest.skip("this system has no time zones")
    part = configured(ZONES[zone])

    @given(st.integers(int(FIRST), int(LAST)))
    @examples(max_examples=60, deadline=None)
    def check(utc: int) -> None:
        phone = bench("VVX_450", part)
        phone.feed(ClockSet(float(utc)))
        shown = wall_time(phone.core.state, phone.core.now)
        assert f"{datetime.fromtimestamp(utc, local):%F %T}" == f"{shown:%F %T}"

    check()


@pytest.mark.parametrize("zone", list(ZONES)[:4])
@pytest.mark.parametrize("year", [2007, 2016, 2024, 2031])
def test_the_hour_of_the_change_is_right(bench: Any, configured: Configured, zone: str, year: int) -> None:
    """Minute by minute around both changes of a year."""
    try:
        local = ZoneInfo(zone)
    except ZoneInfoNotFoundError:
        pytest.skip("this system has no time zones")
    phone = bench("VVX_450", configured(ZONES[zone]))
    start = int(at(f"{year}-04-01") if zone.startswith("America") and year == 2007 else at(f"{year}-01-01"))
    hours = range(start, start + 366 * 86400, 1800)
    changes = [
        h for h in hours if datetime.fromtimestamp(h, local).dst() != datetime.fromtimestamp(h + 1800, local).dst()
    ]
    assert changes
    for utc in (change + step for change in changes for step in range(0, 3600, 60)):
        phone.feed(ClockSet(float(utc)))
        shown = wall_time(phone.core.state, phone.core.now)
        assert f"{datetime.fromtimestamp(utc, local):%F %T}" == f"{shown:%F %T}"
