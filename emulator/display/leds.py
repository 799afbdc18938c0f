"""The lamps: a model's LED table, read against the state of the phone.

The tables are data (`profiles/models/`); here stand the conditions that they name.
"""

from __future__ import annotations

from collections.abc import Callable

from emulator.audio.model import Audio
from emulator.boot.model import Power
from emulator.calls.model import Calls, offering
from emulator.display.appearances import appearances
from emulator.display.model import Display, Led, Scene
from emulator.display.status import unseen
from emulator.voicemail.model import lamp_lit

OFF = Led()


CONDITIONS: dict[str, Callable[[Scene], bool]] = {
    "asleep": lambda scene: scene.phone[Display].asleep,
    "awake": lambda scene: not scene.phone[Display].asleep,
    "headset on": lambda scene: scene.phone[Audio].state == "headset",
    "incoming call": lambda scene: offering(scene.phone) is not None,
    "missed call": lambda scene: unseen(scene.phone) > 0,
    "muted": lambda scene: scene.phone[Audio].muted,
    "muted in a call": lambda scene: scene.phone[Audio].muted and bool(scene.phone[Calls].open),
    "new message": lambda scene: lamp_lit(scene.phone),
    "speakerphone on": lambda scene: scene.phone[Audio].state == "speaker",
}
"""What a row of an LED table may ask of the whole phone."""

LINE_CONDITIONS = {
    "line active": ("connected", "conference"),
    "line held": ("held",),
    "line held remotely": ("remote-held",),
    "line ringing": ("offering",),
    "line seized": ("dialing", "proceeding", "ringing"),
}
"""What a row may ask of one line key: the states of the call that is foremost on it."""


def leds(scene: Scene) -> dict[str, Led]:
    """All lamps of the phone: mwi, speaker, headset, mute, and line1, line2 ... where the line keys have them."""
    rows = [row for row in scene.profile.led_rows if row.led != "line"]
    lamps = {row.led: OFF for row in rows}
    if scene.phone[Power].state != "off":
        for row in reversed(rows):
            if CONDITIONS[row.when](scene):
                lamps[row.led] = Led(row.color, row.pattern)
    return lamps | _line_lamps(scene)


def _line_lamps(scene: Scene) -> dict[str, Led]:
    if not scene.profile.line_key_leds:
        return {}
    states = [appearance.state for appearance in appearances(scene.phone, scene.profile)]
    states += [""] * (scene.profile.line_key_count - len(states))
    rows = [row for row in scene.profile.led_rows if row.led == "line"]
    lamps = {}
    for number, state in enumerate(states, 1):
        fitting = (row for row in rows if state in LINE_CONDITIONS[row.when])
        lamps[f"line{number}"] = next((Led(row.color, row.pattern) for row in fitting), OFF)
    return lamps
