"""The menus of the locks: Device Lock with its switch and its code, and Lock Phone."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from emulator.boot.model import ChangeSettings, config
from emulator.display.entry import typed
from emulator.display.model import (
    Display,
    Field,
    GoBack,
    Item,
    Items,
    OpenView,
    Rank,
    Scene,
    Screen,
    SoftKey,
    View,
    showing,
)
from emulator.display.pages import has_dial_pad
from emulator.kernel.state import Event
from emulator.lock.codes import SubmitChange
from emulator.lock.model import (
    CHANGE,
    DEVICE_LOCK,
    DEVICE_LOCK_SWITCH,
    PHONE_LOCK,
    SWITCH,
    LockNow,
    MakeCode,
    device_lock,
    has_code,
    kind,
)
from emulator.settings.model import SetParameter

_BACK = SoftKey("Back", GoBack())
_CHOICES = (("Allow ringing when locked", "0"), ("DND when locked", "1"))
_STATES = (("Enabled", "1"), ("Disabled", "0"))


def _list(scene: Scene, name: str, title: str, rows: Iterable[Item], *more: SoftKey) -> Screen:
    """A list whose rows have numbers, beside a dial pad; where one of them is selected, a soft key selects it.

    Values to choose from, of which an icon marks the one in force, have none.
    """
    items = tuple(rows)
    number = "{1}" if not has_dial_pad(scene) or any(row.icon for row in items) else "{} {}"
    numbered = tuple(replace(row, text=number.format(place, row.text)) for place, row in enumerate(items, 1))
    current = next((number for number, row in enumerate(items) if row.icon), 0)
    keys: dict[str, Event] = {str(number): row.intent for number, row in enumerate(items, 1) if row.intent}
    chosen = items[min(scene.phone[Display].picked.get(name, current), len(items) - 1)]
    select = () if scene.profile.pointed else (SoftKey("Select", chosen.intent),)
    return Screen(name, title, (Items(numbered, current),), (*more, *select, _BACK), {**keys, "Back": GoBack()})


def device_lock_menu(scene: Scene) -> Screen:
    """Device Lock: its switch, the code, and locking."""
    on, code = device_lock(scene.phone), has_code(scene.phone)
    rows = [Item(f"Device Lock: {'Enabled' if on else 'Disabled'}", intent=OpenView(DEVICE_LOCK_SWITCH))]
    if on and code:
        rows += [Item("Change Lock Code", intent=OpenView(CHANGE)), Item("Lock Now", intent=LockNow())]
    elif on:
        rows.append(Item("Create Lock Code", intent=MakeCode()))
    return _list(scene, DEVICE_LOCK, "Device Lock", rows)


def switch(scene: Scene) -> Screen:
    """Device Lock on or off; what the user says here goes before the server's policy."""
    now = "1" if device_lock(scene.phone) else "0"
    rows = (Item(label, "", "chosen" if value == now else "", SetParameter(SWITCH, value)) for label, value in _STATES)
    return _list(scene, DEVICE_LOCK_SWITCH, "Device Lock", rows)


def change_form(scene: Scene) -> Screen:
    """The code of now, and another one."""
    prompts = {"old": "Current lock code", "new": "New lock code", "again": "Confirm lock code"}
    places = tuple(Field(prompt, "", secret=True, name=name, kind="digits") for name, prompt in prompts.items())
    submit = SubmitChange(*(typed(scene.phone, CHANGE, place) for place in places))
    actions = (SoftKey("Submit", submit), SoftKey("Cancel", GoBack()))
    return Screen(CHANGE, "Change Lock Code", places, actions, {"Select": submit, "Back": GoBack()})


def phone_lock_menu(scene: Scene) -> Screen:
    """Lock Phone: whether calls ring on a locked phone, and locking."""
    name, now = "phoneLock.dndWhenLocked", str(int(config(scene.phone).flag("phoneLock.dndWhenLocked")))
    rows = (
        Item(label, "", "chosen" if value == now else "", ChangeSettings({name: value})) for label, value in _CHOICES
    )
    return _list(scene, PHONE_LOCK, "Lock Phone", rows, SoftKey("Lock", LockNow()))


VIEWS = (
    View(DEVICE_LOCK, Rank.MENU, lambda scene: showing(scene.phone, DEVICE_LOCK), device_lock_menu),
    View(DEVICE_LOCK_SWITCH, Rank.MENU, lambda scene: showing(scene.phone, DEVICE_LOCK_SWITCH), switch),
    View(CHANGE, Rank.MENU, lambda scene: showing(scene.phone, CHANGE) and has_code(scene.phone), change_form),
    View(
        PHONE_LOCK,
        Rank.MENU,
        lambda scene: showing(scene.phone, PHONE_LOCK) and kind(scene.phone) == "phone",
        phone_lock_menu,
    ),
)
"""The views of the menus."""
