"""The account's calendar: read, shown, joined, reminded of, and forgotten."""

from __future__ import annotations

import pytest

from emulator.audio.model import PlayKey
from emulator.boot.model import ChangeSettings
from emulator.calls.model import CallTerminated
from emulator.calls.orders import PlaceCall
from emulator.display.model import Roused
from emulator.lab.skype.calendar import LabMeeting
from emulator.meetings.model import Meetings
from emulator.signin.orders import Exchange
from tests.unit.roster.account import NOON, TOLD, Owned

JANE = "jdoe@example.com"
REVIEW = "jdoe@example.com;gruu;opaque=app:conf:focus:id:DESIGNREVIEW"
HOUR, MINUTE = 3600, 60


def at(hours: float, subject: str = "Talk", minutes: int = 30, **fields: object) -> LabMeeting:
    """An appointment of Jane's so many hours after noon."""
    start = NOON + round(hours * HOUR)
    return LabMeeting(JANE, subject, start, start + minutes * MINUTE, **fields)  # type: ignore[arg-type]


def busy(*meetings: LabMeeting, more: str = "", model: str = "VVX_450") -> Owned:
    """A phone that Jane uses, with these appointments and no others; without any, with the lab's."""
    phone = Owned(model, more)
    if meetings:
        phone.people.calendar.clear(JANE)
        for each in meetings:
            phone.people.calendar.add(each)
    phone.sign_in()
    return phone


def calendar(phone: Owned) -> Owned:
    """With the list of meetings open."""
    phone.press("Home")
    phone.pick_tile("Calendar")
    return phone


def rows(phone: Owned) -> list[str]:
    """The meetings on the screen, without their places."""
    lines = (line.strip(" ▸") for line in phone.text.splitlines())
    return [line.split("  ")[0] for line in lines if " AM " in line or " PM " in line or "All day" in line][1:]


def labels(phone: Owned) -> list[str]:
    """The soft keys of the screen."""
    return [key.label for key in phone.screen.actions]


def called(phone: Owned) -> list[str]:
    """The targets of all calls."""
    return [each.target for each in phone.effects if isinstance(each, PlaceCall)]


def test_todays_meetings_by_their_time() -> None:
    """Those of today and tomorrow that are not over, each with its place."""
    phone = calendar(busy(at(3, "Late", location="Room 9"), at(-2, "Early"), at(22, "Next day"), at(60, "Far")))
    assert ["3:00 PM Late", "Tomorrow 10:00 AM Next day"] == rows(phone)
    assert ("Room 9", True) == ("Room 9" if "Room 9" in phone.text else "", "Calendar" in phone.text)


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ("", ["1:00 PM One", "2:00 PM Two", "Tomorrow 10:00 AM Next day"]),
        ('exchange.meeting.showTomorrow="0"', ["1:00 PM One", "2:00 PM Two"]),
        ('exchange.meeting.showOnlyCurrentOrNext="1"', ["1:00 PM One"]),
        (
            'exchange.meeting.allowScrollingToPast="1"',
            ["10:00 AM Early", "1:00 PM One", "2:00 PM Two", "Tomorrow 10:00 AM Next day"],
        ),
    ],
)
def test_which_meetings_are_shown(more: str, shown: list[str]) -> None:
    """As parameters say."""
    assert shown == rows(calendar(busy(at(-2, "Early"), at(1, "One"), at(2, "Two"), at(22, "Next day"), more=more)))


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ('exchange.meeting.showLocation="0"', "Room 4"),
        ('exchange.meeting.showAttendees="0"', "Morgan Moore"),
        ('exchange.meeting.showDescription="0"', "Bring the drawings."),
    ],
)
def test_what_is_shown_of_a_meeting(more: str, text: str) -> None:
    """All of it, unless parameters say otherwise."""
    plain, less = calendar(busy()), calendar(busy(more=more))
    for phone in (plain, less):
        phone.pick("Design Review")
        assert "Organizer" in phone.text
    assert (True, False) == (text in plain.text, text in less.text)


@pytest.mark.parametrize(
    ("more", "title"), [("", "Private Meeting"), ('exchange.meeting.private.enabled="0"', "Dentist")]
)
def test_private_meetings(more: str, title: str) -> None:
    """What they are about is nobody's business."""
    phone = calendar(busy(at(1, "Dentist", private=True, body="Root canal"), more=more))
    assert [f"1:00 PM {title}"] == rows(phone)
    phone.pick(title)
    assert ("Root canal" in phone.text) is (title == "Dentist")


def test_join_calls_the_conference() -> None:
    """From the list and from the meeting; the call has the meeting's name."""
    phone = calendar(busy())
    assert "Join" == labels(phone)[0]
    phone.press("Join")
    assert [REVIEW] == called(phone)
    assert "Design Review" in phone.text


