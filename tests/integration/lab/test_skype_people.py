"""Account data over HTTPS, as a client that is no phone asks for it: logins, lists, the address book, calendars."""

from __future__ import annotations

import re
from base64 import b64encode

import aiohttp
import pytest

from emulator.lab.lab import Lab

EXCHANGE, BOOK, FACTORY = "/EWS/Exchange.asmx", "/groupexpansion/service.svc", "/conf/focusfactory"
JANE = ("EXAMPLE\\jdoe", "correct horse battery staple")

ENVELOPE = (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns="http://schemas.microsoft.com/exchange/services/2006/messages"><e:Body>{}</e:Body></e:Envelope>'
)
MEETING = '<request xmlns="urn:ietf:params:xml:ns:cccp" requestId="{}"><addConference/></request>'
QUERY = (
    '<SearchAbEntry xmlns="DistributionListExpander"><AbEntryRequest><AbEntryRequest.BasicSearchQuery Value="{}"/>'
    "<Metadata><MaxResultNum>{}</MaxResultNum></Metadata></AbEntryRequest></SearchAbEntry>"
)


async def ask(
    http: aiohttp.ClientSession, body: str, path: str = EXCHANGE, login: tuple[str, str] | None = JANE
) -> tuple[int, str]:
    """Status and body of an answer."""
    headers = {"Authorization": f"Basic {b64encode(':'.join(login).encode()).decode()}"} if login else {}
    async with http.post(path, data=body.encode(), headers=headers) as answer:
        return answer.status, await answer.text()


async def exchange(http: aiohttp.ClientSession, operation: str, inner: str = "") -> str:
    """The answer of Exchange to a request that it understands."""
    status, body = await ask(http, ENVELOPE.format(f"<{operation}>{inner}</{operation}>"))
    assert 200 == status, body
    return body


def texts(body: str, element: str) -> list[str]:
    """What stands in the elements of that name."""
    return re.findall(rf"<(?:\w+:)?{element}>([^<]*)</", body)


@pytest.mark.parametrize(
    ("login", "status"),
    [
        (None, 401),
        (("EXAMPLE\\jdoe", "wrong"), 401),
        (("nobody", ""), 401),
        (JANE, 200),
        (("jdoe@example.com", "correct horse battery staple"), 200),
    ],
)
@pytest.mark.parametrize("path", [EXCHANGE, BOOK, FACTORY])
async def test_who_is_let_in(http: aiohttp.ClientSession, path: str, login: tuple[str, str], status: int) -> None:
    """The accounts, by any of their names; everybody else gets a challenge."""
    body = {EXCHANGE: ENVELOPE.format("<GetImItemList/>"), BOOK: ENVELOPE.format(QUERY.format("a", 5))}
    assert status == (await ask(http, body.get(path, MEETING.format(1)), path, login))[0]


@pytest.mark.parametrize("path", [EXCHANGE, BOOK, FACTORY])
@pytest.mark.parametrize("body", ["", "<", "<a/>", ENVELOPE.format(""), ENVELOPE.format("<DeleteEverything/>")])
async def test_what_is_not_understood(http: aiohttp.ClientSession, path: str, body: str) -> None:
    """400, whatever it is."""
    assert 400 == (await ask(http, body, path))[0]


async def test_a_contact_is_added_moved_and_removed(lab: Lab, http: aiohttp.ClientSession) -> None:
    """By the operations of MS-OXWSIMI; ids are those that the list tells."""
    sam = "<ImAddress>sip:ssmits@example.com</ImAddress><DisplayName>Sam Smits</DisplayName>"
    contact, favorites = '<ContactId Id="ssmits@example.com"/>', '<GroupId Id="Favorites"/>'
    groups = lab.skype.people.groups("jdoe@example.com")
    assert "NoError" in await exchange(http, "AddNewImContactToGroup", sam)
    assert "ssmits@example.com" in groups["Other Contacts"]
    assert "NoError" in await exchange(http, "AddImContactToGroup", contact + favorites)
    assert "Sam Smits" in texts(await exchange(http, "GetImItemList"), "DisplayName")
    assert "NoError" in await exchange(http, "RemoveImContactFromGroup", contact + favorites)
    assert ["Other Contacts"] == [name for name, members in groups.items() if "ssmits@example.com" in members]
    assert "NoError" in await exchange(http, "RemoveContactFromImList", contact)
    assert "ErrorItemNotFound" in await exchange(http, "RemoveContactFromImList", contact)
    assert "ErrorItemNotFound" in await exchange(http, "AddImContactToGroup", contact + '<GroupId Id="None"/>')


async def test_the_address_book(http: aiohttp.ClientSession) -> None:
    """First and last names and addresses are looked at, as many entries given as are wanted."""
    for begin, most, found in (("S", 20, 3), ("s", 1, 1), ("jdoe@", 20, 1), ("zz", 20, 0), ("", 20, 0)):
        _, body = await ask(http, ENVELOPE.format(QUERY.format(begin, most)), BOOK)
        assert found == body.count("<AbEntry>")


async def test_a_calendar_is_its_owners(http: aiohttp.ClientSession) -> None:
    """A view of it lists what lies in it; of another's, even with the right id, there is nothing to be had."""
    view = '<CalendarView StartDate="2000-01-01T00:00:00Z" EndDate="2100-01-01T00:00:00Z"/>'
    ids = re.findall(r'ItemId Id="([^"]+)"', await exchange(http, "FindItem", view))
    wanted = "".join(f'<ItemId Id="{each}"/>' for each in (*ids, "meeting-3", "meeting-4"))
    body = await exchange(http, "GetItem", f"<ItemIds>{wanted}</ItemIds>")
    assert ["Design Review", "Budget"] == texts(body, "Subject")
    assert "conf:sip:jdoe@example.com;gruu;opaque=app:conf:focus:id:DESIGNREVIEW" in texts(body, "Value")
    early = view.replace("2100", "2001")
    assert [] == re.findall("ItemId", await exchange(http, "FindItem", early))


async def test_meetings_are_made(http: aiohttp.ClientSession) -> None:
    """Each has an address of its own, at the one who wants it."""
    made = [(await ask(http, MEETING.format(number), FACTORY))[1] for number in (7, 8)]
    assert ['requestId="7"', 'requestId="8"'] == [re.findall(r'requestId="\d"', each)[0] for each in made]
    addresses = {re.findall(r'entity="([^"]+)"', each)[0] for each in made}
    assert (2, {"sip:jdoe@example.com"}) == (len(addresses), {each.partition(";")[0] for each in addresses})
