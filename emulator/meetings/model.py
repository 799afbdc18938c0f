"""The calendar of the signed-in user: meetings, how to get into them, and what reminds of them."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from emulator.boot.model import config
from emulator.contacts.model import bare
from emulator.display.model import Display
from emulator.display.wallclock import is_set, wall_time
from emulator.kernel.state import Event, Part, State
from emulator.roster.model import exchange_url, person_of
from emulator.signin.model import SignIn, policy, user

MEETINGS, MEETING = "meetings", "meeting"
"""The views of the list, and of one meeting: its place in the calendar stands behind a slash."""

FACTORY = "Focus Factory"
"""What the sign-in calls the address where meetings are made."""

SECOND = 1_000_000
DAY = 86_400

_NUMBER = r"\+?[0-9][0-9 .()-]{4,}[0-9]"
"""What looks like a phone number where exchange.meeting.phonePattern does not say."""

_WHERE = {
    "Location": ("location",),
    "LocationAndSubject": ("location", "subject"),
    "Description": ("body",),
    "All": ("location", "subject", "body"),
}
"""Where numbers are looked for (exchange.meeting.parseOption)."""


class Meeting(msgspec.Struct, frozen=True):
    """An appointment; times are in seconds since 1970.

    `key` is its id in Exchange's store, `conference` the SIP address of its online meeting; `reminder` how many minutes
    before the start to remind of it, None for never.
    """

    key: str
    subject: str = ""
    start: int = 0
    end: int = 0
    location: str = ""
    organizer: str = ""
    attendees: tuple[str, ...] = ()
    conference: str = ""
    private: bool = False
    all_day: bool = False
    body: str = ""
    reminder: int | None = None


class Meetings(Part, frozen=True):
    """What the phone knows of the account's calendar: today's meetings and tomorrow's, by their start.

    State: none, loading, listed, refreshing (listed, and asking anew), or unreachable. `reminding` is the key of the
    meeting that the phone reminds of; `over` are those of which it does so no more, `snoozed` tells when it does again
    (microseconds since power on). `making` is idle, or asking for a meeting on the spot.
    """

    state: str = "none"
    meetings: tuple[Meeting, ...] = ()
    reminding: str = ""
    over: tuple[str, ...] = ()
    snoozed: dict[str, int] = {}
    making: str = "idle"

    def find(self, key: str) -> Meeting | None:
        """The meeting of that key."""
        return next((each for each in self.meetings if each.key == key), None)


# What users want


class MeetNow(Event, frozen=True):
    """Make a meeting, and be in it."""


class Dismiss(Event, frozen=True):
    """Remind of the meeting no more."""


class Snooze(Event, frozen=True):
    """Remind of the meeting again by and by."""


# Time


class CalendarDue(Event, frozen=True):
    """Timer: the calendar is to be read again."""


class ReminderDue(Event, frozen=True):
    """Timer: it is time to remind of a meeting, or to stop doing so."""


# Facts


class CalendarRead(Event, frozen=True):
    """Fact: the meetings of these days have come."""

    meetings: tuple[Meeting, ...]


class CalendarFailed(Event, frozen=True):
    """Fact: the calendar could not be had."""


class MeetingMade(Event, frozen=True):
    """Fact: the server has made a meeting; without an address it has not."""

    address: str = ""


# Questions


def available(phone: State) -> bool:
    """Whether there is a calendar to look at."""
    settings = config(phone)
    wanted = settings.flag("feature.exchangeCalendar.enabled") and policy(phone).calendar
    return settings.base_profile != "Generic" and wanted and user(phone) is not None and bool(exchange_url(phone))


def can_meet(phone: State) -> bool:
    """Whether the phone can make meetings."""
    settings = config(phone)
    wanted = settings.flag("feature.lync.meetNow.enabled") and settings.base_profile != "Generic"
    return wanted and user(phone) is not None and bool(factory_url(phone))


def factory_url(phone: State) -> str:
    """Where meetings are made."""
    return phone[SignIn].told.get(FACTORY, "")


def utc(phone: State, now: int) -> int | None:
    """Seconds since 1970; None as long as the phone does not know the time."""
    powered_on = phone[Display].powered_on
    return None if powered_on is None else (powered_on + now) // SECOND


def local(phone: State, seconds: int) -> datetime:
    """A moment as the phone's clock shows it."""
    return wall_time(phone, seconds * SECOND - (phone[Display].powered_on or 0))


def midnight(phone: State, now: int) -> int:
    """When today began, in seconds since 1970; the phone must know the time."""
    moment = wall_time(phone, now)
    return (utc(phone, now) or 0) - (moment.hour * 60 + moment.minute) * 60 - moment.second


def listed(phone: State, now: int) -> tuple[Meeting, ...]:
    """The meetings that are shown: those not over yet, of today and (showTomorrow) tomorrow."""
    settings, moment, own = config(phone), utc(phone, now), phone[Meetings]
    if moment is None or not is_set(phone):
        return ()
    horizon = midnight(phone, now) + DAY * (1 + settings.flag("exchange.meeting.showTomorrow"))
    past = settings.flag("exchange.meeting.allowScrollingToPast")
    found = tuple(each for each in own.meetings if each.start < horizon and (past or each.end > moment))
    if settings.flag("exchange.meeting.showOnlyCurrentOrNext"):
        found = tuple(each for each in found if each.end > moment and not each.all_day)
        return tuple(each for each in found if each.start <= max(moment, found[0].start))
    return found


def title_of(phone: State, meeting: Meeting) -> str:
    """What a meeting is called: nobody need know what a private one is about."""
    hidden = meeting.private and config(phone).flag("exchange.meeting.private.enabled")
    return "Private Meeting" if hidden else meeting.subject or "(No subject)"


def dialed(phone: State, meeting: Meeting) -> str:
    """The number to call for a meeting: one that stands in it, where it is not online (exchange.meeting.parseWhen)."""
    settings = config(phone)
    when = settings.choice("exchange.meeting.parseWhen")
    if when == "Never" or (when == "NonSkypeMeeting" and meeting.conference):
        return ""
    for field in _WHERE.get(settings.choice("exchange.meeting.parseOption"), _WHERE["All"]):
        found = _pattern(settings.text("exchange.meeting.phonePattern")).search(getattr(meeting, field))
        if found:
            return re.sub(r"[^0-9+*#]", "", found[0])
    return ""


def _pattern(written: str) -> re.Pattern[str]:
    try:
        return re.compile(written.strip() or _NUMBER)
    except re.error:
        return re.compile(_NUMBER)


def name_of(phone: State, number: str) -> str:
    """Who or what the account knows by an address: a meeting, or somebody of the contact list; empty for neither."""
    known = phone[Meetings].meetings if available(phone) else ()
    online = (each for each in known if each.conference)
    wanted = f"sip:{number.removeprefix('sip:')}"
    meeting = next((each for each in online if each.conference == wanted), None)
    if meeting is not None:
        return title_of(phone, meeting)
    found = person_of(phone, bare(number)) if ";" not in number else None
    return found.name if found else ""
