"""What Exchange is asked about the calendar (MS-OXWSCORE) and the focus factory (MS-CONFBAS), and what they answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from xml.sax.saxutils import quoteattr

from emulator.meetings.model import Meeting
from emulator.sip.stack.xmlbody import Node, XmlBodyError, read_xml
from emulator.soap import MESSAGES, envelope, opened, reference, succeeded

CCCP = "urn:ietf:params:xml:ns:cccp"
LINK = "OnlineMeetingConfLink"
"""The property by which Lync marks a meeting as online."""

_FIELD = f'<t:ExtendedFieldURI DistinguishedPropertySetId="PublicStrings" PropertyName="{LINK}" PropertyType="String"/>'
_FIND = (
    '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>'
    '<m:CalendarView StartDate="{start}" EndDate="{end}"/>'
    '<m:ParentFolderIds><t:DistinguishedFolderId Id="calendar"/></m:ParentFolderIds></m:FindItem>'
)
_GET = (
    "<m:GetItem><m:ItemShape><t:BaseShape>AllProperties</t:BaseShape><t:BodyType>Text</t:BodyType>"
    f"<t:AdditionalProperties>{_FIELD}</t:AdditionalProperties></m:ItemShape><m:ItemIds>{{ids}}</m:ItemIds></m:GetItem>"
)


def ask_days(start: int, end: int) -> tuple[str, str]:
    """Action and body that ask for what lies between two moments."""
    return f"{MESSAGES}/FindItem", envelope(_FIND.format(start=_written(start), end=_written(end)))


def read_keys(body: str) -> tuple[str, ...] | None:
    """The keys of the meetings in an answer; None if it is none."""
    answer = opened(body, "FindItemResponse")
    if answer is None or not succeeded(answer):
        return None
    keys = (each.attributes.get("Id", "") for each in answer.all("ItemId"))
    return tuple(filter(None, keys))


def ask_details(keys: Iterable[str]) -> tuple[str, str]:
    """Action and body that ask for all about these meetings."""
    return f"{MESSAGES}/GetItem", envelope(_GET.format(ids="".join(reference("t:ItemId", key) for key in keys)))


def read_details(body: str) -> tuple[Meeting, ...] | None:
    """The meetings in an answer by their start, those that cannot be read left out; None if it is none."""
    answer = opened(body, "GetItemResponse")
    if answer is None or not succeeded(answer):
        return None
    found = (_meeting(each) for each in answer.all("CalendarItem"))
    return tuple(sorted((each for each in found if each), key=lambda each: (each.start, each.end, each.key)))


def _meeting(node: Node) -> Meeting | None:
    key = next((each.attributes.get("Id", "") for each in node.all("ItemId")), "")
    start, end = (_seconds(node.text_of(name)) for name in ("Start", "End"))
    if not key or start is None or end is None:
        return None
    minutes = node.text_of("ReminderMinutesBeforeStart")
    reminds = node.text_of("ReminderIsSet") == "true" and minutes.isdecimal() and len(minutes) < 7
    return Meeting(
        key,
        node.text_of("Subject"),
        start,
        end,
        node.text_of("Location"),
        next(_names(node.child("Organizer")), ""),
        tuple(_names(node.child("RequiredAttendees"))),
        _conference(node),
        node.text_of("Sensitivity") in ("Private", "Confidential", "Personal"),
        node.text_of("IsAllDayEvent") == "true",
        node.text_of("Body"),
        int(minutes) if reminds else None,
    )


def _names(node: Node | None) -> Iterator[str]:
    return (each.text for each in node.all("Name") if each.text) if node else iter(())


def _conference(node: Node) -> str:
    for each in node.all("ExtendedProperty"):
        field = each.child("ExtendedFieldURI")
        if field and field.attributes.get("PropertyName") == LINK:
            address = each.text_of("Value").removeprefix("conf:")
            return address if address.startswith("sip:") else ""
    return ""


def _written(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _seconds(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None


def ask_meeting(address: str) -> tuple[str, str]:
    """Action and body that ask the factory for a meeting of somebody's."""
    who = quoteattr(f"sip:{address}")
    about = "<conference-description><subject>Meet Now</subject></conference-description>"
    inner = f"<addConference><conference-info>{about}</conference-info></addConference>"
    body = f'<request xmlns="{CCCP}" from={who} requestId="1">{inner}</request>'
    return "addConference", body


def read_meeting(body: str) -> str:
    """The address of the meeting that was made; empty if none was."""
    try:
        root = read_xml(body)
    except XmlBodyError:
        return ""
    info = next(root.all("conference-info"), None)
    made = root.name == "response" and root.attributes.get("code") == "success" and info is not None
    address = info.attributes.get("entity", "") if made and info else ""
    return address if address.startswith("sip:") else ""
