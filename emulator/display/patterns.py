"""How lamps blink: a model's patterns, with what `ind.pattern.*` changes in them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from emulator.boot.model import config
from emulator.config.layers import Configuration
from emulator.display.model import Led
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.state import State

Steps = tuple[tuple[int, int], ...]
"""Whether the lamp shines (1 or 0), and for how many milliseconds; 0 is for ever."""

COLORS = {"Red": "red", "Green": "green", "Yellow": "amber"}
"""The words of ind.pattern.*.colour."""


def patterns(phone: State, profile: DeviceProfile) -> dict[str, Steps]:
    """The patterns of a phone as it is configured (UCS 6.1 administrator guide, LED behavior parameters)."""
    settings = config(phone)
    return {name: _configured(settings, name, steps) for name, steps in profile.patterns.items()}


def _configured(settings: Configuration, name: str, steps: Steps) -> Steps:
    changed = dict(enumerate(steps, 1))
    for step in settings.indices(f"ind.pattern.{name}.step.x.state"):
        on = settings.choice(f"ind.pattern.{name}.step.{step}.state") in ("On", "1")
        changed[step] = (int(on), changed.get(step, (0, 0))[1])
    for step in settings.indices(f"ind.pattern.{name}.step.x.duration"):
        changed[step] = (changed.get(step, (0, 0))[0], settings.number(f"ind.pattern.{name}.step.{step}.duration"))
    return tuple(changed[step] for step in sorted(changed))


def as_configured(led: Led, phone: State, blinking: Mapping[str, Steps]) -> Led:
    """A lamp in the colour that its pattern is given; off if no step of the pattern shines."""
    steps = blinking.get(led.pattern, ())
    if not steps:
        return led
    if not any(on for on, _ in steps):
        return Led()
    settings, name = config(phone), f"ind.pattern.{led.pattern}.step"
    given = [settings.text(f"{name}.{step}.colour") for step in settings.indices(f"{name}.x.colour")]
    return replace(led, color=COLORS.get(given[0], led.color)) if given else led
