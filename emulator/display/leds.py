"""The lamps: a model's LED table, read against the state of the phone.

The tables are data (`profiles/models/`); here stand the conditions that they name.
"""

from __future__ import annotations

from collections.abc import Callable

from emulator.attendant.model import Resource
from emulator.audio.model import Audio
from emulator.boot.model import Power
from emulator.btoe.model import sounding
from emulator.calls.model import Calls, offering
from emulator.display.appearances import Appearance, KeyUse, key_uses
from emulator.display.messages import unseen
from emulator.display.model import Display, Led, Scene
from emulator.display.modules import page_lamps, shown_uses
from emulator.display.patterns import as_configured, patterns
from emulator.settings.model import Menus
from emulator.sharing.model import ELSEWHERE, HELD_ELSEWHERE
from emulator.voicemail.model import lamp_lit

OFF = Led()


def _calls_are(scene: Scene, *, held: bool) -> bool:
    """Whether there are calls, and all of them wait (or not all)."""
    states = [call.state for call in scene.phone[Calls].open]
    return bool(states) and all(state in LINE_CONDITIONS["line held"] for state in states) == held


def _in_a_call(scene: Scene) -> bool:
    """Whether there is a call, be it of the paired computer."""
    return bool(scene.phone[Calls].open) or sounding(scene.phone)


CONDITIONS: dict[str, Callable[[Scene], bool]] = {
    "all calls held": lambda scene: _calls_are(scene, held=True),
    "asleep": lambda scene: scene.phone[Display].asleep,
    "awake": lambda scene: not scene.phone[Display].asleep,
    "digital headset on": lambda scene: scene.phone[Audio].state == "headset" and scene.phone[Audio].digital,
    "headset on": lambda scene: scene.phone[Audio].state == "headset",
    "in a call": lambda scene: _calls_are(scene, held=False),
    "incoming call": lambda scene: offering(scene.phone) is not None,
    "missed call": lambda scene: unseen(scene.phone) > 0,
    "muted": lambda scene: scene.phone[Audio].muted,
    "muted in a call": lambda scene: scene.phone[Audio].muted and _in_a_call(scene),
    "new message": lambda scene: lamp_lit(scene.phone),
    "resetting": lambda scene: scene.phone[Power].state == "setup" and scene.phone[Menus].wanted == "factory-reset",
    "speakerphone on": lambda scene: scene.phone[Audio].state == "speaker",
}
"""What a row of an LED table may ask of the whole phone."""

LINE_CONDITIONS = {
    "line active": ("connected", "conference"),
    "line held": ("held", "transferring"),
    "line held elsewhere": (HELD_ELSEWHERE,),
    "line used elsewhere": (ELSEWHERE,),
    "line held remotely": ("remote-held",),
    "line ringing": ("offering",),
    "line seized": ("dialing", "proceeding", "ringing"),
    "contact busy": ("busy",),
    "contact ringing": ("alerting",),
}
"""What a row may ask of one line key: the states of the call that is foremost on it, or of somebody watched."""


def leds(scene: Scene) -> dict[str, Led]:
    """All lamps of the phone: mwi, speaker, headset, mute, and line1, line2 ... where the line keys have them."""
    rows = [row for row in scene.profile.led_rows if row.led != "line"]
    lamps = {row.led: OFF for row in rows}
    if scene.phone[Menus].lamps:
        return _all_on(scene, [*lamps, *_line_lamps(scene)])
    if scene.phone[Power].state != "off":
        for row in reversed(rows):
            if CONDITIONS[row.when](scene):
                lamps[row.led] = Led(row.color, row.pattern, row.other)
    blinking = patterns(scene.phone, scene.profile)
    return {name: as_configured(led, scene.phone, blinking) for name, led in (lamps | _line_lamps(scene)).items()}


def _all_on(scene: Scene, names: list[str]) -> dict[str, Led]:
    """Every lamp in the first colour that it has (LED Diagnostics)."""
    colors = {row.led: row.color for row in reversed(scene.profile.led_rows)}
    return {name: Led(colors.get(name, colors.get("line", "green"))) for name in names}


def _line_lamps(scene: Scene) -> dict[str, Led]:
    """The lamps of the line keys: on the phone, where it has them, and on the shown pages of its expansion modules."""
    lamps: dict[str, Led] = {}
    if scene.profile.line_key_leds:
        uses = key_uses(scene.phone, scene.profile)
        blank: list[KeyUse] = [None] * (scene.profile.line_key_count - len(uses))
        lamps = {f"line{number}": _line_lamp(scene, use) for number, use in enumerate((*uses, *blank), 1)}
    for number, use in shown_uses(scene):
        lamps[f"line{number}"] = _line_lamp(scene, use)
    return lamps | page_lamps(scene)


def _line_lamp(scene: Scene, use: KeyUse) -> Led:
    state = use.state if isinstance(use, Appearance | Resource) else ""
    rows = (row for row in scene.profile.led_rows if row.led == "line" and state in LINE_CONDITIONS[row.when])
    return next((Led(row.color, row.pattern, row.other) for row in rows), OFF)
