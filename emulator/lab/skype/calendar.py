"""Calendars of the lab's accounts, asked for as Exchange is asked (MS-OXWSCORE, MS-OXWSMTGS)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

import msgspec

from emulator.kernel.data import read_data
from emulator.sip.stack.xmlbody import Node

NO_ERROR = "<m:ResponseCode>NoError</m:ResponseCode>"
MINUTE = 60


class LabMeeting(msgspec.Struct, frozen=True):
    """An appointment in one calendar; times are in seconds since 1970.

    `conference` is the SIP address of its online meeting; `reminder` minutes before the start, None for none.
    """

    owner: str
    subject: str
    start: int
    end: int
    location: str = ""
    organizer: str = ""
    attendees: tuple[str, ...] = ()
    conference: str = ""
    private: bool = False
    all_day: bool = False
    body: str = ""
    reminder: int | None = 15
    id: str = ""


def conference_uri(owner: str, name: str) -> str:
    """The address of an online meeting of somebody (MS-CONFBAS)."""
    return f"sip:{owner};gruu;opaque=app:conf:focus:id:{name}"


def read_meetings(now: float) -> list[LabMeeting]:
    """The appointments that the lab begins with: from its start on, at the next full five minutes."""
    base = (int(now) // 300 + 1) * 300
    rows = csv.DictReader(read_data("lab/skype/meetings.csv").decode().splitlines())
    return [_meeting(base, row) for row in rows]


def _meeting(base: int, row: dict[str, str]) -> LabMeeting:
    start = base + int(row["starts_in"]) * MINUTE
    organizer = "jdoe@example.com"
    return LabMeeting(
        row["owner"],
        row["subject"],
        start,
        start + int(row["minutes"]) * MINUTE,
        row["location"],
        row["organizer"],
        tuple(filter(None, row["attendees"].split(";"))),
        conference_uri(organizer, row["subject"].replace(" ", "").upper()) if row["online"] else "",
        bool(row["private"]),
        body=row["body"],
    )


class Calendar:
    """All appointments of all accounts."""

    def __init__(self, meetings: Iterable[LabMeeting] = ()) -> None:
        self.meetings: list[LabMeeting] = []
        for each in meetings:
            self.add(each)

    def add(self, meeting: LabMeeting) -> LabMeeting:
        """Put an appointment into its owner's calendar."""
        made = msgspec.structs.replace(meeting, id=f"meeting-{len(self.meetings) + 1}")
        self.meetings.append(made)
        return made

    def clear(self, owner: str) -> None:
        """Call all of somebody's appointments off."""
        self.meetings = [each for each in self.meetings if each.owner != owner]

    def find(self, owner: str, asked: Node) -> str:
        """What lies in a CalendarView. Raises ValueError."""
        view = next(asked.all("CalendarView"), None)
        if view is None:
            raise ValueError("only a CalendarView can be looked at")
        begin, end = (_seconds(view.attributes.get(name, "")) for name in ("StartDate", "EndDate"))
        found = [each for each in self.meetings if each.owner == owner and each.start < end and each.end > begin]
        items = "".join(f"<t:CalendarItem><t:ItemId Id={quoteattr(each.id)}/></t:CalendarItem>" for each in found)
        return _responses(
            "FindItem",
            [f'<m:RootFolder TotalItemsInView="{len(found)}"><t:Items>{items}</t:Items></m:RootFolder>'],
        )

    def get(self, owner: str, asked: Node) -> str:
        """The appointments that are named; of those that are not the owner's, nothing."""
        wanted = {each.attributes.get("Id", "") for each in asked.all("ItemId")}
        found = (each for each in self.meetings if each.owner == owner and each.id in wanted)
        return _responses("GetItem", [f"<m:Items>{_item(each)}</m:Items>" for each in found])


def _responses(operation: str, inner: Iterable[str]) -> str:
    name = f"m:{operation}ResponseMessage"
    told = "".join(f'<{name} ResponseClass="Success">{NO_ERROR}{each}</{name}>' for each in inner)
    return f"<m:ResponseMessages>{told}</m:ResponseMessages>"


def _item(meeting: LabMeeting) -> str:
    attendees = "".join(
        f"<t:Attendee><t:Mailbox><t:Name>{escape(each)}</t:Name></t:Mailbox></t:Attendee>" for each in meeting.attendees
    )
    reminder = meeting.reminder
    parts = {
        "Subject": escape(meeting.subject),
        "Sensitivity": "Private" if meeting.private else "Normal",
        "Body": escape(meeting.body),
        "ReminderIsSet": str(reminder is not None).lower(),
        "ReminderMinutesBeforeStart": str(reminder or 0),
        "Start": _written(meeting.start),
        "End": _written(meeting.end),
        "IsAllDayEvent": str(meeting.all_day).lower(),
        "Location": escape(meeting.location),
        "Organizer": f"<t:Mailbox><t:Name>{escape(meeting.organizer)}</t:Name></t:Mailbox>",
        "RequiredAttendees": attendees,
    }
    written = "".join(f"<t:{name}>{value}</t:{name}>" for name, value in parts.items())
    return f"<t:CalendarItem><t:ItemId Id={quoteattr(meeting.id)}/>{written}{_link(meeting)}</t:CalendarItem>"


def _link(meeting: LabMeeting) -> str:
    """How Lync marks an online meeting in the calendar."""
    if not meeting.conference:
        return ""
    field = (
        '<t:ExtendedFieldURI DistinguishedPropertySetId="PublicStrings" PropertyName="OnlineMeetingConfLink"'
        ' PropertyType="String"/>'
    )
    value = f"<t:Value>conf:{escape(meeting.conference)}</t:Value>"
    return f"<t:ExtendedProperty>{field}{value}</t:ExtendedProperty>"


def _written(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _seconds(text: str) -> int:
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
