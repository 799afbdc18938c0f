"""What touch screens of the VVX have of their own: an arrow to go back by, high soft keys, line keys for fingers."""

from __future__ import annotations

from emulator.display.canvas import Canvas
from emulator.display.icons import glyph
from emulator.display.model import GoBack, Screen, Text
from emulator.kernel.profile import DeviceProfile

ROOMY = 16
"""A touch screen of fewer rows has flat soft keys."""

FIRST = 2
"""The row of the uppermost line key, below status bar and title."""

TALL = 2
"""The rows that a line key takes at most."""


def bar_height(profile: DeviceProfile) -> int:
    """The rows of the soft keys: fingers need more room than words."""
    return 3 if profile.display.touch and profile.display.rows >= ROOMY else 1


def back(canvas: Canvas, row: int) -> None:
    """Draw an arrow to go back by, for a phone without a key for that."""
    canvas.write(1, row, glyph("back"), "title")
    canvas.touch(0, row, (4, 1), "Back", GoBack(), "Back")


def line_step(profile: DeviceProfile, count: int) -> int:
    """How many rows each of so many line keys above each other takes."""
    return max(1, min(TALL, (profile.display.rows - FIRST - bar_height(profile)) // max(1, count)))


def reach(profile: DeviceProfile, screen: Screen, room: int) -> int:
    """How far from the edge a finger finds a line key: over the columns of the labels; of mere text, over its half."""
    return profile.display.columns // 2 if _wordy(screen) else room


def free_keys(canvas: Canvas, screen: Screen, profile: DeviceProfile, step: int) -> None:
    """Let the places of line keys without use be held, where nothing else is to be touched."""
    left, right = profile.line_places
    lowest = profile.display.rows - bar_height(profile) - step
    for index in range(len(screen.line_keys) + 1, left + right + 1) if _wordy(screen) else ():
        mirrored = index > left
        row = FIRST + (index - 1 - left * mirrored) * step
        if f"LineKey{index} held" in screen.keys and row <= lowest:
            size = reach(profile, screen, 0)
            canvas.touch(canvas.columns - size if mirrored else 0, row, (size, step), "", None, f"LineKey{index}")


def _wordy(screen: Screen) -> bool:
    return all(isinstance(block, Text) for block in screen.body)
