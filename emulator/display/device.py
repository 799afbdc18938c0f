"""The whole phone as plain text: display, line keys and lamps, each lamp said in letters and words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from emulator.display.cells import pad
from emulator.display.frame import draw, line_key_row
from emulator.display.icons import word
from emulator.display.model import Led, Screen
from emulator.display.modules import module_text
from emulator.kernel.profile import DeviceProfile

KEY = 6
"""Cells that a line key takes beside the display."""

NAMES = {"mwi": "message light", "bar": "lights", "speaker": "Speaker", "headset": "Headset", "mute": "Mute"}
"""Lamps as people call them."""


OFF = Led()


def beacon(leds: Mapping[str, Led]) -> str:
    """The lamp that is seen from afar: the message light, or the lights around a conference phone."""
    return "bar" if "bar" in leds else "mwi"


def lamp(led: Led) -> str:
    """A lamp in two cells: its colour's first letter, * if it blinks; a dot when it is off."""
    if led.color == "off":
        return "· "
    return led.color[0].upper() + (" " if led.pattern == "steady" else "*")


def describe(name: str, led: Led) -> str:
    """A lamp in words: line 1 green, blinking (offering)."""
    called = NAMES.get(name) or name.replace("line", "line ")
    if led.color == "off":
        return f"{called} off"
    return f"{called} {led.color}" + ("" if led.pattern == "steady" else f", blinking ({led.pattern})")


def device_text(screen: Screen, leds: Mapping[str, Led], profile: DeviceProfile, now: int) -> str:
    """A picture of the phone in text; turned over, of its label. Colour is never needed to read it."""
    display = profile.display
    if screen.name == "underside":
        return _plate(draw(screen, profile, now).lines())
    keys = {
        (
            index > profile.line_keys[0],
            line_key_row(profile, index),
        ): f"[{index:>2}{lamp(leds.get(f'line{index}', OFF))}]"
        for index in range(1, profile.line_key_count + 1)
    }
    side = KEY if keys else 0
    edge = f"{' ' * side}+{'-' * display.columns}+"
    brand = f"{' ' * side} {profile.name}"
    light = f"[{lamp(leds[beacon(leds)])}]"
    lines = [f"{brand}{pad(light, display.columns + 1 - len(brand) + side, 'right')}", edge]
    for row, text in enumerate(draw(screen, profile, now).lines()):
        left, right = (keys.get((place, row), " " * side) for place in (False, True))
        lines.append(f"{left}|{text}|{right}".rstrip())
    below = [*_buttons(leds, profile, side), *signs(screen, leds), *module_text(screen)]
    return "\n".join([*lines, edge, *below])


def signs(screen: Screen, leds: Mapping[str, Led]) -> list[str]:
    """The lamps that are lit and the icons of the status bar, in words."""
    return [f"Lights: {_lights(leds)}", *_icons(screen)]


def _plate(rows: tuple[str, ...]) -> str:
    """The label on the underside, and nothing around it."""
    written = [row for row in rows if row.strip()]
    edge = "=" * len(written[0])
    return "\n".join([f"/{edge}\\", *(f"|{row}|" for row in written), f"\\{edge}/"])


def _buttons(leds: Mapping[str, Led], profile: DeviceProfile, side: int) -> Iterator[str]:
    """The soft keys of a key-driven phone, and the keys that have lamps."""
    if not profile.display.touch:
        slot = profile.display.columns // profile.soft_keys
        yield " " * (side + 1) + "".join(pad("[    ]", slot, "center") for _ in range(profile.soft_keys)).rstrip()
    lamps = (f"{NAMES[name]} [{lamp(leds[name])}]" for name in ("headset", "speaker", "mute") if name in leds)
    if written := "   ".join(lamps):
        yield " " * (side + 1) + written


def _lights(leds: Mapping[str, Led]) -> str:
    shining = [describe(name, led) for name, led in leds.items() if led.color != "off"]
    return "; ".join(shining) or "all off"


def _icons(screen: Screen) -> Iterator[str]:
    """The icons of the status bar in words."""
    words = [word(name) for name in screen.status.icons] if screen.status else []
    if words:
        yield f"Icons: {', '.join(words)}"
