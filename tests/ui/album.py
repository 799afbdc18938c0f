"""The screens of the picture book, each made once for all tests that look at it."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from emulator.display.frame import Frame
from emulator.display.model import Led, Screen
from emulator.kernel.profile import DeviceProfile, load_profile
from tests.ui.pictures import Still
from tests.ui.scenes import scenes
from tests.ui.stage import Scene


class Picture(NamedTuple):
    """What a phone shows in one scene: screen, display and lamps."""

    scene: str
    profile: DeviceProfile
    screen: Screen
    frame: Frame
    leds: dict[str, Led]


@cache
def album(model: str, language: str = "") -> tuple[Picture, ...]:
    """The pictures of a model's book, in that language."""
    profile = load_profile(model)
    spoken = {"lcl.ml.lang": language} if language else {}
    pictures = []
    for name, scene in scenes(profile).items():
        still = Still(profile, Scene(scene.parts, scene.events, {**scene.settings, **spoken}, scene.fits))
        screen = still.screen
        pictures.append(Picture(name, profile, screen, still.device.frame(screen), still.leds))
    return tuple(pictures)
