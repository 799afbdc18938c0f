"""The label on the underside of the phone."""

from __future__ import annotations

from emulator.display.model import Display, Rank, Scene, Screen, Text, View
from emulator.settings.model import Nameplate


def underside(scene: Scene) -> Screen:
    """What is read when the phone is turned over: model, part number, MAC address, serial number."""
    plate = scene.phone[Nameplate]
    lines = (
        f"Poly {scene.profile.name}",
        "",
        f"P/N  {plate.part_number or scene.profile.part_number}",
        f"MAC  {':'.join(plate.mac[i : i + 2] for i in range(0, 12, 2)).upper()}",
        f"S/N  {plate.serial or plate.mac.upper()}",
    )
    return Screen("underside", body=(Text(lines),))


VIEWS = (View("underside", Rank.UNDERSIDE, lambda scene: scene.phone[Display].over, underside),)
"""The views of the settings slice."""
