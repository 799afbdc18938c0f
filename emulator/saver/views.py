"""A picture after the other."""

from __future__ import annotations

from emulator.boot.model import config
from emulator.display.model import Rank, Scene, Screen, Text, View
from emulator.kernel.clock import SECOND
from emulator.saver.model import Saver, pictures


def _shows(scene: Scene) -> bool:
    return scene.phone[Saver].since is not None and bool(pictures(scene.phone))


def picture(scene: Scene) -> Screen:
    """The picture of now, by its name: a terminal draws none."""
    since, found = scene.phone[Saver].since or 0, pictures(scene.phone)
    turn = config(scene.phone).number("up.pictureFrame.timePerImage") * SECOND
    number = (scene.now - since) // turn
    name = found[number % len(found)]
    return Screen("screen-saver", body=(Text((name,), style="big"),), changes_at=since + (number + 1) * turn)


VIEWS = (View("screen-saver", Rank.MENU + 1, _shows, picture),)
"""The view of the screen saver."""
