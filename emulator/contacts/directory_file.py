"""The contact directory's file, `<mac>-directory.xml`: read in any shape that the phone takes, written in its own.

Entries, their elements and the order of those are as in the SIP 2.0 administrator guide, page 39, and the addendum on
expansion modules for UC Software 4.1.6, page 21; `tl` and `em` appear in files of UC Software 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from emulator.config.findings import Finding, finding
from emulator.config.xml import read_text
from emulator.contacts.markup import DECLARATION, Element, element, read_elements, shortened
from emulator.contacts.model import HIGHEST_INDEX, NAME_BYTES, NUMBER_BYTES, Contact

_TEXTS = {  # element -> field and its size in bytes
    "ln": ("last", NAME_BYTES),
    "fn": ("first", NAME_BYTES),
    "ct": ("number", NUMBER_BYTES),
    "lb": ("label", NAME_BYTES),
    "pt": ("protocol", NAME_BYTES),
    "rt": ("ring", NAME_BYTES),
    "dc": ("divert", NUMBER_BYTES),
    "tl": ("title", NUMBER_BYTES),
    "em": ("email", NUMBER_BYTES),
}
_FLAGS = {"ad": "auto_divert", "ar": "auto_reject", "bw": "watched", "bb": "blocked"}
_ORDER = ("ln", "fn", "ct", "sd", "lb", "pt", "rt", "dc", "ad", "ar", "bw", "bb", "tl", "em")
_OPTIONAL = {"pt", "tl", "em"}


class Contacts(NamedTuple):
    """What a file holds; with findings about its entries, or the one that says why it holds nothing."""

    contacts: tuple[Contact, ...]
    findings: tuple[Finding, ...] = ()
    usable: bool = True


def read_directory(name: str, data: bytes, limit: int) -> Contacts:
    """Read the file `name`, whatever its bytes are; entries beyond `limit` are left out, and so are broken ones."""
    text, findings = read_text(name, data)
    if findings:
        return Contacts((), findings, usable=False)
    root = read_elements(text)
    if root.name != "directory":
        reason = f"not a contact directory, so a phone ignores it: it begins with <{root.name}>"
        return Contacts((), (finding("directory-invalid", reason, name, root.line),), usable=False)
    reader = _Reader(name, limit)
    for item in root.find_all("item"):
        reader.take(item)
    return Contacts(tuple(reader.contacts), tuple(reader.findings))


class _Reader:
    """Goes through the entries, and sees that numbers and speed dial indices are there once."""

    def __init__(self, name: str, limit: int) -> None:
        self.name = name
        self.limit = limit
        self.contacts: list[Contact] = []
        self.findings: list[Finding] = []
        self._numbers: set[str] = set()
        self._indices: set[int] = set()

    def take(self, item: Element) -> None:
        contact = _contact(item.values)
        if not contact.number:
            self._complain("contact-invalid", "an entry without a contact (ct) is left out", item)
        elif contact.number in self._numbers:
            self._complain("contact-invalid", f"{contact.number} is there already; this entry is left out", item)
        elif len(self.contacts) >= self.limit:
            self._complain("contact-invalid", f"the directory holds {self.limit} contacts, no more", item)
        else:
            self._keep(contact, item)

    def _keep(self, contact: Contact, item: Element) -> None:
        wanted = item.values.get("sd", "")
        if wanted and not contact.index:
            self._complain("contact-invalid", f"{wanted!r} is no speed dial index (1 to {HIGHEST_INDEX})", item)
        if contact.index in self._indices:
            self._complain("contact-invalid", f"speed dial index {contact.index} is taken already", item)
            contact = replace(contact, index=0)
        self._numbers.add(contact.number)
        self._indices |= {contact.index} - {0}
        self.contacts.append(replace(contact, id=len(self.contacts) + 1))

    def _complain(self, rule: str, message: str, item: Element) -> None:
        self.findings.append(finding(rule, message, self.name, item.line))


def _contact(values: dict[str, str]) -> Contact:
    texts = {field: shortened(values.get(tag, ""), size) for tag, (field, size) in _TEXTS.items()}
    flags = {field: values.get(tag, "") == "1" for tag, field in _FLAGS.items()}
    return Contact(**texts, **flags, index=speed_dial(values.get("sd", "")))  # type: ignore[arg-type]


def speed_dial(text: str) -> int:
    """A speed dial index as it is written; 0 for none, and for what is no index."""
    number = int(text) if text.isdecimal() and text.isascii() and len(text) < 6 else 0
    return number if number <= HIGHEST_INDEX else 0


def write_directory(contacts: Iterable[Contact]) -> bytes:
    """The file as the phone writes it."""
    items = "".join("".join(_item(contact)) for contact in contacts)
    return f"{DECLARATION}<directory>\n  <item_list>\n{items}  </item_list>\n</directory>\n".encode()


def _item(contact: Contact) -> Iterator[str]:
    yield "    <item>\n"
    for tag in _ORDER:
        value = _value(contact, tag)
        if value or tag not in _OPTIONAL:
            yield element(tag, value, 6)
    yield "    </item>\n"


def _value(contact: Contact, tag: str) -> str:
    if tag == "sd":
        return str(contact.index or "")
    if tag in _FLAGS:
        return "1" if getattr(contact, _FLAGS[tag]) else "0"
    return str(getattr(contact, _TEXTS[tag][0]))
