"""Several phones on one terminal: in a grid if all fit, else one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from textual.containers import Grid

from emulator.kernel.profile import DeviceProfile
from ui.device import Device
from ui.geometry import Layout
from ui.layout import layout


def grid(profiles: Sequence[DeviceProfile], columns: int, rows: int) -> tuple[int, int] | None:
    """In how many columns and rows the phones stand, as few rows as possible; None if they do not all fit."""
    for across in range(len(profiles), 0, -1):
        down = ceil(len(profiles) / across)
        room = columns // across, rows // down
        if all(isinstance(layout(profile, *room), Layout) for profile in profiles):
            return across, down
    return None


class Phones(Grid):
    """The devices, of which one has the keyboard."""

    DEFAULT_CSS = "Phones { width: 1fr; height: 1fr; }"

    def __init__(self, devices: Sequence[Device]) -> None:
        super().__init__(*devices, id="phones")
        self.devices = tuple(devices)

    def share(self, columns: int, rows: int, current: Device) -> None:
        """Show all phones in that room, or the current one alone where they do not fit."""
        place = grid([device.source.profile for device in self.devices], columns, rows)
        self.styles.grid_size_columns, self.styles.grid_size_rows = place or (1, 1)
        for device in self.devices:
            device.display = place is not None or device is current
