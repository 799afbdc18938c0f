"""The master configuration file: which files a phone fetches, and where it puts its own.

Attributes may stand in any element, with the phone's model or part number as a suffix; the most special one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from emulator.config.files import ParameterFile, Setting, collect
from emulator.config.findings import Finding, finding
from emulator.config.identity import Identity
from emulator.config.xml import Attribute, read_xml

LONGEST_NAME = 255
LONGEST_LIST = 2047
"""Characters, commas and blanks included (SIP 2.0 administrator guide)."""

_DIRECTORIES = {
    "LOG_FILE_DIRECTORY": "logs",
    "OVERRIDES_DIRECTORY": "overrides",
    "CONTACTS_DIRECTORY": "contacts",
    "LICENSE_DIRECTORY": "licenses",
    "USER_PROFILES_DIRECTORY": "user_profiles",
    "CALL_LISTS_DIRECTORY": "call_lists",
    "COREFILE_DIRECTORY": "corefiles",
}
_ATTRIBUTES = frozenset({"APP_FILE_PATH", "CONFIG_FILES", "MISC_FILES", *_DIRECTORIES})
_SHAPE = re.compile(r"[A-Z_]+_(?:DIRECTORY|FILES|FILE_PATH)(?:_.*)?")
_PLACEHOLDER = re.compile(r"\[([A-Z_]{1,40})\]")


class Master(msgspec.Struct, frozen=True):
    """A master configuration file as one phone understands it.

    An empty directory is that of the master file itself. `parameters` is there if parameters stand in the master
    file; they count before those of `files`. A master file that is not `usable` counts as none.
    """

    name: str
    size: int
    usable: bool
    application: str = "sip.ld"
    files: tuple[str, ...] = ()
    misc: tuple[str, ...] = ()
    logs: str = ""
    overrides: str = ""
    contacts: str = ""
    licenses: str = ""
    user_profiles: str = ""
    call_lists: str = ""
    corefiles: str = ""
    parameters: ParameterFile | None = None
    findings: tuple[Finding, ...] = ()


def read_master(name: str, data: bytes, identity: Identity) -> Master:
    """Read the master configuration file `name` as that phone does."""
    document = read_xml(name, data)
    if not document.readable:
        return Master(name, len(data), False, findings=document.findings)
    flat = [each for each in document.attributes if "." in each.name and not _SHAPE.fullmatch(each.name)]
    named = any(_SHAPE.fullmatch(each.name) for each in document.attributes)
    if not (flat or named or document.root == "APPLICATION"):
        message = f"<{document.root}> has no attribute of a master configuration file"
        return Master(name, len(data), False, findings=(finding("master-invalid", message, name),))
    reader = _Reader(name, _own(document.attributes, identity), identity)
    fields = {field: reader.value(attribute) for attribute, field in _DIRECTORIES.items()}
    application = reader.value("APP_FILE_PATH")
    parameters = collect(name, len(data), flat) if flat else None
    return Master(
        name,
        len(data),
        True,
        application=application or "sip.ld",
        files=tuple(reader.names("CONFIG_FILES")),
        misc=tuple(reader.names("MISC_FILES")),
        **fields,
        parameters=parameters,
        findings=(*reader.findings, *_notes(name, flat), *(parameters.findings if parameters else ())),
    )


def _own(attributes: tuple[Attribute, ...], identity: Identity) -> dict[str, Setting]:
    """Of every attribute the most special form that is meant for this phone; of equals the first."""
    ranks: dict[str, tuple[str, int]] = {}
    for attribute in _ATTRIBUTES:
        ranks[attribute] = (attribute, 0)
        if identity.model:
            ranks[f"{attribute}_{identity.model}"] = (attribute, 1)
        if identity.part_number:
            ranks[f"{attribute}_{identity.part_number}"] = (attribute, 2)
    best: dict[str, tuple[int, Setting]] = {}
    for each in attributes:
        attribute, rank = ranks.get(each.name, ("", -1))
        if rank > best.get(attribute, (-1,))[0]:
            best[attribute] = (rank, Setting(each.value, "", each.line, each.column))
    return {attribute: setting for attribute, (_, setting) in best.items()}


def _notes(name: str, flat: list[Attribute]) -> Iterator[Finding]:
    if flat:
        first = flat[0]
        message = "parameters stand in the master configuration file itself; they are taken from it"
        yield finding("master-flat", message, name, first.line, first.column, parameter=first.name)


class _Reader:
    """Takes values out of a master file and notes what is wrong with them."""

    def __init__(self, name: str, own: dict[str, Setting], identity: Identity) -> None:
        self._name = name
        self._own = own
        self._words = {
            "PHONE_MAC_ADDRESS": identity.mac,
            "MACADDRESS": identity.mac,
            "PHONE_MODEL": identity.model,
            "PHONE_PART_NUMBER": identity.part_number,
        }
        self.findings: list[Finding] = []

    def value(self, attribute: str) -> str:
        value = self._substituted(attribute)
        if len(value) <= LONGEST_NAME:
            return value
        self._note("master-invalid", attribute, f"{attribute} is longer than {LONGEST_NAME} characters")
        return ""

    def names(self, attribute: str) -> Iterator[str]:
        value = self._substituted(attribute)
        if len(value) > LONGEST_LIST:
            message = f"{attribute} is longer than {LONGEST_LIST} characters; names beyond are not read"
            self._note("master-invalid", attribute, message)
            value = value[: LONGEST_LIST + 1].rpartition(",")[0]
        for entry in value.split(","):
            file = entry.strip()
            if len(file) > LONGEST_NAME:
                message = f"{file[:40]}... is longer than {LONGEST_NAME} characters and not read"
                self._note("master-invalid", attribute, message)
            elif file:
                yield file

    def _substituted(self, attribute: str) -> str:
        setting = self._own.get(attribute)
        if setting is None:
            return ""
        for word in _PLACEHOLDER.findall(setting.value):
            if word not in self._words:
                self._note("placeholder-unresolved", attribute, f"[{word}] in {attribute} stands for nothing")
        return _PLACEHOLDER.sub(lambda found: self._words.get(found[1], found[0]), setting.value).strip()

    def _note(self, rule: str, attribute: str, message: str) -> None:
        place = self._own[attribute]
        self.findings.append(finding(rule, message, self._name, place.line, place.column))
