"""The contact list as Exchange keeps it (the unified contact store; MS-OXWSIMI): what is asked, and what it tells."""

from __future__ import annotations

from typing import NamedTuple
from xml.sax.saxutils import escape

from emulator.roster.model import Group, Person, address_of
from emulator.sip.stack.xmlbody import Node
from emulator.soap import MESSAGES, envelope, opened, reference, succeeded

ACTION = f"{MESSAGES}/"
"""What SOAPAction begins with; the operation's name follows."""


CHANGES = ("AddNewImContactToGroup", "RemoveContactFromImList", "AddImContactToGroup", "RemoveImContactFromGroup")
"""The operations that change the list."""


class Listed(NamedTuple):
    """People, not numbered yet, and groups of these."""

    people: tuple[Person, ...]
    groups: tuple[Group, ...]


def ask_list() -> tuple[str, str]:
    """Action and body that ask for the whole list."""
    return _asked("GetImItemList", "")


def ask_add(person: Person, group: str) -> tuple[str, str]:
    """Action and body that put somebody new into a group."""
    inner = (
        f"<m:ImAddress>{escape(person.address)}</m:ImAddress><m:DisplayName>{escape(person.name)}</m:DisplayName>"
        f"{reference('m:GroupId', group) if group else ''}"
    )
    return _asked("AddNewImContactToGroup", inner)


def ask_delete(person: Person) -> tuple[str, str]:
    """Action and body that take somebody out of the list."""
    return _asked("RemoveContactFromImList", reference("m:ContactId", person.key))


def ask_join(person: Person, group: str) -> tuple[str, str]:
    """Action and body that put somebody of the list into one more group."""
    return _asked("AddImContactToGroup", reference("m:ContactId", person.key) + reference("m:GroupId", group))


def ask_part(person: Person, group: str) -> tuple[str, str]:
    """Action and body that take somebody out of one group."""
    return _asked("RemoveImContactFromGroup", reference("m:ContactId", person.key) + reference("m:GroupId", group))


def _asked(operation: str, inner: str) -> tuple[str, str]:
    return f"{ACTION}{operation}", envelope(f"<m:{operation}>{inner}</m:{operation}>")


def read_list(body: str) -> Listed | None:
    """The list in an answer; None if it holds none."""
    answer = opened(body, "GetImItemListResponse")
    if answer is None or not succeeded(answer) or answer.child("ImItemList") is None:
        return None
    people = tuple(map(_person, answer.all("Persona")))
    return Listed(tuple(each for each in people if each.address), tuple(map(_group, answer.all("ImGroup"))))


def _person(node: Node) -> Person:
    address = address_of(node.text_of("ImAddress"))
    return Person(
        name=node.text_of("DisplayName") or address,
        address=address,
        key=_key(node, "PersonaId"),
        number=_first(node, "BusinessPhoneNumbers", "Number"),
        mail=_first(node, "EmailAddress", "EmailAddress"),
        title=node.text_of("Title"),
    )


def _group(node: Node) -> Group:
    members = node.child("MemberCorrelationKey")
    keys = (each.attributes.get("Id", "") for each in members.all("ItemId")) if members else ()
    return Group(node.text_of("DisplayName"), _key(node, "ExchangeStoreId"), tuple(keys))


def _key(node: Node, name: str) -> str:
    found = node.child(name)
    return found.attributes.get("Id", "") if found else ""


def _first(node: Node, name: str, inner: str) -> str:
    outer = node.child(name)
    return next((each.text for each in outer.all(inner) if each.text), "") if outer else ""


def accepted(body: str) -> bool:
    """Whether an answer to a change says that it was made."""
    operations = (
        "AddNewImContactToGroup",
        "RemoveContactFromImList",
        "AddImContactToGroup",
        "RemoveImContactFromGroup",
    )
    answers = (opened(body, f"{each}Response") for each in operations)
    return any(answer is not None and succeeded(answer) for answer in answers)
