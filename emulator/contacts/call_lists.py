"""What happens to the call lists: calls go in when they end, users delete them, and the file is written by and by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from emulator.boot.model import Publish, config
from emulator.calls.model import BUSY_CODES, Call, Calls
from emulator.config.layers import Configuration
from emulator.contacts.calls_file import UNANSWERED, read_calls, write_calls
from emulator.contacts.directory import report, stored
from emulator.contacts.markup import cleaned
from emulator.contacts.model import KINDS, RECENT, CallLists, CallListsDue, Record, lists, taken_elsewhere
from emulator.display.model import GoBack, Noticed, showing
from emulator.display.wallclock import wall_time
from emulator.kernel.slices import Step
from emulator.kernel.state import State
from emulator.lines.model import line

SECOND = 1_000_000

MOVED = 302
"""What a call is refused with that the user sends on."""

CONSULTATIONS = {"transfer": "Transferred", "conference": "Conference"}
"""Dispositions of calls that are made for the sake of another, by their purpose."""

CallListStep = Step[CallLists]


# What a call leaves behind


def record_of(step: CallListStep) -> Record | None:
    """The record of the call that has just ended; None if it is not to be listed."""
    call = step.phone[Calls].find(step.event.call)
    return record(step.phone, call, step.event.code, step.now) if call else None


def record(phone: State, call: Call, code: int, now: int) -> Record | None:
    """The record of a call that ended with `code`; None if it is not to be listed."""
    kind, disposition = _outcome(phone, call, code)
    if kind not in lists(phone) or (call.direction == "out" and not call.number):
        return None
    if call.purpose in CONSULTATIONS and not config(phone).flag("callLists.logConsultationCalls"):
        return None
    if kind == "missed" and not config(phone).flag(f"call.missedCallTracking.{call.line}.enabled"):
        return None
    ours = line(phone, call.line)
    ended = now if call.ended_at is None else call.ended_at
    return Record(
        id=0,
        kind=kind,
        line=call.line,
        number=cleaned(call.number),
        name=cleaned(call.name),
        start=wall_seconds(wall_time(phone, call.began)),
        duration=0 if call.connected_at is None else (ended - call.connected_at) // SECOND,
        disposition=disposition,
        own=f"{ours.settings.user}@{ours.settings.domain}" if ours and ours.settings.domain else "",
    )


def _outcome(phone: State, call: Call, code: int) -> tuple[str, str]:
    """The list that a call goes into, "" for none, and how it went."""
    if call.direction == "out":
        failed = "Busy" if code in BUSY_CODES else "Partial"
        answered = CONSULTATIONS.get(call.purpose, "Normal")
        return "placed", failed if call.connected_at is None else answered
    if call.connected_at is not None:
        return "received", "Normal"
    if call.missed:
        return "missed", "Partial"
    if taken_elsewhere(phone, code):
        return _handled_remotely(config(phone))
    return ("received", "UserForwarded") if code == MOVED else ("missed", "Rejected")


def _handled_remotely(settings: Configuration) -> tuple[str, str]:
    """A call that was answered elsewhere is in no list, unless call.advancedMissedCalls.* says so."""
    if settings.flag("call.advancedMissedCalls.addToMissedList"):
        return "missed", "Partial"
    return "received" if settings.flag("call.advancedMissedCalls.addToReceivedList") else "", "RemotelyHandled"


def wall_seconds(moment: datetime) -> int:
    """A wall time in seconds since 1970; 0 for an earlier one, such as that of an unset clock west of Greenwich."""
    return max(0, int(moment.timestamp()))


# The lists


def logs(step: CallListStep) -> bool:
    """The call goes into a list."""
    return record_of(step) is not None


def log(step: CallListStep) -> None:
    """Put the call that ended on top of its list."""
    made = record_of(step)
    if made is not None:
        _put(step, made)


def log_open(step: CallListStep) -> None:
    """The phone goes down: the calls that are up end with it, and are not there any more when that is told."""
    for call in step.phone[Calls].open:
        made = record(step.phone, call, 0, step.now) if call.direction == "out" or call.live else None
        if made is not None:
            _put(step, made)


def _put(step: CallListStep, made: Record) -> None:
    own, settings = step.own, config(step.phone)
    records = (replace(made, id=own.next_id), *own.records)
    if settings.flag("callLists.collapseDuplicates"):
        records = collapsed(records)
    step.change(records=trimmed(records, settings.number("callLists.size")), next_id=own.next_id + 1)


def collapsed(records: tuple[Record, ...]) -> tuple[Record, ...]:
    """The records with the newest and the one before made one, if both are incomplete and with the same party."""
    if len(records) > 1 and _incomplete(records[0]) and _sort(records[0]) == _sort(records[1]):
        return (replace(records[0], times=records[1].times + 1), *records[2:])
    return records


def _incomplete(each: Record) -> bool:
    return each.disposition in UNANSWERED


def _sort(each: Record) -> tuple[str, str, int, bool]:
    return each.kind, each.number, each.line, _incomplete(each)


def trimmed(records: Iterable[Record], size: int) -> tuple[Record, ...]:
    """The newest `size` records of each kind."""
    left = dict.fromkeys(KINDS, size)
    kept = []
    for each in records:
        left[each.kind] -= 1
        if left[each.kind] >= 0:
            kept.append(each)
    return tuple(kept)


def count_missed(step: CallListStep) -> None:
    """Count a missed call, unless the server tells which calls of the line were missed."""
    call = step.phone[Calls].find(step.event.call)
    settings = config(step.phone)
    if not step.event.missed or call is None or settings.flag(f"call.serverMissedCall.{call.line}.enabled"):
        return
    if settings.flag(f"call.missedCallTracking.{call.line}.enabled"):
        step.change(unseen=step.own.unseen + 1)


# What users do


def look(step: CallListStep) -> None:
    """Who looks at missed calls knows of them."""
    view, _, kind = step.event.view.partition("/")
    if view == RECENT and kind in ("", "missed"):
        see(step)


def see(step: CallListStep) -> None:
    """The user knows of the missed calls."""
    step.change(unseen=0)


def turn_round(step: CallListStep) -> None:
    """Oldest first, or newest first."""
    step.change(ascending=not step.own.ascending)


def is_listed(step: CallListStep) -> bool:
    """The record is there."""
    return step.own.find(step.event.record) is not None


def delete(step: CallListStep) -> None:
    """Take a record out."""
    number = step.event.record
    step.change(records=tuple(each for each in step.own.records if each.id != number))
    step.tell(Noticed("Deleted"))
    if showing(step.phone, f"call/{number}"):
        step.tell(GoBack())


def clear(step: CallListStep) -> None:
    """Empty a list, or all."""
    kept = tuple(each for each in step.own.records if not each.is_of(step.event.kind))
    step.change(records=kept)
    step.tell(Noticed("Cleared"))
    step.tell(GoBack())


def forget(step: CallListStep) -> None:
    """Empty all lists, for good."""
    step.change(records=(), unseen=0)


# The file


def came(step: CallListStep) -> bool:
    """Whether it is the call lists that have come, or are another user's."""
    return "calls" in step.event.roles


def read(step: CallListStep) -> None:
    """Take the lists from their file; one that cannot be read is reported and otherwise ignored."""
    file = stored(step.phone, "calls")
    step.change(unseen=0)
    if file is None:
        step.change(records=(), next_id=1)
        return
    found = read_calls(file.name, file.body)
    report(step, file, found.findings)
    if found.usable:
        records = trimmed(found.records, config(step.phone).number("callLists.size"))
        step.change(records=records, next_id=len(found.records) + 1)


def wait(step: CallListStep) -> None:
    """Write before long; further changes until then go with it."""
    step.arm("calllists/write", config(step.phone).number("callLists.writeDelay.terminated"), CallListsDue())


def publish(step: CallListStep) -> None:
    """Have the lists kept and uploaded."""
    step.disarm("calllists/write")
    moment = wall_time(step.phone, step.now)
    step.tell(Publish("calls", write_calls(step.own.records, wall_seconds(moment))))