@pytest.mark.parametrize(
    ("more", "fields", "number"),
    [
        ("", {"location": "Bridge +1 555 0100 200"}, "+15550100200"),
        ("", {"body": "Call 5550100300 then"}, "5550100300"),
        ('exchange.meeting.parseOption="Location"', {"body": "Call 5550100300"}, ""),
        (
            'exchange.meeting.parseOption="Description"',
            {"body": "Call 5550100300", "location": "555010040"},
            "5550100300",
        ),
        ('exchange.meeting.parseWhen="Never"', {"location": "+15550100200"}, ""),
        ('exchange.meeting.phonePattern="x[0-9]{4}"', {"location": "x4711 or 5550100300"}, "4711"),
    ],
)
def test_numbers_in_meetings(more: str, fields: dict[str, str], number: str) -> None:
    """Found where parameters let them be looked for, and called by Dial."""
    phone = calendar(busy(at(1, "Talk", 30, **fields), more=more))
    assert (["Dial"] if number else []) == [label for label in labels(phone) if label in ("Dial", "Join")]
    if number:
        phone.press("Dial")
        assert [number] == called(phone)


def test_a_meeting_on_the_spot() -> None:
    """Meet Now: the server makes one, and the phone is in it."""
    phone = busy()
    page = 0
    while "Meet Now" not in [key.label for key in phone.screen.soft_keys] and page < 3:
        phone.press("More")
        page += 1
    phone.press("Meet Now")
    assert {JANE} == set(phone.people.conferences.by.values())
    assert [uri.removeprefix("sip:") for uri in phone.people.conferences.by] == called(phone)


@pytest.mark.parametrize("more", ['feature.lync.meetNow.enabled="0"', 'softkey.feature.meetNow="0"'])
def test_no_meeting_on_the_spot(more: str) -> None:
    """Where parameters say so, there is no soft key for it."""
    assert ("Meet Now" in labels(busy()), "Meet Now" in labels(busy(more=more))) == (True, False)


def test_a_factory_that_makes_nothing() -> None:
    """The phone says that the server is not there, and calls nobody."""
    phone = busy()
    phone.silent = True
    phone.press("More", "Meet Now") if "Meet Now" not in [key.label for key in phone.screen.soft_keys] else None
    assert ("Server unavailable." in phone.text, []) == (True, called(phone))


@pytest.mark.parametrize(
    "more",
    ['feature.exchangeCalendar.enabled="0"', 'homeScreen.calendar.enable="0"', 'feature.EWSAutodiscover.enabled="0"'],
)
def test_no_calendar(more: str) -> None:
    """Parameters take the calendar, or its place on Home, away."""
    phone = busy(more=more)
    phone.press("Home")
    assert "Calendar" not in phone.text
    assert ("homeScreen" in more) is ("FindItem" in phone.asked)


def test_the_calendar_is_read_again_by_policy() -> None:
    """As often as the server's policy says; what was put into it meanwhile is then there."""
    phone = busy(at(5, "First"))
    phone.people.calendar.add(at(4, "Second"))
    phone.wait(179)
    assert 1 == phone.asked.count("FindItem")
    phone.wait(1)
    assert (2, "Second") == (phone.asked.count("FindItem"), phone.device.core.state[Meetings].meetings[0].subject)


def test_a_policy_without_calendars() -> None:
    """The server says that there are none (EnableExchangeCalendaring)."""
    phone = Owned()
    phone.sign_in(calendar=False)
    assert ("none", 0) == (phone.device.core.state[Meetings].state, phone.asked.count("FindItem"))


def test_two_days_are_asked_for() -> None:
    """From midnight, as the phone's clock has it, to the midnight after tomorrow's."""
    phone = Owned(more='tcpIpApp.sntp.gmtOffset="3600"')
    phone.sign_in()
    (asked,) = [each.body for each in phone.effects if isinstance(each, Exchange) and b"CalendarView" in each.body]
    assert b'StartDate="2023-11-20T23:00:00Z" EndDate="2023-11-22T23:00:00Z"' in asked


# Reminders


def test_a_reminder_comes_in_time() -> None:
    """With what begins when and where, counting down; Dismiss ends it for good."""
    phone = busy(at(1, "Talk", location="Room 9"))
    phone.wait(44 * MINUTE)
    assert "will start" not in phone.text
    phone.wait(MINUTE)
    assert "Talk will start in 15 minutes at Room 9" in " ".join(phone.text.split())
    assert ["Dismiss", "Snooze"] == labels(phone)
    phone.wait(9 * MINUTE)
    assert "in 6 minutes at" in " ".join(phone.text.split())
    phone.wait(5 * MINUTE)
    phone.feed(Roused())
    assert "in 1 minute at" in " ".join(phone.text.split())
    phone.press("Dismiss")
    phone.wait(2 * MINUTE)
    assert "Talk will" not in phone.text


def test_snooze_puts_a_reminder_off() -> None:
    """For exchange.meeting.reminderInterval seconds."""
    for more, seconds in (("", 300), ('exchange.meeting.reminderInterval="60"', 60)):
        phone = busy(at(1), more=more)
        phone.wait(45 * MINUTE)
        phone.press("Snooze")
        phone.wait(seconds - 3)
        assert "will start" not in phone.text
        phone.wait(3)
        assert "will start" in phone.text


