"""Where everything on the device lies, for a model and a size of the terminal: pure geometry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from emulator.display.model import Module
from emulator.kernel.profile import DeviceProfile
from ui.geometry import Layout, Shortage
from ui.modules import designs
from ui.shapes import SHAPES, display_alone


def layout(profile: DeviceProfile, columns: int, rows: int, modules: Sequence[Module] = ()) -> Layout | Shortage:
    """The best shape of a model in a terminal of that size, in its middle; with as many of its modules as fit."""
    for count in range(len(modules), -1, -1):
        for plan in _plans(profile, rows, modules[:count]):
            if plan.width <= columns and plan.height <= rows:
                return plan.moved(((columns - plan.width) // 2, (rows - plan.height) // 2))
    return Shortage(plan.width, plan.height)


def layout_or_display(
    profile: DeviceProfile, columns: int, rows: int, modules: Sequence[Module] = ()
) -> Layout | Shortage:
    """As `layout`; where there is no room for the keys, the display alone, which the keyboard is enough for."""
    plan = layout(profile, columns, rows, modules)
    if isinstance(plan, Layout):
        return plan
    least = display_alone(profile, rows)
    if least.width > columns or least.height > rows:
        return Shortage(least.width, least.height)
    return least.moved(((columns - least.width) // 2, (rows - least.height) // 2))


def natural(profile: DeviceProfile, modules: Sequence[Module] = ()) -> Layout:
    """The largest shape of a model, whatever the terminal."""
    return next(_plans(profile, 1_000, modules))


def widths(profile: DeviceProfile, rows: int, modules: Sequence[Module] = ()) -> list[int]:
    """How wide the shapes are that so many rows allow, best first."""
    return [plan.width for plan in _plans(profile, rows, modules) if plan.height <= rows]


def _plans(profile: DeviceProfile, rows: int, modules: Sequence[Module]) -> Iterator[Layout]:
    """All shapes for a terminal of so many rows, with their modules, best first."""
    for shape in SHAPES[profile.display.layout]:
        yield from designs(shape(profile, rows), modules)
