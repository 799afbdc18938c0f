"""The pure phone: all slices in one core, and the faces computed from its state.

This is the only place that knows every slice. `phone.py` adds the links to it; a replay and the property tests run
it bare.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from emulator.audio import machine as audio
from emulator.boot import machine as boot
from emulator.boot import views as boot_views
from emulator.calls import machine as calls
from emulator.calls import views as call_views
from emulator.calls.keys import base_keys
from emulator.display import home
from emulator.display import machine as display
from emulator.display.compose import compose
from emulator.display.frame import Frame, draw
from emulator.display.leds import leds
from emulator.display.model import Led, Scene, Screen, View
from emulator.kernel.core import Core
from emulator.kernel.machines import Machine
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.slices import Slice
from emulator.kernel.state import Effect, Event, Part
from emulator.lines import machine as lines
from emulator.settings import views as settings_views
from emulator.settings.model import Nameplate
from emulator.voicemail import machine as voicemail
from emulator.voicemail import views as voicemail_views

VIEWS: tuple[View, ...] = (
    *boot_views.VIEWS,
    *home.VIEWS,
    *call_views.VIEWS,
    *voicemail_views.VIEWS,
    *settings_views.VIEWS,
)

SLICES: tuple[Slice[Any], ...] = (
    *boot.SLICES,
    lines.SLICE,
    calls.SLICE,
    audio.SLICE,
    voicemail.SLICE,
    display.make_slice(VIEWS, base_keys),
)


class Shown(Screen, frozen=True):
    """A screen together with its drawing: `text` is what a reader of the display sees, row by row."""

    text: str = ""


class Device:
    """One phone without links: events in, effects out, screen and lamps to look at."""

    def __init__(
        self, profile: DeviceProfile, parts: Iterable[Part] = (), slices: Iterable[Slice[Any]] = SLICES
    ) -> None:
        """`parts` are what the phone remembers: identity, flash. By default it is one as unpacked."""
        self.profile = profile
        unpacked = Nameplate("", profile.firmware, profile.updater, profile.part_number)
        self.core = Core(list(slices), profile, (unpacked, *parts))

    @property
    def scene(self) -> Scene:
        """What views look at, now."""
        return Scene(self.core.state, self.profile, self.core.now)

    def feed(self, event: Event, at: int) -> list[Effect]:
        """Let something happen."""
        return self.core.feed(event, at)

    def screen(self) -> Screen:
        """The screen as a value."""
        return compose(self.scene, VIEWS, base_keys)

    def frame(self, screen: Screen) -> Frame:
        """The screen drawn in this model's cells."""
        return draw(screen, self.profile, self.core.now)

    def leds(self) -> dict[str, Led]:
        """Every lamp by name."""
        return leds(self.scene)


def machines() -> tuple[Machine[Any], ...]:
    """All tables that run, in the order of the slices."""
    return tuple(machine for slice_ in SLICES for machine in slice_.machines)
