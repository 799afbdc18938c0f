"""The shapes that a device can take in a terminal, from a case with boxed keys down to plain rows of keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

from emulator.display.frame import line_key_row
from emulator.kernel.profile import DeviceProfile
from ui.geometry import Control, Layout, Rect

SIDE = 7
"""Width of a line key beside the display."""

HANDSET = 9
"""Width of a handset that is drawn."""

LABELS = {
    "Up": "▲",
    "Down": "▼",
    "Left": "◀",
    "Right": "▶",
    "Select": "OK",
    "VolDown": "Vol −",
    "VolUp": "Vol +",
    "2": "2 ABC",
    "3": "3 DEF",
    "4": "4 GHI",
    "5": "5 JKL",
    "6": "6 MNO",
    "7": "7 PQRS",
    "8": "8 TUV",
    "9": "9 WXYZ",
}
"""What is printed on a key, where that is not its name."""

LAMPS = {"Speaker": "speaker", "Headset": "headset", "Mute": "mute"}
"""Hard keys with a lamp in them."""

CALL_KEYS = (("Home",), ("Back",), ("Messages",), ("Hold",))
ARROWS = (("", "Up", ""), ("Left", "Select", "Right"), ("", "Down", ""))
DIAL_PAD = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), ("*", "0", "#"))
SOUND_KEYS = (("VolDown", "VolUp"), ("Mute",), ("Headset",), ("Speaker",))
NAVIGATION = ("Back", "Home", "Left", "Up", "Down", "Right", "Select", "Messages", "Hold", "Transfer")
SOUND = ("VolDown", "VolUp", "Mute", "Headset", "Speaker")


def _key(profile: DeviceProfile, name: str, rect: Rect) -> Iterator[Control]:
    """A hard key, if the model has it."""
    if name in profile.hard_keys:
        yield Control(name, rect, LABELS.get(name, name), lamp=LAMPS.get(name, ""))


def _grid(profile: DeviceProfile, names: Sequence[Sequence[str]], room: Rect, height: int) -> Iterator[Control]:
    """Keys in a grid, as wide as the room has space for in each row."""
    for row, line in enumerate(names):
        width = room.width // len(line)
        for column, name in enumerate(line):
            yield from _key(profile, name, Rect(room.x + column * width, room.y + row * height, width, height))


def _flow(profile: DeviceProfile, names: Iterable[str], x: int, y: int) -> Iterator[Control]:
    """Flat keys side by side, each as wide as its label."""
    for name in names:
        for control in _key(profile, name, Rect(x, y, 0, 1)):
            label = name if name.isdigit() else control.label
            width = len(label) + (6 if control.lamp else 2)
            yield control._replace(rect=Rect(x, y, width, 1), label=label)
            x += width + 1


def _line_keys(profile: DeviceProfile, display: Rect) -> Iterator[Control]:
    """Line keys at both sides of the display, each beside its label, left column first."""
    left, right = display.x - 1 - SIDE, display.x + display.width + 1
    for index in range(1, profile.line_key_count + 1):
        rect = Rect(left if index <= profile.line_keys[0] else right, display.y + line_key_row(profile, index), SIDE, 1)
        lamp = f"line{index}" if profile.line_key_leds else ""
        yield Control(f"LineKey{index}", rect, f"{index}", "line", lamp)


def _soft_keys(profile: DeviceProfile, display: Rect, height: int) -> Iterator[Control]:
    """Soft keys under the display, each under its label."""
    slot = display.width / profile.soft_keys
    for index in range(profile.soft_keys):
        middle = display.x + int((index + 0.5) * slot)
        rect = Rect(middle - 4, display.y + display.height + 1, 8, height)
        yield Control(f"SoftKey{index + 1}", rect, f"F{index + 1}")


def _pad(profile: DeviceProfile, x: int, y: int, width: int, height: int) -> Iterator[Control]:
    """Everything below the soft keys of a key-driven phone: call keys, arrows, dial pad, sound keys."""
    widths = (10, 18, 24, 16)
    gap = (width - sum(widths)) // 3
    call, arrows, dial, sound = (x + start for start in accumulate((each + gap for each in widths[:3]), initial=0))
    yield from _grid(profile, CALL_KEYS, Rect(call, y, 10, 0), height)
    yield from _grid(profile, ARROWS, Rect(arrows, y, 18, 0), height)
    yield from _key(profile, "Transfer", Rect(arrows, y + 3 * height, 18, height))
    yield from _grid(profile, DIAL_PAD, Rect(dial, y, 24, 0), height)
    yield from _grid(profile, SOUND_KEYS, Rect(sound, y, 16, 0), height)


def _handset(rect: Rect) -> Control:
    return Control("Handset", rect, "Handset", "handset")


def _cased(width: int, height: int) -> tuple[Rect, Rect, tuple[int, int]]:
    """Where hint, case and brand of a device in a case are."""
    return Rect(2, height - 1, width - 4, 1), Rect(0, 0, width, height), (3, 1)


def _keys_large(profile: DeviceProfile, _: int) -> Layout:
    """A case with handset and boxed keys."""
    rows, columns = profile.display.rows, profile.display.columns
    inner = max(columns + 2 + 2 * SIDE, 71)
    x = 2 + HANDSET + 1
    display = Rect(x + (inner - columns) // 2, 3, columns, rows)
    controls = (
        *_line_keys(profile, display),
        *_soft_keys(profile, display, 3),
        *_pad(profile, x, rows + 7, inner, 3),
        _handset(Rect(2, 3, HANDSET, rows)),
    )
    width, height = x + inner + 2, rows + 20
    return Layout(width, height, display, (width - 6, 1), controls, *_cased(width, height))


def _keys_flat(profile: DeviceProfile, _: int) -> Layout:
    """A case with flat keys in their places; the handset is a key."""
    rows, columns = profile.display.rows, profile.display.columns
    inner = max(columns + 2 + 2 * SIDE, 71)
    display = Rect(2 + (inner - columns) // 2, 3, columns, rows)
    controls = (
        *_line_keys(profile, display),
        *_soft_keys(profile, display, 1),
        *_pad(profile, 2, rows + 5, inner, 1),
        _handset(Rect(20, 1, 20, 1)),
    )
    width, height = inner + 4, rows + 10
    return Layout(width, height, display, (width - 6, 1), controls, *_cased(width, height))


def _keys_rows(profile: DeviceProfile, _: int) -> Layout:
    """No case: the display, and below it keys in plain rows."""
    rows, columns = profile.display.rows, profile.display.columns
    width = max(columns + 2 + 2 * SIDE, 66)
    display = Rect((width - columns) // 2, 2, columns, rows)
    digits = [digit for line in DIAL_PAD for digit in line]
    flat = (
        *_flow(profile, NAVIGATION, 1, rows + 4),
        *_flow(profile, digits, 1, rows + 5),
        *_flow(profile, SOUND, 1, rows + 6),
    )
    controls = (*_line_keys(profile, display), *_soft_keys(profile, display, 1), *flat, _handset(Rect(18, 0, 20, 1)))
    return Layout(width, rows + 7, display, (width - 4, 0), controls, Rect(40, 0, width - 50, 1))


def _touch_large(profile: DeviceProfile, _: int) -> Layout:
    """A case with handset, portrait display, and boxed keys below."""
    rows, columns = profile.display.rows, profile.display.columns
    x, inner = 2 + HANDSET + 1, max(columns + 2, 60)
    display = Rect(x + (inner - columns) // 2, 3, columns, rows)
    y = rows + 4
    controls = (
        *_grid(profile, (("VolDown", "VolUp"),), Rect(x, y, 16, 0), 3),
        *_grid(profile, (("Mute", "Headset", "Speaker"),), Rect(x + inner - 42, y, 42, 0), 3),
        _handset(Rect(2, 3, HANDSET, rows // 2)),
    )
    width, height = x + inner + 2, rows + 8
    return Layout(width, height, display, (width - 6, 1), controls, *_cased(width, height))


def _touch_flat(profile: DeviceProfile, _: int) -> Layout:
    """No case: the whole display, and below it one row of keys."""
    rows, columns = profile.display.rows, profile.display.columns
    width = max(columns + 2, 62)
    display = Rect((width - columns) // 2, 2, columns, rows)
    controls = (*_flow(profile, SOUND, 1, rows + 3), _handset(Rect(18, 0, 20, 1)))
    return Layout(width, rows + 4, display, (width - 4, 0), controls, Rect(40, 0, width - 50, 1))


def _touch_side(profile: DeviceProfile, available: int) -> Layout:
    """As much of the display's height as there is room for, and beside it a column of keys."""
    columns = profile.display.columns
    rows = min(profile.display.rows, max(available - 3, 18))
    display = Rect(1, 2, columns, rows)
    x = columns + 4
    controls = (
        *_grid(profile, SOUND_KEYS, Rect(x, 4, 16, 0), 3),
        _handset(Rect(x, 2, 20, 1)),
    )
    return Layout(x + 21, rows + 3, display, (x + 17, 0), controls, Rect(x, 17, 21, 1))


SHAPES: dict[str, tuple[Callable[[DeviceProfile, int], Layout], ...]] = {
    "keys": (_keys_large, _keys_flat, _keys_rows),
    "ccx": (_touch_large, _touch_flat, _touch_side),
}
"""By the layout of the model's display; best first. Each takes the profile and the rows there are."""
