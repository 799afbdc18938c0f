"""What happens to the contact directory: it is read when the phone starts, edited, and published after a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from emulator.boot.model import LocalFile, Provisioning, Publish, config
from emulator.boot.orders import Log
from emulator.config.findings import Finding
from emulator.contacts.directory_file import read_directory, speed_dial, write_directory
from emulator.contacts.markup import cleaned, shortened
from emulator.contacts.model import FLAGS, HIGHEST_INDEX, NAME_BYTES, NUMBER_BYTES, Contact, Directory
from emulator.display.model import GoBack, Noticed
from emulator.kernel.slices import Step
from emulator.kernel.state import State

COMPONENT = "clist"
"""Who writes about directories in the device's log."""

READ_ONLY = "Local contact directory is read-only."
DELETED = "This contact was deleted."

DirectoryStep = Step[Directory]

_SIZES = {"number": NUMBER_BYTES, "divert": NUMBER_BYTES}
_SWITCHES = ("auto_reject", "auto_divert", "watched", "blocked")


def limit(phone: State) -> int:
    """How many contacts the directory takes."""
    return config(phone).number("dir.local.contacts.maxNum")


def last_index(phone: State) -> int:
    """The highest speed dial index that may be given."""
    return config(phone).number("dir.local.contacts.maxFavIx") or HIGHEST_INDEX


def read_only(phone: State) -> bool:
    """Whether the directory must not be changed at the phone."""
    return config(phone).flag("dir.local.readonly")


# Reading


def stored(phone: State, role: str) -> LocalFile | None:
    """The phone's own file in that role, as it was fetched or last published."""
    return next((file for file in phone[Provisioning].local if file.role == role), None)


def report(step: Step[Any], file: LocalFile, findings: Iterable[Finding]) -> None:
    """Write into the device's log what is wrong with a file."""
    for each in findings:
        step.do(Log(COMPONENT, "4", f"'{file.name}' line {each.line}: {each.message}"))


def read(step: DirectoryStep) -> None:
    """Take the directory from its file; one that cannot be read is reported and otherwise ignored."""
    step.change(by_first_name=config(step.phone).flag("dir.search.field"), findings=())
    file = stored(step.phone, "directory")
    if file is None:
        step.change(contacts=(), next_id=1)
        return
    found = read_directory(file.name, file.body, limit(step.phone))
    step.change(findings=found.findings)
    report(step, file, found.findings)
    if found.usable:
        step.change(contacts=found.contacts, next_id=len(found.contacts) + 1)


def read_again(step: DirectoryStep) -> None:
    """Take it again if it has come while the phone runs, or is another user's."""
    if "directory" in step.event.roles:
        read(step)


# Editing


def entered(typed: Mapping[str, str], before: Contact) -> Contact:
    """A contact with what has been typed, each value on one line and no longer than it may be."""
    texts = {name: shortened(cleaned(text), _SIZES.get(name, NAME_BYTES)) for name, text in typed.items()}
    values: dict[str, Any] = {name: text for name, text in texts.items() if name not in _SWITCHES}
    values |= {name: texts[name] == FLAGS[True] for name in _SWITCHES if name in texts}
    if "index" in texts:
        values["index"] = speed_dial(texts["index"])
    return replace(before, **values)


def objection(step: DirectoryStep) -> str:
    """Why a contact cannot be saved as typed, in the device's words; "" if it can."""
    event, own = step.event, step.own
    before = own.find(event.contact)
    if read_only(step.phone):
        return READ_ONLY
    if event.contact and before is None:
        return DELETED
    if not before and len(own.contacts) >= limit(step.phone):
        return "Directory is too big."
    return _fault(step, entered(event.typed, before or Contact()))


def _fault(step: DirectoryStep, contact: Contact) -> str:
    others = [each for each in step.own.contacts if each.id != contact.id]
    wanted = cleaned(step.event.typed.get("index", ""))
    if not contact.number:
        return "Contact value required."
    if any(each.number == contact.number for each in others):
        return "Duplicate contact value." if contact.id else "Contact already exists."
    if wanted and not 0 < speed_dial(wanted) <= last_index(step.phone):
        return "Speed dial index is invalid."
    if contact.index and any(each.index == contact.index for each in others):
        return "Duplicate speed dial."
    return ""


def save(step: DirectoryStep) -> None:
    """Put a contact in, or in place of what it was; or say why not."""
    problem = objection(step)
    if problem:
        step.tell(Noticed(problem))
        return
    own, number = step.own, step.event.contact
    before = own.find(number)
    if before is None:
        added = entered(step.event.typed, Contact(id=own.next_id))
        step.change(contacts=(*own.contacts, added), next_id=own.next_id + 1)
    else:
        changed = entered(step.event.typed, before)
        step.change(contacts=tuple(changed if each.id == number else each for each in own.contacts))
    _publish(step, "Saved")
    step.tell(GoBack())


def delete(step: DirectoryStep) -> None:
    """Take a contact out, or say why not."""
    gone = step.own.find(step.event.contact)
    if gone is None or read_only(step.phone):
        step.tell(Noticed(DELETED if gone is None else READ_ONLY))
    else:
        step.change(contacts=tuple(each for each in step.own.contacts if each is not gone))
        _publish(step, "Deleted")
        step.tell(GoBack())


def _publish(step: DirectoryStep, notice: str) -> None:
    """Have the directory kept and uploaded, and tell the user."""
    step.tell(Publish("directory", write_directory(step.own.contacts)))
    step.tell(Noticed(notice))


def forget(step: DirectoryStep) -> None:
    """Empty the directory."""
    step.change(contacts=(), next_id=1)
    _publish(step, "Cleared")


def sort(step: DirectoryStep) -> None:
    """Sort the list by first or last name; its file keeps its order."""
    step.change(by_first_name=step.event.by_first_name)
    step.tell(GoBack())
