"""The call lists: what each call leaves behind, how lists are kept short, when they are written, and who counts."""

from __future__ import annotations

import pytest

from emulator.boot.model import ShuttingDown
from emulator.boot.orders import Log
from emulator.calls.model import CallProgressed, CallTerminated, Dial, EndCall, OpenDialer, RejectCall
from emulator.calls.orders import PlaceCall
from emulator.contacts.calls_file import read_calls, write_calls
from emulator.contacts.model import CallLists, ClearCalls, DeleteRecord, Record
from emulator.display.model import ClockSet, MissedSeen, OpenView
from tests.unit.contacts.desk import ANN, Desk

NOON = 1_700_000_000 // 86_400 * 86_400 + 43_200


def miss(desk: Desk, number: str = "1003", code: int = 487, line: int = 1) -> None:
    """A call that stops ringing."""
    call = desk.ring(line, number)
    desk.feed(CallTerminated(call, code, ""))
    desk.wait(20)


def receive(desk: Desk, number: str = "1003", seconds: float = 65) -> None:
    """A call that is taken, and ends."""
    call = desk.ring(number=number)
    desk.obey(desk.press("Answer"))
    desk.wait(seconds)
    desk.feed(EndCall(call))
    desk.wait(20)


def place(desk: Desk, number: str = "1002", code: int = 0, seconds: float = 5) -> None:
    """A call that goes out: answered, or refused with `code`."""
    if code:
        desk.feed(Dial(number))
        call = max(desk.states)
        desk.feed(CallProgressed(call, 180, "Ringing"), CallTerminated(call, code, ""))
    else:
        call = desk.dial_up(number)
        desk.wait(seconds)
        desk.feed(EndCall(call))
    desk.wait(20)


def test_every_call_goes_into_its_list() -> None:
    """Newest first, with name, time, duration, line and how it went."""
    desk = Desk(ANN)
    desk.feed(ClockSet(float(NOON)))
    receive(desk, seconds=65)
    place(desk)
    miss(desk, "1009")
    last, middle, first = desk[CallLists].records
    assert ("received", "1003", "Ann Brown", NOON, 65, "Normal") == (
        first.kind, first.number, first.name, first.start, first.duration, first.disposition,
    )  # fmt: skip
    assert ("placed", "1002", "", NOON + 85, 5) == (
        middle.kind, middle.number, middle.name, middle.start, middle.duration,
    )  # fmt: skip
    assert ("missed", "1009", 0, "Partial", "1001@pbx.example") == (
        last.kind, last.number, last.duration, last.disposition, last.own,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "disposition"), [(486, "Busy"), (600, "Busy"), (404, "Partial"), (487, "Partial"), (0, "Normal")]
)
def test_placed_calls_say_how_they_went(code: int, disposition: str) -> None:
    """Busy, never answered, or normal."""
    desk = Desk()
    place(desk, code=code)
    assert [("placed", disposition)] == [(each.kind, each.disposition) for each in desk[CallLists].records]


def test_a_dialer_that_was_left_is_no_call() -> None:
    """Only numbers that were called are listed."""
    desk = Desk()
    desk.feed(OpenDialer())
    desk.press("1", "Cancel")
    desk.wait(20)
    assert [] == desk.calls


def test_a_rejected_call_is_listed_as_missed_and_not_counted() -> None:
    """The user knows of it (VVX user guide, UC Software 5.5)."""
    desk = Desk()
    desk.ring()
    desk.feed(RejectCall())
    desk.wait(20)
    assert [("missed", "1003", 1)] == desk.calls
    assert ("Rejected", 0) == (desk[CallLists].records[0].disposition, desk[CallLists].unseen)


