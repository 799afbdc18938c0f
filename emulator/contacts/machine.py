"""The contact directory and the call lists: what changes them, and a table of when the lists are written."""

from __future__ import annotations

from emulator.boot.model import LocalFilesRead, Ready, ShuttingDown
from emulator.calls.model import CallEnded
from emulator.contacts import call_lists, directory
from emulator.contacts.call_lists import CallListStep
from emulator.contacts.model import (
    CallLists,
    CallListsDue,
    ClearAll,
    ClearCalls,
    DeleteContact,
    DeleteRecord,
    Directory,
    OrderCalls,
    SaveContact,
    SortContacts,
)
from emulator.display.model import MissedSeen, OpenView
from emulator.kernel.machines import ANY, Machine, Row
from emulator.kernel.slices import Slice
from emulator.signin.model import Vacating

CALL_LISTS: Machine[CallLists] = Machine(
    "call lists",
    ("saved", "changed"),
    (
        Row(Ready, ANY, "saved", None, call_lists.read),
        Row(LocalFilesRead, ANY, "saved", call_lists.came, call_lists.read),
        Row(CallEnded, "saved", "changed", call_lists.logs, call_lists.log),
        Row(CallEnded, "changed", None, None, call_lists.log),
        Row(DeleteRecord, "saved", "changed", call_lists.is_listed, call_lists.delete),
        Row(DeleteRecord, "changed", None, call_lists.is_listed, call_lists.delete),
        Row(ClearCalls, "saved", "changed", None, call_lists.clear),
        Row(ClearCalls, "changed", None, None, call_lists.clear),
        Row(ClearAll, ANY, "changed", None, call_lists.forget),
        Row(CallListsDue, "changed", "saved", None, call_lists.publish),
        Row(ShuttingDown, "changed", "saved", None, call_lists.publish),
        Row(Vacating, "changed", "saved", None, call_lists.publish),
    ),
    enter={"changed": call_lists.wait},
)
"""The file is written callLists.writeDelay.terminated seconds after the first change since it was written last."""


def _feed_lists(step: CallListStep) -> None:
    CALL_LISTS.feed(step)


def _ended(step: CallListStep) -> None:
    call_lists.count_missed(step)
    CALL_LISTS.feed(step)


def _shut_down(step: CallListStep) -> None:
    before = step.own
    call_lists.log_open(step)
    if step.own != before:
        step.change(state="changed")
    CALL_LISTS.feed(step)


DIRECTORY_SLICE: Slice[Directory] = Slice(
    Directory,
    {
        Ready: directory.read,
        LocalFilesRead: directory.read_again,
        SaveContact: directory.save,
        DeleteContact: directory.delete,
        SortContacts: directory.sort,
        ClearAll: directory.forget,
    },
)

CALL_LISTS_SLICE: Slice[CallLists] = Slice(
    CallLists,
    {
        **dict.fromkeys({row.event for row in CALL_LISTS.rows}, _feed_lists),
        CallEnded: _ended,
        ShuttingDown: _shut_down,
        OpenView: call_lists.look,
        OrderCalls: call_lists.turn_round,
        MissedSeen: call_lists.see,
    },
    machines=(CALL_LISTS,),
)

SLICES = (DIRECTORY_SLICE, CALL_LISTS_SLICE)
