"""The Menu key, and the combinations of keys that an idle phone knows."""

from __future__ import annotations

from emulator.boot.model import RestartRequested, UploadLogs, running
from emulator.calls.model import Calls
from emulator.display.keys import chord_name
from emulator.display.model import Display, GoHome, Scene
from emulator.kernel.state import Event
from emulator.settings.model import AskReset, OpenPage

IDLE: dict[str, Event] = {
    "reboot": RestartRequested("Hard reset"),
    "factory reset": AskReset("factory-reset"),
    "base profile": AskReset("base-profile"),
    "upload logs": UploadLogs(),
}
"""What the combinations of a model's profile lead to."""


def menu_keys(scene: Scene) -> dict[str, Event]:
    """The Menu key, which opens and closes the menu; while no call is up, keys that do something when held together."""
    keys: dict[str, Event] = {}
    if "Menu" in scene.profile.hard_keys:
        keys["Menu"] = GoHome() if scene.phone[Display].stack else OpenPage("main")
    if running(scene.phone) and not scene.phone[Calls].open:
        chords = ((what, held) for what, held in scene.profile.chords.items() if what in IDLE)
        keys |= {chord_name(held): IDLE[what] for what, held in chords if set(held) <= set(scene.profile.hard_keys)}
    return keys