@pytest.mark.parametrize(
    ("values", "listed", "counted"),
    [
        ({}, [], 0),
        ({"call.advancedMissedCalls.addToMissedList": "1"}, ["missed"], 0),
        ({"call.advancedMissedCalls.addToReceivedList": "1"}, ["received"], 0),
        ({"call.advancedMissedCalls.enabled": "0"}, ["missed"], 1),
        ({"call.advancedMissedCalls.reasonCodes": "26, 600"}, ["missed"], 1),
    ],
)
def test_calls_answered_elsewhere_are_listed_as_configured(
    values: dict[str, str], listed: list[str], counted: int
) -> None:
    """By default nowhere (call.advancedMissedCalls.*)."""
    desk = Desk(values=values)
    miss(desk, code=200)
    assert (listed, counted) == ([kind for kind, _, _ in desk.calls], desk[CallLists].unseen)


@pytest.mark.parametrize(
    ("values", "listed"),
    [
        ({}, ["missed", "placed", "received"]),
        ({"feature.callList.enabled": "0"}, []),
        ({"feature.callListMissed.enabled": "0"}, ["placed", "received"]),
        ({"feature.callListPlaced.enabled": "0"}, ["missed", "received"]),
        ({"feature.callListReceived.enabled": "0"}, ["missed", "placed"]),
        ({"call.missedCallTracking.1.enabled": "0"}, ["placed", "received"]),
        ({"call.missedCallTracking.2.enabled": "0"}, ["missed", "placed", "received"]),
    ],
)
def test_lists_that_are_switched_off_are_not_kept(values: dict[str, str], listed: list[str]) -> None:
    """All of them, one kind, or the missed calls of a line."""
    desk = Desk(values=values)
    receive(desk)
    place(desk)
    miss(desk)
    assert listed == [kind for kind, _, _ in desk.calls]


@pytest.mark.parametrize(
    ("values", "unseen"),
    [({}, 2), ({"call.missedCallTracking.1.enabled": "0"}, 0), ({"call.serverMissedCall.1.enabled": "1"}, 0)],
)
def test_missed_calls_are_counted_unless_the_server_does(values: dict[str, str], unseen: int) -> None:
    """call.missedCallTracking.x.enabled, call.serverMissedCall.x.enabled."""
    desk = Desk(values=values)
    miss(desk)
    miss(desk)
    assert unseen == desk[CallLists].unseen


@pytest.mark.parametrize(
    ("event", "unseen"),
    [
        (MissedSeen(), 0),
        (OpenView("recent-calls"), 0),
        (OpenView("recent-calls/missed"), 0),
        (OpenView("recent-calls/placed"), 1),
        (OpenView("contacts"), 1),
    ],
)
def test_missed_calls_are_new_until_somebody_looks(event: MissedSeen | OpenView, unseen: int) -> None:
    """Clear, or a list that shows them."""
    desk = Desk()
    miss(desk)
    desk.feed(event)
    assert unseen == desk[CallLists].unseen


@pytest.mark.parametrize(
    ("collapse", "calls"),
    [
        ("1", [("missed", "1003", 1), ("missed", "1009", 1), ("missed", "1003", 3)]),
        ("0", [("missed", "1003", 1), ("missed", "1009", 1), *[("missed", "1003", 1)] * 3]),
    ],
)
def test_unanswered_calls_in_a_row_are_one_entry(collapse: str, calls: list[tuple[str, str, int]]) -> None:
    """callLists.collapseDuplicates; somebody else's call between parts them."""
    desk = Desk(values={"callLists.collapseDuplicates": collapse})
    for number in ("1003", "1003", "1003", "1009", "1003"):
        miss(desk, number)
    assert calls == desk.calls


def test_answered_calls_stay_apart() -> None:
    """Each has a duration of its own."""
    desk = Desk()
    receive(desk)
    receive(desk, seconds=0)
    assert [("received", "1003", 1)] * 2 == desk.calls


def test_each_list_keeps_the_newest() -> None:
    """callLists.size, for each kind by itself."""
    desk = Desk(values={"callLists.size": "10", "callLists.collapseDuplicates": "0"})
    place(desk)
    for number in range(12):
        miss(desk, str(2000 + number))
    assert [f"{2011 - number}" for number in range(10)] == [
        number for kind, number, _ in desk.calls if kind == "missed"
    ]
    assert ("placed", "1002", 1) == desk.calls[-1]


