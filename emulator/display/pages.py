"""What screens that are opened by name have in common: lists, menus, questions, details."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from emulator.display.model import (
    Display,
    GoBack,
    Item,
    Items,
    OpenView,
    Rank,
    Scene,
    Screen,
    SoftKey,
    Text,
    View,
    opened,
)
from emulator.kernel.state import Event, State

ThingT = TypeVar("ThingT")

NUMBERED = 9
"""How many rows of a menu have a digit key."""


def chosen(scene: Scene, screen: str, things: Sequence[ThingT]) -> ThingT | None:
    """Which of the things listed on `screen` soft keys are about; none on a phone where a finger opens one."""
    if scene.profile.pointed or not things:
        return None
    return things[max(0, min(scene.phone[Display].picked.get(screen, 0), len(things) - 1))]


def listing(name: str, title: str, rows: Sequence[Item], actions: Sequence[SoftKey], empty: str) -> Screen:
    """A list, or the word that there is nothing in it."""
    body = Items(tuple(rows)) if rows else Text((empty,))
    return Screen(name, title, (body,), tuple(actions))


def has_dial_pad(scene: Scene) -> bool:
    """Whether digit keys choose rows, so that these have numbers."""
    return "1" in scene.profile.hard_keys


def menu(scene: Scene, name: str, title: str, rows: Sequence[tuple[str, Event]]) -> Screen:
    """A menu, with digit keys where the phone has a dial pad."""
    number = "{} {}" if has_dial_pad(scene) else "{1}"
    items = tuple(
        Item(number.format(place, label), ">" * _leads_on(intent), intent=intent)
        for place, (label, intent) in enumerate(rows, 1)
    )
    keys = {str(place): intent for place, (_, intent) in enumerate(rows[:NUMBERED], 1)}
    return Screen(name, title, (Items(items),), (SoftKey("Back", GoBack()),), keys)


def _leads_on(intent: Event) -> bool:
    """Whether a row of a menu opens something further on, rather than another form of what it was opened from."""
    return isinstance(intent, OpenView) and not intent.instead


def question(name: str, title: str, text: str, yes: Event) -> Screen:
    """Something to be sure of."""
    return Screen(name, title, (Text((text,), style="strong"),), (SoftKey("Yes", yes), SoftKey("No", GoBack())))


def details(name: str, title: str, rows: Sequence[tuple[str, str]], actions: Sequence[SoftKey]) -> Screen:
    """What is known of one thing: words at the left, values at the right, empty ones left out."""
    items = tuple(Item(label, value) for label, value in rows if value)
    return Screen(name, title, (Items(items),), tuple(actions))


def go(label: str, view: str, about: object = "") -> SoftKey:
    """A soft key that opens a view."""
    return SoftKey(label, OpenView(f"{view}/{about}" if about != "" else view))


def number(about: str) -> int:
    """The id that a view is about; 0 for none."""
    return int(about) if about.isdecimal() and about.isascii() else 0


def page(name: str, shows: Callable[[State], bool], draw: Callable[[Scene, str], Screen]) -> View:
    """The view that is opened as `name`, or `name/ABOUT`, where `shows` holds."""

    def shown(scene: Scene) -> bool:
        return opened(scene.phone)[0] == name and shows(scene.phone)

    return View(name, Rank.MENU, shown, lambda scene: draw(scene, opened(scene.phone)[1]))
