"""What a scene of the picture book is made of, and which models can play it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from emulator.boot.model import Provisioning
from emulator.config.files import ParameterFile, Setting
from emulator.config.identity import identify
from emulator.config.layers import configure
from emulator.display.pieces import LOW
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.state import Event, Part

MAC = "0004f2aabb01"
TUESDAY_10AM = 1_700_560_800
HOUR = 3_600
MINUTE = 60_000_000
"""Microseconds that a phone has been on in its picture."""
LINES = 6
"""How many lines a phone has in its pictures, at most."""


def always(_: DeviceProfile) -> bool:
    """Any model."""
    return True


def barred(profile: DeviceProfile) -> bool:
    """A model that shows its status bar, and so that a call is up, above titles."""
    return profile.display.rows >= LOW


def spare_keys(profile: DeviceProfile) -> bool:
    """A model with line keys that its lines leave to favorites."""
    return profile.display.layout == "ccx" or sum(profile.line_places) > min(profile.registrations, LINES)


def skype(profile: DeviceProfile) -> bool:
    """A model on which people sign in to Skype for Business by the ways of the CCX and VVX guides."""
    return profile.family in ("VVX", "CCX")


def ccx(profile: DeviceProfile) -> bool:
    """A model with the menu button and the tiles of a CCX."""
    return profile.display.layout == "ccx"


def touched(profile: DeviceProfile) -> bool:
    """A model with a touch screen."""
    return profile.display.touch


def colored(profile: DeviceProfile) -> bool:
    """A model with a display in colour."""
    return profile.display.color


def pairs(profile: DeviceProfile) -> bool:
    """A model that a computer can be plugged into."""
    return skype(profile) and profile.has("pc-port")


def having(feature: str) -> Callable[[DeviceProfile], bool]:
    """A model that has something: a headset jack, a USB port."""
    return lambda profile: profile.has(feature)


class Scene(msgspec.Struct, frozen=True):
    """`parts` are what the phone is like, `events` what happens to it; `fits` says which models can show it."""

    parts: tuple[Part, ...] = ()
    events: tuple[Event, ...] = ()
    settings: Mapping[str, str] = {}
    fits: Callable[[DeviceProfile], bool] = always

    def configured(self, profile: DeviceProfile) -> Provisioning:
        """The settings of the scene, as if they stood in a file."""
        device = {name: value for name, value in self.settings.items() if name.startswith("device.")}
        others = {name: Setting(value) for name, value in self.settings.items() if name not in device}
        files = [ParameterFile("scene.cfg", settings=others)]
        return Provisioning(configure(identify(profile, MAC), files=files, flash=device), device=device)