@pytest.mark.parametrize(("log", "calls"), [("1", ["1009"]), ("0", [])])
def test_consultation_calls_are_listed_as_configured(log: str, calls: list[str]) -> None:
    """callLists.logConsultationCalls: a call that is made to transfer another one."""
    desk = Desk(values={"callLists.logConsultationCalls": log, "dialplan.applyToUserDial": "0"})
    desk.ring()
    desk.obey(desk.press("Answer"))
    desk.obey(desk.press("Transfer"))
    desk.press("1", "0", "0", "9", "Dial")
    assert ["1009"] == [each.target for each in desk.sent(PlaceCall)]
    desk.feed(CallTerminated(2, 486, "Busy Here"))
    assert calls == [number for _, number, _ in desk.calls]


# Writing


@pytest.mark.parametrize(("values", "after"), [({}, 60), ({"callLists.writeDelay.terminated": "30"}, 30)])
def test_the_lists_are_written_by_and_by(values: dict[str, str], after: int) -> None:
    """Once in callLists.writeDelay.terminated seconds, with all that happened until then."""
    desk = Desk(values=values)
    for number in ("1004", "1005"):
        call = desk.ring(number=number)
        desk.feed(CallTerminated(call, 487, ""))
    desk.wait(after - 1)
    assert [] == desk.published("calls")
    desk.wait(600)
    (body,) = desk.published("calls")
    assert ["1005", "1004"] == [each.number for each in read_calls("x", body).records]


def test_a_phone_that_goes_down_writes_at_once() -> None:
    """With the call that is up, which ends with it; and reads the same when it comes back."""
    desk = Desk(ANN)
    desk.feed(ClockSet(float(NOON)))
    desk.dial_up("1003")
    desk.wait(7)
    desk.feed(ShuttingDown("Restarting Phone"))
    body = desk.published("calls")[-1]
    assert [("placed", "1003", 7)] == [(each.kind, each.number, each.duration) for each in desk[CallLists].records]
    again = Desk(files={"calls": body})
    assert [("placed", "1003", "Ann Brown", NOON)] == [
        (each.kind, each.number, each.name, each.start) for each in again[CallLists].records
    ]


def test_a_broken_file_is_reported_and_ignored() -> None:
    """The lists stay what they were."""
    desk = Desk(files={"calls": b"<callList>"})
    assert ([], ["clist"]) == (desk.calls, [each.component for each in desk.sent(Log) if each.component != "so"])


def test_a_long_file_is_cut() -> None:
    """No more calls are read than are kept."""
    listed = [Record(number, "placed", 1, str(number)) for number in range(1, 40)]
    desk = Desk(values={"callLists.size": "12"}, files={"calls": write_calls(listed, 0)})
    assert [str(number) for number in range(1, 13)] == [number for _, number, _ in desk.calls]
    miss(desk)
    assert 40 == desk[CallLists].records[0].id


# What users do


def test_one_call_is_deleted() -> None:
    """The others stay; what is not there cannot be deleted."""
    desk = Desk()
    miss(desk, "1003")
    miss(desk, "1004")
    desk.feed(DeleteRecord(1), DeleteRecord(9))
    assert ([("missed", "1004", 1)], ["Deleted"]) == (desk.calls, desk.said)


@pytest.mark.parametrize(
    ("kind", "left"), [("", []), ("missed", ["placed"]), ("placed", ["missed"]), ("in", ["placed"])]
)
def test_a_list_is_cleared(kind: str, left: list[str]) -> None:
    """One kind, or all; and the phone says so."""
    desk = Desk()
    place(desk)
    miss(desk)
    desk.feed(ClearCalls(kind))
    assert (left, ["Cleared"]) == ([each for each, _, _ in desk.calls], desk.said)


def test_a_phone_without_files_has_empty_lists() -> None:
    """After a reset nothing is left."""
    desk = Desk()
    miss(desk)
    desk.boot()
    assert [] == desk.calls
