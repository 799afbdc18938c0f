"""The keyboard: which key does what. One table serves key bindings, the palette and the help page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from textual.binding import BindingType


class Shortcut(NamedTuple):
    """One thing the user can do: the keys for it (in Textual's names), the action of the app, and its title.

    `press` is the key of the phone, if that is what it presses.
    """

    keys: str
    action: str
    title: str
    press: str = ""


def _press(keys: str, name: str, title: str) -> Shortcut:
    return Shortcut(keys, f"press({name!r})", title, name)


DIGITS = tuple(_press(key, key, f"Press {key}") for key in "1234567890*#")

PHONE = (
    _press("enter", "Select", "Select (OK)"),
    _press("escape", "Back", "Back"),
    _press("home", "Home", "Home"),
    _press("up", "Up", "Arrow up"),
    _press("down", "Down", "Arrow down"),
    _press("left", "Left", "Arrow left"),
    _press("right", "Right", "Arrow right"),
    _press("backspace,delete", "<<", "Erase the last digit (soft key <<)"),
    *(_press(f"f{number}", f"SoftKey{number}", f"Soft key {number}") for number in range(1, 6)),
    *(_press(f"alt+{number % 10}", f"LineKey{number}", f"Line key {number}") for number in range(1, 11)),
    Shortcut("ctrl+k,alt+k", "hook", "Lift the handset, or hang it up"),
    _press("ctrl+s,alt+s", "Speaker", "Speaker"),
    _press("ctrl+g,alt+h", "Headset", "Headset"),
    _press("ctrl+u,alt+m", "Mute", "Mute"),
    _press("ctrl+o,alt+o", "Hold", "Hold"),
    _press("ctrl+t,alt+t", "Transfer", "Transfer"),
    _press("ctrl+e,alt+v", "Messages", "Messages"),
    _press("plus,equals_sign", "VolUp", "Volume up"),
    _press("minus", "VolDown", "Volume down"),
)
"""Keys of the phone beside the dial pad.

Control and Alt stand side by side because terminals and window managers each take some of them.
"""

PRESSES = {key: each.press for each in (*DIGITS, *PHONE) if each.press for key in each.keys.split(",")}
"""What each of them presses on the phone."""

FACE = (
    Shortcut("f8,ctrl+b", "panel", "Show or hide the side panel"),
    Shortcut("f9,ctrl+n", "page", "Side panel: journal or SIP messages"),
    Shortcut("f6", "phone(1)", "Next phone, where there are several"),
    Shortcut("shift+f6", "phone(-1)", "Previous phone"),
    Shortcut("f7,ctrl+f", "jump", "Jump to any key by its letter"),
    Shortcut("ctrl+y", "copy", "Copy the text of the display"),
    Shortcut("ctrl+l", "theme", "Next theme"),
    Shortcut("f12", "picture('svg')", "Save a picture of the phone as SVG"),
    Shortcut("shift+f12", "picture('png')", "Save a picture of the phone as PNG"),
    Shortcut("question_mark", "help", "What the keys of this screen do, and all others"),
    Shortcut("ctrl+p,f10", "command_palette", "All commands"),
    Shortcut("ctrl+q", "leave(0)", "Quit"),
    Shortcut("ctrl+c", "leave(130)", "Interrupt"),
)
"""Keys of the terminal around the phone."""

WALK = (
    Shortcut("tab", "walk(1)", "Next key of the phone"),
    Shortcut("shift+tab", "walk(-1)", "Previous key of the phone"),
    Shortcut("space", "push", "Press the key in focus"),
)
"""Keys that move over the drawn device, for hands without a mouse."""


def bindings(shortcuts: Iterable[Shortcut]) -> list[BindingType]:
    """Shortcuts as Textual wants them."""
    from textual.binding import Binding  # which faces without a terminal can do without

    return [Binding(each.keys, each.action, each.title, show=False) for each in shortcuts]


_NAMES = {
    "plus,equals_sign": "+",
    "minus": "-",
    "question_mark": "?",
    "escape": "Esc",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def spoken(keys: str) -> str:
    """Key names as people write them: "ctrl+s,alt+s" is "Ctrl+S, Alt+S"."""
    return _NAMES.get(keys) or ", ".join(
        "+".join(part.capitalize() for part in key.split("+")) for key in keys.split(",")
    )
