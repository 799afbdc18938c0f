"""The screens of the call lists: Recent Calls in all its kinds, one call, and what can be done with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from emulator.boot.model import config
from emulator.calls.model import Dial, OpenDialer
from emulator.contacts.calls_file import wall
from emulator.contacts.model import (
    RECENT,
    CallLists,
    ClearCalls,
    DeleteRecord,
    OrderCalls,
    Record,
    has_directory,
    known,
    lists,
)
from emulator.display.model import GoBack, Item, OpenView, Scene, Screen, SoftKey, Text
from emulator.display.pages import chosen, details, go, listing, menu, number, page, question
from emulator.display.wallclock import wall_time, write_date, write_time
from emulator.kernel.state import Event, State
from emulator.lines.model import line

UNKNOWN = "Unknown Party"
"""Who called without a number (UCS 4.0 phrases)."""

TITLES = {
    "": "Recent Calls",
    "missed": "Missed Calls",
    "received": "Received Calls",
    "placed": "Placed Calls",
    "in": "Received Calls",
}
ICONS = {"missed": "missed", "received": "received", "placed": "placed"}


def recent(scene: Scene, kind: str) -> Screen:
    """The calls of a kind, newest first, or oldest; without a kind all calls, or a choice of lists."""
    if not kind and config(scene.phone).choice("callLists.grouping") != "Unified":
        return call_type(scene, "")
    name = f"{RECENT}/{kind}" if kind else RECENT
    records = tuple(each for each in scene.phone[CallLists].records if each.is_of(kind))
    if scene.phone[CallLists].ascending:
        records = records[::-1]
    rows = [_row(scene, each) for each in records]
    actions = _actions(scene, chosen(scene, name, records), kind) if records else [go("Type", "call-type")]
    return listing(name, TITLES[kind], rows, actions, "No records")


def _row(scene: Scene, record: Record) -> Item:
    party = record.name or record.number or UNKNOWN
    text = f"{party} ({record.times})" if record.times > 1 else party
    touch = scene.profile.display.touch
    intent = OpenView(f"call/{record.id}") if touch or not record.number else dial(record)
    return Item(text, when(scene, record), ICONS[record.kind], intent)


def dial(record: Record) -> Dial:
    """Call back, on the line that the call was on, as the dial plan wants numbers from call lists."""
    return Dial(record.number, record.line, "CallListDial")


def when(scene: Scene, record: Record) -> str:
    """When a call began: the time if that was today, else the day."""
    began, now = wall(record.start), wall_time(scene.phone, scene.now)
    if began.date() == now.date():
        return write_time(config(scene.phone), began)
    if began.date() == (now - timedelta(days=1)).date():
        return "Yesterday"
    return write_date(config(scene.phone), began, long=False)


def _actions(scene: Scene, record: Record | None, kind: str) -> list[SoftKey]:
    about = _about(scene.phone, record) if record else []
    delete = [SoftKey("Delete", DeleteRecord(record.id))] if record else []
    return [*about, *delete, SoftKey("Sort", OrderCalls()), go("Type", "call-type"), go("Clear", "clear-calls", kind)]


def _about(phone: State, record: Record) -> list[SoftKey]:
    info = go("Info", "call", record.id)
    return [SoftKey("Dial", dial(record)), info, *_more(phone, record)] if record.number else [info]


def _more(phone: State, record: Record) -> Iterator[SoftKey]:
    """Into the directory with it, if it is not there; or into the dialer."""
    if has_directory(phone) and not known(phone, record.number):
        yield go("Save", "save-call", record.id)
    yield SoftKey("Edit", OpenDialer(record.line, record.number))


def call(scene: Scene, about: str) -> Screen:
    """All that is known of a call."""
    name, record = f"call/{about}", scene.phone[CallLists].find(number(about))
    if record is None:
        return Screen(name, "Call Information", (Text(("No records",)),), (SoftKey("Back", GoBack()),))
    settings, began = config(scene.phone), wall(record.start)
    ours = line(scene.phone, record.line)
    rows = (
        ("Name", record.name),
        ("Number", record.number or UNKNOWN),
        ("Line", ours.settings.label if ours else str(record.line)),
        ("Time", f"{write_date(settings, began, long=False)} {write_time(settings, began)}"),
        ("Duration", lasted(record.duration) if record.duration else ""),
    )
    keys = [SoftKey("Dial", dial(record)), *_more(scene.phone, record)] if record.number else []
    return details(name, "Call Information", rows, (*keys, SoftKey("Delete", DeleteRecord(record.id))))


def lasted(seconds: int) -> str:
    """How long a call lasted, as call timers show it."""
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"


def call_type(scene: Scene, _: str) -> Screen:
    """Which calls to see (callLists.grouping says how they are parted)."""
    return menu(scene, "call-type", "Type", tuple(_types(scene.phone)))


def _types(phone: State) -> Iterator[tuple[str, Event]]:
    kept, grouping = lists(phone), config(phone).choice("callLists.grouping")
    if grouping == "InOut":
        kept = (*(("in",) if {"missed", "received"} & {*kept} else ()), *(each for each in kept if each == "placed"))
    if grouping == "Unified":
        yield "All Calls", OpenView(RECENT, instead=True)
    for kind in kept:
        yield TITLES[kind], OpenView(f"{RECENT}/{kind}", instead=True)


def clear_calls(_scene: Scene, kind: str) -> Screen:
    """The question before a list is emptied."""
    return question(f"clear-calls/{kind}", f"Clear {TITLES[kind]}", "Are you sure?", ClearCalls(kind))


def _has_lists(phone: State) -> bool:
    return bool(lists(phone))


VIEWS = (
    page(RECENT, _has_lists, recent),
    page("call", _has_lists, call),
    page("call-type", _has_lists, call_type),
    page("clear-calls", _has_lists, clear_calls),
)
"""The views of the call lists."""
