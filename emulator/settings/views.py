"""The label on the underside of the phone."""

from __future__ import annotations

from emulator.display.model import Display, Rank, Scene, Screen, Text, View
from emulator.settings.model import Identity


def underside(scene: Scene) -> Screen:
    """What is read when the phone is turned over: model, part number, MAC address, serial number."""
    identity = scene.phone[Identity]
    lines = (
        f"Poly {scene.profile.name}",
        "",
        f"P/N  {identity.part_number or scene.profile.part_number}",
        f"MAC  {':'.join(identity.mac[i : i + 2] for i in range(0, 12, 2)).upper()}",
        f"S/N  {identity.serial or identity.mac.upper()}",
    )
    return Screen("underside", body=(Text(lines),))


VIEWS = (View("underside", Rank.UNDERSIDE, lambda scene: scene.phone[Display].over, underside),)
"""The views of the settings slice."""
