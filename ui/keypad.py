"""The keys of a device in groups, as they stand on its case: what it is called by, arrows, dial pad, sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from emulator.kernel.profile import DeviceProfile
from ui.geometry import Control, Rect

LABELS = {
    "Up": "▲",
    "Down": "▼",
    "Left": "◀",
    "Right": "▶",
    "Select": "OK",
    "VolDown": "Vol −",
    "VolUp": "Vol +",
    "DoNotDisturb": "DND",
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

SHORT = {"Directories": "Dir", "Applications": "Apps", "Conference": "Confrnc"}
"""What is written on a key that is too narrow for what is printed on it."""

LAMPS = {"Speaker": "speaker", "Headset": "headset", "Mute": "mute"}
"""Hard keys that may have a lamp in them."""

ARROWS = (("", "Up", ""), ("Left", "Select", "Right"), ("", "Down", ""))
DIAL_PAD = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), ("*", "0", "#"))
SOUND_KEYS = (("VolDown", "VolUp"), ("Mute",), ("Headset",), ("Speaker",))
ALONG = ("Left", "Up", "Down", "Right", "Select")
DIGITS = tuple(digit for line in DIAL_PAD for digit in line)
SOUND = ("VolDown", "VolUp", "Mute", "Headset", "Speaker")

HIGH = 4
"""Rows of keys in each group."""

KEY = 10
"""Columns of a key, at the least."""


class Group(NamedTuple):
    """Keys in a grid, of that width; `columns` are the widths of its columns where they are not alike."""

    width: int
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[int, ...] = ()


def feature_keys(profile: DeviceProfile) -> tuple[str, ...]:
    """The hard keys that are neither arrows nor dial pad nor for sound."""
    return tuple(key for key in profile.hard_keys if key not in (*ALONG, *DIGITS, *SOUND))


def groups(profile: DeviceProfile, *, whole: bool = False) -> list[Group]:
    """The groups of keys that the model has, from left to right; `whole` leaves room for all that is printed."""
    features = feature_keys(profile)
    arrows: tuple[tuple[str, ...], ...] = ARROWS
    if "Select" in profile.hard_keys and len(features) % HIGH == 1 and len(features) > HIGH:
        features, arrows = features[:-1], (*ARROWS, (features[-1],))  # the one too many has room under the arrows
    columns = [features[start : start + HIGH] for start in range(0, len(features), HIGH)]
    lines = [tuple(column[row] if row < len(column) else "" for column in columns) for row in range(HIGH)]
    sound = tuple(line for line in SOUND_KEYS if _has_any(profile, line))
    widths = tuple(max(KEY, *(len(name) + 2 for name in column if whole and name in SHORT), 0) for column in columns)
    found = (Group(sum(widths), tuple(lines), widths), Group(18, arrows), Group(24, DIAL_PAD), Group(16, sound))
    return [group for group in found if any(_has_any(profile, line) for line in group.rows)]


def _has_any(profile: DeviceProfile, names: Iterable[str]) -> bool:
    return any(name in profile.hard_keys for name in names)


def key(profile: DeviceProfile, name: str, rect: Rect) -> Iterator[Control]:
    """A hard key, if the model has it."""
    if name in profile.hard_keys:
        lamp = LAMPS.get(name, "")
        shines = any(row.led == lamp for row in profile.led_rows)
        yield Control(name, rect, _label(profile, name, rect.width - 2), lamp=lamp if shines else "")


def _label(profile: DeviceProfile, name: str, room: int) -> str:
    if name == "Speaker" and profile.family == "SoundStation":
        return "Phone"
    return LABELS.get(name, SHORT.get(name, name) if len(name) > room else name)


def grid(
    profile: DeviceProfile, names: Sequence[Sequence[str]], room: Rect, height: int, columns: Sequence[int] = ()
) -> Iterator[Control]:
    """Keys in a grid, in columns of these widths or as wide as the room has space for in each row."""
    for row, line in enumerate(names):
        widths = columns or (room.width // len(line),) * len(line)
        for column, name in enumerate(line):
            x = room.x + sum(widths[:column])
            yield from key(profile, name, Rect(x, room.y + row * height, widths[column], height))


def pad(profile: DeviceProfile, x: int, y: int, width: int, height: int) -> Iterator[Control]:
    """All groups side by side over that width, keys of that height."""
    found = groups(profile, whole=height > 1)
    gap = (width - sum(group.width for group in found)) // max(1, len(found) - 1)
    for group in found:
        yield from grid(profile, group.rows, Rect(x, y, group.width, 0), height, group.columns)
        x += group.width + gap


def pad_width(profile: DeviceProfile, height: int) -> int:
    """The columns that all groups need side by side, with keys of that height."""
    found = groups(profile, whole=height > 1)
    return sum(group.width for group in found) + len(found) - 1


def flow(profile: DeviceProfile, names: Iterable[str], room: Rect) -> Iterator[Control]:
    """Flat keys side by side, each as wide as its label, in as many rows as they need in the room's width."""
    x, y = room.x, room.y
    for name in names:
        for control in key(profile, name, Rect(x, y, 0, 1)):
            label = name if name.isdigit() else control.label
            width = len(label) + (6 if control.lamp else 2)
            if x + width > room.x + room.width:
                x, y = room.x, y + 1
            yield control._replace(rect=Rect(x, y, width, 1), label=label)
            x += width + 1


def flows(profile: DeviceProfile, room: Rect) -> tuple[Control, ...]:
    """All keys in rows: what leads about, the dial pad, sound."""
    ways = (_ways(profile), DIGITS, SOUND)
    found: list[Control] = []
    for names in ways:
        y = max((control.rect.y + 1 for control in found), default=room.y)
        found += flow(profile, names, Rect(room.x, y, room.width, 0))
    return tuple(found)


def _ways(profile: DeviceProfile) -> tuple[str, ...]:
    """Back and Home, arrows, and what else there is."""
    first = tuple(name for name in ("Back", "Home") if name in profile.hard_keys)
    return (*first, *ALONG, *(name for name in feature_keys(profile) if name not in first))
