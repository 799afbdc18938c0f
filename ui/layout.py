"""Where everything on the device lies, for a model and a size of the terminal: pure geometry."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.display.model import Module
from emulator.kernel.profile import DeviceProfile
from ui.geometry import Layout, Shortage
from ui.modules import with_modules
from ui.shapes import SHAPES


def layout(profile: DeviceProfile, columns: int, rows: int, modules: Sequence[Module] = ()) -> Layout | Shortage:
    """The best shape of a model in a terminal of that size, in its middle; with its modules if they fit at all."""
    for attached in (modules, ()) if modules else ((),):
        for shape in SHAPES[profile.display.layout]:
            plan = with_modules(shape(profile, rows), attached)
            if plan.width <= columns and plan.height <= rows:
                return plan.moved(((columns - plan.width) // 2, (rows - plan.height) // 2))
    return Shortage(plan.width, plan.height)


def natural(profile: DeviceProfile, modules: Sequence[Module] = ()) -> Layout:
    """The largest shape of a model, whatever the terminal."""
    return with_modules(SHAPES[profile.display.layout][0](profile, 1_000), modules)


def widths(profile: DeviceProfile, rows: int, modules: Sequence[Module] = ()) -> list[int]:
    """How wide the shapes are that so many rows allow, best first."""
    plans = (with_modules(shape(profile, rows), modules) for shape in SHAPES[profile.display.layout])
    return [plan.width for plan in plans if plan.height <= rows]
