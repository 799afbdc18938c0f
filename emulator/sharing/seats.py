"""Shared call appearances: which of them this phone's calls have, and how the line is taken for them."""

from __future__ import annotations

from typing import Any

import msgspec

from emulator.boot.model import config
from emulator.calls.model import Calls, CallStarted, Dial
from emulator.kernel.slices import Step
from emulator.lines.model import line
from emulator.sharing.model import (
    APPEARANCES,
    LineSeized,
    Seat,
    SeizeDue,
    SeizeFailed,
    SendSeize,
    Sharing,
    TakeHeld,
    own_address,
)

AHEAD = 3
"""Seconds before its end that a line is taken anew."""

ACTIVE = ("active", "bridge-active")

SharingStep = Step[Sharing]


def _change(step: SharingStep, call: int, **fields: Any) -> None:
    seats = (msgspec.structs.replace(each, **fields) if each.call == call else each for each in step.own.seats)
    step.change(seats=tuple(seats))


def _free(step: SharingStep, index: int, after: int = 0) -> int:
    """The lowest appearance of a line above another one that nobody uses."""
    used = step.own.used(index)
    return next(number for number in range(after + 1, after + len(used) + 2) if number not in used)


def begin(step: SharingStep) -> None:
    """Give a call that begins its appearance; one that goes out takes the line."""
    event: CallStarted = step.event
    call = step.phone[Calls].find(event.call)
    shared = step.own.find(call.line) if call else None
    if call is None or shared is None or shared.package != APPEARANCES or not shared.watched:
        return
    taking = step.own.taking
    if event.direction == "in":
        _sit(step, Seat(call.id, call.line, _free(step, call.line), "offered"))
    elif taking and taking[0] == call.line:
        _sit(step, Seat(call.id, call.line, taking[1], "taken"))
        step.change(taking=None)
    else:
        _sit(step, Seat(call.id, call.line, _free(step, call.line), "wanted"))
        _seize(step, call.id)


def _sit(step: SharingStep, seat: Seat) -> None:
    step.change(seats=(*step.own.seats, seat))


def _seize(step: SharingStep, call: int, *, release: bool = False) -> None:
    seat = step.own.seat(call)
    found = line(step.phone, seat.line) if seat else None
    if seat and found and found.settings.servers:
        seconds = found.settings.servers[found.server].seize_expires or 15
        step.do(SendSeize(found.settings, found.server, seat.index, 0 if release else seconds))
        if not release:
            step.arm(f"sharing/{call}", max(1, seconds - AHEAD), SeizeDue(call))


def answered(step: SharingStep) -> None:
    """The server lets the phone have the line, or others were quicker: then the next appearance is tried."""
    event = step.event
    seat = next((each for each in step.own.seats if (each.line, each.index) == (event.line, event.index)), None)
    if seat is None or seat.state != "wanted":
        return
    settings = config(step.phone)
    if 200 <= event.code < 300:
        if settings.flag("voIpProt.SIP.specialEvent.lineSeize.nonStandard"):
            _seized(step, seat)
    elif seat.attempts + 1 < settings.number("voIpProt.SIP.lineSeize.retries"):
        index = _free(step, seat.line, seat.index)
        _change(step, seat.call, index=index, attempts=seat.attempts + 1)
        _seize(step, seat.call)
    else:
        step.disarm(f"sharing/{seat.call}")
        step.tell(SeizeFailed(seat.call))


def _seized(step: SharingStep, seat: Seat) -> None:
    _change(step, seat.call, state="seized")
    step.tell(LineSeized(seat.call))


def notified(step: SharingStep) -> None:
    """The server confirms that the line is taken."""
    event = step.event
    for seat in step.own.seats:
        if (seat.line, seat.index) == (event.line, event.index) and seat.state == "wanted" and event.active:
            _seized(step, seat)


def due(step: SharingStep) -> None:
    """Take the line anew for one who still dials."""
    call = step.phone[Calls].find(step.event.call)
    if call and call.state == "dialing":
        _seize(step, call.id)


def end(step: SharingStep) -> None:
    """A call is over: its appearance is free, and the line is let go of if it is still taken."""
    call = step.event.call
    seat = step.own.seat(call)
    if seat:
        step.disarm(f"sharing/{call}")
        if seat.state in ("wanted", "seized"):
            _seize(step, call, release=True)
        step.change(seats=tuple(each for each in step.own.seats if each.call != call))


def make_way(step: SharingStep, index: int) -> None:
    """Another phone has taken a call with the number that one which rings here was to have: that one gets another."""
    shared = step.own.find(index)
    used = {each.index for each in shared.appearances if each.state != "idle"} if shared else set()
    for seat in step.own.seats:
        call = step.phone[Calls].find(seat.call)
        rings = call is not None and call.state == "offering" and not call.pending
        if seat.line == index and seat.index in used and rings:
            _change(step, seat.call, index=_free(step, index))


def part(step: SharingStep, index: int) -> None:
    """What this phone holds and is active again has been taken by another phone."""
    shared = step.own.find(index)
    active = {each.index for each in shared.appearances if each.state in ACTIVE} if shared else set()
    kept = []
    for seat in step.own.seats:
        call = step.phone[Calls].find(seat.call)
        idle = call is not None and call.state == "held" and not call.pending
        if not (seat.line == index and seat.index in active and idle):
            kept.append(seat)
    step.change(seats=tuple(kept))


def take_held(step: SharingStep) -> None:
    """Call the line itself: the server connects the phone with the far end of what is held."""
    event: TakeHeld = step.event
    found = line(step.phone, event.line)
    if found:
        step.change(taking=(event.line, event.index))
        step.tell(Dial(event.number or found.settings.user, event.line, target=own_address(found.settings)))
