"""Plugging and pulling: what is there, and what the phone says of it, by the table of plugs."""

from __future__ import annotations

import msgspec

from emulator.accessories.model import Accessories, TurnModule, attached, refused
from emulator.boot.model import running
from emulator.display.model import Noticed, Plugged
from emulator.kernel.slices import Slice, Step
from emulator.kernel.sockets import EXPANSIONS, LAN, POWER, Plug, plugs

AccessoryStep = Step[Accessories]

CABLES = (LAN, POWER)
"""What the boot knows of by itself."""


def _plugged(step: AccessoryStep) -> None:
    what, present, own = step.event.what, step.event.present, step.own
    plug = plugs().get(what)
    if present and refused(step.phone, what):
        step.tell(Noticed("Bluetooth disabled."))
    elif what in EXPANSIONS:
        _module(step, what)
    elif plug and what not in CABLES and present != (what in own.present):
        others = tuple(each for each in own.present if each != what)
        missing = tuple(each for each in own.missing if each != what)
        step.change(
            present=(*others, what) if present else others,
            missing=missing if present else (*missing, what),
        )
        _say(step, plug)


def _module(step: AccessoryStep, what: str) -> None:
    """One module more at the far end of the row, or one less; none of another kind than those that are there."""
    takes = next((each for each in step.profile.expansions if each.plug == what), None)
    hangs = attached(step.own, step.profile)
    if takes is None or (hangs or takes) != takes:
        return
    pages = (*step.own.pages, 0)[: takes.most] if step.event.present else step.own.pages[:-1]
    others = tuple(each for each in step.own.present if each != what)
    step.change(pages=pages, present=(*others, what) if pages else others)


def _say(step: AccessoryStep, plug: Plug) -> None:
    text = plug.attached if step.event.present else plug.removed
    if text and running(step.phone):
        step.tell(Noticed(text))


def _turn(step: AccessoryStep) -> None:
    module, page, pages = step.event.module - 1, step.event.page - 1, list(step.own.pages)
    if 0 <= module < len(pages):
        pages[module] = page
        step.change(pages=tuple(pages))


def _as_it_hung(before: Accessories, _: Accessories) -> Accessories:
    """Hands plug and pull, not power; only the modules begin with their first page."""
    return msgspec.structs.replace(before, pages=(0,) * len(before.pages))


SLICE: Slice[Accessories] = Slice(Accessories, {Plugged: _plugged, TurnModule: _turn}, kept=_as_it_hung)
"""The slice of what is plugged in."""
