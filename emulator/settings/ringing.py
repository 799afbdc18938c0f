"""Ring Type: the ringers by name, to be heard and chosen, for all calls or for those of one line."""

from __future__ import annotations

import csv
from functools import cache

from emulator.audio.model import Audio, PlayTone, ring_path
from emulator.boot.model import config
from emulator.display.model import Display, GoBack, Item, Items, Scene, Screen, SoftKey
from emulator.kernel.data import read_data
from emulator.kernel.slices import Step
from emulator.settings.model import Menus, PlayRinger, RingerPlayed, SetParameter

EVERYWHERE = "se.rt.default.ringer"
"""The ring of calls that have none of their own."""

SAMPLE = 4.0
"""For how many seconds a ringer is heard."""

NAME = "ring-type"
_TIMER = "menus/ringer"


@cache
def ringers() -> dict[str, str]:
    """The names of all ringers, as the phone lists them."""
    return {row["ringer"]: row["name"] for row in csv.DictReader(read_data("ringers.csv").decode().splitlines())}


def _ring_type(scene: Scene, about: str) -> Screen:
    """All ringers, the one in force marked; Play lets the selected one be heard, where none is, the one in force."""
    name, place = (f"{NAME}/{about}", f"reg.{about}.ringType") if about else (NAME, EVERYWHERE)
    choices = {"default": "Default", **ringers()} if about else ringers()
    now = config(scene.phone).choice(place)
    values = list(choices)
    current = values.index(now) if now in choices else 0
    rows = tuple(
        Item(label, icon="chosen" if value == now else "", intent=SetParameter(place, value))
        for value, label in choices.items()
    )
    pointed = scene.profile.pointed
    row = current if pointed else min(scene.phone[Display].picked.get(name, current), len(rows) - 1)
    heard = values[row] if values[row] in ringers() else config(scene.phone).choice(EVERYWHERE)
    select = () if pointed else (SoftKey("Select", rows[row].intent),)
    actions = (SoftKey("Play", PlayRinger(heard)), *select, SoftKey("Back", GoBack()))
    return Screen(name, "Ring Type", (Items(rows, current),), actions)


DRAWERS = {NAME: _ring_type}
"""The screen, by the name under which menus open it."""


def play(step: Step[Menus]) -> None:
    """Let a ringer be heard for a while, unless something else is to be heard."""
    if not step.phone[Audio].tone:
        audio = step.phone[Audio]
        step.do(PlayTone(f"ringer:{step.event.ringer}", audio.ringer_volume, ring_path(step.phone, audio)))
        step.arm(_TIMER, SAMPLE, RingerPlayed())


def stop(step: Step[Menus]) -> None:
    """That is enough; a tone that the phone plays by now goes on."""
    if not step.phone[Audio].tone:
        step.do(PlayTone(""))
