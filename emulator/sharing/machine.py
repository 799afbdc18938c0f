"""Shared lines: their calls are watched, and taken from other phones that hold them."""

from __future__ import annotations

import msgspec

from emulator.boot.model import Ready, SettingsChanged, config
from emulator.display.model import OpenView
from emulator.kernel.slices import Slice, Step
from emulator.lines.model import LineRegistered, line
from emulator.sharing.model import VIEW, PressShared, SharedLine, Sharing, is_shared, resume
from emulator.watching.model import DialogsReported, WatchLost, Wish, Wished, after

OWNER = "sharing"

SharingStep = Step[Sharing]


def _review(step: SharingStep) -> None:
    """See which lines are shared; those that are watched already keep what is known of them."""
    known = () if isinstance(step.event, Ready) else step.own.lines
    indices = [index for index in config(step.phone).indices("reg.x.type") if is_shared(step.phone, index)]
    before = {each.line: each for each in known}
    step.change(lines=tuple(before.get(index, SharedLine(index)) for index in indices))
    step.tell(Wished(OWNER, tuple(_wish(step, index) for index in indices)))


def _wish(step: SharingStep, index: int) -> Wish:
    """The line's own calls, by the address that the shared line has (reg.x.thirdPartyName)."""
    settings, own = config(step.phone), line(step.phone, index)
    third = settings.text(f"reg.{index}.thirdPartyName").strip()
    user = own.settings.user if own else settings.text(f"reg.{index}.address").strip()
    return Wish(f"{OWNER}/{index}", index, "dialog", third or user)


def _changed(step: SharingStep) -> None:
    if any(name.startswith("reg.") for name in step.event.names):
        _review(step)


def _reported(step: SharingStep) -> None:
    news: DialogsReported = step.event
    owner, _, index = news.key.partition("/")
    shared = step.own.find(int(index)) if owner == OWNER else None
    if shared:
        others = tuple(each for each in after(shared.dialogs, news.dialogs, full=news.full) if not each.mine)
        _replace(step, msgspec.structs.replace(shared, dialogs=others))


def _lost(step: SharingStep) -> None:
    owner, _, index = step.event.key.partition("/")
    if owner == OWNER and step.own.find(int(index)):
        _replace(step, SharedLine(int(index)))


def _replace(step: SharingStep, shared: SharedLine) -> None:
    others = (shared if each.line == shared.line else each for each in step.own.lines)
    step.change(lines=tuple(others))


def _pressed(step: SharingStep) -> None:
    """Take the call that waits, or show all there are (call.shared.oneTouchResume)."""
    shared = step.own.find(step.event.line)
    taken = resume(shared.line, shared.held) if shared and shared.held else None
    if taken and config(step.phone).flag("call.shared.oneTouchResume"):
        step.tell(taken)
    else:
        step.tell(OpenView(f"{VIEW}/{step.event.line}"))


SLICE: Slice[Sharing] = Slice(
    Sharing,
    {
        Ready: _review,
        LineRegistered: _review,
        SettingsChanged: _changed,
        DialogsReported: _reported,
        WatchLost: _lost,
        PressShared: _pressed,
    },
)
