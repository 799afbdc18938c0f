"""The shapes that a device can take in a terminal, from a case with boxed keys down to plain rows of keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from emulator.display.frame import line_key_row
from emulator.kernel.profile import DeviceProfile
from ui.geometry import Control, Layout, Rect
from ui.keypad import SOUND_KEYS, flows, grid, groups, pad, pad_width

SIDE = 7
"""Width of a line key beside the display."""

HANDSET = 9
"""Width of a handset that is drawn."""

GRIP = 14
"""Rows of a handset that is drawn, at the least."""

LEAST = 12
"""Rows of a display that is made smaller, at the least."""


def _line_keys(profile: DeviceProfile, display: Rect) -> Iterator[Control]:
    """Line keys at both sides of the display, each beside its label, left column first."""
    left, right = display.x - 1 - SIDE, display.x + display.width + 1
    for index in range(1, profile.line_key_count + 1):
        rect = Rect(left if index <= profile.line_keys[0] else right, display.y + line_key_row(profile, index), SIDE, 1)
        lamp = f"line{index}" if profile.line_key_leds else ""
        yield Control(f"LineKey{index}", rect, f"{index}", "line", lamp)


def _soft_keys(profile: DeviceProfile, display: Rect, height: int) -> Iterator[Control]:
    """Soft keys under the display, each under its label; none where the labels can be touched."""
    slot = display.width / profile.soft_keys
    size = min(8, int(slot))
    for index in range(0 if profile.display.touch else profile.soft_keys):
        middle = display.x + int((index + 0.5) * slot)
        rect = Rect(middle - size // 2, display.y + display.height + 1, size, height)
        yield Control(f"SoftKey{index + 1}", rect, f"F{index + 1}")


def _handset(profile: DeviceProfile, rect: Rect) -> tuple[Control, ...]:
    return (Control("Handset", rect, "Handset", "handset"),) if profile.has("handset") else ()


def _beside_brand(profile: DeviceProfile, x: int, y: int) -> Rect:
    """Where a handset that is a flat key is: behind the phone's name, which begins at (x, y)."""
    return Rect(x + len(f"Poly {profile.name}") + 5, y, 20, 1)


def _cased(width: int, height: int) -> tuple[Rect, Rect, tuple[int, int]]:
    """Where hint, case and brand of a device in a case are."""
    return Rect(2, height - 1, width - 4, 1), Rect(0, 0, width, height), (3, 1)


def _around(profile: DeviceProfile) -> int:
    """The columns of the display with its frame and the line keys at its sides."""
    return profile.display.columns + 2 + (2 * SIDE if profile.line_key_count else 0)


def _under(profile: DeviceProfile, height: int) -> int:
    """How far below the display's first row the keys begin, with soft keys of that height above them."""
    return profile.display.rows + (1 if profile.display.touch else 1 + height)


