"""The phone's clock: wall time from the time server, its zone and daylight saving, and how it is written.

A phone that no time server has answered counts from midnight on 1 January and flashes what it shows.
"""

from __future__ import annotations

import calendar
from datetime import UTC, datetime, timedelta

from emulator.boot.model import config
from emulator.config.layers import Configuration
from emulator.display.model import Display
from emulator.kernel.state import State
from emulator.network.model import zone_offset

_DST = "tcpIpApp.sntp.daylightSavings"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NUMBERS = {"DD": "%d", "MM": "%m", "YY": "%y", "YYYY": "%Y"}
_START = datetime(1970, 1, 1, tzinfo=UTC)


def is_set(phone: State) -> bool:
    """Whether a time server has told the phone the time."""
    return phone[Display].powered_on is not None


def wall_time(phone: State, now: int) -> datetime:
    """The local time that the phone believes it is, `now` microseconds after power on."""
    powered_on = phone[Display].powered_on
    if powered_on is None:
        return _START + timedelta(microseconds=now)
    settings = config(phone)
    standard = _START + timedelta(microseconds=powered_on + now, seconds=zone_offset(phone))
    return standard + timedelta(hours=1) if daylight_saving(settings, standard) else standard


def next_minute(phone: State, now: int) -> int:
    """When the clock turns to the next minute, in microseconds since power on."""
    return now + 60_000_000 - ((phone[Display].powered_on or 0) + now) % 60_000_000


def daylight_saving(settings: Configuration, standard: datetime) -> bool:
    """Whether clocks are one hour ahead at that standard time (tcpIpApp.sntp.daylightSavings.*)."""
    if not settings.flag(f"{_DST}.enable"):
        return False
    start = _change(settings, "start", standard.year)
    stop = _change(settings, "stop", standard.year) - timedelta(hours=1)
    return start <= standard < stop if start < stop else not stop <= standard < start


def _change(settings: Configuration, edge: str, year: int) -> datetime:
    """When daylight saving starts or stops in a year.

    Without fixedDayEnable, `date` 1, 8, 15, 22 means the first to fourth such weekday (1 is Sunday) of the month.
    """
    name = f"{_DST}.{edge}"
    month, date = settings.number(f"{name}.month", 1), settings.number(f"{name}.date", 1)
    length = calendar.monthrange(year, month)[1]
    day = min(date, length)
    if not settings.flag(f"{_DST}.fixedDayEnable"):
        last = settings.flag(f"{name}.dayOfWeek.lastInMonth")
        weekday = (settings.number(f"{name}.dayOfWeek", 1) - 2) % 7
        day = length - 6 if last else day
        day += (weekday - calendar.weekday(year, month, day)) % 7
        day -= 7 if day > length else 0
    return datetime(year, month, day, settings.number(f"{name}.time"), tzinfo=UTC)


def weekday(moment: datetime) -> str:
    """The name of the day of the week."""
    return _WEEKDAYS[moment.weekday()]


def office_hours(phone: State, now: int) -> bool:
    """Whether people are at work (powerSaving.officeHours.*); a phone that does not know the time supposes so."""
    if not is_set(phone):
        return True
    moment, settings = wall_time(phone, now), config(phone)
    day = weekday(moment).lower()
    start = settings.number(f"powerSaving.officeHours.startHour.{day}")
    return start <= moment.hour < start + settings.number(f"powerSaving.officeHours.duration.{day}")


def write_time(settings: Configuration, moment: datetime) -> str:
    """The time as the phone writes it: 10:42 AM, or 10:42 with lcl.datetime.time.24HourClock."""
    if settings.flag("lcl.datetime.time.24HourClock"):
        return f"{moment.hour:02}:{moment.minute:02}"
    half = "PM" if moment.hour >= 12 else "AM"
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {half}"


def write_date(settings: Configuration, moment: datetime, *, long: bool) -> str:
    """The date as lcl.datetime.date.format wants it.

    Letters give the order of weekday (D), day (d) and month (M), names in full or three letters; DD/MM/YY and the like
    stand for numbers.
    """
    pattern = settings.text("lcl.datetime.date.format")
    if "/" in pattern:
        return "/".join(moment.strftime(_NUMBERS[part]) for part in pattern.split("/") if part in _NUMBERS)
    size = None if long else 3
    words = {
        "D": weekday(moment)[:size],
        "M": _MONTHS[moment.month - 1][:size],
        "d": str(moment.day),
    }
    groups = ([words[letter] for letter in group if letter in words] for group in pattern.split(","))
    return ", ".join(" ".join(group) for group in groups if group)
