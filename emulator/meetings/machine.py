"""The calendar: read while somebody is signed in, reminders in time, and meetings made on the spot."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from emulator.audio.model import PlayKey
from emulator.boot.model import Ready, SettingsChanged, ShuttingDown, config
from emulator.calls.model import Dial
from emulator.display.model import ClockSet, CloseViews, Noticed, Roused
from emulator.kernel.machines import ANY, Machine, Row
from emulator.kernel.slices import Flow, Reaction, Slice, Step
from emulator.kernel.state import Event, State
from emulator.meetings import calendar
from emulator.meetings.model import (
    DAY,
    MEETING,
    MEETINGS,
    CalendarDue,
    CalendarFailed,
    CalendarRead,
    Dismiss,
    Meeting,
    MeetingMade,
    Meetings,
    MeetNow,
    ReminderDue,
    Snooze,
    available,
    can_meet,
    factory_url,
    midnight,
    utc,
)
from emulator.roster.model import account_line, asking, exchange_url, text_of
from emulator.signin.model import PolicyChanged, SignedIn, SignedOut, policy, user

MeetingStep = Step[Meetings]

READING, MAKING = "meetings/read", "meetings/make"
POLL, REMIND = "meetings/due", "meetings/reminder"
SECOND, MINUTE = 1_000_000, 60
REFUSED = "Server unavailable."

CHIME = PlayKey((880,), 200, -20.0)
"""What an audible reminder sounds like (our own: the device's is a sampled sound)."""


# Conversations


def reading(phone: State, start: int) -> Flow:
    """Ask for two days of the calendar: which meetings there are, then all about them."""
    found = yield asking(phone, exchange_url(phone), *calendar.ask_days(start, start + 2 * DAY))
    keys = calendar.read_keys(text_of(found))
    if not keys:
        return CalendarFailed() if keys is None else CalendarRead(())
    told = yield asking(phone, exchange_url(phone), *calendar.ask_details(keys))
    meetings = calendar.read_details(text_of(told))
    return CalendarFailed() if meetings is None else CalendarRead(meetings)


def making(phone: State, address: str) -> Flow:
    """Ask for a meeting."""
    answer = yield asking(phone, factory_url(phone), *calendar.ask_meeting(address))
    return MeetingMade(calendar.read_meeting(text_of(answer)))


# The calendar


def _is_there(step: MeetingStep) -> bool:
    """There is a calendar, and the phone knows (or is told with this event) which day it is."""
    return available(step.phone) and utc(step.phone, step.now) is not None


def _is_gone(step: MeetingStep) -> bool:
    return not available(step.phone)


def _ask(step: MeetingStep) -> None:
    step.begin(READING, reading(step.phone, midnight(step.phone, step.now)))


def _take(step: MeetingStep) -> None:
    keys = {each.key for each in step.event.meetings}
    over = tuple(key for key in step.own.over if key in keys)
    snoozed = {key: due for key, due in step.own.snoozed.items() if key in keys}
    step.change(meetings=step.event.meetings, over=over, snoozed=snoozed)
    _wait(step)
    remind(step)


def _wait(step: MeetingStep) -> None:
    step.arm(POLL, max(1, policy(step.phone).poll_minutes) * MINUTE, CalendarDue())


def _clear(step: MeetingStep) -> None:
    """Keep nothing of the user who has left."""
    if step.own == Meetings():
        return
    for conversation in (READING, MAKING):
        step.abandon(conversation)
    for timer in (POLL, REMIND):
        step.disarm(timer)
    step.own = Meetings()
    step.tell(CloseViews((MEETINGS, MEETING)))


def _rows() -> Iterator[Row]:
    for start in (SignedIn, PolicyChanged, SettingsChanged, CalendarDue):
        yield Row(start, ("none", "unreachable"), "loading", _is_there, _ask)
        yield Row(start, ("loading", "listed", "refreshing", "unreachable"), "none", _is_gone)
    yield Row(CalendarDue, "listed", "refreshing", _is_there, _ask)
    yield Row(CalendarRead, ("loading", "refreshing"), "listed", None, _take)
    yield Row(CalendarFailed, ("loading", "refreshing"), "unreachable", None, _wait)
    for end in (SignedOut, Ready, ShuttingDown):
        yield Row(end, ANY, "none")


CALENDAR: Machine[Meetings] = Machine(
    "calendar", ("none", "loading", "listed", "refreshing", "unreachable"), tuple(_rows()), enter={"none": _clear}
)


# Reminders


def remind(step: MeetingStep) -> None:
    """Remind of the meeting whose time has come, and plan for the next one."""
    moment = utc(step.phone, step.now)
    if moment is None or not config(step.phone).flag("exchange.meeting.reminderEnabled"):
        step.disarm(REMIND)
        step.change(reminding="")
        return
    dues = {each.key: due for each in step.own.meetings if (due := _due(step, each, moment)) is not None}
    ripe = [key for key, due in dues.items() if due <= moment]
    before = step.own.reminding
    step.change(reminding=ripe[0] if ripe else "")
    if step.own.reminding and step.own.reminding != before:
        _call_attention(step)
    ends = [each.end for each in step.own.meetings if each.key in ripe]
    following = [due for due in (*dues.values(), *ends) if due > moment]
    if following:
        step.arm(REMIND, min(following) - moment, ReminderDue())
    else:
        step.disarm(REMIND)


def _due(step: MeetingStep, meeting: Meeting, moment: int) -> int | None:
    """When to remind of a meeting next; None for not at all."""
    hidden = meeting.all_day and config(step.phone).flag("exchange.meeting.hideAllDayNotification")
    if meeting.reminder is None or hidden or meeting.key in step.own.over or meeting.end <= moment:
        return None
    snoozed = step.own.snoozed.get(meeting.key)
    first = meeting.start - meeting.reminder * MINUTE
    return first if snoozed is None else moment + max(0, snoozed - step.now) // SECOND


def _call_attention(step: MeetingStep) -> None:
    """Light the display up, and be heard, as far as parameters let it."""
    if config(step.phone).flag("exchange.meeting.reminderWake.enabled"):
        step.tell(Roused())
    if _audible(step):
        step.do(CHIME)


def _audible(step: MeetingStep) -> bool:
    """Whether a reminder is heard: all of them, the first of each meeting, or none (exchange.meeting.reminderType)."""
    kind = config(step.phone).number("exchange.meeting.reminderType")
    again = step.own.reminding in step.own.snoozed
    wanted = kind == 2 or (kind == 1 and not again)
    return wanted and config(step.phone).flag("exchange.meeting.reminderSound.enabled")


def _dismiss(step: MeetingStep) -> None:
    step.change(over=(*step.own.over, step.own.reminding))
    remind(step)


def _snooze(step: MeetingStep) -> None:
    again = step.now + config(step.phone).number("exchange.meeting.reminderInterval") * SECOND
    step.change(snoozed={**step.own.snoozed, step.own.reminding: again})
    remind(step)


def _if_reminding(act: Callable[[MeetingStep], None]) -> Callable[[MeetingStep], None]:
    def react(step: MeetingStep) -> None:
        if step.own.reminding:
            act(step)

    return react


# Meet Now


def _may_meet(step: MeetingStep) -> bool:
    return can_meet(step.phone)


def _make(step: MeetingStep) -> None:
    account = user(step.phone)
    step.begin(MAKING, making(step.phone, account.address if account else ""))


def _enter(step: MeetingStep) -> None:
    if step.event.address:
        step.tell(Dial(step.event.address.removeprefix("sip:"), account_line()))
    else:
        step.tell(Noticed(REFUSED))


INSTANT: Machine[Meetings] = Machine(
    "meet now",
    ("idle", "asking"),
    (
        Row(MeetNow, "idle", "asking", _may_meet, _make),
        Row(MeetingMade, "asking", "idle", None, _enter),
    ),
    read=lambda part, _: part.making,
    write=lambda part, _, state: replace(part, making=state),
)


def _feed(step: MeetingStep) -> None:
    CALENDAR.feed(step)


def _settings(step: MeetingStep) -> None:
    """Parameters of reminders count at once."""
    CALENDAR.feed(step)
    remind(step)


def _clock(step: MeetingStep) -> None:
    """The time is another one for everybody after this event; what depends on it is looked at then."""
    if available(step.phone):
        step.tell(CalendarDue())


def _meet(step: MeetingStep) -> None:
    INSTANT.feed(step)


REACTIONS: dict[type[Event], Reaction[Meetings]] = {
    **dict.fromkeys({row.event for row in CALENDAR.rows}, _feed),
    **dict.fromkeys({row.event for row in INSTANT.rows}, _meet),
    SettingsChanged: _settings,
    ClockSet: _clock,
    ReminderDue: remind,
    Dismiss: _if_reminding(_dismiss),
    Snooze: _if_reminding(_snooze),
}

SLICE: Slice[Meetings] = Slice(Meetings, REACTIONS, machines=(CALENDAR, INSTANT))