def test_a_reminder_ends_with_the_meeting() -> None:
    """If nobody has dismissed it."""
    phone = busy(at(1, minutes=10))
    phone.wait(60 * MINUTE)
    phone.press("Speaker", "Speaker")
    assert "has started" in phone.text
    phone.wait(10 * MINUTE)
    assert "" == phone.device.core.state[Meetings].reminding


def test_a_reminder_lets_one_join() -> None:
    """An online meeting is one key away; during the call the reminder is out of sight."""
    phone = busy(at(1, "Talk", conference="sip:jdoe@example.com;gruu;opaque=app:conf:focus:id:X"))
    phone.wait(45 * MINUTE)
    phone.press("Join")
    assert ["jdoe@example.com;gruu;opaque=app:conf:focus:id:X"] == called(phone)
    assert "will start" not in phone.text
    phone.feed(CallTerminated(1, 200, "OK"))
    phone.wait(5)
    assert "will start" in phone.text


@pytest.mark.parametrize(
    ("more", "meeting"),
    [
        ('exchange.meeting.reminderEnabled="0"', at(1)),
        ("", at(1, reminder=None)),
        ('exchange.meeting.hideAllDayNotification="1"', at(1, all_day=True)),
    ],
)
def test_no_reminder(more: str, meeting: LabMeeting) -> None:
    """Where parameters, or the meeting itself, want none."""
    phone = busy(meeting, more=more)
    phone.wait(50 * MINUTE)
    assert "" == phone.device.core.state[Meetings].reminding


def test_reminders_switched_off_while_one_is_shown() -> None:
    """Settings > Basic > Preferences > Calendar Settings count at once."""
    phone = busy(at(1))
    phone.wait(50 * MINUTE)
    phone.feed(ChangeSettings({"exchange.meeting.reminderEnabled": "0"}, "phone"))
    assert "will start" not in phone.text


@pytest.mark.parametrize(
    ("more", "chimes"),
    [
        ("", 2),
        ('exchange.meeting.reminderType="1"', 1),
        ('exchange.meeting.reminderType="0"', 0),
        ('exchange.meeting.reminderSound.enabled="0"', 0),
    ],
)
def test_which_reminders_are_heard(more: str, chimes: int) -> None:
    """All of them, the first of a meeting, or none."""
    phone = busy(at(1), more=more)
    phone.wait(45 * MINUTE)
    before = sum(isinstance(each, PlayKey) for each in phone.effects)
    phone.press("Snooze")
    keys = sum(isinstance(each, PlayKey) for each in phone.effects) - before
    phone.wait(300)
    assert chimes == sum(isinstance(each, PlayKey) for each in phone.effects) - keys


@pytest.mark.parametrize(("more", "seen"), [("", True), ('exchange.meeting.reminderWake.enabled="0"', False)])
def test_a_reminder_wakes_the_display(more: str, seen: bool) -> None:
    """Unless a parameter lets it sleep."""
    phone = busy(at(3), more=more)
    phone.wait(160 * MINUTE)
    assert "" == phone.text.strip()
    phone.wait(5 * MINUTE)
    assert seen is ("will start" in phone.text)


# The end


def test_nothing_is_left_after_the_sign_out() -> None:
    """Neither list nor reminder, and no timer that would ask again."""
    phone = busy(at(1, "Secret plan"))
    phone.wait(50 * MINUTE)
    phone.sign_out()
    assert (Meetings(), False) == (phone.device.core.state[Meetings], "Secret plan" in phone.text)
    before = len(phone.asked)
    phone.wait(HOUR)
    assert before == len(phone.asked)
    assert "Secret plan" not in str(phone.device.core.state.dump())


def test_a_calendar_that_is_not_reached() -> None:
    """The list says so, and is read as soon as Exchange answers again."""
    phone = Owned()
    phone.silent = True
    phone.sign_in(told=TOLD)
    calendar(phone)
    assert "Exchange server unreachable." in phone.text
    phone.silent = False
    phone.wait(180)
    assert "Design Review" in calendar(phone).text


@pytest.mark.parametrize(
    "body", ["", "<", "<a/>", "<s:Envelope xmlns:s='x'><s:Body><FindItemResponse/></s:Body></s:Envelope>"]
)
def test_answers_that_make_no_sense(body: str) -> None:
    """They are no calendar, and harm nobody."""
    phone = Owned()
    phone._told = lambda effect, owner: body  # type: ignore[method-assign]
    phone.sign_in()
    assert () == phone.device.core.state[Meetings].meetings


def test_a_ccx_calls_it_meetings() -> None:
    """On Home, in its menu, and from Dial a Number (CCX user guide, page 7)."""
    phone = busy(model="CCX_500")
    frame = phone.device.frame(phone.screen)
    assert frame.find("Meetings") is not None
    assert frame.find("Calendar") is None
    phone.press("New Call")
    dialer = phone.device.frame(phone.screen)
    assert all(dialer.find(label) for label in ("Directories", "Meetings"))
