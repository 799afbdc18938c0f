"""Where everything on the device lies, for a model and a size of the terminal: pure geometry."""

from __future__ import annotations

from emulator.kernel.profile import DeviceProfile
from ui.geometry import Layout, Shortage
from ui.shapes import SHAPES


def layout(profile: DeviceProfile, columns: int, rows: int) -> Layout | Shortage:
    """The best shape of a model in a terminal of that size, in its middle."""
    for shape in SHAPES[profile.display.layout]:
        plan = shape(profile, rows)
        if plan.width <= columns and plan.height <= rows:
            return plan.moved(((columns - plan.width) // 2, (rows - plan.height) // 2))
    return Shortage(plan.width, plan.height)


def natural(profile: DeviceProfile) -> Layout:
    """The largest shape of a model, whatever the terminal."""
    return SHAPES[profile.display.layout][0](profile, 1_000)


def widths(profile: DeviceProfile, rows: int) -> list[int]:
    """How wide the shapes are that so many rows allow, best first."""
    plans = (shape(profile, rows) for shape in SHAPES[profile.display.layout])
    return [plan.width for plan in plans if plan.height <= rows]
