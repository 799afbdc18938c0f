"""The keys that only some models have: features of their own, and those that stand for a hook."""

from __future__ import annotations

from emulator.contacts.model import open_directories
from emulator.display.model import HookMoved, Scene
from emulator.display.offers import offers
from emulator.kernel.state import Event


def feature_keys(scene: Scene) -> dict[str, Event]:
    """What these keys mean on any screen that does not say otherwise, as far as the model has them.

    Their rows in `profiles/menus/idle.csv` have the place "key". A wireless handset goes off the hook by Talk, on it
    by End.
    """
    found = {each.text: each.intent for each in offers(scene, "key") if each.intent}
    if directories := open_directories(scene.phone):
        found["Directories"] = directories
    hook: dict[str, Event] = {"Talk": HookMoved(True), "End": HookMoved(False)}
    return {key: intent for key, intent in (found | hook).items() if key in scene.profile.hard_keys}
