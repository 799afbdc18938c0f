"""How bright the display is: while somebody uses the phone, while nobody does, and while it sleeps."""

from __future__ import annotations

from emulator.boot.model import config
from emulator.calls.model import Calls
from emulator.display.model import FULL, DimDue, Display, Scene
from emulator.kernel.slices import Step

TIMER = "display/dim"


def light(scene: Scene) -> int:
    """From 0 to `FULL`: what up.backlight.onIntensity or up.backlight.idleIntensity says."""
    display = scene.phone[Display]
    if display.asleep:
        return 0
    return min(FULL, config(scene.phone).number(f"up.backlight.{'idle' if display.dimmed else 'on'}Intensity"))


def wait(step: Step[Display]) -> None:
    """Light the display, and wait up.backlight.timeout until it is dimmed."""
    step.change(dimmed=False)
    step.arm(TIMER, config(step.phone).number("up.backlight.timeout"), DimDue())


def dim(step: Step[Display]) -> None:
    """Nobody uses the phone: dim its display, unless there is a call, whose end begins the waiting anew."""
    if not step.phone[Calls].open:
        step.change(dimmed=True)


def shut_down(step: Step[Display]) -> None:
    """While the phone starts its display is lit."""
    step.change(dimmed=False)
    step.disarm(TIMER)
