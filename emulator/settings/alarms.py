"""Status > Diagnostics > Warnings: what is wrong, more of one of them, and the icon cleared until something is new."""

from __future__ import annotations

from emulator.display.messages import warned, warnings
from emulator.display.model import Display, GoBack, Item, Items, OpenView, Scene, Screen, SoftKey, Text
from emulator.kernel.slices import Step
from emulator.kernel.state import State
from emulator.settings.model import ClearIcon, Menus

NAME, ONE = "warnings", "warning"
"""The views: all of them, and the one whose place stands behind a slash."""

_BACK = SoftKey("Back", GoBack())


def all_of_them(scene: Scene, _: str) -> Screen:
    """The warnings of now."""
    told = warnings(scene.phone)
    rows = tuple(Item(each.text, "", "warning", OpenView(f"{ONE}/{place}")) for place, each in enumerate(told))
    clear = (SoftKey("Clear Icon", ClearIcon()),) if warned(scene.phone) else ()
    chosen = min(scene.phone[Display].picked.get(NAME, 0), len(rows) - 1)
    details = () if scene.profile.pointed or not rows else (SoftKey("Details", rows[chosen].intent),)
    body = (Items(rows),) if rows else (Text(("No records",)),)
    return Screen(NAME, "Warnings", body, (*details, *clear, _BACK))


def details(scene: Scene, about: str) -> Screen:
    """One of them, in full."""
    told = warnings(scene.phone)
    place = int(about) if about.isdecimal() else len(told)
    text = told[place].text if place < len(told) else "No records"
    return Screen(f"{ONE}/{about}", "Details", (Text((text,)),), (_BACK,))


def clear(step: Step[Menus]) -> None:
    """What is known needs no icon."""
    step.change(cleared=_texts(step.phone))


def forget(step: Step[Menus]) -> None:
    """What was cleared and is over is news when it comes again."""
    still = tuple(text for text in step.own.cleared if text in _texts(step.phone))
    if still != step.own.cleared:
        step.change(cleared=still)


def _texts(phone: State) -> tuple[str, ...]:
    return tuple(each.text for each in warnings(phone))


DRAWERS = {NAME: all_of_them, ONE: details}
"""The screens, by the name under which menus open them."""