def _large(profile: DeviceProfile, _: int) -> Layout:
    """A case with handset and boxed keys."""
    rows, columns = profile.display.rows, profile.display.columns
    inner = max(_around(profile), pad_width(profile, 3), 47)
    x = 2 + (HANDSET + 1 if profile.has("handset") else 0)
    display = Rect(x + (inner - columns) // 2, 3, columns, rows)
    top = 3 + _under(profile, 3)
    controls = (
        *_line_keys(profile, display),
        *_soft_keys(profile, display, 3),
        *pad(profile, x, top, inner, 3),
        *_handset(profile, Rect(2, 3, HANDSET, max(rows, GRIP))),
    )
    width, height = x + inner + 2, top + 13
    return Layout(width, height, display, (width - 6, 1), controls, *_cased(width, height))


def _flat(profile: DeviceProfile, _: int) -> Layout:
    """A case with flat keys in their places; the handset is a key."""
    rows, columns = profile.display.rows, profile.display.columns
    inner = max(_around(profile), pad_width(profile, 1), 55)
    display = Rect(2 + (inner - columns) // 2, 3, columns, rows)
    top = 3 + _under(profile, 1)
    controls = (
        *_line_keys(profile, display),
        *_soft_keys(profile, display, 1),
        *pad(profile, 2, top, inner, 1),
        *_handset(profile, _beside_brand(profile, 3, 1)),
    )
    width, height = inner + 4, top + 5
    return Layout(width, height, display, (width - 6, 1), controls, *_cased(width, height))


def _rows(profile: DeviceProfile, available: int) -> Layout:
    """No case: the display, and below it keys in plain rows; a touch display gives way to them."""
    columns = profile.display.columns
    width = max(_around(profile), 66)
    soft = 0 if profile.display.touch else 1
    keys = flows(profile, Rect(1, 0, width - 1, 0))
    taken = 3 + soft + max(control.rect.y for control in keys) + 1
    rows = profile.display.rows
    if profile.display.touch:
        rows = min(rows, max(available - taken, LEAST))
    display, handset = Rect((width - columns) // 2, 2, columns, rows), _beside_brand(profile, 1, 0)
    below = tuple(control._replace(rect=control.rect.moved((0, 3 + rows + soft))) for control in keys)
    controls = (
        *_line_keys(profile, display),
        *_soft_keys(profile, display, 1),
        *below,
        *_handset(profile, handset),
    )
    hint = max(_free(width, below, handset), key=lambda room: room.width)
    return Layout(width, rows + taken, display, (width - 4, 0), controls, hint)


def _free(width: int, keys: Iterable[Control], handset: Rect) -> Iterator[Rect]:
    """Where there is room for a word: between handset and message lamp, and behind each row of keys."""
    x = handset.x + handset.width + 2
    yield Rect(x, 0, width - x - 10, 1)
    ends = {key.rect.y: key.rect.x + key.rect.width + 2 for key in keys}
    yield from (Rect(x, y, width - x, 1) for y, x in ends.items())


def _side(profile: DeviceProfile, available: int) -> Layout:
    """As much of the display's height as there is room for, and beside it flat keys."""
    columns, soft = profile.display.columns, 0 if profile.display.touch else 1
    rows = min(profile.display.rows, max(available - 3 - soft, LEAST))
    display = Rect(1, 2, columns, rows)
    x = columns + 4
    controls = (
        *_soft_keys(profile, display, 1),
        *flows(profile, Rect(x, 4, 34, 0)),
        *_handset(profile, Rect(x, 2, 20, 1)),
    )
    return Layout(x + 35, rows + 3 + soft, display, (x + 31, 0), controls, Rect(x, 17, 34, 1))


def display_alone(profile: DeviceProfile, available: int) -> Layout:
    """No keys but those of the keyboard: the display, where there is room for nothing else."""
    columns, rows = profile.display.columns, profile.display.rows
    if profile.display.touch:
        rows = min(rows, max(available - 3, LEAST))
    width, x = columns + 2, len(f"Poly {profile.name}") + 3
    return Layout(width, rows + 3, Rect(1, 2, columns, rows), (width - 4, 0), (), Rect(x, 0, width - x - 10, 1))


def _held(profile: DeviceProfile, _: int) -> Layout:
    """A wireless handset, upright: display, and below it the keys in three blocks."""
    rows, columns = profile.display.rows, profile.display.columns
    width = columns + 8
    display = Rect(4, 3, columns, rows)
    features, arrows, dial, sound = groups(profile)
    top = 3 + _under(profile, 3)
    block = 3 * len(arrows.rows)
    controls = (
        *_soft_keys(profile, display, 3),
        *grid(profile, features.rows, Rect(3, top, 10, 0), 3),
        *grid(profile, arrows.rows, Rect(15, top, 26, 0), 3),
        *grid(profile, dial.rows, Rect(3, top + block + 3, 24, 0), 3),
        *grid(profile, sound.rows, Rect(28, top + block + 3, 13, 0), 3),
    )
    height = top + block + 3 * len(dial.rows) + 4
    return Layout(width, height, display, (width - 6, 1), controls, *_cased(width, height))


def _touch_large(profile: DeviceProfile, _: int) -> Layout:
    """A case with handset, display, and boxed keys below."""
    rows, columns = profile.display.rows, profile.display.columns
    x, inner = 2 + HANDSET + 1, max(columns + 2, 60)
    display = Rect(x + (inner - columns) // 2, 3, columns, rows)
    y = rows + 4
    controls = (
        *grid(profile, (("VolDown", "VolUp"),), Rect(x, y, 16, 0), 3),
        *grid(profile, (("Mute", "Headset", "Speaker"),), Rect(x + inner - 42, y, 42, 0), 3),
        *_handset(profile, Rect(2, 3, HANDSET, max(rows // 2, GRIP))),
    )
    width, height = x + inner + 2, rows + 8
    return Layout(width, height, display, (width - 6, 1), controls, *_cased(width, height))


def _touch_flat(profile: DeviceProfile, _: int) -> Layout:
    """No case: the whole display, and below it one row of keys."""
    rows, columns = profile.display.rows, profile.display.columns
    width = max(columns + 2, 62)
    display = Rect((width - columns) // 2, 2, columns, rows)
    controls = (*flows(profile, Rect(1, rows + 3, width - 1, 0)), *_handset(profile, Rect(18, 0, 20, 1)))
    return Layout(width, rows + 4, display, (width - 4, 0), controls, Rect(40, 0, width - 50, 1))


def _touch_side(profile: DeviceProfile, available: int) -> Layout:
    """As much of the display's height as there is room for, and beside it a column of keys."""
    columns = profile.display.columns
    rows = min(profile.display.rows, max(available - 3, 18))
    display = Rect(1, 2, columns, rows)
    x = columns + 4
    controls = (
        *grid(profile, SOUND_KEYS, Rect(x, 4, 16, 0), 3),
        *_handset(profile, Rect(x, 2, 20, 1)),
    )
    return Layout(x + 21, rows + 3, display, (x + 17, 0), controls, Rect(x, 17, 21, 1))


SHAPES: dict[str, tuple[Callable[[DeviceProfile, int], Layout], ...]] = {
    "keys": (_large, _flat, _rows),
    "touch": (_large, _flat, _rows),
    "conference": (_large, _flat, _rows),
    "handset": (_held, _side),
    "ccx": (_touch_large, _touch_flat, _touch_side),
}
"""By the layout of the model's display; best first. Each takes the profile and the rows there are."""
