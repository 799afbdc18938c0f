"""The server's address book: the query that is asked while somebody searches (MS-DLX), and what it finds."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from emulator.roster.model import Person, address_of
from emulator.sip.stack.xmlbody import Node
from emulator.soap import BOOK, envelope, opened

ACTION = f"{BOOK}/SearchAbEntry"
MOST = 20
"""How many entries are asked for."""

RETURNED = ("displayName", "msRTCSIP-PrimaryUserAddress", "telephoneNumber", "mail", "title", "department", "company")
"""The attributes that are asked for, by their names in Active Directory."""


def ask_search(text: str) -> str:
    """The body that asks for those whose name begins with a text."""
    inner = (
        f"<AbEntryRequest.BasicSearchQuery SearchList={quoteattr('givenName,sn,displayName,mail')}"
        f' Value={quoteattr(text)} Verb="StartsWith"/>'
        f"<Metadata><FromDialPad>false</FromDialPad><MaxResultNum>{MOST}</MaxResultNum>"
        f"<ReturnList>{','.join(RETURNED)}</ReturnList></Metadata>"
    )
    return envelope(f'<SearchAbEntry xmlns="{BOOK}"><AbEntryRequest>{inner}</AbEntryRequest></SearchAbEntry>')


def read_found(body: str) -> tuple[Person, ...] | None:
    """Whom an answer names, those with a SIP address or a number; None if it is no answer."""
    answer = opened(body, "SearchAbEntryResponse")
    result = answer.child("SearchAbEntryResult") if answer else None
    if result is None:
        return None
    people = (_person(each) for each in result.all("AbEntry"))
    return tuple(each for each in people if each.address or each.number)


def _person(entry: Node) -> Person:
    values = {each.text_of("Name").lower(): each.text_of("Value") for each in entry.all("Attribute")}
    address = address_of(values.get("msrtcsip-primaryuseraddress", ""))
    return Person(
        name=values.get("displayname", "") or address,
        address=address,
        number=values.get("telephonenumber", ""),
        mail=values.get("mail", ""),
        title=values.get("title", ""),
        department=values.get("department", ""),
    )
