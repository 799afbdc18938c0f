"""The keyboard's way over the device: what can be in focus, and where on the phone's own display a touch belongs."""

from __future__ import annotations

from emulator.display.forms import CharacterTyped
from emulator.display.frame import Frame, Hit
from emulator.kernel.profile import DeviceProfile
from ui.geometry import Control, Layout


def stops(plan: Layout, shown: Frame, profile: DeviceProfile) -> dict[str, Control | Hit]:
    """What can be in focus, in the order of the Tab key: what a touch screen offers, then all keys."""
    touches = filter(_is_stop, shown.hits) if profile.display.touch else ()
    places: dict[str, Control | Hit] = {f"@{hit.column},{hit.row}": hit for hit in touches}
    return places | {control.name: control for control in plan.controls}


def _is_stop(hit: Hit) -> bool:
    """Whether a place says something; keys of a drawn keyboard are left to the one that is there."""
    return bool(hit.label) and not isinstance(hit.intent, CharacterTyped)


def walk(names: list[str], focus: str, by: int) -> str:
    """The name `by` steps from the one in focus; with none in focus, the first or the last."""
    if focus not in names:
        return names[0 if by > 0 else -1]
    return names[(names.index(focus) + by) % len(names)]


def counterpart(hit: Hit, own: Frame) -> tuple[int, int] | None:
    """The middle of the region of the phone's own frame that says and means the same."""
    same = (each.center for each in own.hits if each[4:] == hit[4:])  # label, intent, key
    return next(same, None)
