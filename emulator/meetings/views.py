"""The screens of the calendar: the list of meetings, one meeting, and the reminder."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from emulator.boot.model import config
from emulator.calls.model import Calls, Dial
from emulator.display.cells import width
from emulator.display.model import (
    Display,
    GoBack,
    Item,
    OpenView,
    Rank,
    Scene,
    Screen,
    SoftKey,
    Text,
    View,
)
from emulator.display.pages import chosen, details, listing, page
from emulator.display.wallclock import write_date, write_time
from emulator.kernel.clock import SECOND
from emulator.kernel.state import State
from emulator.meetings.model import (
    MEETING,
    MEETINGS,
    Dismiss,
    Meeting,
    Meetings,
    MeetNow,
    Snooze,
    available,
    can_meet,
    dialed,
    listed,
    local,
    title_of,
    utc,
)
from emulator.roster.model import account_line

NOTHING, LOADING, NOT_REACHED = "No meetings", "Please wait...", "Exchange server unreachable."
_BACK = SoftKey("Back", GoBack())

MARGIN = 4
"""Cells beside the texts of a row: at the edges, of the mark of the selected one, and between the two."""


def _title(scene: Scene) -> str:
    """What the list is called: Meetings on a CCX (its user guide, page 7), Calendar elsewhere."""
    return "Meetings" if scene.profile.family == "CCX" else "Calendar"


def time_of(phone: State, seconds: int) -> str:
    """A time of day as the phone writes it."""
    return write_time(config(phone), local(phone, seconds))


def join(phone: State, meeting: Meeting) -> tuple[SoftKey, ...]:
    """The key that leads into a meeting: Join for an online one, Dial for a number that stands in it."""
    if meeting.conference:
        return (SoftKey("Join", Dial(meeting.conference.removeprefix("sip:"), account_line())),)
    number = dialed(phone, meeting)
    return (SoftKey("Dial", Dial(number, account_line(), "DirectoryDial")),) if number else ()


def meetings(scene: Scene, _: str) -> Screen:
    """Today's meetings and tomorrow's, each with its time and place."""
    phone = scene.phone
    found = listed(phone, scene.now)
    empty = {"loading": LOADING, "unreachable": NOT_REACHED}.get(phone[Meetings].state, NOTHING)
    picked = chosen(scene, MEETINGS, found)
    about = join(phone, picked) if picked else ()
    instant = (SoftKey("Meet Now", MeetNow()),) if can_meet(phone) else ()
    times = [_time(phone, each) for each in found]
    widest = max(map(len, times), default=0)
    rows = [_row(scene, each, time.rjust(widest)) for each, time in zip(found, times, strict=True)]
    return listing(MEETINGS, _title(scene), _apart(scene, rows, widest + 1), (*about, *instant), empty)


def _time(phone: State, meeting: Meeting) -> str:
    return "All day" if meeting.all_day else time_of(phone, meeting.start)


def _row(scene: Scene, meeting: Meeting, time: str) -> Item:
    """A meeting in the list; the times of all are as wide, so that what they are about stands in a column."""
    phone = scene.phone
    today = local(phone, meeting.start).date() <= local(phone, utc(phone, scene.now) or 0).date()
    day = "" if today else "Tomorrow "
    place = phone[Meetings].meetings.index(meeting) + 1
    return Item(f"{day}{time} {title_of(phone, meeting)}", _place(phone, meeting), "", OpenView(f"{MEETING}/{place}"))


def _apart(scene: Scene, rows: list[Item], indent: int) -> list[Item]:
    """The rows with the places below, if one would leave too little room for what the meeting is about.

    A touch screen does so by itself.
    """
    display = scene.profile.display
    fits = all(width(row.text) + width(row.detail) + MARGIN <= display.columns for row in rows if row.detail)
    if display.touch or fits:
        return rows
    return [replace(row, detail="", under=(" " * indent + row.detail if row.detail else "", "")) for row in rows]


def _place(phone: State, meeting: Meeting) -> str:
    return meeting.location if config(phone).flag("exchange.meeting.showLocation") else ""


def meeting(scene: Scene, about: str) -> Screen:
    """All that is known of one meeting, as far as configuration lets it be shown."""
    phone, name = scene.phone, f"{MEETING}/{about}"
    known = phone[Meetings].meetings
    if about not in map(str, range(1, len(known) + 1)):
        return Screen(name, _title(scene), (Text((NOTHING,)),), (_BACK,))
    shown = known[int(about) - 1]
    return details(name, title_of(phone, shown), tuple(_facts(phone, shown)), join(phone, shown))


def _facts(phone: State, shown: Meeting) -> Iterator[tuple[str, str]]:
    settings = config(phone)
    hidden = shown.private and settings.flag("exchange.meeting.private.enabled")
    yield "Date", write_date(settings, local(phone, shown.start), long=False)
    yield "Time", "All day" if shown.all_day else f"{time_of(phone, shown.start)} - {time_of(phone, shown.end)}"
    yield "Location", _place(phone, shown)
    yield "Organizer", shown.organizer
    if settings.flag("exchange.meeting.showAttendees") and not hidden:
        yield "Attendees", ", ".join(shown.attendees)
    if settings.flag("exchange.meeting.showDescription") and not hidden:
        yield "Description", " ".join(shown.body.split())


# The reminder


def reminder(scene: Scene) -> Screen:
    """What begins when and where (phone dictionary of UCS 4.0: "%s will start in %d %s at %s")."""
    phone = scene.phone
    shown = phone[Meetings].find(phone[Meetings].reminding)
    if shown is None:
        return Screen("meeting-reminder", "", (Text((NOTHING,)),))
    minutes, changes = _minutes_left(scene, shown)
    where = _place(phone, shown) or time_of(phone, shown.start)
    unit = "minute" if minutes == 1 else "minutes"
    words = f"{title_of(phone, shown)} will start in {minutes} {unit} at {where}"
    text = words if minutes else f"{title_of(phone, shown)} has started at {where}"
    actions = (SoftKey("Dismiss", Dismiss()), SoftKey("Snooze", Snooze()), *join(phone, shown))
    return Screen("meeting-reminder", "Meeting Reminder", (Text((text,), style="strong"),), actions, changes_at=changes)


def _minutes_left(scene: Scene, shown: Meeting) -> tuple[int, int | None]:
    """Full minutes until the start, rounded up, and when that changes."""
    powered_on = scene.phone[Display].powered_on or 0
    left = shown.start * SECOND - powered_on - scene.now
    if left <= 0:
        return 0, None
    minutes = -(-left // (60 * SECOND))
    return minutes, scene.now + left - (minutes - 1) * 60 * SECOND


def _reminds(scene: Scene) -> bool:
    """A call comes first."""
    return bool(scene.phone[Meetings].reminding) and available(scene.phone) and not scene.phone[Calls].open


VIEWS = (
    page(MEETINGS, available, meetings),
    page(MEETING, available, meeting),
    View("meeting-reminder", Rank.MENU + 1, _reminds, reminder),
)
"""The views of the calendar."""
