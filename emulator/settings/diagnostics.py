"""Status > Diagnostics > Test Hardware: keys, lamps and display under test (texts of the UCS 4.0 dictionary)."""

from __future__ import annotations

from emulator.display.model import FULL, GoBack, Item, Scene, Screen, SoftKey, Text, Tiles
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.slices import Step
from emulator.kernel.state import Event
from emulator.settings.model import BrightnessTested, KeyTested, LampsTested, Menus

TOGGLE = "1"
"""The key that switches the lamps under test."""


def _every_key(profile: DeviceProfile) -> tuple[str, ...]:
    soft = tuple(f"SoftKey{number}" for number in range(1, profile.soft_keys + 1))
    lines = tuple(f"LineKey{number}" for number in range(1, profile.line_key_count + 1))
    return (*profile.hard_keys, *soft, *lines)


def keypad(scene: Scene, _: str) -> Screen:
    """Keypad Diagnostics: each key says its name; the same one twice leaves."""
    tested = scene.phone[Menus].tested
    keys: dict[str, Event] = {key: KeyTested(key) for key in _every_key(scene.profile)}
    said = (Text((f"{tested}: Pass",)),) if tested else ()
    leave = Text(("Press same key twice to exit",), style="dim")  # the first to go where there is little room
    return Screen("test-keypad", "Keypad Diagnostics", (Text(("Press key to verify",)), *said, leave), keys=keys)


def lamps(scene: Scene, _: str) -> Screen:
    """LED Diagnostics: one key switches all lamps, any other leaves."""
    leave: dict[str, Event] = {key: GoBack() for key in scene.profile.hard_keys}
    lines = ("Press <1> to toggle the LEDs.", "Press any other key to cancel.")
    return Screen("test-leds", "LED Diagnostics", (Text(lines),), keys={**leave, TOGGLE: LampsTested()})


def display(scene: Scene, _: str) -> Screen:
    """Display Diagnostics: all of the display lit, until a key is pressed."""
    columns, rows = scene.profile.display.columns, scene.profile.display.rows
    leave: dict[str, Event] = {key: GoBack() for key in _every_key(scene.profile)}
    return Screen("test-display", body=(Text(tuple("█" * (columns - 2) for _ in range(rows - 2)), "left"),), keys=leave)


def brightness(scene: Scene, _: str) -> Screen:
    """Brightness Diagnostics: one key makes the display darker step by step, any other leaves."""
    leave: dict[str, Event] = {key: GoBack() for key in scene.profile.hard_keys}
    lines = ("Press <1> to change the brightness.", "Press any other key to cancel.")
    keys = {**leave, TOGGLE: BrightnessTested()}
    level = scene.phone[Menus].brightness or FULL
    return Screen("test-brightness", "Brightness Diagnostics", (Text(lines),), keys=keys, light=level)


def touch(scene: Scene, _: str) -> Screen:
    """Touch Screen Diagnostics: places all over the display, each of which says that it was touched."""
    tested = scene.phone[Menus].tested
    columns, rows = 3, max(1, (scene.profile.display.rows - 10) // 3)
    places = [f"{row + 1}-{column + 1}" for row in range(rows) for column in range(columns)]
    tiles = tuple(Item(place, icon="busy" if place == tested else "idle", intent=KeyTested(place)) for place in places)
    text = f"{tested}: Pass" if tested else "Touch the display to test."
    body = (Text((text,)), Tiles(tiles, columns=columns))
    return Screen("test-touch", "Touch Screen Diagnostics", body, (SoftKey("Back", GoBack()),))


def note_key(step: Step[Menus]) -> None:
    """Say the name of a key, or leave if it was pressed before."""
    if step.event.key == step.own.tested:
        step.change(tested="")
        step.tell(GoBack())
    else:
        step.change(tested=step.event.key)


def darken(step: Step[Menus]) -> None:
    """Light the display less; from the darkest on fully again."""
    level = step.own.brightness or FULL
    step.change(brightness=level - 1 or FULL)


def switch_lamps(step: Step[Menus]) -> None:
    """Switch all lamps."""
    step.change(lamps=not step.own.lamps)


DRAWERS = {
    "test-keypad": keypad,
    "test-leds": lamps,
    "test-display": display,
    "test-brightness": brightness,
    "test-touch": touch,
}
"""The screens, by the name under which menus open them."""
