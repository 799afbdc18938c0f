"""Basic > Contrast, of displays without colours: each step is seen at once, and the phone keeps it."""

from __future__ import annotations

from msgspec.structs import replace

from emulator.display.model import GoBack, Scene, Screen, SoftKey, Text
from emulator.kernel.slices import Step
from emulator.kernel.state import Event
from emulator.settings.model import AdjustContrast, Menus

NAME = "contrast"
FAINTEST, DEEPEST = 1, 10


def _form(scene: Scene, _: str) -> Screen:
    """How deep the ink is, as a bar, and keys that change it."""
    level = scene.phone[Menus].contrast
    bar = "█" * level + "░" * (DEEPEST - level)
    more, less = AdjustContrast(1), AdjustContrast(-1)
    keys: dict[str, Event] = {"Up": more, "Right": more, "Down": less, "Left": less, "Select": GoBack()}
    actions = (SoftKey("+", more), SoftKey("-", less), SoftKey("Back", GoBack()))
    return Screen(NAME, "Contrast", (Text((bar, f"{level}")),), actions, keys)


DRAWERS = {NAME: _form}
"""The screen, by the name under which menus open it."""


def adjust(step: Step[Menus]) -> None:
    """One step deeper or fainter, as far as it goes."""
    step.change(contrast=max(FAINTEST, min(DEEPEST, step.own.contrast + step.event.by)))


def keep(before: Menus, unpacked: Menus) -> Menus:
    """The contrast outlasts a boot."""
    return replace(unpacked, contrast=before.contrast)
