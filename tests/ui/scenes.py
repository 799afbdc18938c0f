"""All scenes of the picture book, in the order of its pages."""

from __future__ import annotations

from emulator.kernel.profile import DeviceProfile
from tests.ui import call_scenes, idle_scenes, menu_scenes, skype_scenes, team_scenes
from tests.ui.stage import Scene

SCENES: dict[str, Scene] = {
    **idle_scenes.SCENES,
    **call_scenes.SCENES,
    **menu_scenes.SCENES,
    **team_scenes.SCENES,
    **skype_scenes.SCENES,
}
"""By name of the picture."""


def scenes(profile: DeviceProfile) -> dict[str, Scene]:
    """The scenes that a model can show."""
    return {name: scene for name, scene in SCENES.items() if scene.fits(profile)}
