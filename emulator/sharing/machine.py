"""Shared lines: their calls are watched, and taken from other phones that hold them."""

from __future__ import annotations

import msgspec

from emulator.boot.model import Ready, SettingsChanged, config
from emulator.calls.model import CallEnded, CallStarted
from emulator.display.model import OpenView
from emulator.kernel.slices import Slice, Step
from emulator.lines.model import LineRegistered, line
from emulator.sharing import seats
from emulator.sharing.model import (
    APPEARANCES,
    DIALOGS,
    VIEW,
    Appearance,
    AppearancesReported,
    PressShared,
    SeizeAnswered,
    SeizeDue,
    SeizeNotified,
    SharedLine,
    Sharing,
    TakeHeld,
    is_shared,
    resume,
)
from emulator.watching.model import Dialog, DialogsReported, WatchLost, WatchRefused, Wish, Wished, after

OWNER = "sharing"

UP = ("active", "held", "held-private", "bridge-active", "bridge-held")
HELD = ("held", "bridge-held")

SharingStep = Step[Sharing]


def _review(step: SharingStep) -> None:
    """See which lines are shared; those that are watched already keep what is known of them."""
    fresh = isinstance(step.event, Ready)
    known = () if fresh else step.own.lines
    indices = [index for index in config(step.phone).indices("reg.x.type") if is_shared(step.phone, index)]
    before = {each.line: each for each in known}
    step.change(lines=tuple(before.get(index, _shared(step, index)) for index in indices))
    if fresh:
        step.change(seats=(), taking=None)
    _wish(step)


def _shared(step: SharingStep, index: int) -> SharedLine:
    """A line that is known by another address is bridged (reg.x.thirdPartyName); any other has appearances."""
    third = config(step.phone).text(f"reg.{index}.thirdPartyName").strip()
    return SharedLine(index, package=DIALOGS if third else APPEARANCES)


def _wish(step: SharingStep) -> None:
    step.tell(Wished(OWNER, tuple(_wished(step, each) for each in step.own.lines)))


def _wished(step: SharingStep, shared: SharedLine) -> Wish:
    """The line's own calls, by the address that the shared line has."""
    settings, own = config(step.phone), line(step.phone, shared.line)
    third = settings.text(f"reg.{shared.line}.thirdPartyName").strip()
    user = own.settings.user if own else settings.text(f"reg.{shared.line}.address").strip()
    return Wish(f"{OWNER}/{shared.line}", shared.line, shared.package, third or user)


def _changed(step: SharingStep) -> None:
    if any(name.startswith("reg.") for name in step.event.names):
        _review(step)


def _meant(step: SharingStep) -> SharedLine | None:
    """The line that an event with a key is about."""
    owner, _, index = step.event.key.partition("/")
    return step.own.find(int(index)) if owner == OWNER else None


def _reported(step: SharingStep) -> None:
    news: DialogsReported = step.event
    shared = _meant(step)
    if shared:
        others = tuple(each for each in after(shared.dialogs, news.dialogs, full=news.full) if not each.mine)
        _replace(step, msgspec.structs.replace(shared, dialogs=others))


def _appeared(step: SharingStep) -> None:
    news: AppearancesReported = step.event
    shared = _meant(step)
    if shared is None:
        return
    kept = {} if news.full else {each.index: each for each in shared.appearances}
    kept |= {each.index: each for each in news.appearances}
    appearances = tuple(kept[index] for index in sorted(kept) if kept[index].state != "idle")
    _replace(step, msgspec.structs.replace(shared, appearances=appearances, watched=True))
    seats.make_way(step, shared.line)
    seats.part(step, shared.line)
    _tell_apart(step, shared.line)


def _tell_apart(step: SharingStep, index: int) -> None:
    """What is in use, but for this phone's own calls, is on other phones."""
    shared = step.own.find(index)
    if shared and shared.package == APPEARANCES:
        own = {each.index for each in step.own.seats if each.line == index and each.state != "offered"}
        dialogs = tuple(_dialog(each) for each in shared.appearances if each.index not in own)
        _replace(step, msgspec.structs.replace(shared, dialogs=dialogs))


def _dialog(appearance: Appearance) -> Dialog:
    """An appearance as a call of somebody else; what alerts, rings here as well."""
    state = "confirmed" if appearance.state in UP else "early"
    direction = "recipient" if appearance.state == "alerting" else "initiator"
    held, private = appearance.state in HELD, appearance.state == "held-private"
    number = appearance.number
    return Dialog(
        "private" if private else str(appearance.index), state, direction, number, appearance.name, held=held or private
    )


def _refused(step: SharingStep) -> None:
    """A server that knows nothing of appearances may know of dialogs."""
    shared = _meant(step)
    if shared and shared.package == APPEARANCES and step.event.code in UNKNOWN:
        _replace(step, SharedLine(shared.line, package=DIALOGS))
        _wish(step)


UNKNOWN = (405, 489, 501)
"""Answers of servers that do not know an event package."""


def _lost(step: SharingStep) -> None:
    shared = _meant(step)
    if shared:
        _replace(step, SharedLine(shared.line, package=shared.package))


def _replace(step: SharingStep, shared: SharedLine) -> None:
    others = (shared if each.line == shared.line else each for each in step.own.lines)
    step.change(lines=tuple(others))


def _pressed(step: SharingStep) -> None:
    """Take the call that waits, or show all there are (call.shared.oneTouchResume)."""
    shared = step.own.find(step.event.line)
    taken = resume(step.phone, shared, shared.held) if shared and shared.held else None
    if taken and config(step.phone).flag("call.shared.oneTouchResume"):
        step.tell(taken)
    else:
        step.tell(OpenView(f"{VIEW}/{step.event.line}"))


def _started(step: SharingStep) -> None:
    seats.begin(step)
    for each in step.own.lines:
        _tell_apart(step, each.line)


def _ended(step: SharingStep) -> None:
    """What this phone had is free, which the server tells a moment later."""
    seat = step.own.seat(step.event.call)
    seats.end(step)
    shared = step.own.find(seat.line) if seat else None
    if seat and shared:
        left = tuple(each for each in shared.appearances if each.index != seat.index)
        _replace(step, msgspec.structs.replace(shared, appearances=left))


SLICE: Slice[Sharing] = Slice(
    Sharing,
    {
        Ready: _review,
        LineRegistered: _review,
        SettingsChanged: _changed,
        DialogsReported: _reported,
        AppearancesReported: _appeared,
        WatchRefused: _refused,
        WatchLost: _lost,
        PressShared: _pressed,
        TakeHeld: seats.take_held,
        CallStarted: _started,
        CallEnded: _ended,
        SeizeAnswered: seats.answered,
        SeizeNotified: seats.notified,
        SeizeDue: seats.due,
    },
)
